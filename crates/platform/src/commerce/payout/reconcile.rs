//! Y2: ledger = transfers. What the ledger holds as paid through the provider is compared with what
//! the provider transferred, per currency and one by one.

use std::collections::BTreeMap;

use mojo_domain::commissions::{PayoutEnd, PayoutKind, Rail};
use mojo_domain::{Currency, Money, TenantId};
use uuid::Uuid;

use super::run::PayoutRun;
use crate::payments::{ForeignTransfer, Payments, ProviderError, Transfer, TransferList};
use crate::storage::payouts::ListedPayout;
use crate::storage::seller_ledger::UnbookedSale;
use crate::storage::{LedgerTx, StorageError};

/// Payouts read at once.
const PAGE: i64 = 1000;

/// The sums of one currency, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    /// Paid through the provider, as the ledger has it.
    pub(crate) ledger_cents: i64,
    /// Transferred by the provider and not called back.
    pub(crate) transfers_cents: i64,
    /// Paid on other rails: booked, or by the hand of staff.
    pub(crate) elsewhere_cents: i64,
    /// Reserved, and not ended.
    pub(crate) open_cents: i64,
    /// What lies ready at the provider.
    pub(crate) available_cents: i64,
    /// C5: what of the payments in the platform's account is the sellers' and was not paid out; below
    /// zero where they owe the platform.
    pub(crate) sellers_cents: i64,
}

/// What does not fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// `transfer_missing`, `not_recorded`, `released_and_transferred`, `amount_differs`,
    /// `returned_and_transferred`, `reversed`, `unknown_transfer`, `transferred_twice`,
    /// `sale_not_booked`.
    pub(crate) kind: &'static str,
    pub(crate) payout_id: Option<Uuid>,
    pub(crate) recipient: Option<TenantId>,
    /// Of a sale that is not booked, the provider's payment.
    pub(crate) transfer_id: Option<String>,
    pub(crate) currency: Currency,
    /// As paid in the ledger.
    pub(crate) ledger_cents: i64,
    /// As transferred and not called back.
    pub(crate) transfer_cents: i64,
}

/// The comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reconciliation {
    /// There is a provider to compare with.
    pub(crate) has_provider: bool,
    pub(crate) sums: BTreeMap<Currency, Sums>,
    pub(crate) differences: Vec<Difference>,
    /// Transfers in currencies that are not counted in cents: differences too, as the platform asks
    /// for none such.
    pub(crate) foreign: Vec<ForeignTransfer>,
}

/// Compares now. The ledger is read before the provider: a transfer that is made meanwhile shows as
/// not recorded yet, and is gone from the next report.
pub(crate) async fn reconcile(run: PayoutRun<'_>) -> Result<Reconciliation, StorageError> {
    let mut tx = run.database.read_ledger().await?;
    let payouts = all_payouts(&mut tx).await?;
    let owed = owed_to_sellers(&payouts, tx.total_seller_entries().await?);
    let unbooked = tx.list_unbooked_sales(PAGE).await?;
    drop(tx);
    let (mut transfers, mut balance) = (None, Vec::new());
    if let Payments::Provider(provider) = run.payments {
        let silent = |error: ProviderError| StorageError::Provider(error.to_string());
        transfers = Some(provider.list_transfers().await.map_err(silent)?);
        balance = provider.balance().await.map_err(silent)?;
    }
    let mut found = compare(payouts, transfers, balance);
    for (currency, cents) in owed {
        found.sums.entry(currency).or_default().sellers_cents = cents;
    }
    found.differences.extend(unbooked.into_iter().map(not_booked));
    Ok(found)
}

/// C5: what sellers have, less what they were paid and did not send back.
fn owed_to_sellers(
    payouts: &[ListedPayout],
    totals: BTreeMap<Currency, i64>,
) -> BTreeMap<Currency, i64> {
    let mut owed = totals;
    let is_paid = |listed: &&ListedPayout| {
        listed.payout.kind == PayoutKind::Sales
            && listed.end.is_some_and(|(end, _)| end == PayoutEnd::Paid)
    };
    for paid in payouts.iter().filter(is_paid) {
        *owed.entry(paid.payout.currency).or_default() -= paid.payout.amount_cents;
    }
    owed
}

