//! Between the rules' invoice and its body in the journal.

use mojo_domain::invoicing::{
    CalculatedInvoice, Cancellation, CashDiscount, InvoiceDetails, InvoiceLine, IssueTerms,
    IssuedInvoice, Party, ServicePeriod,
};
use mojo_domain::pos::GvTyp;
use mojo_domain::vat::VatGroup;
use mojo_domain::{ActorId, ContactId, InvoiceId, RegisterId, berlin_day};
use mojo_protocol::facts::{
    CashDiscountBody, InvoiceBody, InvoiceDetailsBody, InvoiceKind, InvoiceLineBody, PartyBody,
    ServicePeriodBody, VatGroupBody,
};
use mojo_store::StoreError;

/// What an invoice is besides its amounts.
pub(super) struct Heading {
    pub(super) invoice_id: InvoiceId,
    pub(super) cancels: Option<InvoiceId>,
    pub(super) contact_id: ContactId,
    pub(super) actor_id: ActorId,
    pub(super) register_id: RegisterId,
    pub(super) issued_at: chrono::DateTime<chrono::Utc>,
}

/// The body of an issued invoice, without its document.
pub(super) fn body_of(issued: &IssuedInvoice, heading: &Heading) -> InvoiceBody {
    let amounts = &issued.amounts;
    let cancellation = issued.cancels.as_ref();
    InvoiceBody {
        invoice_id: heading.invoice_id,
        kind: if cancellation.is_some() { InvoiceKind::Storno } else { InvoiceKind::Invoice },
        cancels: heading.cancels,
        cancels_number: cancellation.map(|c| c.number.to_string()),
        reason: cancellation.map(|c| c.reason.clone()).unwrap_or_default(),
        number: issued.number.to_string(),
        contact_id: heading.contact_id,
        recipient: party_body(&issued.terms.recipient),
        seller: party_body(&issued.terms.seller),
        actor_id: heading.actor_id,
        issued_at: heading.issued_at,
        issued_on: issued.terms.issued_on,
        service: ServicePeriodBody { from: issued.service.from, to: issued.service.to },
        due_on: issued.terms.due_on,
        currency: amounts.currency,
        lines: amounts.lines.iter().map(line_body).collect(),
        vat: amounts.vat.iter().map(group_body).collect(),
        notes: amounts.notes.clone(),
        net_cents: amounts.net_cents,
        vat_cents: amounts.vat_cents,
        gross_cents: amounts.gross_cents,
        document: None,
        register_id: Some(heading.register_id),
        // An invoice is issued in one step.
        started_at: Some(heading.issued_at),
        finished_at: Some(heading.issued_at),
        gv_typ: GvTyp::Forderungsentstehung.name().to_owned(),
        // Training is a mode of the till; an invoice always counts.
        is_training: false,
        recorded_on: Some(berlin_day(heading.issued_at)),
        details: details_body(&issued.terms.details),
    }
}

/// The invoice as the rules know it, from its body.
pub(super) fn issued_of(
    body: &InvoiceBody,
    cancelled_on: Option<chrono::NaiveDate>,
) -> Result<IssuedInvoice, StoreError> {
    let broken = |column| StoreError::Inconsistency {
        table: "invoices",
        column,
        row: body.invoice_id.to_string(),
    };
    let cancels = match (&body.cancels_number, body.kind) {
        (Some(number), InvoiceKind::Storno) => Some(Cancellation {
            number: number.parse().map_err(|_| broken("cancels_number"))?,
            issued_on: cancelled_on.unwrap_or(body.issued_on),
            reason: body.reason.clone(),
        }),
        _ => None,
    };
    let service = ServicePeriod { from: body.service.from, to: body.service.to };
    Ok(IssuedInvoice {
        number: body.number.parse().map_err(|_| broken("number"))?,
        cancels,
        service,
        terms: IssueTerms {
            recipient: party_of(&body.recipient),
            seller: party_of(&body.seller),
            issued_on: body.issued_on,
            due_on: body.due_on,
            details: details_of(&body.details),
        },
        amounts: CalculatedInvoice {
            currency: body.currency,
            service: Some(service),
            lines: body.lines.iter().map(line_of).collect(),
            vat: body.vat.iter().map(group_of).collect(),
            notes: body.notes.clone(),
            net_cents: body.net_cents,
            vat_cents: body.vat_cents,
            gross_cents: body.gross_cents,
        },
    })
}

