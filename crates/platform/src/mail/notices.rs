//! What the platform tells by mail about money and contracts, in the transaction of the act itself. Who
//! has no address gets none, and sees it at the desk.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mojo_domain::{Money, Month, TenantId, UserId};
use uuid::Uuid;

use super::words;
use super::{Letter, MailKind, Party, QueuedMail, Reader, language_of};
use crate::contracts::ContractKind;
use crate::derived::derived_id;
use crate::storage::{LedgerTx, StorageError, TenantTx};

/// Y3: tells the recipient of each month that was signed, once a revision. Months of before the last
/// one are told of only where they were made anew: nobody is written to about years at once.
pub(crate) async fn queue_statement_notices(
    tx: &mut TenantTx,
    signed: &BTreeMap<Month, i64>,
    (last, now): (Month, i64),
) -> Result<(), StorageError> {
    if signed.is_empty() {
        return Ok(());
    }
    let Some((party, to)) = reader_of(tx).await? else { return Ok(()) };
    let (tenant, language) = (tx.tenant().id(), language_of(&party.language));
    for (month, revision) in signed {
        if *month != last && *revision == 1 {
            continue;
        }
        // What a tenant that has left still owes is stated in later months too (C13).
        let is_final = party.left_in == Some(*month);
        let letter = words::statement(language, &to.name, *month, (is_final, *revision > 1));
        let kind = if is_final { MailKind::FinalStatement } else { MailKind::StatementReady };
        let parts = [kind.code(), &tenant.to_string(), &month.to_string(), &revision.to_string()];
        let mail_id = derived_id(&parts);
        let to = to.clone();
        let mail = QueuedMail { mail_id, kind, language, to, letter, queued_at: now };
        tx.queue_mail(&mail).await?;
    }
    Ok(())
}

/// Y2: tells the recipient that its payout was refused for good.
pub(crate) async fn queue_payout_failure(
    tx: &mut TenantTx,
    payout_id: Uuid,
    now: i64,
) -> Result<(), StorageError> {
    let Some((party, to)) = reader_of(tx).await? else { return Ok(()) };
    let language = language_of(&party.language);
    let letter = words::payout_failed(language, &to.name);
    let mail = about(MailKind::PayoutFailed, payout_id, language, (to, letter, now));
    tx.queue_mail(&mail).await.map(drop)
}

/// What waits for an account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiting<'a> {
    /// One a currency.
    pub(crate) amounts: &'a [Money],
    /// An account was begun, and is not complete, or restricted.
    pub(crate) is_begun: bool,
    /// The month of the run, as `2026-11`.
    pub(crate) period: &'a str,
}

/// Y2: tells the recipient that its balance waits for an account, once a month however often the run
/// is started.
pub(crate) async fn queue_payout_waits(
    tx: &mut TenantTx,
    waiting: Waiting<'_>,
    now: i64,
) -> Result<(), StorageError> {
    if waiting.amounts.is_empty() {
        return Ok(());
    }
    let Some((party, to)) = reader_of(tx).await? else { return Ok(()) };
    let language = language_of(&party.language);
    let letter = words::payout_waits(language, &to.name, waiting.amounts, waiting.is_begun);
    let kind = MailKind::PayoutWaits;
    let mail_id = derived_id(&[kind.code(), &tx.tenant().id().to_string(), waiting.period]);
    let mail = QueuedMail { mail_id, kind, language, to, letter, queued_at: now };
    tx.queue_mail(&mail).await.map(drop)
}

/// Y2: tells the recipient that its payout came back.
pub(crate) async fn queue_payout_return(
    tx: &mut TenantTx,
    payout_id: Uuid,
    now: i64,
) -> Result<(), StorageError> {
    let Some((party, to)) = reader_of(tx).await? else { return Ok(()) };
    let language = language_of(&party.language);
    let letter = words::payout_returned(language, &to.name);
    let mail = about(MailKind::PayoutFailed, payout_id, language, (to, letter, now));
    tx.queue_mail(&mail).await.map(drop)
}

/// Tells a customer that a payment did not go through, once a purchase.
pub(crate) async fn queue_payment_failure(
    tx: &mut LedgerTx,
    (checkout_id, customer): (Uuid, UserId),
    now: i64,
) -> Result<(), StorageError> {
    let Some(party) = tx.mail_customer(customer).await? else { return Ok(()) };
    let Some(to) = party.reader() else { return Ok(()) };
    let language = language_of(&party.language);
    let letter = words::payment_failed(language, &to.name);
    let mail = about(MailKind::PaymentFailed, checkout_id, language, (to, letter, now));
    tx.queue_mail_of(TenantId::MOJO_LLC, &mail).await.map(drop)
}

/// A version of a contract that is newer than the one that was accepted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewerContract {
    pub(crate) kind: ContractKind,
    /// As `2026-11`.
    pub(crate) version: &'static str,
    /// From when on it is needed, a day of Berlin; `None` while nobody said.
    pub(crate) needed_from: Option<NaiveDate>,
}

/// The one mail that tells a tenant of a version of a contract.
pub(crate) fn newer_contract_mail(tenant: TenantId, kind: ContractKind, version: &str) -> Uuid {
    let of = MailKind::NewerContract.code();
    derived_id(&[of, &tenant.to_string(), kind.code(), version])
}

/// F1, F2: tells a tenant that its contract has a newer version, once a version; `false` where it was
/// told before, or nobody has an address.
pub(crate) async fn queue_newer_contract(
    tx: &mut LedgerTx,
    (tenant, party): (TenantId, &Party),
    newer: NewerContract,
    now: i64,
) -> Result<bool, StorageError> {
    let Some(to) = party.reader() else { return Ok(false) };
    let language = language_of(&party.language);
    let letter = words::newer_contract(language, &to.name, newer);
    let mail_id = newer_contract_mail(tenant, newer.kind, newer.version);
    let kind = MailKind::NewerContract;
    let mail = QueuedMail { mail_id, kind, language, to, letter, queued_at: now };
    tx.queue_mail_of(tenant, &mail).await
}

fn about(
    kind: MailKind,
    subject: Uuid,
    language: &'static str,
    (to, letter, queued_at): (Reader, Letter, i64),
) -> QueuedMail {
    let mail_id = derived_id(&[kind.code(), &subject.to_string()]);
    QueuedMail { mail_id, kind, language, to, letter, queued_at }
}

async fn reader_of(tx: &mut TenantTx) -> Result<Option<(Party, Reader)>, StorageError> {
    let Some(party) = tx.mail_party().await? else { return Ok(None) };
    Ok(party.reader().map(|reader| (party, reader)))
}
