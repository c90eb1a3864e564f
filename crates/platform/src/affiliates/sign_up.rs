//! A customer signs up: the account and to whom it belongs are one transaction (A1 to A6).

use mojo_domain::commissions::{
    AffiliateCode, AffiliateCodeError, Attribution, AttributionHistory, AttributionSource,
    ClickCookie, Policy,
};
use mojo_domain::{Clock, Entropy, IdSource, TenantId, UserId, from_micros, to_micros};
use uuid::Uuid;

use crate::mail::{account_there, queue_account_known};
use crate::storage::affiliates::ClickRecord;
use crate::storage::catalogue::AttributionRecord;
use crate::storage::customer_accounts::NewCustomerAccount;
use crate::storage::{Database, LedgerTx, StorageError};

/// What somebody who signs up brings.
#[derive(Clone, Debug)]
pub(crate) struct SignUp {
    pub(crate) name: String,
    /// The e-mail address, lower case.
    pub(crate) login_name: String,
    /// `de`, `en`.
    pub(crate) language: &'static str,
    pub(crate) password_hash: String,
    /// The code as it was typed; empty for none.
    pub(crate) code: String,
    /// The click that the visitor's cookie names.
    pub(crate) click: Option<Uuid>,
}

/// Why it is not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignUpRefused {
    /// The check character says that a character is wrong.
    #[error("the code has a typing mistake")]
    MistypedCode,
    /// Nobody recruits with this code (any more).
    #[error("there is no such code")]
    UnknownCode,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Who recruited, and by what.
struct Recruited {
    tenant: TenantId,
    code: String,
    click: Option<ClickRecord>,
}

/// Makes the account. Whoever has one already keeps it as it is, and to whom it belongs (A5); the
/// answer is the same, so that nobody learns who has an account; its owner is told by mail.
pub(crate) async fn sign_up(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    wish: SignUp,
) -> Result<(), SignUpRefused> {
    let now = clock.now();
    let ids = IdSource::new(clock, entropy);
    let customer: UserId = ids.next();
    let mut tx = database.write_ledger().await?;
    let typed = typed_code(&mut tx, &wish.code).await?;
    // A1: a code that is typed does not replace a live click.
    let recruited = match live_click(&mut tx, wish.click, now).await? {
        Some(click) => Some(click),
        None => typed,
    };
    // The tenant first and then the customer, as an order locks them.
    let recruited = still_there(&mut tx, recruited).await?;
    if !tx.claim_login(&wish.login_name, TenantId::MOJO_LLC, customer).await? {
        // A transaction that writes, as for an address that is new: neither takes longer.
        let words = (wish.language, account_there(wish.language));
        let place = (ids.next(), to_micros(now));
        queue_account_known(&mut tx, &wish.login_name, words, place).await?;
        tx.commit().await?;
        return Ok(());
    }
    tx.insert_customers(&[(customer, None)], to_micros(now)).await?;
    let attribution = recruited.as_ref().and_then(|recruited| attribution(recruited, now));
    let attribution_id = attribution.as_ref().map(|_| ids.next::<Uuid>());
    tx.insert_customer_account(&NewCustomerAccount {
        customer_user_id: customer,
        login_name: wish.login_name,
        name: wish.name,
        language: wish.language,
        password_hash: wish.password_hash,
        attribution_id,
        click_id: recruited.as_ref().and_then(|by| by.click.as_ref().map(|click| click.click_id)),
        signed_up_at: to_micros(now),
    })
    .await?;
    if let (Some(attribution), Some(attribution_id)) = (attribution, attribution_id) {
        tx.insert_attributions(&[AttributionRecord {
            attribution_id,
            customer_user_id: customer,
            attributed_tenant_id: attribution.tenant,
            attributed_at: to_micros(attribution.attributed_at),
            first_purchase_at: None,
            attribution_expires_at: to_micros(attribution.expires_at),
            // A6.
            source: "affiliate_code".to_owned(),
            source_ref: recruited.map(|by| by.code),
            created_at: to_micros(now),
        }])
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The rules have the last word on what the click or the code means (A2, A5).
fn attribution(
    by: &Recruited,
    now: chrono::DateTime<chrono::Utc>,
) -> Option<Attribution<TenantId>> {
    let policy = Policy::default();
    let mut history = AttributionHistory::default();
    let attributed = match &by.click {
        Some(click) => {
            let clicked_at = from_micros(click.clicked_at);
            let cookie = ClickCookie { tenant: by.tenant, clicked_at };
            history.attribute_at_sign_up(Some(&cookie), now, &policy)
        }
        None => {
            let source = AttributionSource::AffiliateCode;
            history.attribute(Attribution::new(by.tenant, now, source, &policy))
        }
    };
    attributed.ok().and_then(|()| history.latest().cloned())
}

/// Whoever recruited, with its row locked until the transaction ends: who leaves meanwhile finds the
/// attribution and ends it, and who has left recruits nobody (C13).
async fn still_there(
    tx: &mut LedgerTx,
    recruited: Option<Recruited>,
) -> Result<Option<Recruited>, StorageError> {
    let Some(by) = recruited else { return Ok(None) };
    let has_left = tx.lock_whether_left(by.tenant).await?;
    Ok((has_left == Some(false)).then_some(by))
}

/// The owner of a code that was typed; `None` when none was.
async fn typed_code(tx: &mut LedgerTx, typed: &str) -> Result<Option<Recruited>, SignUpRefused> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let (code, is_mistyped) = match typed.parse::<AffiliateCode>() {
        Ok(code) => (code.to_string(), false),
        // Codes of before the check character stand as they were.
        Err(refused) => (typed.trim().to_uppercase(), refused == AffiliateCodeError::Mistyped),
    };
    let owner = tx.find_code_owner(&code).await?.filter(|owner| owner.is_live);
    match owner {
        Some(owner) => Ok(Some(Recruited { tenant: owner.tenant_id, code, click: None })),
        None if is_mistyped => Err(SignUpRefused::MistypedCode),
        None => Err(SignUpRefused::UnknownCode),
    }
}

/// The click of the cookie, while it lives and its tenant has not left.
async fn live_click(
    tx: &mut LedgerTx,
    seen: Option<Uuid>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Option<Recruited>, StorageError> {
    let Some(id) = seen else { return Ok(None) };
    let Some(click) = tx.find_click(id).await?.filter(|click| click.counts) else {
        return Ok(None);
    };
    let (tenant, clicked_at) = (click.tenant_id, from_micros(click.clicked_at));
    let is_live = ClickCookie { tenant, clicked_at }.is_live(now, &Policy::default());
    let has_left = tx.deactivated_tenants().await?.iter().any(|(left, _)| *left == tenant);
    if !is_live || has_left {
        return Ok(None);
    }
    Ok(Some(Recruited { tenant, code: click.code.clone(), click: Some(click) }))
}
