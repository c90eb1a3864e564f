//! Between the rules' sale and its body in the journal.

use mojo_domain::checkin::TaxNature as Nature;
use mojo_domain::pos::{
    CalculatedSale, GvTyp, Payment, PaymentMethod as Method, SaleLine, SettledSale, Settlement,
};
use mojo_domain::vat::VatGroup;
use mojo_protocol::facts::{
    PaymentBody, PaymentMethod, SaleBody, SaleLineBody, TaxNature, VatGroupBody,
};
use mojo_store::StoreError;

/// The tax nature as the rules know it.
pub(crate) fn nature_of(nature: TaxNature) -> Nature {
    match nature {
        TaxNature::Einzweck => Nature::Einzweck,
        TaxNature::Anzahlung => Nature::Anzahlung,
        TaxNature::Mehrzweck => Nature::Mehrzweck,
    }
}

pub(super) fn method_of(method: PaymentMethod) -> Method {
    match method {
        PaymentMethod::Cash => Method::Cash,
        PaymentMethod::Card => Method::Card,
        PaymentMethod::Voucher => Method::Voucher,
    }
}

fn method_body(method: Method) -> PaymentMethod {
    match method {
        Method::Cash => PaymentMethod::Cash,
        Method::Card => PaymentMethod::Card,
        Method::Voucher => PaymentMethod::Voucher,
    }
}

pub(super) fn payment_of(body: &PaymentBody) -> Payment {
    Payment {
        method: method_of(body.method),
        amount_cents: body.amount_cents,
        tendered_cents: body.tendered_cents,
    }
}

pub(super) fn payment_body(payment: &Payment) -> PaymentBody {
    PaymentBody {
        method: method_body(payment.method),
        amount_cents: payment.amount_cents,
        tendered_cents: payment.tendered_cents,
    }
}

pub(super) fn group_of(body: &VatGroupBody) -> VatGroup {
    VatGroup {
        vat_class: body.vat_class,
        vat_rate_bp: body.vat_rate_bp,
        net_cents: body.net_cents,
        vat_cents: body.vat_cents,
        gross_cents: body.gross_cents,
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

pub(super) fn line_body(line: &SaleLine) -> SaleLineBody {
    SaleLineBody {
        line_no: line.line_no,
        product_id: line.product_id,
        text: line.text.clone(),
        quantity_milli: line.quantity_milli,
        unit_gross_cents: line.unit_gross_cents,
        discount_cents: line.discount_cents,
        gross_cents: line.gross_cents,
        vat_class: line.vat_class,
        vat_rate_bp: line.vat_rate_bp,
        gv_typ: line.gv_typ.name().to_owned(),
        punch_card_id: line.punch_card_id,
    }
}

fn line_of(body: &SaleLineBody, sale: &SaleBody) -> Result<SaleLine, StoreError> {
    let gv_typ: GvTyp = body.gv_typ.parse().map_err(|_| StoreError::Inconsistency {
        table: "sale_lines",
        column: "gv_typ",
        row: sale.sale_id.to_string(),
    })?;
    Ok(SaleLine {
        line_no: body.line_no,
        product_id: body.product_id,
        text: body.text.clone(),
        quantity_milli: body.quantity_milli,
        unit_gross_cents: body.unit_gross_cents,
        discount_cents: body.discount_cents,
        gross_cents: body.gross_cents,
        vat_class: body.vat_class,
        vat_rate_bp: body.vat_rate_bp,
        gv_typ,
        punch_card_id: body.punch_card_id,
    })
}

/// The sale as the rules know it, from its body.
pub(super) fn settled_of(body: &SaleBody) -> Result<SettledSale, StoreError> {
    let lines = body.lines.iter().map(|line| line_of(line, body)).collect::<Result<_, _>>()?;
    Ok(SettledSale {
        sale: CalculatedSale {
            currency: body.currency,
            lines,
            vat: body.vat.iter().map(group_of).collect(),
            net_cents: body.net_cents,
            vat_cents: body.vat_cents,
            gross_cents: body.gross_cents,
        },
        settlement: Settlement {
            payments: body.payments.iter().map(payment_of).collect(),
            change_cents: body.change_cents,
        },
    })
}
