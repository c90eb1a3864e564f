//! What people gave or took where the recipient of an entry was right to dispute it, and what refunds
//! take back of that: the rule stands here a second time, in plain form.

use mojo_protocol::facts::CommissionCorrectionBody;

use super::{Entry, Ledger, share};
use crate::simulation::{Held, broken};

/// A correction of an entry.
pub(super) struct Correction {
    /// Above zero: given in addition; below: taken.
    cents: i64,
    /// What of the line, without VAT, was refunded when it was made.
    refunded_net_cents: i64,
}

impl Entry {
    /// What corrections gave in all.
    pub(super) fn given(&self) -> i64 {
        self.corrections.iter().map(|correction| correction.cents).sum()
    }

    /// C12: what refunds take back in all once `net` of the line is refunded. Of the commission it is in
    /// proportion to the line, of each correction in proportion to what of the line was left when it was
    /// made, and of the whole line it is all of both.
    pub(super) fn due(&self, net: i64) -> i64 {
        let (amount, base) = (self.body.amount_cents, self.body.base_cents);
        let mut due = share(amount, net, base);
        if self.corrections.is_empty() {
            return due;
        }
        for correction in &self.corrections {
            let before = correction.refunded_net_cents;
            if net > before {
                due += share(correction.cents, net - before, base - before);
            }
        }
        // The parts are rounded each for itself: neither is more taken than there is, nor less of a whole.
        let whole = amount + self.given();
        due = if net >= base { whole } else { due.clamp(0, whole.max(0)) };
        // Nor does a refund give a cent back; only one that did not go through does.
        if net < self.refunded_net_cents { due } else { due.max(self.reversed_cents) }
    }
}

