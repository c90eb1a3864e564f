//! C5, C12: which entries a sale still lacks. All parts add up to the payment: what the customer paid,
//! less what went back, is what the platform keeps and what the seller has, line by line and to the
//! cent.

use mojo_domain::{Currency, OrderId};

use crate::storage::seller_ledger::{SellerEntry, SellerReason};

/// A line of a sale, in cents.
#[derive(Clone, Copy, Debug)]
pub(super) struct PaidLine {
    pub(super) line_no: i64,
    /// What the customer paid for it, VAT included.
    pub(super) gross_cents: i64,
    pub(super) vat_cents: i64,
    /// The commissions as they were written.
    pub(super) charged_cents: i64,
    /// What refunds and corrections left of them.
    pub(super) kept_cents: i64,
}

/// A sale as it stands.
#[derive(Clone, Debug)]
pub(super) struct Sold {
    pub(super) order_id: OrderId,
    pub(super) currency: Currency,
    /// By the customer.
    pub(super) paid_cents: i64,
    /// To the customer; no more than was paid counts.
    pub(super) given_back_cents: i64,
    /// The customer's bank took some of it back.
    pub(super) is_disputed: bool,
    pub(super) lines: Vec<PaidLine>,
    pub(super) due_at: i64,
}

/// Sums of entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    gross: i64,
    vat: i64,
    kept: i64,
}

/// The entries that bring what is held to what stands; none where both are the same.
pub(super) fn plan_entries(sold: &Sold, held: &[SellerEntry], at: i64) -> Vec<SellerEntry> {
    let weights: Vec<i64> = sold.lines.iter().map(|line| line.gross_cents).collect();
    let paid = spread(sold.paid_cents, &weights);
    let back = spread(sold.given_back_cents.clamp(0, sold.paid_cents.max(0)), &paid);
    let mut entries = Vec::new();
    for (line, (paid, back)) in sold.lines.iter().zip(paid.into_iter().zip(back)) {
        let of_line = || held.iter().filter(|entry| entry.line_no == line.line_no);
        let so_far = of_line().fold(Sums::default(), |sum, entry| Sums {
            gross: sum.gross + entry.gross_cents,
            vat: sum.vat + entry.vat_cents,
            kept: sum.kept + entry.kept_cents,
        });
        let was_disputed = of_line().any(|entry| entry.reason == SellerReason::Dispute);
        let is_lost = sold.is_disputed && !was_disputed;
        let mut book =
            Booking { sold, line_no: line.line_no, count: of_line().count(), so_far, at };
        if book.count == 0 {
            // The sale stands as it was made, whatever went back before it was booked.
            let whole = Sums { gross: paid, vat: line.vat_cents, kept: line.charged_cents };
            entries.extend(book.to(whole, is_lost));
        }
        let vat_back = portion(line.vat_cents, back, paid);
        let now =
            Sums { gross: paid - back, vat: line.vat_cents - vat_back, kept: line.kept_cents };
        entries.extend(book.to(now, is_lost));
    }
    entries
}

/// The entries of one line, one after the other.
struct Booking<'a> {
    sold: &'a Sold,
    line_no: i64,
    /// How many there are.
    count: usize,
    so_far: Sums,
    at: i64,
}

impl Booking<'_> {
    /// The entry that brings the line to `target`; none where it stands there.
    fn to(&mut self, target: Sums, is_lost: bool) -> Option<SellerEntry> {
        let change = Sums {
            gross: target.gross - self.so_far.gross,
            vat: target.vat - self.so_far.vat,
            kept: target.kept - self.so_far.kept,
        };
        if change == Sums::default() {
            return None;
        }
        let reason = match change.gross {
            _ if self.count == 0 => SellerReason::Sale,
            ..0 if is_lost => SellerReason::Dispute,
            ..0 => SellerReason::Refund,
            0 => SellerReason::Correction,
            1.. => SellerReason::RefundBack,
        };
        self.count += 1;
        self.so_far = target;
        Some(SellerEntry {
            order_id: self.sold.order_id,
            line_no: self.line_no,
            entry_no: i64::try_from(self.count).unwrap_or(i64::MAX),
            reason,
            gross_cents: change.gross,
            vat_cents: change.vat,
            kept_cents: change.kept,
            currency: self.sold.currency,
            due_at: self.sold.due_at,
            booked_at: self.at,
        })
    }
}

/// Spreads `total` over lines by their weights, none of them below zero: each running sum is rounded to
/// the cent, half up, so that the parts add up to the total whatever the weights are.
fn spread(total: i64, weights: &[i64]) -> Vec<i64> {
    let whole: i64 = weights.iter().sum();
    let (mut weight_so_far, mut given) = (0_i64, 0_i64);
    let part = |weight: &i64| {
        weight_so_far += weight;
        let until = portion(total, weight_so_far, whole);
        let part = until - given;
        given = until;
        part
    };
    weights.iter().map(part).collect()
}