/// Without the profile of the electronic invoice, which is no matter of the rules.
fn details_body(details: &InvoiceDetails) -> InvoiceDetailsBody {
    let details = details.clone();
    let discount =
        |one: CashDiscount| CashDiscountBody { percent_bp: one.percent_bp, days: one.days };
    InvoiceDetailsBody {
        profile: String::new(),
        buyer_reference: details.buyer_reference,
        order_reference: details.order_reference,
        customer_number: details.customer_number,
        intro: details.intro,
        closing: details.closing,
        cash_discounts: details.cash_discounts.into_iter().map(discount).collect(),
    }
}

pub(super) fn details_of(body: &InvoiceDetailsBody) -> InvoiceDetails {
    let body = body.clone();
    let discount =
        |one: CashDiscountBody| CashDiscount { percent_bp: one.percent_bp, days: one.days };
    InvoiceDetails {
        buyer_reference: body.buyer_reference,
        order_reference: body.order_reference,
        customer_number: body.customer_number,
        intro: body.intro,
        closing: body.closing,
        cash_discounts: body.cash_discounts.into_iter().map(discount).collect(),
    }
}

pub(crate) fn party_of(body: &PartyBody) -> Party {
    let body = body.clone();
    Party {
        name: body.name,
        addition: body.addition,
        street: body.street,
        postal_code: body.postal_code,
        city: body.city,
        country: body.country,
        tax_number: body.tax_number,
        vat_id: body.vat_id,
        email: body.email,
        phone: body.phone,
        iban: body.iban,
        bic: body.bic,
        bank: body.bank,
    }
}

fn party_body(party: &Party) -> PartyBody {
    let party = party.clone();
    PartyBody {
        name: party.name,
        addition: party.addition,
        street: party.street,
        postal_code: party.postal_code,
        city: party.city,
        country: party.country,
        tax_number: party.tax_number,
        vat_id: party.vat_id,
        email: party.email,
        phone: party.phone,
        iban: party.iban,
        bic: party.bic,
        bank: party.bank,
    }
}

pub(super) fn line_body(line: &InvoiceLine) -> InvoiceLineBody {
    InvoiceLineBody {
        line_no: line.line_no,
        text: line.text.clone(),
        quantity_milli: line.quantity_milli,
        unit_net_cents: line.unit_net_cents,
        net_cents: line.net_cents,
        vat_class: line.vat_class,
        vat_rate_bp: line.vat_rate_bp,
        unit: line.unit,
        discount_bp: line.discount_bp,
        discount_cents: line.discount_cents,
    }
}

fn line_of(line: &InvoiceLineBody) -> InvoiceLine {
    InvoiceLine {
        line_no: line.line_no,
        text: line.text.clone(),
        quantity_milli: line.quantity_milli,
        unit: line.unit,
        unit_net_cents: line.unit_net_cents,
        discount_bp: line.discount_bp,
        discount_cents: line.discount_cents,
        net_cents: line.net_cents,
        vat_class: line.vat_class,
        vat_rate_bp: line.vat_rate_bp,
    }
}

pub(super) fn group_body(group: &VatGroup) -> VatGroupBody {
    VatGroupBody {
        vat_class: group.vat_class,
        vat_rate_bp: group.vat_rate_bp,
        net_cents: group.net_cents,
        vat_cents: group.vat_cents,
        gross_cents: group.gross_cents,
    }
}

fn group_of(group: &VatGroupBody) -> VatGroup {
    VatGroup {
        vat_class: group.vat_class,
        vat_rate_bp: group.vat_rate_bp,
        net_cents: group.net_cents,
        vat_cents: group.vat_cents,
        gross_cents: group.gross_cents,
    }
}