impl Ledger {
    /// Y5: what still moves is corrected, by no more than is left of it, and to no more than what is left
    /// of the net of its line.
    pub(super) fn correct(&mut self, body: &CommissionCorrectionBody) -> Held {
        let may_be = |entry: &Entry| {
            let net = entry.body.base_cents - entry.refunded_net_cents;
            let is_within = (0..=net).contains(&(entry.left() + body.amount_cents));
            entry.is_paid_out()
                && entry.forfeited_cents.is_none()
                && (entry.body.currency, entry.body.recipient) == (body.currency, body.recipient)
                && body.amount_cents != 0
                && net > 0
                && is_within
        };
        let entry = self.entries.get_mut(&body.commission_entry_id);
        let Some(entry) = entry.filter(|entry| may_be(entry)) else {
            let seen = format!("{body:?}");
            return Err(broken("what is corrected still moves, within its line", seen));
        };
        let refunded_net_cents = entry.refunded_net_cents;
        entry.corrections.push(Correction { cents: body.amount_cents, refunded_net_cents });
        self.keep_moment(body.currency);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use mojo_domain::TenantId;
    use mojo_protocol::facts::CommissionForfeitureBody;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::simulation::audit::balances::tests::{entry, id, ledger, payout, refund};

    fn correction(number: u128, cents: i64) -> Value {
        json!({
            "dispute_id": Uuid::from_u128(number), "commission_entry_id": id(number),
            "recipient": TenantId::MOJO_LLC, "at": "2026-12-02T08:00:00Z", "amount_cents": cents,
            "currency": "EUR", "reason": "Satz war falsch", "actor_id": Uuid::nil(),
        })
    }

    fn correct(ledger: &mut Ledger, number: u128, cents: i64) -> Held {
        ledger.correct(&serde_json::from_value(correction(number, cents)).unwrap())
    }

    fn forfeiture(number: u128, cents: i64) -> CommissionForfeitureBody {
        let body = json!({
            "commission_entry_id": id(number), "recipient": TenantId::MOJO_LLC,
            "at": "2026-12-03T08:00:00Z", "amount_cents": cents, "currency": "EUR",
            "reason": "deactivated",
        });
        serde_json::from_value(body).unwrap()
    }

    /// A refund of entry 1: the net so far, the cents that this one took, the cents that all took.
    fn refunded(ledger: &mut Ledger, (net, cents, total): (i64, i64, i64)) -> Held {
        ledger.reverse(&refund(1, net, cents, total))
    }

    #[test]
    fn a_correction_is_paid_with_its_entry_or_with_the_payout_after_it_once() {
        let mut ledger = ledger();
        correct(&mut ledger, 1, 60).unwrap();
        ledger.pay(&payout(1560, "monthly", &[1, 2], 0)).unwrap();
        correct(&mut ledger, 1, -1).unwrap();
        correct(&mut ledger, 2, 41).unwrap();
        assert_eq!(ledger.balances().into_values().collect::<Vec<_>>(), [40]);
        ledger.pay(&payout(40, "monthly", &[], 40)).unwrap();
        assert!(ledger.balances().values().all(|cents| *cents == 0));
        assert!(ledger.pay(&payout(40, "monthly", &[], 40)).is_err(), "it was paid");
    }

    #[test]
    fn a_payout_that_was_reserved_before_a_correction_adds_up_as_it_was_reserved() {
        let mut ledger = ledger();
        correct(&mut ledger, 1, 60).unwrap();
        ledger.pay(&payout(1500, "monthly", &[1, 2], 0)).unwrap();
        assert_eq!(ledger.balances().into_values().collect::<Vec<_>>(), [60]);
        ledger.write(entry(3, 700));
        assert!(ledger.pay(&payout(760, "monthly", &[3], 0)).is_err(), "it says what it nets");
    }

    #[test]
    fn a_payout_with_a_cent_of_a_correction_too_many_or_too_few_is_seen() {
        for cents in [1501, 1559, 1561] {
            let mut ledger = ledger();
            correct(&mut ledger, 1, 60).unwrap();
            let paid = ledger.pay(&payout(cents, "monthly", &[1, 2], 0));
            assert!(paid.is_err(), "{cents}");
        }
    }

    #[test]
    fn a_refund_takes_a_correction_back_in_proportion_to_what_was_left_of_the_line() {
        let mut sound = ledger();
        refunded(&mut sound, (5000, 500, 500)).unwrap();
        correct(&mut sound, 1, 50).unwrap();
        refunded(&mut sound, (7500, 275, 775)).unwrap();
        refunded(&mut sound, (10_000, 275, 1050)).unwrap();
        assert_eq!(sound.balances().into_values().collect::<Vec<_>>(), [500], "entry 2 alone");
        // All of the line, in proportion to all of the line, and nothing of it.
        for wrong in [(7500, 300, 800), (7500, 288, 788), (7500, 250, 750)] {
            let mut ledger = ledger();
            refunded(&mut ledger, (5000, 500, 500)).unwrap();
            correct(&mut ledger, 1, 50).unwrap();
            assert!(refunded(&mut ledger, wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_a_correction_took_is_not_taken_by_a_refund_again() {
        let mut ledger = ledger();
        correct(&mut ledger, 1, -1000).unwrap();
        refunded(&mut ledger, (3333, 0, 0)).unwrap();
        assert!(refunded(&mut ledger, (10_000, 1000, 1000)).is_err());
        refunded(&mut ledger, (10_000, 0, 0)).unwrap();
    }

    /// 500.1 of the commission and 0.6 of the correction, each rounded for itself, were a cent less.
    #[test]
    fn no_refund_gives_a_cent_back_because_of_the_rounding() {
        let corrected = || {
            let mut ledger = ledger();
            refunded(&mut ledger, (4995, 500, 500)).unwrap();
            correct(&mut ledger, 1, -500).unwrap();
            ledger
        };
        assert!(refunded(&mut corrected(), (5001, -1, 499)).is_err());
        refunded(&mut corrected(), (5001, 0, 500)).unwrap();
    }

    #[test]
    fn a_correction_beyond_what_is_left_or_of_what_is_at_rest_is_seen() {
        for (number, cents) in [(1, 0), (1, -1001), (1, 9001), (7, 10)] {
            assert!(correct(&mut ledger(), number, cents).is_err(), "{number}: {cents}");
        }
        correct(&mut ledger(), 1, -1000).unwrap();
        correct(&mut ledger(), 1, 9000).unwrap();
        let mut refunded_whole = ledger();
        refunded(&mut refunded_whole, (10_000, 1000, 1000)).unwrap();
        assert!(correct(&mut refunded_whole, 1, 1).is_err());
        let mut lost = ledger();
        lost.forfeit(&forfeiture(1, 1000)).unwrap();
        assert!(correct(&mut lost, 1, 1).is_err());
        for (name, other) in [("currency", json!("CHF")), ("recipient", json!(Uuid::nil()))] {
            let mut body = correction(1, 1);
            body[name] = other;
            let body = serde_json::from_value(body).unwrap();
            assert!(ledger().correct(&body).is_err(), "{name}");
        }
    }

    #[test]
    fn a_correction_is_lost_with_its_entry() {
        let corrected = || {
            let mut ledger = ledger();
            correct(&mut ledger, 1, 50).unwrap();
            ledger
        };
        assert!(corrected().forfeit(&forfeiture(1, 1000)).is_err());
        let mut lost = corrected();
        lost.forfeit(&forfeiture(1, 1050)).unwrap();
        assert_eq!(lost.balances().into_values().collect::<Vec<_>>(), [500]);
    }
}
