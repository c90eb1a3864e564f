//! The oracle: what a desk has recorded, kept outside of it. After a verb has returned, its entries
//! must never be missing again.

use std::collections::BTreeSet;

use mojo_protocol::{CardBody, CardField, Sort};
use uuid::Uuid;

/// An entry of a desk's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The machine, by its number.
    pub machine: usize,
    /// Epoch and number in the journal.
    pub place: (i64, i64),
    /// The epoch in which it was recorded first: it may have gone over into a later one.
    pub recorded_in: i64,
    /// The kind of thing.
    pub entity: String,
    /// The thing.
    pub id: Uuid,
    /// The body.
    pub body: String,
    /// The chain's hash.
    pub hash: String,
    /// Lost with its disk before the platform had it, or held by a device that was revoked: it may
    /// be there or not.
    pub is_open: bool,
    /// Its own desk does not hold it any more in its journal.
    pub is_gone_here: bool,
    /// The platform held it, and was put back to a copy that does not.
    pub is_gone_there: bool,
    /// It was to be sent in a name that may not write it: rejected and undone, unless somebody who
    /// may was faster.
    pub may_be_rejected: bool,
}

impl Promise {
    /// How it syncs.
    pub fn sort(&self) -> Option<Sort> {
        self.entity.parse::<mojo_protocol::Entity>().ok().map(mojo_protocol::Entity::sort)
    }

    /// Whether the platform holds it: as it was recorded, or as it counts there.
    pub fn is_in(&self, held: &Held) -> bool {
        if held.contains(&(self.id, self.body.clone())) {
            return true;
        }
        let mut of_it = held.range((self.id, String::new())..).take_while(|(id, _)| *id == self.id);
        self.sort() == Some(Sort::Card) && of_it.any(|(_, body)| counts_as(&self.body, body))
    }
}

/// Whether `held` is the edit `recorded` as the platform shows it: of a clock that ran ahead the
/// readings count by its receipt, at its number in the journal. An equal edit of another time has
/// other readings.
fn counts_as(recorded: &str, held: &str) -> bool {
    let read = |body| serde_json::from_str::<CardBody>(body);
    let (Ok(recorded), Ok(held)) = (read(recorded), read(held)) else { return false };
    let is_moved = |(name, after): &(&String, &CardField)| {
        recorded.fields.get(*name).is_some_and(|before| before.hlc != after.hlc)
    };
    let Some(bound) = held.fields.iter().find(is_moved).map(|(_, field)| field.hlc) else {
        return false;
    };
    // The counter of the bound is that number; no journal of a run outgrows it.
    let dseq = bound.0 & 0xFFFF;
    dseq > 0 && recorded.as_received(bound.received_ms() * 1000, dseq) == held
}

/// What the platform holds: things with a body. A desk may believe it holds more: it was
/// put back, and the desk has not heard of it yet.
pub type Held = BTreeSet<(Uuid, String)>;

/// What was promised in a run, in order.
#[derive(Clone, Debug, Default)]
pub struct Promises(pub Vec<Promise>);

impl Promises {
    /// What a copy of this desk's files holds of it, by its number in the run.
    pub fn held_by(&self, machine: usize) -> BTreeSet<usize> {
        let is_there = |p: &Promise| p.machine == machine && !p.is_gone_here;
        let all = self.0.iter().enumerate();
        all.filter(|(_, promise)| is_there(promise)).map(|(number, _)| number).collect()
    }

    /// A disk went back to a copy that has `kept`: everything else is gone there, and what the
    /// platform had not taken may be gone for good. Copies may be of lives that parted.
    pub fn roll_back(&mut self, machine: usize, kept: &BTreeSet<usize>, held: &Held) {
        let own = self.0.iter_mut().enumerate().filter(|(_, p)| p.machine == machine);
        for (number, promise) in own {
            promise.is_gone_here = !kept.contains(&number);
            promise.is_open |= promise.is_gone_here && !promise.is_in(held);
        }
    }

