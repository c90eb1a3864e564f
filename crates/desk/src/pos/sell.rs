//! A sale (Verkauf): cart, payment, number, receipt and the cards that it sells, in one commit.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use mojo_domain::checkin::PunchCard;
use mojo_domain::invoicing::NumberRange;
use mojo_domain::pos::{CalculatedSale, SettledSale, settle};
use mojo_domain::vat::{self, VatClass};
use mojo_domain::{
    ActorId, ContactId, Money, PunchCardId, SaleId, berlin_day, from_micros, to_micros,
};
use mojo_protocol::Entity;
use mojo_protocol::facts::{PunchCardBody, SaleBody, SaleKind, TaxNature};
use mojo_store::pos::till;
use mojo_store::{NewRecord, Tx, cards, numbers};

use super::PosError;
use super::cart::{Origin, PlannedCart, load_products, plan_cart, tenders, unreadable};
use super::product_row::DEFAULT_ENTRIES;
use super::seller::Seller;
use super::wire::{group_body, line_body, payment_body};
use crate::numbering::next_number;
use crate::views::{Cart, SaleResult};
use crate::{Desk, Op, Topic};

/// What a sale is besides its amounts.
pub(super) struct Heading {
    pub(super) sale_id: SaleId,
    pub(super) cancels: Option<SaleId>,
    pub(super) reason: String,
    pub(super) receipt_number: String,
    pub(super) z_number: i64,
    pub(super) actor_id: ActorId,
    pub(super) contact_id: Option<ContactId>,
    pub(super) started_at: DateTime<Utc>,
    pub(super) at: DateTime<Utc>,
    pub(super) is_training: bool,
}

impl Desk {
    /// Sells a cart: the receipt's number, the sale and the punch cards that it sells are durable
    /// when this returns.
    ///
    /// # Errors
    /// [`PosError`] says what is missing; then nothing was sold and no number given.
    pub async fn sell(&self, cart: Cart) -> Result<SaleResult, PosError> {
        let seller = Seller::load(self).await?;
        seller.check_may_sell()?;
        let contact_id = self.buyer(&cart).await?;
        let tenders = tenders(&cart.payments)?;
        let products = load_products(&mut self.reader().await?, &cart).await?;
        let mut tx = self.transact(Op::Sell).await?;
        let day = berlin_day(tx.now());
        let mut plan = plan_cart(&cart, &products, &seller, day)?;
        check_training(&plan, &seller)?;
        name_cards(&mut plan, contact_id, &tx)?;
        let sale = plan.draft.calculate()?;
        let settlement = settle(sale.gross_cents, &tenders)?;
        let number = next_number(&mut tx, NumberRange::Kassenbeleg).await?;
        let heading = Heading {
            sale_id: tx.next_id(),
            cancels: None,
            reason: String::new(),
            receipt_number: number.to_string(),
            z_number: till::find_period(&mut tx, seller.register_id).await?,
            actor_id: tx.actor_id(),
            contact_id,
            started_at: started_at(cart.started_at.as_deref(), tx.now())?,
            at: tx.now(),
            is_training: seller.is_training,
        };
        let body = sale_body(&SettledSale { sale, settlement }, heading, &seller);
        let sold = card_bodies(&mut tx, &body, &plan, &seller).await?;
        let mut records =
            vec![NewRecord::try_new(Entity::Sale, body.sale_id.0, &body).map_err(PosError::Store)?];
        for card in &sold {
            let record = NewRecord::try_new(Entity::PunchCard, card.punch_card_id.0, card);
            records.push(record?);
        }
        tx.record_many(records).await?;
        self.commit(tx, Op::Sell).await?;
        if !sold.is_empty() {
            self.announce(Topic::Checkin);
        }
        let sold = sold.iter().map(|card| card.punch_card_id.to_string()).collect();
        Ok(result(&body, sold))
    }

    /// Who buys, when somebody was chosen.
    async fn buyer(&self, cart: &Cart) -> Result<Option<ContactId>, PosError> {
        let Some(text) = &cart.contact_id else {
            return Ok(None);
        };
        let unknown = || PosError::UnknownContact(text.clone());
        let id: ContactId = text.parse().map_err(|_| unknown())?;
        let card = cards::find(&mut self.reader().await?, Entity::Contact, id.0).await?;
        card.map(|_| Some(id)).ok_or_else(unknown)
    }
}

/// A cart is not older than this: a clock that was set meanwhile says nothing.
const LONGEST_SALE: TimeDelta = TimeDelta::hours(12);

/// When the process began (§ 2 Nr. 1 KassenSichV): as the window says, within reason.
fn started_at(text: Option<&str>, now: DateTime<Utc>) -> Result<DateTime<Utc>, PosError> {
    let Some(text) = text else { return Ok(now) };
    let at: DateTime<Utc> = text.parse().map_err(|_| unreadable("started_at", text))?;
    let at = from_micros(to_micros(at));
    Ok(if at <= now && now - at <= LONGEST_SALE { at } else { now })
}

