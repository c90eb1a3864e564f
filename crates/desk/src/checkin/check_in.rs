//! Check-in: one visit off a punch card (D1). What the card does not allow is a red answer and no
//! error: somebody stands at the counter and must be told.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use mojo_domain::checkin::{
    CardWarning, Ledger, LedgerEntry, PunchCard, RedeemRefused, Redemption,
};
use mojo_domain::pos::GvTyp;
use mojo_domain::{ContactId, DeviceId, Money, berlin_day, from_micros};
use mojo_protocol::Entity;
use mojo_protocol::facts::{RedemptionBody, RedemptionKind};
use mojo_store::checkin::cards::{self, HeldCard};
use mojo_store::checkin::redemptions;
use mojo_store::{Reader, StoreError, Tx, cards as stored_cards, device, invoicing, sync_state};

use super::{CheckinError, card_row, status_of};
use crate::pos::nature_of;
use crate::reception::Names;
use crate::views::{CheckInRequest, CheckInResult, CheckInVerdict, instant};
use crate::{Desk, Op};

/// Within this time a check-in is taken back without a word why.
pub(super) const UNDO_SECONDS: i64 = 30;

/// A sync older than this may have missed a visit elsewhere.
const STALE_MINUTES: i64 = 15;

/// Whom or what the target names.
enum Target {
    Card(Box<HeldCard>),
    Cards(Vec<HeldCard>),
    Contact(ContactId),
    Unknown,
}

impl Desk {
    /// Checks somebody in by card code, card or contact: redeems one entry, durable when this
    /// returns.
    ///
    /// # Errors
    /// [`CheckinError`] of the desk; a card that allows no visit is a red answer.
    pub async fn check_in(&self, request: CheckInRequest) -> Result<CheckInResult, CheckinError> {
        let text = request.target.trim();
        let mut reader = self.reader().await?;
        match find_target(&mut reader, text).await? {
            Target::Card(held) => self.redeem(&mut reader, *held).await,
            Target::Cards(cards) => self.choose(&mut reader, &cards).await,
            Target::Contact(contact_id) => self.check_in_contact(&mut reader, contact_id).await,
            Target::Unknown => Ok(CheckInResult { name: text.to_owned(), ..red("unknown_code") }),
        }
    }

    async fn check_in_contact(
        &self,
        reader: &mut Reader,
        contact_id: ContactId,
    ) -> Result<CheckInResult, CheckinError> {
        let today = berlin_day(self.now());
        let mut all = cards::list_of_contact(reader, contact_id).await?;
        let live = |held: &HeldCard| status_of(held, today).is_live();
        let live: Vec<HeldCard> = all.iter().filter(|held| live(held)).cloned().collect();
        match live.len() {
            0 if all.is_empty() => {
                let about = self.about(reader, contact_id).await?;
                Ok(with(red("no_card"), about))
            }
            // None is good: the last one says why.
            0 => self.redeem(reader, all.swap_remove(0)).await,
            1 => {
                self.redeem(reader, live.into_iter().next().unwrap_or_else(|| all.remove(0))).await
            }
            _ => self.choose(reader, &live).await,
        }
    }

    /// Several cards could be meant: nothing is redeemed before somebody chose.
    async fn choose(
        &self,
        reader: &mut Reader,
        cards: &[HeldCard],
    ) -> Result<CheckInResult, CheckinError> {
        let today = berlin_day(self.now());
        let names = Names::load(reader, cards.iter().map(|held| held.card.contact_id)).await?;
        let about = match cards.first() {
            Some(held) => self.about(reader, held.card.contact_id).await?,
            None => About::default(),
        };
        let rows = cards.iter().map(|held| card_row(held, &names, today)).collect();
        Ok(CheckInResult { cards: rows, ..with(red("several_cards"), about) })
    }

    async fn redeem(
        &self,
        reader: &mut Reader,
        held: HeldCard,
    ) -> Result<CheckInResult, CheckinError> {
        let about = self.about(reader, held.card.contact_id).await?;
        let mut tx = self.transact(Op::CheckIn).await?;
        let day = berlin_day(tx.now());
        let used = match plan(&mut tx, &held, day).await? {
            Ok(used) => used,
            Err(refused) => {
                drop(tx);
                let card = Some(self.card_row_of(reader, &held).await?);
                return Ok(CheckInResult { card, ..with(red(refused), about) });
            }
        };
        let at = tx.now();
        let own = tx.device_id();
        let body = redemption_body(&used, &held, &tx);
        tx.record(Entity::Redemption, used.id.0, &body).await?;
        let after = cards::find(&mut tx, held.card.punch_card_id).await?.unwrap_or(held);
        self.commit(tx, Op::CheckIn).await?;
        let is_unconfirmed = used.balance.left == 0 && is_unconfirmed(reader, own, at).await?;
        let (verdict, reason) = verdict(&used, is_unconfirmed, about.open_cents);
        let until = at + TimeDelta::seconds(UNDO_SECONDS);
        Ok(CheckInResult {
            verdict,
            redemption_id: Some(used.id.to_string()),
            card: Some(self.card_row_of(reader, &after).await?),
            undo_until: Some(instant(until)),
            ..with(red(reason), about)
        })
    }

    /// What is said of a person beside the verdict.
    async fn about(&self, reader: &mut Reader, contact_id: ContactId) -> Result<About, StoreError> {
        let names = Names::load(reader, [contact_id]).await?;
        let practice = crate::account::Practice::load(reader).await?;
        Ok(About {
            contact_id: Some(contact_id),
            name: names.of(contact_id),
            open_cents: invoicing::open_cents_of_contact(reader, contact_id).await?,
            currency: Some(practice.currency()),
            last_visit: redemptions::last_visit(reader, contact_id, self.now()).await?,
        })
    }
}

