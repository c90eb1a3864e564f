//! Every route in one table: method, path, who may call it, and what answers.
//!
//! How to add a route: write the handler in `routes/<noun>/<verb>.rs`, give it a row here with its
//! [`Access`], and a row in the table of the isolation test. The layer of the row signs the caller
//! in, limits the rate and counts the answer; a handler gets its [`crate::auth::Session`] by naming
//! it, and opens its transaction with `session.tenant`. Its parameters, body and answer are described
//! by their types (`routes/openapi`), which derive `JsonSchema`.

mod affiliates;
mod agreements;
mod amounts;
mod attributions;
mod audit;
mod checkouts;
mod commissions;
mod contracts;
mod cookies;
pub(crate) mod credit_notes;
mod customers;
mod devices;
mod disputes;
mod entitlement;
mod identities;
mod invitations;
mod issuer;
pub(crate) mod jobs;
mod layer;
pub(crate) mod mails;
mod membership;
mod months;
mod openapi;
mod operations;
mod orders;
mod pages;
mod paging;
mod payment_accounts;
mod payment_problems;
pub(crate) mod payouts;
mod products;
mod reasons;
mod refunds;
mod seller_ledger;
mod sessions;
mod statements;
mod subscriptions;
mod sync;
mod tax_profile;
mod tenants;
mod trial_clock;
mod users;
mod vat_ids;
mod webhooks;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use mojo_protocol::{MAX_PUSH_BYTES, Scope};
use tower_http::catch_panic::CatchPanicLayer;

use crate::auth::{Role, Session};
use crate::http::ApiError;
use crate::state::AppState;
use openapi::{Handled, delete, get, patch, post, put};