/// `total * part / whole`, rounded half up; zero of nothing.
fn portion(total: i64, part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let twice = i128::from(whole) * 2;
    let rounded = (i128::from(total) * i128::from(part) * 2 + i128::from(whole)).div_euclid(twice);
    // No part is larger than the total.
    i64::try_from(rounded).unwrap_or(total)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn line(line_no: i64, net: i64, vat: i64, charged: i64) -> PaidLine {
        let gross_cents = net + vat;
        PaidLine {
            line_no,
            gross_cents,
            vat_cents: vat,
            charged_cents: charged,
            kept_cents: charged,
        }
    }

    fn sold(lines: Vec<PaidLine>, given_back_cents: i64) -> Sold {
        Sold {
            order_id: OrderId(Uuid::from_u128(1)),
            currency: Currency::EUR,
            paid_cents: lines.iter().map(|line| line.gross_cents).sum(),
            given_back_cents,
            is_disputed: false,
            lines,
            due_at: 30,
        }
    }

    fn told(entries: &[SellerEntry]) -> Vec<(i64, &'static str, i64)> {
        entries.iter().map(|it| (it.line_no, it.reason.code(), it.amount_cents())).collect()
    }

    #[test]
    fn c5_the_seller_has_88_percent_of_the_net_and_the_vat() {
        let all = plan_entries(&sold(vec![line(1, 10_000, 1900, 1200)], 0), &[], 5);
        assert_eq!(told(&all), [(1, "sale", 10_700)]);
        let net_rest = all[0].amount_cents() - all[0].vat_cents;
        assert_eq!((net_rest, all[0].vat_cents, all[0].kept_cents), (8800, 1900, 1200));
        assert!(plan_entries(&sold(vec![line(1, 10_000, 1900, 1200)], 0), &all, 6).is_empty());
    }

    #[test]
    fn c12_whatever_goes_back_cent_by_cent_adds_up_and_the_whole_leaves_nothing() {
        let mut held: Vec<SellerEntry> = Vec::new();
        let nets = [(1, 333, 63, 40), (2, 1, 0, 0), (3, 7777, 544, 933)];
        let lines = || nets.iter().map(|(no, net, vat, kept)| line(*no, *net, *vat, *kept));
        let paid: i64 = lines().map(|line| line.gross_cents).sum();
        for back in (0..=paid).step_by(37).chain([paid]) {
            let lines = lines().map(|line| {
                let reversed = portion(line.charged_cents, back, paid);
                PaidLine { kept_cents: line.charged_cents - reversed, ..line }
            });
            let sold = Sold { paid_cents: paid, ..sold(lines.collect(), back) };
            held.extend(plan_entries(&sold, &held, back));
            let gross: i64 = held.iter().map(|entry| entry.gross_cents).sum();
            assert_eq!(gross, paid - back);
            let kept: i64 = held.iter().map(|entry| entry.kept_cents).sum();
            let seller: i64 = held.iter().map(SellerEntry::amount_cents).sum();
            assert_eq!(kept + seller, gross);
        }
        for no in 1..=3 {
            let of = || held.iter().filter(|entry| entry.line_no == no);
            let sums: (i64, i64, i64) = (
                of().map(|entry| entry.gross_cents).sum(),
                of().map(|entry| entry.vat_cents).sum(),
                of().map(|entry| entry.kept_cents).sum(),
            );
            assert_eq!(sums, (0, 0, 0), "line {no}");
        }
    }

    #[test]
    fn c12_a_sale_that_is_booked_late_stands_as_it_was_made_and_the_refund_beside_it() {
        let half = PaidLine { kept_cents: 600, ..line(1, 10_000, 1900, 1200) };
        let all = plan_entries(&sold(vec![half], 5950), &[], 5);
        assert_eq!(told(&all), [(1, "sale", 10_700), (1, "refund", -5350)]);
        let numbers: Vec<i64> = all.iter().map(|entry| entry.entry_no).collect();
        assert_eq!(numbers, [1, 2]);
        let back = plan_entries(&sold(vec![line(1, 10_000, 1900, 1200)], 0), &all, 6);
        assert_eq!(told(&back), [(1, "refund_back", 5350)]);
    }

    #[test]
    fn y5_a_corrected_commission_is_the_sellers_cost_and_a_lost_dispute_is_named() {
        let all = plan_entries(&sold(vec![line(1, 10_000, 1900, 1200)], 0), &[], 5);
        let more = PaidLine { kept_cents: 1300, ..line(1, 10_000, 1900, 1200) };
        assert_eq!(told(&plan_entries(&sold(vec![more], 0), &all, 6)), [(1, "correction", -100)]);
        let gone = PaidLine { kept_cents: 0, ..line(1, 10_000, 1900, 1200) };
        let lost = Sold { is_disputed: true, ..sold(vec![gone], 11_900) };
        assert_eq!(told(&plan_entries(&lost, &all, 7)), [(1, "dispute", -10_700)]);
    }

    #[test]
    fn c12_no_more_goes_back_than_was_paid() {
        let all = plan_entries(&sold(vec![line(1, 100, 19, 0)], 500), &[], 5);
        assert_eq!(told(&all), [(1, "sale", 119), (1, "refund", -119)]);
    }
}