/// What is known of a person.
#[derive(Default)]
struct About {
    contact_id: Option<ContactId>,
    name: String,
    open_cents: i64,
    currency: Option<mojo_domain::Currency>,
    last_visit: Option<DateTime<Utc>>,
}

async fn find_target(reader: &mut Reader, text: &str) -> Result<Target, StoreError> {
    if let Ok(id) = text.parse::<uuid::Uuid>() {
        if let Some(held) = cards::find(reader, id.into()).await? {
            return Ok(Target::Card(Box::new(held)));
        }
        let contact = stored_cards::find(reader, Entity::Contact, id).await?;
        return Ok(contact.map_or(Target::Unknown, |_| Target::Contact(id.into())));
    }
    let mut found = cards::list_by_code(reader, text).await?;
    if found.is_empty() {
        // Typed by hand, the letters may be small.
        found = cards::list_by_code(reader, &text.to_uppercase()).await?;
    }
    Ok(match found.len() {
        0 => Target::Unknown,
        1 => found.pop().map_or(Target::Unknown, |held| Target::Card(Box::new(held))),
        _ => Target::Cards(found),
    })
}

/// One use of the card in the state of this very moment, or why not.
async fn plan(
    tx: &mut Tx,
    held: &HeldCard,
    day: NaiveDate,
) -> Result<Result<Redemption, &'static str>, StoreError> {
    let id = held.card.punch_card_id;
    let present = cards::find(tx, id).await?;
    if present.is_none_or(|card| card.refunded > 0) {
        return Ok(Err("used_up"));
    }
    let ledger = load_ledger(tx, held).await?;
    let used = rules_of(held).redeem(&ledger, tx.next_id(), day);
    Ok(used.map_err(|refused| match refused {
        RedeemRefused::Expired { .. } => "expired",
        RedeemRefused::UsedUp { .. } | RedeemRefused::Duplicate => "used_up",
    }))
}

/// The card as the rules know it.
pub(super) fn rules_of(held: &HeldCard) -> PunchCard {
    PunchCard {
        id: held.card.punch_card_id,
        entries: held.card.entries,
        price_cents: held.card.price_cents,
        currency: held.card.currency,
        expires_on: held.card.expires_on,
    }
}

/// The ledger of the card in the state of this very moment.
pub(super) async fn load_ledger(tx: &mut Tx, held: &HeldCard) -> Result<Ledger, StoreError> {
    let lines = redemptions::list_of_card(tx, held.card.punch_card_id).await?;
    Ok(Ledger::of(lines.iter().map(|line| LedgerEntry {
        id: line.redemption.redemption_id,
        takes_back: line.redemption.takes_back,
        value_cents: line.redemption.value_cents,
    })))
}

fn redemption_body(used: &Redemption, held: &HeldCard, tx: &Tx) -> RedemptionBody {
    RedemptionBody {
        redemption_id: used.id,
        punch_card_id: used.punch_card_id,
        contact_id: held.card.contact_id,
        kind: RedemptionKind::Used,
        takes_back: None,
        reason: String::new(),
        at: tx.now(),
        recorded_on: berlin_day(tx.now()),
        actor_id: tx.actor_id(),
        register_id: tx.register_id(),
        gv_typ: GvTyp::of_redemption(nature_of(held.card.tax_nature)).name().to_owned(),
        value_cents: used.value_cents,
        currency: held.card.currency,
        // A card is real, and so is its use: none is sold in training mode.
        is_training: false,
    }
}

/// Whether another desk may have used the same last entry without our knowing: it was long ago
/// that we heard of it.
async fn is_unconfirmed(
    reader: &mut Reader,
    own: DeviceId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if !device::find(reader).await?.is_some_and(|device| device.is_enrolled) {
        return Ok(false);
    }
    let synced = sync_state::find(reader).await?.last_sync_at.map(from_micros);
    let is_fresh = synced.is_some_and(|at| now - at <= TimeDelta::minutes(STALE_MINUTES));
    Ok(!is_fresh && redemptions::have_other_devices(reader, own).await?)
}

fn verdict(
    used: &Redemption,
    is_unconfirmed: bool,
    open_cents: i64,
) -> (CheckInVerdict, &'static str) {
    let expires = |warning: &CardWarning| matches!(warning, CardWarning::ExpiresSoon { .. });
    let reason = if is_unconfirmed {
        "unconfirmed_last_entry"
    } else if used.warnings.contains(&CardWarning::LastEntry) {
        "last_entry"
    } else if open_cents > 0 {
        "open_amount"
    } else if used.warnings.iter().any(expires) {
        "expiring"
    } else {
        return (CheckInVerdict::Green, "ok");
    };
    (CheckInVerdict::Amber, reason)
}

/// Not in; nothing was redeemed.
fn red(reason: &str) -> CheckInResult {
    CheckInResult {
        verdict: CheckInVerdict::Red,
        reason: reason.to_owned(),
        redemption_id: None,
        contact_id: None,
        name: String::new(),
        card: None,
        cards: Vec::new(),
        open_amount: None,
        last_visit: None,
        undo_until: None,
    }
}

fn with(result: CheckInResult, about: About) -> CheckInResult {
    let money = |currency| Money::new(about.open_cents, currency).into();
    CheckInResult {
        contact_id: about.contact_id.map(|id| id.to_string()),
        name: about.name,
        open_amount: about.currency.map(money),
        last_visit: about.last_visit.map(instant),
        ..result
    }
}

#[cfg(test)]
mod tests;