/// Who may call a route.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Access {
    /// Anybody.
    Public,
    /// The payment provider, which signs what it sends; no rate refuses it.
    Provider,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in, on a revoked device too: it hands over what it holds.
    Parting,
    /// Whom the identity provider vouches for; the handler looks for the account.
    Vouched,
    /// Whose role grants one of the scopes.
    Scopes(&'static [Scope]),
    /// These roles.
    Roles(&'static [Role]),
    /// The platform's own people: administrators and support of MOJO LLC.
    Staff,
    /// They, and these roles.
    StaffAnd(&'static [Role]),
    /// Who answers for the platform's money and contracts: an administrator of MOJO LLC, and not
    /// support.
    Admin,
}

impl Access {
    /// Whether who has this session may call: the roles of the platform decide, nothing else.
    pub(crate) fn admits(self, session: &Session) -> bool {
        match self {
            Self::Public | Self::Provider | Self::SignedIn | Self::Parting | Self::Vouched => true,
            Self::Scopes(scopes) => scopes.iter().any(|scope| session.role.has(*scope)),
            Self::Staff => session.is_platform_staff(),
            Self::StaffAnd(roles) => session.is_platform_staff() || roles.contains(&session.role),
            Self::Admin => session.is_platform_admin(),
            Self::Roles(roles) => roles.contains(&session.role),
        }
    }
}

/// A row of the table.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    handler: Handled,
}

fn route(method: &'static str, path: &'static str, access: Access, handler: Handled) -> Route {
    Route { method, path, access, handler }
}

/// Whoever speaks for the tenant.
const OWNERS: Access = Access::Roles(&[Role::Owner, Role::PlatformAdmin]);

/// The table.
pub(crate) fn table() -> Vec<Route> {
    use Access::{Public, SignedIn};
    let push = post(sync::push).layer(DefaultBodyLimit::max(MAX_PUSH_BYTES));
    let mend = post(sync::mend).layer(DefaultBodyLimit::max(MAX_PUSH_BYTES));
    let parting = post(sync::part).layer(DefaultBodyLimit::max(MAX_PUSH_BYTES));
    let mut table = vec![
        route("GET", "/healthz", Public, get(operations::healthz)),
        route("GET", "/readyz", Public, get(operations::readyz)),
        route("GET", "/metrics", Public, get(operations::metrics)),
        route("GET", "/", Public, get(pages::front)),
        route("GET", "/levels/{level}", Public, get(pages::level)),
        route("GET", "/style.css", Public, get(pages::style)),
        route("GET", "/pay.js", Public, get(pages::pay_script)),
        route("GET", "/r/{code}", Public, get(affiliates::follow)),
        route("GET", "/api/v1/openapi.json", Public, get(openapi::show)),
        route("POST", "/api/v1/sessions", Public, post(sessions::create)),
        route("DELETE", "/api/v1/sessions", SignedIn, delete(sessions::end)),
        route("POST", "/api/v1/sessions/identity", Access::Vouched, post(sessions::exchange)),
        route("GET", "/api/v1/identity-provider", Public, get(identities::show_provider)),
        route("GET", "/api/v1/entitlement", SignedIn, get(entitlement::show)),
        route("GET", "/api/v1/signing-key", Public, get(entitlement::signing_key)),
        route("POST", "/api/v1/devices", SignedIn, post(devices::enrol)),
        route("GET", "/api/v1/devices", SignedIn, get(devices::list)),
        route("POST", "/api/v1/devices/{id}/rename", SignedIn, post(devices::rename)),
        route("POST", "/api/v1/devices/{id}/revoke", OWNERS, post(devices::revoke)),
        route("GET", "/api/v1/devices/{id}/quarantine", OWNERS, get(devices::show_quarantine)),
        route(
            "POST",
            "/api/v1/devices/{id}/quarantine/accept",
            OWNERS,
            post(devices::accept_quarantine),
        ),
        route("POST", "/api/v1/sync/hello", SignedIn, post(sync::hello)),
        route("POST", "/api/v1/sync/push", SignedIn, push),
        route("GET", "/api/v1/sync/pull", SignedIn, get(sync::pull)),
        route("POST", "/api/v1/sync/digest", SignedIn, post(sync::digest)),
        route("POST", "/api/v1/sync/rows", SignedIn, post(sync::rows)),
        route("POST", "/api/v1/sync/mend", SignedIn, mend),
        route("POST", "/api/v1/sync/parting", Access::Parting, parting),
    ];
    table.extend(onboarding_routes());
    table.extend(people_routes());
    table.extend(customer_routes());
    table.extend(ledger_routes());
    table.extend(dispute_routes());
    table.extend(catalogue_routes());
    table.extend(payout_routes());
    table.extend(payment_routes());
    table.extend(subscription_routes());
    table.extend(membership_routes());
    table.extend(credit_note_routes());
    table.extend(job_routes());
    table.extend(mail_routes());
    table
}

/// How people come to the platform.
fn onboarding_routes() -> Vec<Route> {
    use Access::{Admin, Public, Staff};
    const INVITATIONS: &str = "/api/v1/invitations";
    const INVITATION: &str = "/invitations/{token}";
    const PAYOUT_ACCOUNT: &str = "/invitations/{token}/payout-account";
    const NEEDED_FROM: &str = "/api/v1/contracts/{kind}/{version}/needed-from";
    const ACCEPT: &str = "/api/v1/contract-notice/acceptance";
    const PARTNERS: Access = Access::Roles(&[Role::Owner, Role::Distributor, Role::Affiliate]);
    // Who accepted the first one for the tenant.
    const SIGNERS: Access = Access::Roles(&[Role::Owner]);
    vec![
        route("GET", INVITATIONS, Staff, get(invitations::list)),
        route("GET", "/api/v1/identities", Staff, get(identities::list)),
        route("POST", "/api/v1/identities", Admin, post(identities::link)),
        route("POST", "/api/v1/identities/{id}/end", Admin, post(identities::end)),
        route("POST", INVITATIONS, Admin, post(invitations::create)),
        route("DELETE", "/api/v1/invitations/{id}", Admin, delete(invitations::revoke)),
        route("GET", "/signup", Public, get(pages::show_sign_up)),
        route("POST", "/signup", Public, post(pages::sign_up)),
        route("GET", "/signup/done", Public, get(pages::signed_up)),
        route("GET", "/signup/partner", Public, get(pages::explain_partner)),
        route("POST", "/signup/partner", Public, post(pages::begin_partner)),
        route("GET", INVITATION, Public, get(pages::show_invitation)),
        route("POST", INVITATION, Public, post(pages::accept_invitation)),
        route("POST", PAYOUT_ACCOUNT, Public, post(pages::set_up_payout)),
        route("GET", "/payout-account/return", Public, get(pages::back_from_provider)),
        route("GET", "/payout-account/refresh", Public, get(pages::renew_link)),
        route("GET", "/api/v1/contracts", Public, get(contracts::list)),
        route("GET", "/api/v1/contracts/{kind}/{version}", Public, get(contracts::show)),
        route("PUT", NEEDED_FROM, Admin, put(contracts::set_needed_from)),
        route("GET", "/api/v1/contract-acceptances", Staff, get(contracts::acceptances)),
        route("GET", "/api/v1/contract-notice", PARTNERS, get(contracts::show_notice)),
        route("POST", ACCEPT, SIGNERS, post(contracts::accept)),
    ]
}

/// The people of a tenant, and the page where they choose a password.
fn people_routes() -> Vec<Route> {
    use Access::Public;
    const USERS: &str = "/api/v1/users";
    const PASSWORD: &str = "/password/{token}";
    vec![
        route("GET", USERS, OWNERS, get(users::list)),
        route("POST", USERS, OWNERS, post(users::create)),
        route("POST", "/api/v1/users/{id}/end", OWNERS, post(users::end)),
        route("POST", "/api/v1/users/{id}/role", OWNERS, post(users::set_role)),
        route("POST", "/api/v1/users/{id}/password-link", OWNERS, post(users::draw_link)),
        route("GET", PASSWORD, Public, get(pages::show_user_password)),
        route("POST", PASSWORD, Public, post(pages::save_user_password)),
    ]
}

/// The pages of customers; the session in their cookie is the handlers' to look at.
fn customer_routes() -> Vec<Route> {
    use Access::Public;
    const BUY: &str = "/levels/{level}/buy";
    const LINK: &str = "/forgotten/{token}";
    const CANCEL: &str = "/account/subscriptions/{id}/cancel";
    vec![
        route("GET", "/signin", Public, get(pages::show_sign_in)),
        route("POST", "/signin", Public, post(pages::sign_in)),
        route("POST", "/signout", Public, post(pages::sign_out)),
        route("GET", "/forgotten", Public, get(pages::show_forgotten)),
        route("POST", "/forgotten", Public, post(pages::ask_for_password)),
        route("GET", LINK, Public, get(pages::show_new_password)),
        route("POST", LINK, Public, post(pages::save_password)),
        route("GET", "/account", Public, get(pages::show_account)),
        route("GET", "/account/export", Public, get(pages::export_own_data)),
        route("POST", CANCEL, Public, post(pages::cancel_own_subscription)),
        route("GET", BUY, Public, get(pages::show_level_to_buy)),
        route("POST", BUY, Public, post(pages::begin_purchase)),
        route("GET", "/purchases/{id}", Public, get(pages::show_purchase)),
        route("GET", "/purchases/{id}/outcome", Public, get(pages::show_outcome)),
        route("GET", "/events", Public, get(pages::list_events)),
        route("GET", "/events/{id}", Public, get(pages::show_event)),
        route("POST", "/events/{id}/book", Public, post(pages::book_event)),
        route("POST", "/purchases/{id}/discard", Public, post(pages::discard_purchase)),
    ]
}

/// Orders and what follows from them.
fn ledger_routes() -> Vec<Route> {
    use Access::{Admin, Scopes, Staff};
    const LEDGER: Access = Scopes(&[Scope::Commissions, Scope::Admin]);
    vec![
        route("GET", "/api/v1/orders", LEDGER, get(orders::list)),
        route("POST", "/api/v1/orders", OWNERS, post(orders::create)),
        route("GET", "/api/v1/refunds", LEDGER, get(refunds::list)),
        route("GET", "/api/v1/orders/{id}/commissions", LEDGER, get(commissions::of_order)),
        route("GET", "/api/v1/commissions", LEDGER, get(commissions::list)),
        route("GET", "/api/v1/commissions/pending", LEDGER, get(commissions::pending)),
        route("POST", "/api/v1/commissions/payout", Admin, post(commissions::pay_out)),
        route(
            "POST",
            "/api/v1/internal/calculate-commissions",
            Staff,
            post(commissions::calculate),
        ),
        route("GET", "/api/v1/statements", LEDGER, get(statements::list)),
        route("GET", "/api/v1/statements/{month}", LEDGER, get(statements::show)),
    ]
}

/// Disputes of commissions.
fn dispute_routes() -> Vec<Route> {
    use Access::{Roles, Scopes, Staff};
    const LEDGER: Access = Scopes(&[Scope::Commissions, Scope::Admin]);
    // Who may record a dispute at a desk: who reads the books alone opens none, and writes into none.
    const RECIPIENTS: &[Role] = &[Role::Owner, Role::Distributor, Role::Affiliate];
    const SPEAKERS: Access = Access::StaffAnd(RECIPIENTS);
    vec![
        route("GET", "/api/v1/disputes", LEDGER, get(disputes::list)),
        route("POST", "/api/v1/disputes", Roles(RECIPIENTS), post(disputes::open)),
        route("POST", "/api/v1/disputes/{id}/messages", SPEAKERS, post(disputes::write)),
        route("POST", "/api/v1/disputes/{id}/settle", Staff, post(disputes::settle)),
    ]
}

/// The platform's catalogue and contracts.
fn catalogue_routes() -> Vec<Route> {
    use Access::{Admin, Scopes, SignedIn, Staff};
    const LEDGER: Access = Scopes(&[Scope::Commissions, Scope::Admin]);
    const AGREEMENTS: &str = "/api/v1/regional-agreements";
    const AGREEMENT: &str = "/api/v1/regional-agreements/{id}";
    const PRODUCTS: &str = "/api/v1/platform-products";
    const CODES: &str = "/api/v1/affiliate-codes";
    const RECRUITERS: Access =
        Access::Roles(&[Role::Owner, Role::Distributor, Role::Affiliate, Role::PlatformAdmin]);
    const ATTRIBUTIONS: &str = "/api/v1/customer-attributions";
    const OFFER: &str = "/api/v1/products/{id}/offer";
    vec![
        route("GET", AGREEMENTS, LEDGER, get(agreements::list)),
        route("POST", AGREEMENTS, Admin, post(agreements::create)),
        route("GET", AGREEMENT, LEDGER, get(agreements::show)),
        route("PATCH", AGREEMENT, Admin, patch(agreements::update)),
        route("DELETE", AGREEMENT, Admin, delete(agreements::deactivate)),
        route("GET", PRODUCTS, SignedIn, get(products::list_platform)),
        route("POST", PRODUCTS, Admin, post(products::create_platform)),
        route("PATCH", "/api/v1/platform-products/{id}", Admin, patch(products::update_platform)),
        route("GET", "/api/v1/products", SignedIn, get(products::list_own)),
        route("POST", "/api/v1/products", OWNERS, post(products::create_own)),
        route("PATCH", "/api/v1/products/{id}", OWNERS, patch(products::update_own)),
        route("GET", OFFER, OWNERS, get(products::show_offer)),
        route("PUT", OFFER, OWNERS, put(products::put_offer)),
        route("GET", CODES, LEDGER, get(affiliates::list)),
        route("POST", CODES, RECRUITERS, post(affiliates::create)),
        route("PATCH", "/api/v1/affiliate-codes/{code}", RECRUITERS, patch(affiliates::update)),
        route("GET", "/api/v1/affiliate-codes/{code}/flyer", RECRUITERS, get(affiliates::flyer)),
        route("GET", ATTRIBUTIONS, Staff, get(attributions::list)),
        route(
            "GET",
            "/api/v1/customer-attributions/{user_id}",
            Staff,
            get(attributions::of_customer),
        ),
        route("POST", "/api/v1/customer-attributions/{user_id}", Staff, post(attributions::change)),
        route("GET", "/api/v1/audit-log", Access::StaffAnd(&[Role::Owner]), get(audit::list)),
        route("POST", "/api/v1/customers", Admin, post(customers::create)),
        route("POST", "/api/v1/customers/search", Staff, post(customers::look_up)),
        route("POST", "/api/v1/customers/{id}/file", Staff, post(customers::show)),
        route("GET", "/api/v1/tenants", Staff, get(tenants::list)),
        route("POST", "/api/v1/tenants", Admin, post(tenants::create)),
        route("POST", "/api/v1/tenants/{id}/deactivate", Admin, post(tenants::deactivate)),
    ]
}

/// The platform's payouts.
fn payout_routes() -> Vec<Route> {
    use Access::{Admin, Staff};
    const ACCOUNT: &str = "/api/v1/payout-accounts/{tenant_id}";
    const FILES: &str = "/api/v1/payouts/sepa-files";
    const FILE: &str = "/api/v1/payouts/sepa-files/{id}";
    const CONFIRM_FILE: &str = "/api/v1/payouts/sepa-files/{id}/confirm";
    const REJECT_FILE: &str = "/api/v1/payouts/sepa-files/{id}/reject";
    const VOID_FILE: &str = "/api/v1/payouts/sepa-files/{id}/void";
    const FILE_PAYOUTS: &str = "/api/v1/payouts/sepa-files/{id}/payouts";
    const OWN_ACCOUNT: &str = "/api/v1/payout-account";
    const ONBOARDING: &str = "/api/v1/payout-account/onboarding";
    vec![
        route("GET", FILES, Staff, get(payouts::list_sepa_files)),
        route("POST", FILES, Admin, post(payouts::make_sepa_file)),
        route("GET", FILE, Staff, get(payouts::show_sepa_file)),
        route("GET", FILE_PAYOUTS, Staff, get(payouts::list_sepa_file_payouts)),
        route("POST", CONFIRM_FILE, Admin, post(payouts::confirm_sepa_file)),
        route("POST", REJECT_FILE, Admin, post(payouts::reject_sepa_file)),
        route("POST", VOID_FILE, Admin, post(payouts::void_sepa_file)),
        route("GET", ACCOUNT, Staff, get(payouts::show_account)),
        route("GET", OWN_ACCOUNT, OWNERS, get(payouts::show_own)),
        route("POST", ONBOARDING, OWNERS, post(payouts::begin_onboarding)),
        route("PUT", ACCOUNT, Admin, put(payouts::put_account)),
        route("GET", "/api/v1/payouts", Staff, get(payouts::list)),
        route("GET", "/api/v1/payouts/plan", Staff, get(payouts::plan)),
        route("GET", "/api/v1/payouts/reconciliation", Staff, get(payouts::reconciliation)),
        route("POST", "/api/v1/payouts/{id}/confirm", Admin, post(payouts::confirm)),
        route("POST", "/api/v1/payouts/{id}/release", Admin, post(payouts::release)),
        route("POST", "/api/v1/payouts/{id}/returned", Admin, post(payouts::returned)),
    ]
}

/// Purchases that are paid through the provider.
fn payment_routes() -> Vec<Route> {
    const CHECKOUTS: &str = "/api/v1/checkouts";
    const REFUNDS: &str = "/api/v1/orders/{id}/refunds";
    const PROBLEMS: &str = "/api/v1/payment-problems";
    const SETTLE: &str = "/api/v1/payment-problems/{id}/settle";
    const ACCOUNT: &str = "/api/v1/payment-accounts/{tenant_id}";
    let tell = post(webhooks::stripe).layer(DefaultBodyLimit::max(webhooks::MAX_EVENT_BYTES));
    vec![
        route("POST", "/api/v1/webhooks/stripe", Access::Provider, tell),
        route("GET", CHECKOUTS, OWNERS, get(checkouts::list)),
        route("POST", CHECKOUTS, OWNERS, post(checkouts::create)),
        route("POST", REFUNDS, OWNERS, post(refunds::create)),
        route("GET", "/api/v1/seller-ledger", OWNERS, get(seller_ledger::show)),
        route("PUT", ACCOUNT, Access::Admin, put(payment_accounts::put)),
        route("GET", PROBLEMS, Access::Staff, get(payment_problems::list)),
        route("POST", SETTLE, Access::Admin, post(payment_problems::settle)),
    ]
}

/// What is paid again and again; whose one is is the handlers' to look at.
fn subscription_routes() -> Vec<Route> {
    use Access::SignedIn;
    const SUBSCRIPTIONS: &str = "/api/v1/subscriptions";
    const SUBSCRIPTION: &str = "/api/v1/subscriptions/{id}";
    const CANCEL: &str = "/api/v1/subscriptions/{id}/cancel";
    vec![
        route("GET", SUBSCRIPTIONS, SignedIn, get(subscriptions::list)),
        route("POST", SUBSCRIPTIONS, OWNERS, post(subscriptions::create)),
        route("GET", SUBSCRIPTION, SignedIn, get(subscriptions::show)),
        route("POST", CANCEL, SignedIn, post(subscriptions::cancel)),
    ]
}

/// A tenant buys its own membership; the page where it is paid looks at its link alone.
fn membership_routes() -> Vec<Route> {
    use Access::Public;
    const PURCHASES: &str = "/api/v1/membership/purchases";
    const OUTCOME: &str = "/membership/pay/{link}/outcome";
    vec![
        route("GET", "/api/v1/membership", OWNERS, get(membership::show)),
        route("POST", PURCHASES, OWNERS, post(membership::buy)),
        route("GET", "/membership/pay/{link}", Public, get(pages::show_own_payment)),
        route("GET", OUTCOME, Public, get(pages::show_own_outcome)),
    ]
}

/// Credit notes with what decides about them, and the named extract.
fn credit_note_routes() -> Vec<Route> {
    const LEDGER: Access = Access::Scopes(&[Scope::Commissions]);
    // Who of them may have which names is the handler's.
    const NAMES: Access = Access::Roles(&[
        Role::PlatformAdmin,
        Role::Support,
        Role::Distributor,
        Role::Affiliate,
        Role::Owner,
    ]);
    const EXTRACT: &str = "/api/v1/statements/{month}/named-extract";
    const PROFILE: &str = "/api/v1/tax-profile";
    const PDF: &str = "/api/v1/credit-notes/{number}/pdf";
    const OBJECTION: &str = "/api/v1/credit-notes/{number}/objection";
    vec![
        route("GET", PROFILE, LEDGER, get(tax_profile::show)),
        route("PUT", PROFILE, OWNERS, put(tax_profile::put)),
        route("GET", "/api/v1/issuer", Access::Staff, get(issuer::show)),
        route("PUT", "/api/v1/issuer", Access::Admin, put(issuer::put)),
        route("GET", "/api/v1/credit-notes", LEDGER, get(credit_notes::list)),
        route("GET", PDF, LEDGER, get(credit_notes::pdf)),
        route("POST", OBJECTION, OWNERS, post(credit_notes::object)),
        route("POST", EXTRACT, NAMES, post(statements::extract)),
    ]
}

/// The platform's own work, and the clock of one for trying things.
fn job_routes() -> Vec<Route> {
    use Access::{Admin, Staff};
    const TRIAL_CLOCK: &str = "/api/v1/trial-clock";
    vec![
        route("GET", TRIAL_CLOCK, Staff, get(trial_clock::show)),
        route("POST", TRIAL_CLOCK, Admin, post(trial_clock::lead)),
        route("GET", "/api/v1/jobs", Staff, get(jobs::list)),
        route("GET", "/api/v1/jobs/{id}", Staff, get(jobs::show)),
        // The run of the month is a job: it pays.
        route("POST", "/api/v1/jobs/{id}/retry", Admin, post(jobs::retry)),
    ]
}

/// Mail that has not arrived, for the platform's people.
fn mail_routes() -> Vec<Route> {
    use Access::Staff;
    vec![
        route("GET", "/api/v1/mails", Staff, get(mails::list)),
        route("POST", "/api/v1/mails/{id}/hand-over", Staff, post(mails::hand_over)),
        route("POST", "/api/v1/mails/{id}/retry", Staff, post(mails::retry)),
    ]
}

pub(crate) use openapi::document;

/// The router over the table.
pub(crate) fn router(state: AppState) -> Router {
    let mut router = Router::new();
    for row in table() {
        let Route { path, access, handler, .. } = row;
        router = router.route(path, layer::guarded(handler.router, access, &state));
    }
    let is_trial = state.trial_clock().is_some();
    let router = router
        .fallback(|| async { ApiError::not_found() })
        .method_not_allowed_fallback(layer::method_not_allowed)
        .layer(DefaultBodyLimit::max(crate::http::MAX_BODY_BYTES))
        .layer(CatchPanicLayer::custom(layer::panicked))
        .layer(from_fn_with_state(state.clone(), pages::explain_errors))
        .layer(from_fn_with_state(state.clone(), layer::observe));
    // Around all of it, and nowhere on a platform for real.
    let router = if is_trial {
        router.layer(from_fn_with_state(state.clone(), trial_clock::tell))
    } else {
        router
    };
    router.with_state(state)
}
