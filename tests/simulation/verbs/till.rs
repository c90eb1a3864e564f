//! The till: sales, Storno, cash, closing; and the products that it sells.

use mojo_desk::views::{
    Cart, CartLine, CashMovementInput, CloseDayInput, PaymentInput, ProductInput, ProductRow,
    StornoRequest,
};
use mojo_protocol::Entity;

use super::{Said, Scene, Trouble, contacts, nothing_to_do};

pub(super) async fn any_product(scene: &Scene<'_>, is_card: bool) -> Result<ProductRow, Trouble> {
    let mut products = scene.desk.list_products().await?;
    products.retain(|p| !p.archived && (p.kind == "punch_card") == is_card && p.kind != "voucher");
    scene.chance.one(&products).cloned().ok_or_else(nothing_to_do)
}

pub(super) fn pay(method: &str, tendered_cents: i64) -> PaymentInput {
    PaymentInput { method: method.to_owned(), tendered_cents }
}

pub(super) async fn create_product(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let is_card = scene.chance.percent(30);
    let input = ProductInput {
        name: format!("Ware {}", scene.mark),
        code: String::new(),
        kind: if is_card { "punch_card" } else { "goods" }.to_owned(),
        price_cents: scene.chance.between(1, 300_00),
        vat_class: "general".to_owned(),
        entries: is_card.then_some(2),
        valid_months: None,
        tax_nature: None,
        position: None,
        archived: false,
    };
    let made = scene.desk.create_product(input).await?;
    Said::of(format!("product {}", made.product_id), Entity::Product, &made.product_id)
}

pub(super) async fn edit_product(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let product = any_product(scene, scene.chance.percent(30)).await?;
    let price_cents = scene.chance.between(1, 500_00);
    let input = ProductInput {
        name: product.name.clone(),
        code: product.code,
        kind: product.kind,
        price_cents,
        vat_class: product.vat_class,
        entries: product.entries,
        valid_months: None,
        tax_nature: None,
        position: product.position,
        archived: false,
    };
    let after = scene.desk.edit_product(product.product_id.clone(), input).await?;
    if after.price.cents != price_cents {
        return Err(Trouble::Broken(format!("price {price_cents} set, {after:?} shown")));
    }
    Said::of(
        format!("price of {} {price_cents}", product.product_id),
        Entity::Product,
        &product.product_id,
    )
}

async fn drawn_cart(scene: &Scene<'_>) -> Result<Cart, Trouble> {
    let mut lines = Vec::new();
    for _ in 0..=scene.chance.below(3) {
        let product = any_product(scene, false).await?;
        let discount = scene.chance.percent(20).then(|| "10".to_owned());
        lines.push(CartLine {
            product_id: product.product_id,
            quantity_milli: 1000 * scene.chance.between(1, 3),
            // Somebody names another price than the list's.
            unit_gross_cents: scene.chance.percent(10).then(|| scene.chance.between(1, 90_00)),
            discount_percent: discount,
        });
    }
    let contact_id = match scene.chance.percent(40) {
        true => contacts::any_contact(scene).await.ok().map(|row| row.contact_id),
        false => None,
    };
    let discount_percent = scene.chance.percent(10).then(|| "5".to_owned());
    Ok(Cart { lines, contact_id, discount_percent, payments: Vec::new(), started_at: None })
}

