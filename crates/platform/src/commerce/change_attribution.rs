//! A4: support gives a customer to another tenant; who, why, from and to stand in the audit log.

use chrono::{DateTime, Utc};
use mojo_domain::commissions::{
    Attribution, AttributionHistory, AttributionSource, Policy, is_readable,
};
use mojo_domain::{Clock, Entropy, IdSource, TenantId, UserId, from_micros, to_micros};
use serde_json::json;

use super::body::PseudonymKey;
use crate::auth::Session;
use crate::storage::audit::AuditRecord;
use crate::storage::catalogue::AttributionRecord;
use crate::storage::{Database, LedgerTx, StorageError};

/// What support wants.
#[derive(Clone, Debug)]
pub(crate) struct AttributionWish {
    pub(crate) customer: UserId,
    /// Who owns the customer from now on.
    pub(crate) tenant: TenantId,
    pub(crate) source: AttributionSource,
    /// The affiliate code, where there is one.
    pub(crate) source_ref: Option<String>,
    pub(crate) reason: String,
    /// From when on; `None`: from now on.
    pub(crate) from: Option<DateTime<Utc>>,
    /// Only where the customer belongs to nobody then.
    pub(crate) is_for_the_free: bool,
}

/// Why it is not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WishRefused {
    /// Nobody with this id has an account.
    #[error("there is no such customer")]
    UnknownCustomer,
    /// There is no such tenant, or it has left.
    #[error("there is no such tenant, or it has left the platform")]
    NoTenant,
    /// The code is somebody else's, or nobody's.
    #[error("the code is not one of this tenant")]
    OtherCode,
    /// Nothing would change, and the three years would begin anew.
    #[error("the customer belongs to this tenant already")]
    SameOwner,
    /// It was asked for a customer who belongs to nobody.
    #[error("the customer belongs to a tenant")]
    Live,
    /// What has not come is not known.
    #[error("at lies in the future")]
    Future,
    /// Intervals never overlap (A3), and what followed from the later one stands.
    #[error("the customer was given to somebody later than that; name a later instant")]
    GivenLater,
    /// A4: a change is explained.
    #[error("say why the attribution is changed")]
    NoReason,
    /// The explanation has a character that no one can read.
    #[error("the reason has characters that cannot be shown")]
    UnreadableReason,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Changes the attribution from an instant on; what was before stays in the history.
pub(crate) async fn change_attribution(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    key: PseudonymKey,
    by: &Session,
    wish: AttributionWish,
) -> Result<(), WishRefused> {
    if wish.reason.trim().is_empty() {
        return Err(WishRefused::NoReason);
    }
    if !is_readable(&wish.reason) {
        return Err(WishRefused::UnreadableReason);
    }
    let now = wish.from.unwrap_or_else(|| clock.now());
    if now > clock.now() {
        return Err(WishRefused::Future);
    }
    let ids = IdSource::new(clock, entropy);
    let mut tx = database.write_ledger().await?;
    // Under the lock of its row: whoever leaves meanwhile finds this attribution and ends it (C13).
    // The tenant first and then the customer, as an order locks them.
    let has_left = tx.lock_whether_left(wish.tenant).await?;
    if !tx.lock_customer(wish.customer).await? {
        return Err(WishRefused::UnknownCustomer);
    }
    if has_left != Some(false) {
        return Err(WishRefused::NoTenant);
    }
    check_code(&mut tx, &wish).await?;
    let held = tx.list_attributions_of(&[wish.customer.0]).await?;
    // What a clock that runs ahead began gives way to what is said now.
    let is_dated = wish.from.is_some();
    if is_dated && held.iter().any(|record| begins_later(record, to_micros(now))) {
        return Err(WishRefused::GivenLater);
    }
    let mut history = AttributionHistory::of(held.iter().map(interval).collect());
    if wish.is_for_the_free && history.live(now).is_some() {
        return Err(WishRefused::Live);
    }
    if history.live(now).is_some_and(|live| live.tenant == wish.tenant) {
        return Err(WishRefused::SameOwner);
    }
    let new = Attribution::new(wish.tenant, now, wish.source, &Policy::default());
    let expires_at = to_micros(new.expires_at);
    let change = history.change_by_support(new, by.user_id, wish.reason.trim().to_owned());
    let at = to_micros(change.at);
    for live in held.iter().filter(|record| record.attribution_expires_at > at) {
        tx.end_attribution(live, at).await?;
    }
    tx.insert_attributions(&[AttributionRecord {
        attribution_id: ids.next(),
        customer_user_id: wish.customer,
        attributed_tenant_id: change.to,
        attributed_at: at,
        first_purchase_at: None,
        attribution_expires_at: expires_at,
        source: source_code(wish.source).to_owned(),
        source_ref: wish.source_ref,
        created_at: to_micros(clock.now()),
    }])
    .await?;
    let (from, to) = (change.from, change.to);
    let entry = AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id: ids.next(),
        at: to_micros(clock.now()),
        user_id: change.by,
        action: "change_attribution".to_owned(),
        subject_id: wish.customer.to_string(),
        reason: change.why,
        details: details_of(wish.from, from, to),
    };
    tx.insert_audit(&entry).await?;
    tell_concerned(&mut tx, key, wish.customer, (from, to), &entry).await?;
    tx.commit().await?;
    Ok(())
}

