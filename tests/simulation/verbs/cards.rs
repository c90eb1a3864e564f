//! Punch cards: sold, taken over from paper, used, taken back.

use mojo_desk::checkin::PaperCard;
use mojo_desk::views::{CardQuery, CardRow, CheckInRequest, SellCardRequest, UndoRequest};
use mojo_protocol::Entity;

use super::till::{any_product, pay};
use super::{Said, Scene, Trouble, contacts, nothing_to_do};

async fn list(scene: &Scene<'_>) -> Result<Vec<CardRow>, Trouble> {
    let query = CardQuery {
        text: String::new(),
        filter: "all".to_owned(),
        contact_id: None,
        offset: 0,
        limit: 200,
    };
    Ok(scene.desk.list_cards(query).await?.rows)
}

/// Those with the fewest visits left come first: so that the last entry is used twice.
async fn any_card(scene: &Scene<'_>, fits: fn(&CardRow) -> bool) -> Result<CardRow, Trouble> {
    let mut rows = list(scene).await?;
    rows.retain(fits);
    rows.sort_by(|a, b| (a.left, &a.card_id).cmp(&(b.left, &b.card_id)));
    let few = if scene.chance.percent(70) { rows.len().min(4) } else { rows.len() };
    rows.get(scene.chance.index(few)).cloned().ok_or_else(nothing_to_do)
}

pub(super) async fn sell_card(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let product = any_product(scene, true).await?;
    let contact = contacts::any_contact(scene).await?;
    let request = SellCardRequest {
        product_id: product.product_id,
        contact_id: contact.contact_id,
        payments: vec![pay("card", product.price.cents)],
    };
    let sale = scene.desk.sell_card(request).await?;
    let mut said =
        Said::of(format!("card sold {}", sale.receipt_number), Entity::Sale, &sale.sale_id)?;
    for card in &sale.cards {
        said.recorded.extend(Said::of("", Entity::PunchCard, card)?.recorded);
        let shown = scene.desk.show_card(card.clone()).await?;
        if shown.row.used != 0 || shown.row.left != i32::try_from(shown.row.entries).unwrap_or(-1) {
            return Err(Trouble::Broken(format!("a new card shows {shown:?}")));
        }
    }
    Ok(said)
}

pub(super) async fn import_card(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let contact = contacts::any_contact(scene).await?;
    let paper = PaperCard {
        contact_id: contact.contact_id,
        left: u32::try_from(1 + scene.chance.below(3)).unwrap_or(1),
        product_id: None,
        code: None,
        expires_on: None,
    };
    let row = scene.desk.import_card(paper).await?;
    Said::of(format!("paper card {}", row.code), Entity::PunchCard, &row.card_id)
}

pub(super) async fn check_in(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let card = any_card(scene, |row| row.left > 0).await?;
    let request = CheckInRequest { target: card.card_id.clone() };
    let done = scene.desk.check_in(request).await?;
    let Some(redemption_id) = &done.redemption_id else {
        return Ok(Said::line(format!("check-in red: {}", done.reason)));
    };
    let after = scene.desk.show_card(card.card_id.clone()).await?.row;
    if (after.used, after.left) != (card.used + 1, card.left - 1) {
        return Err(Trouble::Broken(format!("used {card:?}, shown {after:?}")));
    }
    Said::of(
        format!("check-in {} left {}", after.code, after.left),
        Entity::Redemption,
        redemption_id,
    )
}

pub(super) async fn undo_check_in(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let card = any_card(scene, |row| row.used > 0).await?;
    let view = scene.desk.show_card(card.card_id.clone()).await?;
    let open: Vec<_> = view.redemptions.iter().filter(|used| !used.taken_back).collect();
    let used = *scene.chance.one(&open).ok_or_else(nothing_to_do)?;
    // What a case took off the card cannot come back on it.
    let given_back = i32::from(used.settled.is_none());
    let request = UndoRequest {
        redemption_id: used.redemption_id.clone(),
        reason: format!("Irrtum {}", scene.mark),
    };
    let after = scene.desk.undo_check_in(request).await?;
    if after.left != card.left + given_back {
        return Err(Trouble::Broken(format!("taken back from {card:?}, shown {after:?}")));
    }
    Ok(Said::line(format!("taken back on {}, left {}", after.code, after.left)))
}
