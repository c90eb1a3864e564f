//! How plans, runs and comparisons look, in answers and in what `jobs run` prints.

use mojo_domain::commissions::PayoutDecision;
use mojo_domain::journal::Hash;
use mojo_domain::{Currency, Money, TenantId};
use serde_json::{Value, json};

use crate::commerce::{Reconciliation, RunReport, ShownPlan, engine_tenant};
use crate::routes::amounts::amount;

/// What a run did. `open`, `released` and `without_account` are there only when something is.
pub(crate) fn report_view(report: &RunReport) -> Value {
    let row = |recipient: TenantId, amount: Money| {
        json!({
            "recipient": engine_tenant(recipient),
            "amount": amount.to_string(),
            "currency": amount.currency,
        })
    };
    let paid = report.paid.iter().map(|paid| row(paid.recipient, paid.amount));
    let mut view = json!({ "payouts": paid.collect::<Vec<_>>() });
    for (name, list) in [("open", &report.open), ("released", &report.released)] {
        if list.is_empty() {
            continue;
        }
        let rows = list.iter().map(|waits| {
            let mut row = row(waits.recipient, waits.amount);
            row["reason"] = json!(waits.reason);
            row
        });
        view[name] = rows.collect();
    }
    if !report.without_account.is_empty() {
        let rows = report.without_account.iter().map(|waits| row(waits.recipient, waits.amount));
        view["without_account"] = rows.collect();
    }
    view
}

/// What a run would pay, what it would carry and why, and what earlier runs left open.
pub(crate) fn plan_view(plan: &ShownPlan) -> Value {
    let (mut pay, mut carry) = (Vec::new(), Vec::new());
    for planned in &plan.planned {
        let (currency, due) = (planned.currency, &planned.due);
        let balance_cents = due.sum_cents();
        let mut row = json!({
            "recipient_tenant_id": engine_tenant(planned.recipient),
            "kind": planned.kind.code(),
            "currency": currency,
            "amount": amount(balance_cents, currency),
            "approved": amount(due.approved_cents, currency),
            "clawback": amount(due.clawback_cents, currency),
            "returned": amount(due.returned_cents, currency),
            "vat": amount(due.vat_cents, currency),
            "entries": due.count(),
        });
        match &planned.decision {
            Some(PayoutDecision::Pay { .. }) => pay.push(row),
            // Nothing is due, so that nothing is carried either.
            _ if due.is_empty() => {}
            Some(PayoutDecision::Carry { reason, .. }) => {
                row["reason"] = json!(reason.code());
                carry.push(row);
            }
            None => {
                row["reason"] = json!("planned_this_month");
                carry.push(row);
            }
        }
    }
    let open: Vec<Value> = plan
        .open
        .iter()
        .map(|(recipient, payout)| {
            json!({
                "id": payout.payout_id,
                "recipient_tenant_id": engine_tenant(*recipient),
                "kind": payout.kind.code(),
                "currency": payout.currency,
                "amount": amount(payout.amount_cents, payout.currency),
                "vat": amount(payout.vat_cents, payout.currency),
                "period": payout.period,
            })
        })
        .collect();
    json!({ "pay": pay, "carry": carry, "open": open })
}

/// What names a plan: a hash over what would be paid and what is still open. What is carried pays
/// nobody, so that it does not count. Once the plan was run it is another.
pub(in crate::routes) fn fingerprint(plan: &ShownPlan) -> String {
    let view = plan_view(plan);
    Hash::of(format!("{}\n{}", view["pay"], view["open"]).as_bytes()).to_hex()
}

/// The sums of each currency and every difference.
pub(crate) fn reconciliation_view(found: &Reconciliation) -> Value {
    let only_with_provider = |cents: i64, currency: Currency| {
        if found.has_provider { json!(amount(cents, currency)) } else { Value::Null }
    };
    let currencies: Vec<Value> = found
        .sums
        .iter()
        .map(|(currency, sums)| {
            json!({
                "currency": currency,
                "ledger": amount(sums.ledger_cents, *currency),
                "transfers": only_with_provider(sums.transfers_cents, *currency),
                "available": only_with_provider(sums.available_cents, *currency),
                "elsewhere": amount(sums.elsewhere_cents, *currency),
                "open": amount(sums.open_cents, *currency),
                "sellers": amount(sums.sellers_cents, *currency),
            })
        })
        .collect();
    let counted = found.differences.iter().map(|difference| {
        json!({
            "kind": difference.kind,
            "payout_id": difference.payout_id,
            "recipient_tenant_id": difference.recipient.map(engine_tenant),
            "transfer_id": difference.transfer_id,
            "currency": difference.currency,
            "ledger": amount(difference.ledger_cents, difference.currency),
            "transfer": amount(difference.transfer_cents, difference.currency),
        })
    });
    // In the provider's own unit: it has no cents.
    let foreign = found.foreign.iter().map(|transfer| {
        json!({
            "kind": "foreign_currency",
            "payout_id": transfer.payout_id,
            "recipient_tenant_id": null,
            "transfer_id": transfer.id,
            "currency": transfer.currency,
            "ledger": null,
            "transfer": transfer.units.to_string(),
        })
    });
    let differences: Vec<Value> = counted.chain(foreign).collect();
    let agrees = differences.is_empty();
    json!({ "agrees": agrees, "currencies": currencies, "differences": differences })
}
