//! `/membership/pay/{link}`: where an owner pays the tenant's membership in a browser that has no
//! session. The link pays this purchase and shows what came of it; it signs nobody in and tells nothing
//! else.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};
use mojo_domain::TenantId;

use super::super::layout::{page, pay_page};
use super::super::price::money;
use super::purchase::payment;
use super::vat::vat_rows;
use super::{CustomerQuery, Visit, buy};
use crate::auth::Tenant;
use crate::customers::PurchaseState;
use crate::http::{ApiError, PathOf, QueryOf};
use crate::memberships::{OwnPurchase, PaymentLink, find_own_purchase, secret_of};
use crate::state::AppState;
use crate::storage::StorageError;
use crate::storage::sale_vat::SaleVatRecord;

/// `GET /membership/pay/{link}`: the payment of a purchase that is not paid; its outcome otherwise.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    PathOf(token): PathOf<String>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let link = PaymentLink::read(&token, state.signing_key());
    let Some(link) = link.filter(|link| link.opens_payment(visit.now())) else {
        return Ok(over(&visit));
    };
    let id = (link.purchase_id, link.is_subscription);
    let Some(purchase) = find_own_purchase(state.database(), id).await? else {
        return Ok(over(&visit));
    };
    let path = format!("/membership/pay/{token}");
    let outcome = format!("{path}/outcome");
    if !purchase.is_open() {
        return visit.to(&outcome);
    }
    if has_left(&state, &purchase).await? {
        return Ok(over(&visit));
    }
    let Some(key) = state.publishable_key() else { return buy::not_now(&visit) };
    let now = visit.now();
    let secret = match secret_of(state.database(), state.payments(), &purchase, now).await {
        Ok(Some(secret)) => secret,
        Ok(None) => return visit.to(&outcome),
        Err(refused) => return Err(refused.into()),
    };
    let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let mut tx = state.database().read(llc).await?;
    let vat = tx.list_sale_vat(id).await?;
    drop(tx);
    let words = visit.words();
    let content = html! {
        @if purchase.state == PurchaseState::Failed {
            p.notice role="status" { (words.last_failed) }
        }
        h1 { (words.pay) }
        (what(&visit, &purchase, &vat))
        (payment(&visit, &path, key, &secret))
    };
    let answer = (StatusCode::OK, visit.language);
    Ok(unkept(pay_page(&state, answer, (words.pay, &path), &content)))
}

/// C13: whoever left buys nothing more, also by a link of before.
async fn has_left(state: &AppState, purchase: &OwnPurchase) -> Result<bool, StorageError> {
    let Some(buyer) = purchase.buyer_tenant_id else { return Ok(false) };
    let mut tx = state.database().read(Tenant::named_by_platform(buyer)).await?;
    Ok(tx.left_at().await?.is_some())
}

/// `GET /membership/pay/{link}/outcome`: what the platform knows of the payment.
pub(in crate::routes) async fn outcome(
    State(state): State<AppState>,
    PathOf(token): PathOf<String>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let link = PaymentLink::read(&token, state.signing_key());
    let Some(link) = link.filter(|link| link.opens_outcome(visit.now())) else {
        return Ok(over(&visit));
    };
    let id = (link.purchase_id, link.is_subscription);
    let Some(purchase) = find_own_purchase(state.database(), id).await? else {
        return Ok(over(&visit));
    };
    let words = visit.words();
    let pay = format!("/membership/pay/{token}");
    let path = format!("{pay}/outcome");
    let back = visit.language.pick(BACK_DE, BACK_EN);
    let (title, lead, way) = match purchase.state {
        PurchaseState::Paid => (words.paid, back, None),
        PurchaseState::Waiting => {
            (words.waiting, words.waiting_lead, Some((path.as_str(), words.look_again)))
        }
        PurchaseState::Failed => {
            (words.failed, words.failed_lead, Some((pay.as_str(), words.go_on)))
        }
        PurchaseState::Over => (words.over, words.over_lead, None),
    };
    let content = html! {
        p.number { (purchase.product_name) }
        h1 { (title) }
        p.lead { (lead) }
        @if let Some((way, label)) = way {
            p { a.go href={ (way) "?lang=" (visit.language.code()) } { (label) } }
        }
    };
    Ok(unkept(page(&state, (StatusCode::OK, visit.language), (title, &path), &content)))
}

const BACK_DE: &str = "Die Mitgliedschaft Ihrer Praxis ist bezahlt. Sie können dieses Fenster \
                       schließen: MOJO Desk holt sich beim nächsten Abgleich, was sie öffnet.";
const BACK_EN: &str = "Your practice's membership is paid. You may close this window: MOJO Desk \
                       fetches what it opens with its next sync.";

/// A link that opens nothing; why, nobody is told who may have made it up.
fn over(visit: &Visit<'_>) -> Response {
    let title =
        visit.language.pick("Dieser Link gilt nicht mehr", "This link is not valid any more");
    let lead = visit.language.pick(
        "Er gilt eine halbe Stunde. Öffnen Sie in MOJO Desk die Einstellungen, dort \
         „Mitgliedschaft“, und gehen Sie von dort weiter zur Zahlung.",
        "It is valid for half an hour. Open the settings of MOJO Desk, there “Membership”, and go on \
         to the payment from there.",
    );
    let content = html! {
        h1 { (title) }
        p.lead { (lead) }
    };
    let answer = (StatusCode::NOT_FOUND, visit.language);
    unkept(page(visit.state, answer, (title, "/"), &content))
}

/// Nobody keeps the page: it holds by what the purchase is paid.
fn unkept(mut response: Response) -> Response {
    let kept = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    response
}

/// What is bought and what it costs.
fn what(visit: &Visit<'_>, purchase: &OwnPurchase, vat: &[SaleVatRecord]) -> Markup {
    let words = visit.words();
    let shown = |cents: i64| money(cents, purchase.currency, visit.language).unwrap_or_default();
    html! {
        dl {
            dt { (words.product) }
            dd { (purchase.product_name) }
            dt { (words.amount) }
            dd { (shown(purchase.first_cents)) }
            (vat_rows(visit, purchase.currency, vat))
            @if let Some(later) = purchase.later_cents {
                dt { (words.later) }
                dd { (shown(later)) }
            }
        }
    }
}
