//! What the official rules let through and this house does not: amounts that are off by cents, an
//! account that does not exist, a seller that no authority can find, a service without a day.

use en16931::InvoiceAmount;
use en16931::invoice::{Invoice, InvoiceLine, PaymentMeans, VatBreakdown};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::Finding;

/// All of it.
pub(crate) fn strict(invoice: &Invoice) -> Vec<Finding> {
    let mut findings = Vec::new();
    seller_has_an_id(invoice, &mut findings);
    service_has_a_day(invoice, &mut findings);
    days_are_in_order(invoice, &mut findings);
    accounts_exist(invoice, &mut findings);
    for (index, line) in invoice.lines.iter().enumerate() {
        line_adds_up(index, line, &mut findings);
    }
    for entry in &invoice.vat_breakdown {
        vat_adds_up(entry, &mut findings);
    }
    findings
}

fn found(rule: &str, field: impl Into<String>, text: impl Into<String>) -> Finding {
    Finding { rule: rule.to_owned(), field: field.into(), text: text.into() }
}

/// § 14 Abs. 4 Nr. 2 UStG.
fn seller_has_an_id(invoice: &Invoice, findings: &mut Vec<Finding>) {
    let seller = &invoice.seller;
    let is_there = |id: &Option<String>| id.as_ref().is_some_and(|id| !id.trim().is_empty());
    let has_id = is_there(&seller.vat_identifier)
        || is_there(&seller.tax_registration)
        || seller.identifiers.iter().any(|id| !id.is_blank());
    if !has_id {
        let text = "Steuernummer oder USt-IdNr. des Ausstellers fehlt.";
        findings.push(found("§ 14 Abs. 4 Nr. 2 UStG", "seller.tax_number", text));
    }
}

/// § 14 Abs. 4 Nr. 6 UStG: for the whole, or for every line.
fn service_has_a_day(invoice: &Invoice, findings: &mut Vec<Finding>) {
    let has_day = invoice.delivery.as_ref().is_some_and(|delivery| delivery.date.is_some())
        || invoice.invoicing_period.is_some()
        || !invoice.lines.is_empty() && invoice.lines.iter().all(|line| line.period.is_some());
    if !has_day {
        let text = "Leistungsdatum oder Leistungszeitraum fehlt.";
        findings.push(found("§ 14 Abs. 4 Nr. 6 UStG", "service", text));
    }
}

fn days_are_in_order(invoice: &Invoice, findings: &mut Vec<Finding>) {
    if let (Some(issued), Some(due)) = (invoice.issue_date, invoice.due_date)
        && due < issued
    {
        let text = "Das Zahlungsziel liegt vor dem Rechnungsdatum.";
        findings.push(found("§ 271 BGB", "due_on", text));
    }
}

fn accounts_exist(invoice: &Invoice, findings: &mut Vec<Finding>) {
    let Some(PaymentMeans::CreditTransfer(transfers)) =
        invoice.payment.as_ref().and_then(|payment| payment.means.as_ref())
    else {
        return;
    };
    for transfer in transfers {
        let account = transfer.account_identifier.as_deref().unwrap_or_default();
        // Outside of the countries with IBANs an account may be any number.
        if looks_like_an_iban(account) && sepa::validate_iban(account).is_err() {
            let text =
                format!("Die IBAN {account} gibt es nicht: Länge oder Prüfziffer ist falsch.");
            findings.push(found("ISO 13616", "seller.iban", text));
        }
    }
}

fn looks_like_an_iban(account: &str) -> bool {
    let mut signs = account.chars();
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    is_letter(signs.next())
        && is_letter(signs.next())
        && is_digit(signs.next())
        && is_digit(signs.next())
}

/// BT-131 = BT-129 x BT-146 / BT-149 - allowances + charges, to the cent.
fn line_adds_up(index: usize, line: &InvoiceLine, findings: &mut Vec<Finding>) {
    let base = line.price.base_quantity.map_or(Decimal::ONE, |base| base.into_decimal());
    let plain = line
        .quantity
        .into_decimal()
        .checked_mul(line.price.net_price.into_decimal())
        .and_then(|whole| whole.checked_div(base));
    let sum = |amounts: &[en16931::invoice::LineAllowanceCharge]| {
        amounts.iter().map(|one| one.amount.into_decimal()).sum::<Decimal>()
    };
    let expected = plain.and_then(|plain| {
        cents(plain).checked_sub(sum(&line.allowances))?.checked_add(sum(&line.charges))
    });
    if expected != Some(line.net_amount.into_decimal()) {
        let text = format!(
            "Position {}: Menge mal Preis ergibt {}, angegeben sind {}.",
            index + 1,
            expected.map_or_else(|| "keinen Betrag".to_owned(), amount),
            amount(line.net_amount.into_decimal())
        );
        findings.push(found("Rechenprobe", format!("lines.{}.unit_net", index + 1), text));
    }
}

/// BT-117 = BT-116 x BT-119, to the cent and not to the unit.
fn vat_adds_up(entry: &VatBreakdown, findings: &mut Vec<Finding>) {
    let rate = entry.rate.map_or(Decimal::ZERO, |rate| rate.into_decimal());
    let expected = entry
        .taxable_amount
        .into_decimal()
        .checked_mul(rate)
        .and_then(|whole| whole.checked_div(Decimal::ONE_HUNDRED))
        .map(cents);
    if expected != Some(entry.tax_amount.into_decimal()) {
        let text = format!(
            "Umsatzsteuer {rate} % auf {}: Es ergeben sich {}, angegeben sind {}.",
            amount_of(entry.taxable_amount),
            expected.map_or_else(|| "kein Betrag".to_owned(), amount),
            amount_of(entry.tax_amount)
        );
        findings.push(found("Rechenprobe", "lines.vat_class", text));
    }
}

/// Half a cent goes away from zero, as commercially.
fn cents(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

fn amount_of(value: InvoiceAmount) -> String {
    amount(value.into_decimal())
}

/// `1234.50` as German readers write it.
fn amount(value: Decimal) -> String {
    format!("{value:.2}").replace('.', ",")
}

#[cfg(test)]
mod tests;