/// C5: the platform has money for which its seller has no entry.
fn not_booked(sale: UnbookedSale) -> Difference {
    Difference {
        kind: "sale_not_booked",
        payout_id: None,
        recipient: Some(sale.seller),
        transfer_id: Some(sale.payment_id),
        currency: sale.currency,
        ledger_cents: 0,
        transfer_cents: sale.amount_cents,
    }
}

/// Every payout of the ledger.
pub(super) async fn all_payouts(tx: &mut LedgerTx) -> Result<Vec<ListedPayout>, StorageError> {
    let mut payouts: Vec<ListedPayout> = Vec::new();
    loop {
        let place = payouts.last().map(|last| (last.payout.paid_at, last.payout.payout_id));
        let page = tx.page_payouts(place, PAGE).await?;
        if page.is_empty() {
            return Ok(payouts);
        }
        payouts.extend(page);
    }
}

fn compare(
    payouts: Vec<ListedPayout>,
    listed: Option<TransferList>,
    balance: Vec<Money>,
) -> Reconciliation {
    let has_provider = listed.is_some();
    let TransferList { transfers, foreign } = listed.unwrap_or_default();
    let mut found = Reconciliation { has_provider, foreign, ..Reconciliation::default() };
    for money in balance {
        found.sums.entry(money.currency).or_default().available_cents += money.cents;
    }
    let mut made: BTreeMap<Option<Uuid>, Vec<Transfer>> = BTreeMap::new();
    for transfer in transfers {
        let sums = found.sums.entry(transfer.amount.currency).or_default();
        sums.transfers_cents += left_of(&transfer);
        made.entry(transfer.payout_id).or_default().push(transfer);
    }
    for payout in &payouts {
        let of_payout = made.remove(&Some(payout.payout.payout_id)).unwrap_or_default();
        compare_one(payout, &of_payout, &mut found);
    }
    for transfer in made.into_values().flatten() {
        found.differences.push(Difference {
            kind: "unknown_transfer",
            payout_id: transfer.payout_id,
            recipient: None,
            currency: transfer.amount.currency,
            ledger_cents: 0,
            transfer_cents: left_of(&transfer),
            transfer_id: Some(transfer.id),
        });
    }
    found
}

fn left_of(transfer: &Transfer) -> i64 {
    transfer.amount.cents - transfer.reversed_cents
}

fn compare_one(listed: &ListedPayout, transfers: &[Transfer], found: &mut Reconciliation) {
    let payout = &listed.payout;
    let sums = found.sums.entry(payout.currency).or_default();
    let is_ours = listed.last.as_ref().is_some_and(|last| last.rail == Rail::StripeConnect);
    let end = listed.end.map(|(end, _)| end);
    let mut ledger_cents = 0;
    match end {
        Some(PayoutEnd::Paid) if is_ours => ledger_cents = payout.amount_cents,
        Some(PayoutEnd::Paid) => sums.elsewhere_cents += payout.amount_cents,
        Some(PayoutEnd::Released | PayoutEnd::Returned) => {}
        None => sums.open_cents += payout.amount_cents,
    }
    sums.ledger_cents += ledger_cents;
    if !found.has_provider {
        return;
    }
    let transfer_cents: i64 = transfers.iter().map(left_of).sum();
    let is_reversed = transfers.iter().any(|transfer| transfer.reversed_cents != 0);
    let kind = match (end, transfers) {
        (_, [_, _, ..]) => "transferred_twice",
        (Some(PayoutEnd::Released), [_]) if transfer_cents != 0 => "released_and_transferred",
        (Some(PayoutEnd::Returned), [_]) if is_ours && transfer_cents != 0 => {
            "returned_and_transferred"
        }
        (None, [_]) => "not_recorded",
        (Some(PayoutEnd::Paid), []) if is_ours => "transfer_missing",
        (Some(PayoutEnd::Paid), [_]) if transfer_cents != ledger_cents && is_reversed => "reversed",
        (Some(PayoutEnd::Paid), [_]) if transfer_cents != ledger_cents => "amount_differs",
        _ => return,
    };
    found.differences.push(Difference {
        kind,
        payout_id: Some(payout.payout_id),
        recipient: Some(listed.recipient),
        transfer_id: transfers.first().map(|transfer| transfer.id.clone()),
        currency: payout.currency,
        ledger_cents,
        transfer_cents,
    });
}

#[cfg(test)]
mod tests {
    use mojo_domain::commissions::TransferStep;

    use super::*;
    use crate::storage::payouts::{PayoutRecord, TransferRecord};

