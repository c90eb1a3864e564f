//! The rights of the roles as a table of its own: every route, and which roles may call it. It is
//! compared with what the routes say of themselves, and walked: who may not is refused before
//! anything is looked up. What happens to who may, in front of another tenant's things, is walked in
//! [`super::isolation`].

use std::collections::BTreeMap;

use axum::http::StatusCode;
use mojo_domain::TenantId;
use uuid::Uuid;

use super::commerce::sell;
use super::isolation::attempts;
use super::support::{LINDENAU, Server, TestDesk, on_both};
use crate::auth::{Role, Session, Tenant};
use crate::routes::table;

/// Whoever asks, signed in or not.
const ANYBODY: &str = "*";
/// Whoever is signed in.
const ALL: &str =
    "admin support distributor affiliate owner reception therapist bookkeeper auditor";
/// Who has to do with commissions.
const LEDGER: &str = "admin support distributor affiliate owner bookkeeper auditor";
/// The same without the platform's people.
const OWN_LEDGER: &str = "admin distributor affiliate owner bookkeeper auditor";
/// Who speaks for the tenant.
const OWNERS: &str = "admin owner";
/// Who recruits.
const RECRUITERS: &str = "admin distributor affiliate owner";
/// Who opens a dispute of what it earned.
const RECIPIENTS: &str = "distributor affiliate owner";
/// They, and administrators and support of MOJO LLC.
const SPEAKERS: &str = "staff and recipients";
/// Who may ask for names; which ones is another question.
const NAMES: &str = "admin support distributor affiliate owner";
/// Administrators and support of MOJO LLC, and nobody of another tenant.
const STAFF: &str = "staff";
/// The owner of a tenant, and the platform's own people.
const OWNER_OR_STAFF: &str = "owner_or_staff";
/// Administrators of MOJO LLC alone: they answer for its money and contracts.
const ADMIN: &str = "administrators";