    /// The platform held `before` and holds `after`. What has no copy left but at other desks, which
    /// may not speak for its device, is lost, and so is what a revoked device had handed over; and an
    /// edit that was rejected, sent again to a platform that had forgotten it, and stood, would be
    /// rejected without its desk hearing of it. Such a second disaster is not caused, nor one that
    /// finds somebody else signed in at the desk: its edits would come again in that name.
    pub fn may_roll_back_platform(
        &self,
        before: &Held,
        after: &Held,
        (revoked, lent): (&[usize], &[usize]),
    ) -> bool {
        let is_lent = |p: &Promise| p.sort() == Some(Sort::Card) && lent.contains(&p.machine);
        let is_out_of_reach = |p: &Promise| {
            p.is_gone_here || p.may_be_rejected || revoked.contains(&p.machine) || is_lent(p)
        };
        !self.0.iter().any(|p| is_out_of_reach(p) && p.is_in(before) && !p.is_in(after))
    }

    /// The platform went back to an older state.
    pub fn platform_rolled_back(&mut self, before: &Held, after: &Held) {
        for promise in &mut self.0 {
            promise.is_gone_there |= promise.is_in(before) && !promise.is_in(after);
        }
    }

    /// The same for a disk, when the platform holds `held`.
    pub fn may_roll_back(&self, machine: usize, kept: &BTreeSet<usize>, held: &Held) -> bool {
        let own = self.0.iter().enumerate().filter(|(_, p)| p.machine == machine);
        let mut gone = own.filter(|(number, p)| !kept.contains(number) && !p.is_in(held));
        !gone.any(|(_, p)| p.is_gone_there)
    }

    /// The platform holds `held`. What it forgot of this device only the device itself may send
    /// again, and one that is revoked hands it over into quarantine: a disaster that is not caused.
    pub fn may_revoke(&self, machine: usize, held: &Held) -> bool {
        !self.0.iter().any(|p| p.machine == machine && p.is_gone_there && !p.is_in(held))
    }

    /// The same for somebody else who signs in at a desk. Its edits that the platform forgot come
    /// again in the name of whoever is signed in by then, and are judged by it: they would be rejected,
    /// and other desks that had read them would keep them.
    pub fn may_be_lent(&self, machine: usize, held: &Held) -> bool {
        let is_edit = |p: &Promise| p.machine == machine && p.sort() == Some(Sort::Card);
        !self.0.iter().any(|p| is_edit(p) && p.is_gone_there && !p.is_in(held))
    }

    /// A device was revoked: what it had not sent stays there.
    pub fn revoked(&mut self, machine: usize, held: &Held) {
        for promise in self.0.iter_mut().filter(|promise| promise.machine == machine) {
            promise.is_open |= !promise.is_in(held);
        }
    }
}

#[cfg(test)]
mod tests {
    use mojo_domain::{Hlc, HlcClock};
    use mojo_protocol::canonical;
    use serde_json::json;

    use super::*;

    const RECEIVED_MS: i64 = 1_799_380_000_000;
    const HOUR_MS: i64 = 60 * 60 * 1000;

    fn edit(hlc: Hlc, base: Hlc) -> CardBody {
        let field = CardField { value: json!("a"), hlc, base, ..CardField::default() };
        CardBody { fields: [("note".to_owned(), field)].into(), ..CardBody::default() }
    }

    /// By a clock that is eleven hours ahead.
    fn edit_ahead() -> CardBody {
        let now = RECEIVED_MS + 11 * HOUR_MS;
        edit(Hlc(now << 16), Hlc((now - 1) << 16))
    }

    fn promise(body: &CardBody) -> Promise {
        Promise {
            machine: 0,
            place: (1, 18),
            recorded_in: 1,
            entity: "contact".to_owned(),
            id: Uuid::from_u128(7),
            body: canonical(body).unwrap(),
            hash: String::new(),
            is_open: false,
            is_gone_here: false,
            is_gone_there: false,
            may_be_rejected: false,
        }
    }

