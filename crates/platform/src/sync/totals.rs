//! The platform believes no total (invariant 8): it computes VAT groups and sums again from the
//! lines, keeps what was printed, and opens a case where the two differ.

use mojo_domain::MoneyError;
use mojo_domain::vat::{Taxed, VatGroup, breakdown_of_gross, breakdown_of_net};
use mojo_protocol::facts::{InvoiceBody, SaleBody, VatGroupBody};

/// What differs in a sale; `None` when all sums are right.
pub(super) fn sale_difference(sale: &SaleBody) -> Option<String> {
    let lines = sale.lines.iter().map(|line| Taxed {
        vat_class: line.vat_class,
        vat_rate_bp: line.vat_rate_bp,
        cents: line.gross_cents,
    });
    let printed = (sale.net_cents, sale.vat_cents, sale.gross_cents);
    difference(breakdown_of_gross(lines), &sale.vat, printed).or_else(|| {
        // Wider than the amounts: what a desk says may be anything.
        let paid: i128 = sale.payments.iter().map(|payment| i128::from(payment.amount_cents)).sum();
        let gross = i128::from(sale.gross_cents);
        (paid != gross).then(|| format!("paid {paid}, gross {gross}"))
    })
}

/// What differs in an invoice; `None` when all sums are right.
pub(super) fn invoice_difference(invoice: &InvoiceBody) -> Option<String> {
    let lines = invoice.lines.iter().map(|line| Taxed {
        vat_class: line.vat_class,
        vat_rate_bp: line.vat_rate_bp,
        cents: line.net_cents,
    });
    let printed = (invoice.net_cents, invoice.vat_cents, invoice.gross_cents);
    difference(breakdown_of_net(lines), &invoice.vat, printed)
}

fn difference(
    computed: Result<Vec<VatGroup>, MoneyError>,
    printed: &[VatGroupBody],
    sums: (i64, i64, i64),
) -> Option<String> {
    let Ok(computed) = computed else { return Some("the amounts are too large".to_owned()) };
    let total = |part: fn(&VatGroup) -> i64| {
        computed.iter().map(|group| i128::from(part(group))).sum::<i128>()
    };
    let expected = (total(|g| g.net_cents), total(|g| g.vat_cents), total(|g| g.gross_cents));
    let sums = (i128::from(sums.0), i128::from(sums.1), i128::from(sums.2));
    if expected != sums {
        return Some(format!("net, VAT, gross: computed {expected:?} cents, found {sums:?} cents"));
    }
    let key = |g: &VatGroup| (g.vat_class, g.vat_rate_bp, g.net_cents, g.vat_cents, g.gross_cents);
    let found =
        |g: &VatGroupBody| (g.vat_class, g.vat_rate_bp, g.net_cents, g.vat_cents, g.gross_cents);
    // A group of nothing may be printed or left out.
    let mut computed: Vec<_> = computed.iter().map(key).filter(|g| g.4 != 0).collect();
    let mut printed: Vec<_> = printed.iter().map(found).filter(|g| g.4 != 0).collect();
    computed.sort_unstable();
    printed.sort_unstable();
    (computed != printed).then(|| "the VAT groups differ from those of the lines".to_owned())
}
