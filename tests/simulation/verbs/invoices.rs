//! Invoices: drafted, issued, paid, cancelled.

use mojo_desk::views::{
    CancelInvoiceRequest, InvoiceInput, InvoiceLineInput, InvoicePaymentInput, InvoiceQuery,
    InvoiceRow,
};
use mojo_protocol::Entity;

use super::{Said, Scene, Trouble, contacts, nothing_to_do};

async fn drawn_input(scene: &Scene<'_>) -> Result<InvoiceInput, Trouble> {
    let contact = contacts::any_contact(scene).await?;
    let today = mojo_domain::berlin_day(scene.desk.now()).to_string();
    let line = |number: u64| InvoiceLineInput {
        text: format!("Behandlung {number}"),
        quantity_milli: 1000 * scene.chance.between(1, 3),
        unit_net_cents: scene.chance.between(1, 200_00),
        vat_class: "general".to_owned(),
        ..InvoiceLineInput::default()
    };
    Ok(InvoiceInput {
        draft_id: None,
        contact_id: Some(contact.contact_id),
        service_from: Some(today.clone()),
        service_to: Some(today),
        due_days: None,
        lines: (0..=scene.chance.below(2)).map(line).collect(),
        ..InvoiceInput::default()
    })
}

async fn any_invoice(
    scene: &Scene<'_>,
    fits: fn(&InvoiceRow) -> bool,
) -> Result<InvoiceRow, Trouble> {
    let query =
        InvoiceQuery { text: String::new(), filter: "all".to_owned(), offset: 0, limit: 200 };
    let rows = scene.desk.list_invoices(query).await?.rows;
    let fitting: Vec<&InvoiceRow> = rows.iter().filter(|row| fits(row)).collect();
    scene.chance.one(&fitting).map(|row| (*row).clone()).ok_or_else(nothing_to_do)
}

pub(super) async fn save_draft(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let mut input = drawn_input(scene).await?;
    if let Ok(draft) = any_invoice(scene, |row| row.number.is_none()).await
        && scene.chance.percent(50)
    {
        input.draft_id = Some(draft.id);
    }
    let row = scene.desk.save_invoice_draft(input).await?;
    Said::of(format!("draft {}", row.id), Entity::InvoiceDraft, &row.id)
}

pub(super) async fn delete_draft(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let draft = any_invoice(scene, |row| row.number.is_none()).await?;
    scene.desk.delete_invoice_draft(draft.id.clone()).await?;
    Ok(Said::line(format!("draft {} deleted", draft.id)))
}

pub(super) async fn issue_invoice(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let input = match any_invoice(scene, |row| row.number.is_none()).await {
        Ok(draft) if scene.chance.percent(60) => scene.desk.load_invoice_draft(draft.id).await?,
        _ => drawn_input(scene).await?,
    };
    let issued = scene.desk.issue_invoice(input).await?;
    if issued.net.cents + issued.vat.cents != issued.gross.cents {
        return Err(Trouble::Broken(format!("{issued:?} does not add up")));
    }
    Said::of(format!("invoice {}", issued.number), Entity::Invoice, &issued.invoice_id)
}

pub(super) async fn pay_invoice(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let row = any_invoice(scene, |row| row.number.is_some() && row.open.cents > 0).await?;
    let amount_cents = match scene.chance.percent(60) {
        true => row.open.cents,
        false => scene.chance.between(1, row.open.cents),
    };
    let number = row.number.clone().unwrap_or_default();
    let on = mojo_domain::berlin_day(scene.desk.now()).to_string();
    let input =
        InvoicePaymentInput { number: number.clone(), amount_cents, on, cash_discount: None };
    let after = scene.desk.pay_invoice(input).await?;
    if after.id == row.id && after.open.cents != row.open.cents - amount_cents {
        return Err(Trouble::Broken(format!("paid {amount_cents} of {row:?}, shown {after:?}")));
    }
    Ok(Said::line(format!("paid {amount_cents} for {number}")))
}

pub(super) async fn cancel_invoice(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let row = any_invoice(scene, |row| row.number.is_some()).await?;
    let request = CancelInvoiceRequest {
        number: row.number.unwrap_or_default(),
        reason: format!("Storno {}", scene.mark),
    };
    let issued = scene.desk.cancel_invoice(request).await?;
    Said::of(format!("invoice storno {}", issued.number), Entity::Invoice, &issued.invoice_id)
}