    fn listed(number: u128, cents: i64, end: Option<PayoutEnd>) -> ListedPayout {
        ListedPayout {
            recipient: TenantId(Uuid::from_u128(7)),
            payout: PayoutRecord {
                payout_id: Uuid::from_u128(number),
                paid_at: 0,
                amount_cents: cents,
                currency: Currency::EUR,
                kind: PayoutKind::Monthly,
                period: "2026-09".to_owned(),
                clawback_cents: 0,
                vat_cents: 0,
            },
            end: end.map(|end| (end, 0)),
            last: Some(TransferRecord {
                step: TransferStep::Paid,
                rail: Rail::StripeConnect,
                destination: "acct_1".to_owned(),
                provider_transfer_id: None,
                reason: String::new(),
                at: 0,
            }),
        }
    }

    fn transfer(number: u128, cents: i64, reversed_cents: i64) -> Transfer {
        Transfer {
            id: format!("tr_{number}_{cents}"),
            payout_id: Some(Uuid::from_u128(number)),
            amount: Money::new(cents, Currency::EUR),
            destination: "acct_1".to_owned(),
            reversed_cents,
        }
    }

    fn list(transfers: Vec<Transfer>) -> TransferList {
        TransferList { transfers, foreign: Vec::new() }
    }

    fn kinds(payouts: Vec<ListedPayout>, transfers: Vec<Transfer>) -> Vec<&'static str> {
        let found = compare(payouts, Some(list(transfers)), Vec::new());
        found.differences.iter().map(|difference| difference.kind).collect()
    }

    #[test]
    fn y2_what_fits_shows_no_difference_and_equal_sums() {
        let payouts = vec![listed(1, 5000, Some(PayoutEnd::Paid)), listed(2, 7000, None)];
        let found = compare(payouts, Some(list(vec![transfer(1, 5000, 0)])), Vec::new());
        assert!(found.differences.is_empty(), "{found:?}");
        let sums = found.sums[&Currency::EUR];
        assert_eq!((sums.ledger_cents, sums.transfers_cents, sums.open_cents), (5000, 5000, 7000));
    }

    #[test]
    fn y2_every_difference_is_listed_with_its_kind() {
        let paid = || vec![listed(1, 5000, Some(PayoutEnd::Paid))];
        assert_eq!(kinds(paid(), vec![]), ["transfer_missing"]);
        assert_eq!(kinds(paid(), vec![transfer(1, 5001, 0)]), ["amount_differs"]);
        assert_eq!(kinds(paid(), vec![transfer(1, 5000, 5000)]), ["reversed"]);
        let twice = vec![transfer(1, 5000, 0), transfer(1, 5000, 0)];
        assert_eq!(kinds(paid(), twice), ["transferred_twice"]);
        assert_eq!(kinds(vec![], vec![transfer(1, 5000, 0)]), ["unknown_transfer"]);
        let open = vec![listed(1, 5000, None)];
        assert_eq!(kinds(open, vec![transfer(1, 5000, 0)]), ["not_recorded"]);
        let released = vec![listed(1, 5000, Some(PayoutEnd::Released))];
        assert_eq!(kinds(released, vec![transfer(1, 5000, 0)]), ["released_and_transferred"]);
        let returned = || vec![listed(1, 5000, Some(PayoutEnd::Returned))];
        assert_eq!(kinds(returned(), vec![transfer(1, 5000, 4999)]), ["returned_and_transferred"]);
        assert!(kinds(returned(), vec![transfer(1, 5000, 5000)]).is_empty());
    }
    #[test]
    fn y2_a_transfer_in_a_currency_without_cents_stops_nothing_and_is_listed() {
        let (payout_id, currency) = (None, "JPY".to_owned());
        let foreign = ForeignTransfer { id: "tr_9".to_owned(), payout_id, currency, units: 700 };
        let listed_there =
            TransferList { transfers: vec![transfer(1, 5000, 0)], foreign: vec![foreign] };
        let paid = vec![listed(1, 5000, Some(PayoutEnd::Paid))];
        let found = compare(paid, Some(listed_there), Vec::new());
        assert!(found.differences.is_empty(), "{found:?}");
        assert_eq!((found.foreign.len(), found.foreign[0].units), (1, 700));
        assert_eq!(found.sums.len(), 1, "it is in no sum of cents");
    }
}
