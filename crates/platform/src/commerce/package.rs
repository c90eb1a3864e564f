//! Months of statements are signed for their recipients (Y3, Y4), as soon as they are over. What is
//! recorded late for a month makes a revision. Run as often as one likes: only what changed is signed.

use std::collections::BTreeMap;

use mojo_domain::journal::Hash;
use mojo_domain::{Month, TenantId, berlin_month, from_micros};
use mojo_protocol::facts::{
    PackagedCorrection, PackagedEntry, PackagedPayout, PackagedReversal, StatementContent,
    StatementPackageBody,
};
use mojo_protocol::{Entity, canonical};

use super::statement::{MonthlyStatement, RecipientLedger};
use crate::auth::Tenant;
use crate::derived::derived_id;
use crate::mail::queue_statement_notices;
use crate::signing::SigningKey;
use crate::storage::log::NewChange;
use crate::storage::packages::HeldPackage;
use crate::storage::{Database, StorageError};

/// Whoever books waits for its turn, and may have looked at the clock before: so long, in
/// microseconds, what was booked before a month was signed is taken for late.
const DAY: i64 = 86_400_000_000;

/// Signs every month that is over and was not signed as it stands; gives back how many that were.
pub(crate) async fn sign_statements(
    database: &Database,
    key: &SigningKey,
    now: i64,
) -> Result<usize, StorageError> {
    let recipients = database.read_ledger().await?.list_all_recipients().await?;
    let mut signed = 0;
    for recipient in recipients {
        signed += sign_months(database, key, recipient, now).await?;
    }
    Ok(signed)
}

async fn sign_months(
    database: &Database,
    key: &SigningKey,
    recipient: TenantId,
    now: i64,
) -> Result<usize, StorageError> {
    let mut tx = database.write(Tenant::named_by_platform(recipient)).await?;
    let mut log = tx.write_log(now).await?;
    let held = tx.list_packages().await?;
    let present = berlin_month(from_micros(now));
    let late = tx.last_signed_at().await?.map(|at| at.saturating_sub(DAY));
    // What is booked lies two months back at most, from when it is booked: in the last hours of a month
    // after the last signing, too. What is older does not change any more, but where the provider told
    // a payment later than that.
    let since = late.map_or(present, |at| berlin_month(from_micros(at)).min(present));
    let settled = since.previous().previous();
    let is_signed = |month: &Month| held.keys().any(|(held, _)| held == month);
    let ledger = RecipientLedger::read(&mut tx).await?;
    let mut months = ledger.months(present);
    let late = late.and_then(|since| ledger.oldest_booked_since(since));
    let is_late = |month: &Month| late.is_some_and(|late| *month >= late);
    let is_looked_at = |month: &Month| *month >= settled || is_late(month) || !is_signed(month);
    months.retain(|month| *month < present && is_looked_at(month));
    let (mut signed, mut told) = (0, BTreeMap::new());
    for (month, statements) in ledger.statements(&months)? {
        for statement in statements {
            let content = content_of(recipient, &statement);
            let content_hash = Hash::of(text(&content)?.as_bytes()).to_hex();
            let currency = statement.currency;
            let last = held.get(&(month, currency));
            if last.is_some_and(|last| last.content_hash == content_hash) {
                continue;
            }
            let body = StatementPackageBody {
                content,
                revision: last.map_or(1, |last| last.revision + 1),
                replaces: last.map(|last| last.body_hash.clone()),
                signed_at: from_micros(now),
            };
            let package = key.sign(&body)?;
            let revision = body.revision;
            let parts = [
                "statement_package",
                &recipient.to_string(),
                &month.to_string(),
                currency.code(),
                &revision.to_string(),
            ];
            let (entity, id) = (Entity::StatementPackage, derived_id(&parts));
            log.push(NewChange::by_platform("sign_statement", entity, id, now, text(&package)?));
            let body_hash = Hash::of(package.body.as_bytes()).to_hex();
            let row = HeldPackage { revision, content_hash, body_hash };
            tx.insert_package((month, currency), &row, now).await?;
            // Of two currencies the later revision is told of.
            let last = told.entry(month).or_insert(revision);
            *last = revision.max(*last);
            signed += 1;
        }
    }
    queue_statement_notices(&mut tx, &told, (present.previous(), now)).await?;
    tx.append(log).await?;
    tx.commit().await?;
    Ok(signed)
}

fn text(value: &impl serde::Serialize) -> Result<String, StorageError> {
    canonical(value).map_err(|error| StorageError::Rule(error.to_string()))
}

fn content_of(recipient: TenantId, of: &MonthlyStatement) -> StatementContent {
    let MonthlyStatement { currency, statement, commissions, .. } = of;
    let records = statement.entries.iter().filter_map(|entry| commissions.get(&entry.key));
    StatementContent {
        recipient,
        month: statement.month,
        currency: *currency,
        opening_cents: statement.opening.cents,
        earned_cents: statement.earned.cents,
        reversed_cents: statement.reversed.cents,
        corrected_cents: statement.corrected.cents,
        forfeited_cents: statement.forfeited.cents,
        paid_cents: statement.paid.cents,
        closing_cents: statement.closing.cents,
        entries: records
            .map(|record| PackagedEntry {
                commission_entry_id: record.commission_id,
                order_number: record.order_number.clone(),
                line: record.line_no.to_string(),
                ordered_at: from_micros(record.ordered_at),
                commission_type: record.kind.code().to_owned(),
                percent: record.percent.to_string(),
                base_cents: record.base_cents,
                amount_cents: record.amount_cents,
                settled_as: record.settled_as.code().to_owned(),
            })
            .collect(),
        reversals: statement
            .reversals
            .iter()
            .map(|reversal| PackagedReversal {
                commission_entry_id: reversal.key,
                at: reversal.at,
                reversed_cents: reversal.amount.cents,
            })
            .collect(),
        corrections: statement
            .corrections
            .iter()
            .map(|correction| PackagedCorrection {
                commission_entry_id: correction.key,
                at: correction.at,
                amount_cents: correction.amount.cents,
            })
            .collect(),
        payouts: statement
            .payouts
            .iter()
            .map(|payout| PackagedPayout {
                at: payout.at,
                amount_cents: payout.amount.cents,
                vat_cents: payout.vat.cents,
                kind: payout.kind.code().to_owned(),
            })
            .collect(),
    }
}