/// Method, path, who may.
const RIGHTS: &[(&str, &str, &str)] = &[
    ("GET", "/healthz", ANYBODY),
    ("GET", "/readyz", ANYBODY),
    ("GET", "/metrics", ANYBODY),
    ("GET", "/", ANYBODY),
    ("GET", "/levels/{level}", ANYBODY),
    ("GET", "/style.css", ANYBODY),
    ("GET", "/r/{code}", ANYBODY),
    ("GET", "/pay.js", ANYBODY),
    // The cookie of a customer decides, and no role.
    ("GET", "/signin", ANYBODY),
    ("POST", "/signin", ANYBODY),
    ("POST", "/signout", ANYBODY),
    ("GET", "/forgotten", ANYBODY),
    ("POST", "/forgotten", ANYBODY),
    ("GET", "/forgotten/{token}", ANYBODY),
    ("POST", "/forgotten/{token}", ANYBODY),
    ("GET", "/account", ANYBODY),
    ("GET", "/account/export", ANYBODY),
    ("POST", "/account/subscriptions/{id}/cancel", ANYBODY),
    ("GET", "/levels/{level}/buy", ANYBODY),
    ("POST", "/levels/{level}/buy", ANYBODY),
    ("GET", "/purchases/{id}", ANYBODY),
    ("GET", "/purchases/{id}/outcome", ANYBODY),
    ("POST", "/purchases/{id}/discard", ANYBODY),
    ("GET", "/events", ANYBODY),
    ("GET", "/events/{id}", ANYBODY),
    ("POST", "/events/{id}/book", ANYBODY),
    ("GET", "/api/v1/products/{id}/offer", OWNERS),
    ("PUT", "/api/v1/products/{id}/offer", OWNERS),
    ("PUT", "/api/v1/payment-accounts/{tenant_id}", ADMIN),
    ("GET", "/api/v1/seller-ledger", OWNERS),
    ("GET", "/api/v1/openapi.json", ANYBODY),
    ("POST", "/api/v1/sessions", ANYBODY),
    ("DELETE", "/api/v1/sessions", ALL),
    ("POST", "/api/v1/sessions/identity", ALL),
    ("GET", "/api/v1/identity-provider", ANYBODY),
    ("GET", "/api/v1/identities", STAFF),
    ("POST", "/api/v1/identities", ADMIN),
    ("POST", "/api/v1/identities/{id}/end", ADMIN),
    ("GET", "/api/v1/users", OWNERS),
    ("POST", "/api/v1/users", OWNERS),
    ("POST", "/api/v1/users/{id}/end", OWNERS),
    ("POST", "/api/v1/users/{id}/role", OWNERS),
    ("POST", "/api/v1/users/{id}/password-link", OWNERS),
    // The link decides.
    ("GET", "/password/{token}", ANYBODY),
    ("POST", "/password/{token}", ANYBODY),
    ("GET", "/api/v1/entitlement", ALL),
    ("GET", "/api/v1/signing-key", ANYBODY),
    ("POST", "/api/v1/devices", ALL),
    ("GET", "/api/v1/devices", ALL),
    ("POST", "/api/v1/devices/{id}/rename", ALL),
    ("POST", "/api/v1/devices/{id}/revoke", OWNERS),
    ("GET", "/api/v1/devices/{id}/quarantine", OWNERS),
    ("POST", "/api/v1/devices/{id}/quarantine/accept", OWNERS),
    ("POST", "/api/v1/sync/hello", ALL),
    ("POST", "/api/v1/sync/push", ALL),
    ("GET", "/api/v1/sync/pull", ALL),
    ("POST", "/api/v1/sync/digest", ALL),
    ("POST", "/api/v1/sync/rows", ALL),
    ("POST", "/api/v1/sync/mend", ALL),
    ("POST", "/api/v1/sync/parting", ALL),
    ("GET", "/api/v1/invitations", STAFF),
    ("POST", "/api/v1/invitations", ADMIN),
    ("DELETE", "/api/v1/invitations/{id}", ADMIN),
    ("GET", "/signup", ANYBODY),
    ("POST", "/signup", ANYBODY),
    ("GET", "/signup/done", ANYBODY),
    ("GET", "/signup/partner", ANYBODY),
    ("POST", "/signup/partner", ANYBODY),
    ("GET", "/invitations/{token}", ANYBODY),
    ("POST", "/invitations/{token}", ANYBODY),
    ("POST", "/invitations/{token}/payout-account", ANYBODY),
    ("GET", "/api/v1/contracts", ANYBODY),
    ("GET", "/api/v1/contracts/{kind}/{version}", ANYBODY),
    ("PUT", "/api/v1/contracts/{kind}/{version}/needed-from", ADMIN),
    ("GET", "/api/v1/contract-acceptances", STAFF),
    ("GET", "/api/v1/contract-notice", RECIPIENTS),
    ("POST", "/api/v1/contract-notice/acceptance", "owner"),
    ("GET", "/api/v1/issuer", STAFF),
    ("PUT", "/api/v1/issuer", ADMIN),
    ("POST", "/api/v1/customers/search", STAFF),
    ("POST", "/api/v1/customers/{id}/file", STAFF),
    ("GET", "/api/v1/orders", LEDGER),
    ("POST", "/api/v1/orders", OWNERS),
    ("GET", "/api/v1/refunds", LEDGER),
    ("GET", "/api/v1/orders/{id}/commissions", LEDGER),
    ("GET", "/api/v1/commissions", LEDGER),
    ("GET", "/api/v1/commissions/pending", LEDGER),
    ("POST", "/api/v1/commissions/payout", ADMIN),
    ("POST", "/api/v1/internal/calculate-commissions", STAFF),
    ("GET", "/api/v1/statements", LEDGER),
    ("GET", "/api/v1/statements/{month}", LEDGER),
    ("POST", "/api/v1/statements/{month}/named-extract", NAMES),
    ("GET", "/api/v1/disputes", LEDGER),
    ("POST", "/api/v1/disputes", RECIPIENTS),
    ("POST", "/api/v1/disputes/{id}/messages", SPEAKERS),
    ("POST", "/api/v1/disputes/{id}/settle", STAFF),
    ("GET", "/api/v1/regional-agreements", LEDGER),
    ("POST", "/api/v1/regional-agreements", ADMIN),
    ("GET", "/api/v1/regional-agreements/{id}", LEDGER),
    ("PATCH", "/api/v1/regional-agreements/{id}", ADMIN),
    ("DELETE", "/api/v1/regional-agreements/{id}", ADMIN),
    ("GET", "/api/v1/platform-products", ALL),
    ("POST", "/api/v1/platform-products", ADMIN),
    ("PATCH", "/api/v1/platform-products/{id}", ADMIN),
    ("GET", "/api/v1/products", ALL),
    ("POST", "/api/v1/products", OWNERS),
    ("PATCH", "/api/v1/products/{id}", OWNERS),
    ("GET", "/api/v1/affiliate-codes", LEDGER),
    ("POST", "/api/v1/affiliate-codes", RECRUITERS),
    ("PATCH", "/api/v1/affiliate-codes/{code}", RECRUITERS),
    ("GET", "/api/v1/affiliate-codes/{code}/flyer", RECRUITERS),
    ("GET", "/api/v1/customer-attributions", STAFF),
    ("GET", "/api/v1/customer-attributions/{user_id}", STAFF),
    ("POST", "/api/v1/customer-attributions/{user_id}", STAFF),
    ("GET", "/api/v1/audit-log", OWNER_OR_STAFF),
    ("POST", "/api/v1/tenants/{id}/deactivate", ADMIN),
    ("PUT", "/api/v1/payout-accounts/{tenant_id}", ADMIN),
    ("GET", "/api/v1/payouts", STAFF),
    ("GET", "/api/v1/payouts/plan", STAFF),
    ("GET", "/api/v1/payouts/reconciliation", STAFF),
    ("POST", "/api/v1/payouts/{id}/confirm", ADMIN),
    ("POST", "/api/v1/payouts/{id}/release", ADMIN),
    ("POST", "/api/v1/payouts/{id}/returned", ADMIN),
    // The signature of what is sent decides.
    ("POST", "/api/v1/webhooks/stripe", ANYBODY),
    ("GET", "/api/v1/checkouts", OWNERS),
    ("POST", "/api/v1/checkouts", OWNERS),
    ("POST", "/api/v1/orders/{id}/refunds", OWNERS),
    ("GET", "/api/v1/tax-profile", OWN_LEDGER),
    ("PUT", "/api/v1/tax-profile", OWNERS),
    ("GET", "/api/v1/credit-notes", OWN_LEDGER),
    ("GET", "/api/v1/credit-notes/{number}/pdf", OWN_LEDGER),
    ("GET", "/payout-account/return", ANYBODY),
    ("GET", "/payout-account/refresh", ANYBODY),
    ("POST", "/api/v1/customers", ADMIN),
    ("GET", "/api/v1/tenants", STAFF),
    ("POST", "/api/v1/tenants", ADMIN),
    ("GET", "/api/v1/payouts/sepa-files", STAFF),
    ("POST", "/api/v1/payouts/sepa-files", ADMIN),
    ("GET", "/api/v1/payouts/sepa-files/{id}", STAFF),
    ("GET", "/api/v1/payouts/sepa-files/{id}/payouts", STAFF),
    ("POST", "/api/v1/payouts/sepa-files/{id}/confirm", ADMIN),
    ("POST", "/api/v1/payouts/sepa-files/{id}/reject", ADMIN),
    ("POST", "/api/v1/payouts/sepa-files/{id}/void", ADMIN),
    ("GET", "/api/v1/payout-accounts/{tenant_id}", STAFF),
    ("GET", "/api/v1/payout-account", OWNERS),
    ("POST", "/api/v1/payout-account/onboarding", OWNERS),
    ("GET", "/api/v1/payment-problems", STAFF),
    ("POST", "/api/v1/payment-problems/{id}/settle", ADMIN),
    ("GET", "/api/v1/membership", OWNERS),
    ("POST", "/api/v1/membership/purchases", OWNERS),
    // What the link names decides, and no role.
    ("GET", "/membership/pay/{link}", ANYBODY),
    ("GET", "/membership/pay/{link}/outcome", ANYBODY),
    ("GET", "/api/v1/subscriptions", ALL),
    ("POST", "/api/v1/subscriptions", OWNERS),
    ("GET", "/api/v1/subscriptions/{id}", ALL),
    ("POST", "/api/v1/subscriptions/{id}/cancel", ALL),
    ("POST", "/api/v1/credit-notes/{number}/objection", OWNERS),
    ("GET", "/api/v1/trial-clock", STAFF),
    ("POST", "/api/v1/trial-clock", ADMIN),
    ("GET", "/api/v1/jobs", STAFF),
    ("GET", "/api/v1/jobs/{id}", STAFF),
    ("POST", "/api/v1/jobs/{id}/retry", ADMIN),
    ("GET", "/api/v1/mails", STAFF),
    ("POST", "/api/v1/mails/{id}/hand-over", STAFF),
    ("POST", "/api/v1/mails/{id}/retry", STAFF),
];