async fn sell(
    scene: &Scene<'_>,
    plan: fn(&Scene<'_>, i64) -> Vec<PaymentInput>,
) -> Result<Said, Trouble> {
    let mut cart = drawn_cart(scene).await?;
    let gross = scene.desk.preview_cart(cart.clone()).await?.gross.cents;
    cart.payments = plan(scene, gross);
    let sale = scene.desk.sell(cart).await?;
    if sale.gross.cents != gross || sale.net.cents + sale.vat.cents != gross {
        return Err(Trouble::Broken(format!("previewed {gross}, sold {sale:?}")));
    }
    let shown = scene.desk.show_sale(sale.receipt_number.clone()).await?;
    // A number that two documents bear shows one of them.
    if shown.sale_id == sale.sale_id && shown.gross.cents != gross {
        return Err(Trouble::Broken(format!("sold {sale:?}, shown {shown:?}")));
    }
    Said::of(format!("sale {} {gross}", sale.receipt_number), Entity::Sale, &sale.sale_id)
}

pub(super) async fn sell_for_cash(scene: &Scene<'_>) -> Result<Said, Trouble> {
    sell(scene, |scene, gross| {
        let rounded = if scene.chance.percent(50) { gross } else { (gross / 500 + 1) * 500 };
        vec![pay("cash", rounded)]
    })
    .await
}

pub(super) async fn sell_by_card(scene: &Scene<'_>) -> Result<Said, Trouble> {
    sell(scene, |_, gross| vec![pay("card", gross)]).await
}

pub(super) async fn sell_split(scene: &Scene<'_>) -> Result<Said, Trouble> {
    sell(scene, |scene, gross| {
        let first = scene.chance.between(1, (gross - 1).max(1));
        vec![pay("card", first), pay("cash", gross - first)]
    })
    .await
}

pub(super) async fn cancel_sale(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let till = scene.desk.till().await?;
    let open: Vec<_> =
        till.sales.iter().filter(|sale| !sale.is_storno && !sale.cancelled).collect();
    let sale = *scene.chance.one(&open).ok_or_else(nothing_to_do)?;
    let request = StornoRequest {
        receipt_number: sale.receipt_number.clone(),
        reason: format!("Storno {}", scene.mark),
    };
    let done = scene.desk.cancel_sale(request).await?;
    Said::of(
        format!("storno {} of {}", done.receipt_number, sale.receipt_number),
        Entity::Sale,
        &done.sale_id,
    )
}

pub(super) async fn move_cash(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let before = scene.desk.till().await?.expected.cents;
    let is_in = before < 20_00 || scene.chance.percent(50);
    let amount = scene.chance.between(1, 20_00);
    let kinds: &[&str] = if is_in {
        &["private", "bank", "float", "expense"]
    } else {
        &["expense", "private", "bank"]
    };
    let kind = *scene.chance.one(kinds).ok_or_else(nothing_to_do)?;
    let amount_cents = if is_in { amount } else { -amount };
    let reason = format!("Kasse {}", scene.mark);
    let input = CashMovementInput { amount_cents, kind: kind.to_owned(), reason };
    let after = scene.desk.move_cash(input).await?.expected.cents;
    if after != before + amount_cents {
        return Err(Trouble::Broken(format!("till {before}, moved {amount_cents}, shows {after}")));
    }
    Ok(Said::line(format!("cash {amount_cents}")))
}

/// Somebody counts in the middle of the day; the count waits for the closing.
pub(super) async fn note_count(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let counted = scene.chance.between(0, 900_00);
    scene.desk.note_count(counted).await?;
    let noted = scene.desk.noted_count().await?;
    if noted != Some(counted) {
        return Err(Trouble::Broken(format!("{counted} counted, {noted:?} noted")));
    }
    Ok(Said::line(format!("counted {counted}")))
}

/// An archived product is sold no more, and comes back.
pub(super) async fn archive_product(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let mut products = scene.desk.list_products().await?;
    products.retain(|product| product.kind == "goods" && product.name.starts_with("Ware "));
    let product = scene.chance.one(&products).cloned().ok_or_else(nothing_to_do)?;
    let archived = !product.archived;
    let input = ProductInput {
        name: product.name,
        code: product.code,
        kind: product.kind,
        price_cents: product.price.cents,
        vat_class: product.vat_class,
        entries: product.entries,
        valid_months: None,
        tax_nature: None,
        position: product.position,
        archived,
    };
    let after = scene.desk.edit_product(product.product_id.clone(), input).await?;
    if after.archived != archived {
        return Err(Trouble::Broken(format!("archived {archived} told, {after:?} shown")));
    }
    let line = format!("{} archived: {archived}", product.product_id);
    Said::of(line, Entity::Product, &product.product_id)
}

pub(super) async fn close_day(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let expected = scene.desk.till().await?.expected.cents;
    let off = if scene.chance.percent(30) { scene.chance.between(-500, 500) } else { 0 };
    let uncounted = scene.chance.percent(15);
    let input = CloseDayInput {
        counted_cents: (!uncounted).then(|| (expected + off).max(0)),
        counts: Vec::new(),
        reason: format!("Kassensturz {}", scene.mark),
        uncounted,
    };
    let closed = scene.desk.close_day(input).await?;
    let after = scene.desk.till().await?;
    // A copy that came from this desk sells for the same till; what it sold after closings of its own
    // may be known here before those are.
    let code = scene.desk.sync_status().await?.number_code;
    let own = after.sales.iter().find(|sale| sale.receipt_number.contains(&format!("-{code}-")));
    let is_counted = usize::try_from(after.receipts).is_ok_and(|count| count == after.sales.len());
    if closed.expected.cents != expected || own.is_some() || !is_counted {
        return Err(Trouble::Broken(format!("expected {expected}, {closed:?}, then {after:?}")));
    }
    Said::of(format!("closing {}", closed.z_number), Entity::CashClosing, &closed.closing_id)
}