    fn held(body: &CardBody) -> Held {
        Held::from([
            (Uuid::from_u128(6), String::new()),
            (Uuid::from_u128(7), canonical(body).unwrap()),
            (Uuid::from_u128(8), String::new()),
        ])
    }

    /// Its desk was put back to before it, other desks have read it: the platform keeps it.
    #[test]
    fn an_edit_by_a_clock_that_ran_ahead_is_not_lost_a_second_time() {
        let recorded = edit_ahead();
        let there = held(&recorded.clone().as_received(RECEIVED_MS * 1000, 18));
        let mut promises = Promises(vec![promise(&recorded)]);
        promises.roll_back(0, &BTreeSet::new(), &there);
        assert!(promises.0[0].is_gone_here);
        assert!(!promises.0[0].is_open, "the platform holds it, as it counts");
        assert!(!promises.may_roll_back_platform(&there, &Held::new(), (&[], &[])));
    }

    /// The same the other way round: the platform forgot it, its desk keeps it and is not revoked.
    #[test]
    fn an_edit_by_a_clock_that_ran_ahead_is_known_to_be_forgotten() {
        let recorded = edit_ahead();
        let there = held(&recorded.clone().as_received(RECEIVED_MS * 1000, 18));
        let mut promises = Promises(vec![promise(&recorded)]);
        promises.platform_rolled_back(&there, &Held::new());
        assert!(promises.0[0].is_gone_there);
        assert!(!promises.may_roll_back(0, &BTreeSet::new(), &Held::new()));
        assert!(!promises.may_revoke(0, &Held::new()));
        assert!(promises.may_roll_back(0, &BTreeSet::new(), &there), "it came again");
        assert!(promises.may_revoke(0, &there));
    }

    #[test]
    fn an_equal_edit_of_another_time_or_thing_is_another() {
        let recorded = edit_ahead();
        let bound = (RECEIVED_MS + HlcClock::MAX_LEAD_MS) << 16;
        assert!(!promise(&recorded).is_in(&held(&edit(Hlc(bound), Hlc::default()))));
        assert!(!promise(&recorded).is_in(&held(&edit(Hlc(bound + 1), Hlc::default()))));
        let counted = recorded.clone().as_received(RECEIVED_MS * 1000, 18);
        let elsewhere = Held::from([(Uuid::from_u128(8), canonical(&counted).unwrap())]);
        assert!(!promise(&recorded).is_in(&elsewhere));
    }

    /// An edit of a product, recorded at a machine.
    fn product(no: u128, machine: usize) -> Promise {
        Promise {
            machine,
            place: (1, 1),
            recorded_in: 1,
            entity: "product".to_owned(),
            id: Uuid::from_u128(no),
            body: format!("{{\"no\":{no}}}"),
            hash: String::new(),
            is_open: false,
            is_gone_here: false,
            is_gone_there: false,
            may_be_rejected: false,
        }
    }

    fn all_of(promises: &[&Promise]) -> Held {
        promises.iter().map(|promise| (promise.id, promise.body.clone())).collect()
    }

    #[test]
    fn a_desk_is_lent_once_the_edits_that_the_platform_forgot_are_there_again() {
        let (own, others) = (product(1, 0), product(2, 1));
        let mut promises = Promises(vec![own.clone(), others.clone()]);
        let all = all_of(&[&own, &others]);
        assert!(
            promises.may_be_lent(0, &Held::new()),
            "what waits for the first time is sent first"
        );
        promises.platform_rolled_back(&all, &Held::new());
        assert!(!promises.may_be_lent(0, &all_of(&[&others])));
        assert!(promises.may_be_lent(0, &all_of(&[&own])));
    }

    #[test]
    fn the_platform_forgets_no_edit_of_a_desk_that_is_lent() {
        let own = product(1, 0);
        let promises = Promises(vec![own.clone()]);
        let may = |lent: &[usize]| {
            promises.may_roll_back_platform(&all_of(&[&own]), &Held::new(), (&[], lent))
        };
        assert!(may(&[1]));
        assert!(!may(&[0]));
    }
}
