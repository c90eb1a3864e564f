//! The VAT of what a customer buys, in words.

use maud::{Markup, html};
use mojo_domain::Currency;

use super::super::invitations::country_name;
use super::super::price::money;
use super::Visit;
use crate::storage::sale_vat::SaleVatRecord;

/// `19 %`, and `20 % (Österreich)` where it is not the German VAT.
pub(super) fn vat_said(visit: &Visit<'_>, rate_bp: i64, taxed_in: &str) -> String {
    let said = percent(visit, rate_bp);
    if rate_bp == 0 || matches!(taxed_in, "" | "DE") {
        return said;
    }
    format!("{said} ({})", country_name(taxed_in, visit.language))
}

/// `19 %`, `2,6 %`.
fn percent(visit: &Visit<'_>, rate_bp: i64) -> String {
    let (whole, rest) = (rate_bp / 100, rate_bp % 100);
    let text = if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}") };
    let text = if rest == 0 { text } else { text.trim_end_matches('0').to_owned() };
    format!("{}\u{a0}%", visit.language.pick(text.replace('.', ","), text))
}

/// What of a payment is VAT, and why there is none, as rows of a list; of a subscription for the first
/// period. Nothing of what was offered before this was kept.
pub(super) fn vat_rows(visit: &Visit<'_>, currency: Currency, lines: &[SaleVatRecord]) -> Markup {
    let of_it = visit.language.pick("Darin Umsatzsteuer", "VAT included");
    let none = visit.language.pick("Umsatzsteuer", "VAT");
    let shown = |cents: i64| money(cents, currency, visit.language).unwrap_or_default();
    html! {
        @for line in lines {
            @if line.note.is_empty() {
                dt { (of_it) }
                dd {
                    (shown(line.vat_cents)) " · "
                    (vat_said(visit, line.vat_rate_bp, &line.taxed_in))
                }
            } @else {
                dt { (none) }
                dd { (line.note) }
            }
        }
    }
}
