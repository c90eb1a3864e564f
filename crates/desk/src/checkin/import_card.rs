//! A card taken over from paper (Papierkarte übernehmen): the visits that are left on it.

use chrono::NaiveDate;
use mojo_domain::checkin::PunchCard;
use mojo_domain::vat::VatClass;
use mojo_domain::{ContactId, ProductId, PunchCardId, berlin_day};
use mojo_protocol::Entity;
use mojo_protocol::facts::{PunchCardBody, TaxNature};
use mojo_store::pos::products::{self, Product};
use mojo_store::{Tx, cards as stored_cards, checkin::cards};

use super::CheckinError;
use crate::pos::{PosError, Seller, next_card_code, rate};
use crate::views::CardRow;
use crate::{Desk, Op};

/// A paper card.
#[derive(Clone, Debug)]
pub struct PaperCard {
    /// The owner.
    pub contact_id: String,
    /// The visits that are left on it.
    pub left: u32,
    /// The product that it was, when it is still in the catalogue.
    pub product_id: Option<String>,
    /// The number printed on it; one is given when it has none.
    pub code: Option<String>,
    /// The last day on which it is good.
    pub expires_on: Option<NaiveDate>,
}

impl Desk {
    /// Takes a paper card over. It was sold and taxed elsewhere: no receipt, no turnover.
    ///
    /// # Errors
    /// [`CheckinError`] for an owner or product that does not exist, or a number that is taken.
    pub async fn import_card(&self, paper: PaperCard) -> Result<CardRow, CheckinError> {
        let seller = Seller::load(self).await?;
        let contact_id = self.owner(&paper.contact_id).await?;
        let product = self.product_of(&paper).await?;
        let mut tx = self.transact(Op::ImportCard).await?;
        let code = code(&mut tx, paper.code.as_deref()).await?;
        let (text, vat_class) = product.as_ref().map_or_else(
            || ("Papierkarte".to_owned(), VatClass::General),
            |product| (product.name.clone(), product.vat_class),
        );
        let vat_class = vat_class.for_seller(seller.practice.small_business);
        let sold_on = berlin_day(tx.now());
        let card = PunchCard {
            id: tx.next_id::<PunchCardId>(),
            entries: paper.left,
            price_cents: value_of(product.as_ref(), paper.left),
            currency: seller.currency,
            expires_on: paper.expires_on,
        };
        card.check_sale(sold_on)?;
        let nature = product.as_ref().and_then(|product| product.tax_nature);
        let body = PunchCardBody {
            punch_card_id: card.id,
            code,
            product_id: product.map(|product| product.product_id),
            text,
            contact_id,
            entries: card.entries,
            price_cents: card.price_cents,
            entry_value_cents: card.entry_value_cents(),
            currency: seller.currency,
            tax_nature: nature.unwrap_or(TaxNature::Einzweck),
            vat_class,
            vat_rate_bp: rate(&seller.country, vat_class, sold_on),
            sold_on,
            expires_on: paper.expires_on,
            sale_id: None,
            actor_id: Some(tx.actor_id()),
            register_id: Some(tx.register_id()),
            recorded_on: Some(sold_on),
        };
        tx.record(Entity::PunchCard, body.punch_card_id.0, &body).await?;
        self.commit(tx, Op::ImportCard).await?;
        Ok(self.show_card(body.punch_card_id.to_string()).await?.row)
    }

    async fn owner(&self, text: &str) -> Result<ContactId, CheckinError> {
        let unknown = || CheckinError::UnknownContact(text.to_owned());
        let id: ContactId = text.parse().map_err(|_| unknown())?;
        let card = stored_cards::find(&mut self.reader().await?, Entity::Contact, id.0).await?;
        card.map(|_| id).ok_or_else(unknown)
    }

    async fn product_of(&self, paper: &PaperCard) -> Result<Option<Product>, CheckinError> {
        let Some(text) = &paper.product_id else {
            return Ok(None);
        };
        let unknown = || PosError::UnknownProduct(text.clone());
        let id: ProductId = text.parse().map_err(|_| unknown())?;
        let found = products::find_many(&mut self.reader().await?, &[id]).await?.remove(&id);
        let product = found.ok_or_else(unknown)?;
        if !product.is_punch_card() {
            return Err(CheckinError::NotACard(product.name));
        }
        Ok(Some(product))
    }
}

async fn code(tx: &mut Tx, named: Option<&str>) -> Result<String, CheckinError> {
    let Some(code) = named.map(str::trim).filter(|code| !code.is_empty()) else {
        return Ok(next_card_code(tx).await?);
    };
    if cards::is_code_taken(tx, code).await? {
        return Err(CheckinError::CodeTaken(code.to_owned()));
    }
    Ok(code.to_owned())
}

/// What the visits left are worth, at the present price of the product.
fn value_of(product: Option<&Product>, left: u32) -> i64 {
    let entry = product
        .and_then(|product| product.price_cents.checked_div(product.entries.unwrap_or(0).into()));
    entry.unwrap_or(0).saturating_mul(left.into())
}

#[cfg(test)]
mod tests {
    use super::PaperCard;
    use crate::pos::testing::anybody;
    use crate::views::CheckInRequest;
    use crate::{Refusal, testing};

    #[tokio::test]
    async fn d1_a_paper_card_goes_on_where_it_was() {
        let desk = testing::desk().await;
        let products = desk.list_products().await.unwrap();
        let paper = PaperCard {
            contact_id: anybody(&desk).await,
            left: 3,
            product_id: Some(products[1].product_id.clone()),
            code: Some("ALT-17".to_owned()),
            expires_on: None,
        };
        let till = desk.till().await.unwrap();
        let card = desk.import_card(paper.clone()).await.unwrap();
        assert_eq!((card.entries, card.used, card.left), (3, 0, 3));
        assert_eq!(desk.till().await.unwrap(), till, "it was sold elsewhere");
        let shown = desk.show_card(card.card_id).await.unwrap();
        assert_eq!((shown.rest_value.cents, shown.receipt_number), (39_00, None));
        let visit = CheckInRequest { target: "ALT-17".to_owned() };
        assert_eq!(desk.check_in(visit).await.unwrap().card.unwrap().left, 2);
        assert_eq!(desk.import_card(paper).await.unwrap_err().code(), "code_taken");
    }
}
