//! The account for payouts as its owner sees it (Y2): how it stands, what is missing, and the way to the
//! provider and back. The provider is told no secret: which invitation somebody came from, their own
//! browser remembers.

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};
use mojo_domain::commissions::{AccountStatus, Rail};

use super::super::form::{FormToken, go_to};
use super::super::layout::page;
use super::words::words;
use super::{StepQuery, Visit};
use crate::http::{ApiError, QueryOf};
use crate::onboarding::InvitedToken;
use crate::routes::{cookies, layer};
use crate::state::AppState;
use crate::storage::invitations::{InvitationRecord, InvitationState};
use crate::storage::payout_accounts::PayoutAccount;
use crate::storage::{StorageError, TenantTx};

/// The cookie that knows the invitation while somebody is at the provider's.
const INVITATION: &str = "mojo_invitation";

/// An account with what the provider wants.
pub(super) struct Standing {
    account: PayoutAccount,
    /// How many answers are missing.
    missing: usize,
}

/// How the tenant's account stands; `None` where it has none.
pub(super) async fn find(tx: &mut TenantTx) -> Result<Option<Standing>, StorageError> {
    let Some(account) = tx.find_payout_account().await? else { return Ok(None) };
    let report = tx.last_account_report(&account.provider_account_id).await?;
    let missing = report.map_or(0, |report| report.requirements.len());
    Ok(Some(Standing { account, missing }))
}

/// Remembers the invitation for the way back.
pub(super) fn remember(
    response: &mut Response,
    token: &InvitedToken,
    headers: &HeaderMap,
) -> Result<(), ApiError> {
    let life = cookie::time::Duration::days(1);
    cookies::set(response, (INVITATION, token.text().to_owned()), Some(life), headers)
}

/// `GET /payout-account/return`: back from the provider, done or not; what stands is asked there.
pub(in crate::routes) async fn back_from_provider(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<StepQuery>,
    (headers, extensions): (HeaderMap, Extensions),
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some((token, invitation)) = visit.remembered().await? else { return visit.forgotten() };
    layer::take_attempt(&state, "account", &extensions).map_err(ApiError::too_many_requests)?;
    if let Some(tenant) = invitation.founded_tenant_id
        && let Err(error) = state.payout_accounts().look(tenant).await
    {
        // What the provider tells by itself comes all the same.
        tracing::warn!(cause = %error, "the provider does not tell how an account stands");
    }
    go_to(&visit.place(&token))
}

/// `GET /payout-account/refresh`: the link had run out; here is another one to the same account.
pub(in crate::routes) async fn renew_link(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<StepQuery>,
    (headers, extensions): (HeaderMap, Extensions),
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some((token, invitation)) = visit.remembered().await? else { return visit.forgotten() };
    layer::take_attempt(&state, "account", &extensions).map_err(ApiError::too_many_requests)?;
    let Some(tenant) = invitation.founded_tenant_id else { return go_to(&visit.place(&token)) };
    if !visit.is_founder(&invitation).await? {
        return visit.founder(StatusCode::FORBIDDEN, &token, &[]);
    }
    match state.payout_accounts().onboarding_link(tenant).await {
        Ok(Some(link)) => visit.leave(&token, &link),
        Ok(None) => go_to(&visit.place(&token)),
        Err(error) => {
            tracing::warn!(cause = %error, "the payment provider failed");
            let text = words(visit.language).payout_failed;
            visit.payout(StatusCode::SERVICE_UNAVAILABLE, &token, Some(text))
        }
    }
}

impl Visit<'_> {
    /// The invitation that this browser came from.
    async fn remembered(&self) -> Result<Option<(InvitedToken, InvitationRecord)>, ApiError> {
        let Some(text) = cookies::sent(self.headers, INVITATION) else { return Ok(None) };
        let found = self.find(&text).await?;
        Ok(found.filter(|(_, invitation)| invitation.state != InvitationState::Open))
    }

    /// Another browser, or another day.
    fn forgotten(&self) -> Result<Response, ApiError> {
        let words = words(self.language);
        let content = html! { h1 { (words.back) } p.lead { (words.back_lead) } };
        let title = (words.back, "/payout-account/return");
        Ok(page(self.state, (StatusCode::OK, self.language), title, &content))
    }

    /// How the account stands, and a way on where something is missing.
    pub(super) fn account_state(
        &self,
        token: &InvitedToken,
        standing: Option<&Standing>,
        form_token: &FormToken,
    ) -> Markup {
        let words = words(self.language);
        let is_provided = self.state.has_account_provider();
        let is_connected =
            |of: &Standing| matches!(of.account.rail, Rail::StripeConnect) && is_provided;
        let may_go_on = match standing {
            Some(of) => is_connected(of) && of.account.status != AccountStatus::Closed,
            None => is_provided,
        };
        let text = match standing.map(|of| of.account.status) {
            None => words.account_none,
            Some(AccountStatus::Onboarding) => words.account_pending,
            Some(AccountStatus::Restricted) => words.account_restricted,
            Some(AccountStatus::Active) => words.account_active,
            Some(AccountStatus::Closed) => words.account_closed,
        };
        let is_done = standing.is_some_and(|of| of.account.status == AccountStatus::Active);
        let missing = standing.map_or(0, |of| of.missing);
        let action = format!("{}/payout-account?lang={}", token.path(), self.language.code());
        html! {
            @if standing.is_some() || is_provided {
                h2 { (words.payout) }
                p role="status" { (text) }
                @if missing > 0 { p { (words.account_missing) ": " (missing) } }
                @if may_go_on && !(is_done && missing == 0) {
                    form method="post" action=(action) {
                        (form_token.field())
                        button type="submit" { (words.payout_resume) }
                    }
                }
            }
        }
    }
}