fn session(tenant: TenantId, role: Role) -> Session {
    Session {
        tenant: Tenant::named_by_platform(tenant),
        role,
        token_hash: "x".to_owned(),
        user_id: mojo_domain::UserId(Uuid::from_u128(1)),
        device_id: None,
        identity_id: None,
        is_device_revoked: false,
    }
}

/// Whether the table lets somebody with this role in, at this tenant.
fn may(who: &str, tenant: TenantId, role: Role) -> bool {
    let is_admin = matches!(role, Role::PlatformAdmin | Role::Support);
    match who {
        ANYBODY => true,
        STAFF => is_admin && tenant == TenantId::MOJO_LLC,
        SPEAKERS => may(STAFF, tenant, role) || may(RECIPIENTS, tenant, role),
        OWNER_OR_STAFF => role == Role::Owner || (is_admin && tenant == TenantId::MOJO_LLC),
        ADMIN => role == Role::PlatformAdmin && tenant == TenantId::MOJO_LLC,
        names => {
            let own = role.to_string();
            let own = own.trim_start_matches("platform_");
            names.split(' ').any(|name| name == own)
        }
    }
}

#[test]
fn the_routes_and_the_table_of_rights_are_one() {
    let rights: BTreeMap<(&str, &str), &str> =
        RIGHTS.iter().map(|(method, path, who)| ((*method, *path), *who)).collect();
    assert_eq!(rights.len(), RIGHTS.len(), "a route stands twice");
    let routes = table();
    assert_eq!(routes.len(), RIGHTS.len(), "a route without rights, or rights without a route");
    for route in routes {
        let place = (route.method, route.path);
        let who = rights.get(&place).unwrap_or_else(|| panic!("{place:?} has no rights"));
        for (role, name) in Role::ALL {
            for tenant in [TenantId::MOJO_LLC, LINDENAU] {
                let admits = route.access.admits(&session(tenant, role));
                assert_eq!(admits, may(who, tenant, role), "{place:?}: {name} of {tenant}");
            }
        }
    }
}

on_both! {
    /// Every route x every role: who may not is told so, and reaches nothing.
    async fn a_role_without_the_right_is_refused_on_every_route(server) {
        let sold = sell(&server).await;
        let victim = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let list = attempts(&victim, &sold);
        let rights: BTreeMap<(&str, &str), &str> =
            RIGHTS.iter().map(|(method, path, who)| ((*method, *path), *who)).collect();
        let mut refused = 0;
        for (role, name) in Role::ALL {
            let token = server.token(&format!("{name}@lindenau")).await;
            for (method, pattern, path, body, _) in &list {
                if may(rights[&(*method, *pattern)], LINDENAU, role) {
                    continue;
                }
                let (status, answer) =
                    server.call(method, path, Some(&token), body.as_ref()).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{name}: {method} {path}: {answer}");
                assert_eq!(answer["error"]["code"], "forbidden", "{name}: {method} {path}");
                refused += 1;
            }
        }
        assert!(refused > 300, "only {refused} were tried");
    }
}