/// A card would outlive the training in which it was sold, and its visits would count.
fn check_training(plan: &PlannedCart, seller: &Seller) -> Result<(), PosError> {
    let card = plan.origins.iter().find(|origin| origin.product.is_punch_card());
    match card {
        Some(origin) if seller.is_training => {
            Err(PosError::TrainingCard(origin.product.name.clone()))
        }
        _ => Ok(()),
    }
}

/// Gives every punch card of the cart its id; a card belongs to somebody (D1).
fn name_cards(
    plan: &mut PlannedCart,
    contact_id: Option<ContactId>,
    tx: &Tx,
) -> Result<(), PosError> {
    for (line, origin) in plan.draft.lines.iter_mut().zip(&plan.origins) {
        if origin.product.is_punch_card() {
            contact_id.ok_or(PosError::ContactRequired)?;
            line.punch_card_id = Some(tx.next_id());
        }
    }
    Ok(())
}

/// The body of a sale or Storno.
pub(super) fn sale_body(settled: &SettledSale, heading: Heading, seller: &Seller) -> SaleBody {
    let CalculatedSale { currency, lines, vat, net_cents, vat_cents, gross_cents } = &settled.sale;
    SaleBody {
        sale_id: heading.sale_id,
        kind: if heading.cancels.is_some() { SaleKind::Storno } else { SaleKind::Sale },
        cancels: heading.cancels,
        reason: heading.reason,
        receipt_number: heading.receipt_number,
        register_id: seller.register_id,
        z_number: Some(heading.z_number),
        seller: seller.practice.party(),
        actor_id: heading.actor_id,
        contact_id: heading.contact_id,
        started_at: heading.started_at,
        finished_at: heading.at,
        recorded_on: berlin_day(heading.at),
        is_training: heading.is_training,
        currency: *currency,
        lines: lines.iter().map(line_body).collect(),
        vat: vat.iter().map(group_body).collect(),
        payments: settled.settlement.payments.iter().map(payment_body).collect(),
        net_cents: *net_cents,
        vat_cents: *vat_cents,
        gross_cents: *gross_cents,
        change_cents: settled.settlement.change_cents,
    }
}

/// The cards that the lines of a sale sell, at the price that was really paid.
async fn card_bodies(
    tx: &mut Tx,
    sale: &SaleBody,
    plan: &PlannedCart,
    seller: &Seller,
) -> Result<Vec<PunchCardBody>, PosError> {
    let mut bodies = Vec::new();
    for (line, origin) in sale.lines.iter().zip(&plan.origins) {
        let (Some(id), Some(contact_id)) = (line.punch_card_id, sale.contact_id) else {
            continue;
        };
        let code = next_card_code(tx).await?;
        let card = card_of(id, line.gross_cents, origin, seller, sale.recorded_on);
        card.check_sale(sale.recorded_on)?;
        bodies.push(PunchCardBody {
            punch_card_id: id,
            code,
            product_id: line.product_id,
            text: line.text.clone(),
            contact_id,
            entries: card.entries,
            price_cents: card.price_cents,
            entry_value_cents: card.entry_value_cents(),
            currency: sale.currency,
            tax_nature: origin.product.tax_nature.unwrap_or(TaxNature::Einzweck),
            vat_class: origin.vat_class,
            vat_rate_bp: rate(&seller.country, origin.vat_class, sale.recorded_on),
            sold_on: sale.recorded_on,
            expires_on: card.expires_on,
            sale_id: Some(sale.sale_id),
            actor_id: Some(sale.actor_id),
            register_id: Some(sale.register_id),
            recorded_on: Some(sale.recorded_on),
        });
    }
    Ok(bodies)
}

fn card_of(
    id: PunchCardId,
    price_cents: i64,
    origin: &Origin,
    seller: &Seller,
    day: NaiveDate,
) -> PunchCard {
    let months = origin.product.valid_months.map(Months::new);
    PunchCard {
        id,
        entries: origin.product.entries.unwrap_or(DEFAULT_ENTRIES),
        price_cents,
        currency: seller.currency,
        expires_on: months.and_then(|months| day.checked_add_months(months)),
    }
}

/// The rate of the visits; a class without one is refused where the line is computed.
pub(crate) fn rate(country: &str, class: VatClass, day: NaiveDate) -> i64 {
    vat::rate_on(country, class, day).unwrap_or(0)
}

/// The next number on a punch card: `K-A-000123`. With the code of the desk in it, no two desks
/// print the same one.
pub(crate) async fn next_card_code(tx: &mut Tx) -> Result<String, PosError> {
    // One range for all years: a card outlives the year in which it was sold.
    let number = numbers::allocate(tx, "K", 0).await?;
    Ok(format!("K-{}-{number:06}", tx.number_code()))
}

/// What the window gets of a sale that stands.
pub(super) fn result(body: &SaleBody, cards: Vec<String>) -> SaleResult {
    let money = |cents| Money::new(cents, body.currency).into();
    SaleResult {
        sale_id: body.sale_id.to_string(),
        receipt_number: body.receipt_number.clone(),
        net: money(body.net_cents),
        vat: money(body.vat_cents),
        gross: money(body.gross_cents),
        // A Storno mirrors what was tendered; it gives no change.
        change: money(body.change_cents.max(0)),
        cards,
    }
}

#[cfg(test)]
mod tests;