/// C16: whom it concerns learns of it under the pseudonym, and nothing of the other tenant.
async fn tell_concerned(
    tx: &mut LedgerTx,
    key: PseudonymKey,
    customer: UserId,
    (from, to): (Option<TenantId>, TenantId),
    entry: &AuditRecord,
) -> Result<(), StorageError> {
    for (concerned, kind) in from.map(|from| (from, "from")).into_iter().chain([(to, "to")]) {
        let customer = key.pseudonym(concerned, customer);
        let details = json!({ kind: concerned }).to_string();
        tx.notice_audit(entry, concerned, (&customer, &details)).await?;
    }
    Ok(())
}

/// Whether the code that is named is one of the tenant's.
async fn check_code(tx: &mut LedgerTx, wish: &AttributionWish) -> Result<(), WishRefused> {
    if let Some(code) = &wish.source_ref {
        let owner = tx.find_code_owner(code).await?;
        if owner.is_none_or(|owner| owner.tenant_id != wish.tenant) {
            return Err(WishRefused::OtherCode);
        }
    }
    Ok(())
}

/// Whether an attribution begins after `at`; one whose tenant left before it began never counts.
fn begins_later(record: &AttributionRecord, at: i64) -> bool {
    record.attributed_at > at && record.attribution_expires_at > record.attributed_at
}

/// From whom to whom; and from when on, where somebody said so.
fn details_of(at: Option<DateTime<Utc>>, from: Option<TenantId>, to: TenantId) -> String {
    match at {
        Some(at) => json!({ "from": from, "to": to, "at": at }).to_string(),
        None => json!({ "from": from, "to": to }).to_string(),
    }
}

fn interval(record: &AttributionRecord) -> Attribution<TenantId> {
    Attribution {
        tenant: record.attributed_tenant_id,
        attributed_at: from_micros(record.attributed_at),
        expires_at: from_micros(record.attribution_expires_at),
        source: source_of(&record.source),
    }
}

/// A6: the source of a stored text; support enters what is neither code nor referral.
pub(super) fn source_of(text: &str) -> AttributionSource {
    match text {
        "affiliate_code" => AttributionSource::AffiliateCode,
        "referral" => AttributionSource::Referral,
        _ => AttributionSource::Direct,
    }
}

fn source_code(source: AttributionSource) -> &'static str {
    match source {
        AttributionSource::AffiliateCode => "affiliate_code",
        AttributionSource::Referral => "referral",
        AttributionSource::Direct => "direct",
    }
}
