//! `GET /account`: what a customer has. Reading it needs no membership (P4).

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use mojo_domain::memberships::Grant;
use mojo_domain::vat::vat_on;
use mojo_domain::{berlin_day, from_micros};

use super::super::form::FormToken;
use super::super::price::money;
use super::more_words::words as more_words;
use super::vat::vat_said;
use super::{CustomerQuery, Visit};
use crate::auth::CustomerSession;
use crate::customers::{OwnData, PurchaseState, own_data, state_of};
use crate::http::{ApiError, QueryOf};
use crate::payments::SubscriptionState;
use crate::state::AppState;
use crate::storage::purchases::{BoughtLine, PurchaseRecord};
use crate::storage::subscriptions::SubscriptionRecord;

/// The account of whoever is signed in.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some(session) = visit.session().await? else { return visit.to_sign_in("/account") };
    let data = own_data(state.database(), session.customer_user_id).await?;
    let mut under_way = Vec::new();
    for purchase in data.purchases.iter().filter(|purchase| purchase.closed_at.is_none()) {
        let stands = state_of(state.database(), purchase).await?;
        if matches!(stands, PurchaseState::Waiting | PurchaseState::Failed) {
            under_way.push(purchase);
        }
    }
    let words = visit.words();
    let notice = match query.done.as_deref() {
        Some("cancelled") => Some(words.cancel_done),
        Some("not-cancelled") => Some(words.cancel_failed),
        _ => None,
    };
    visit.answer(StatusCode::OK, (words.account, "/account"), |token| {
        html! {
            @if let Some(notice) = notice { p.notice role="status" { (notice) } }
            h1 { (words.account) }
            (who(&session))
            (memberships(&visit, &data.grants))
            (unpaid(&visit, &under_way))
            (subscriptions(&visit, token, &data))
            (orders(&visit, &data.bought))
            p { a href={ "/events?lang=" (visit.language.code()) } { (more_words(visit.language).events) } }
            (ways_out(&visit, token))
        }
    })
}

fn who(session: &CustomerSession) -> Markup {
    html! { p.lead { (session.name) " · " (session.login_name) } }
}

fn day(visit: &Visit<'_>, at: DateTime<Utc>) -> String {
    visit.language.day(berlin_day(at))
}

fn memberships(visit: &Visit<'_>, grants: &[Grant]) -> Markup {
    let (words, lang) = (visit.words(), visit.language.code());
    html! {
        h2 { (words.memberships) }
        @if grants.is_empty() { p { (words.no_memberships) } }
        ul {
            @for grant in grants {
                li {
                    strong { (grant.stage.membership().replace('_', " ")) } ", "
                    (words.since) " " (day(visit, grant.starts_at)) ", "
                    @if let Some(at) = grant.revoked_at {
                        (words.revoked) " " (day(visit, at))
                    } @else if let Some(end) = grant.ends_at {
                        (words.until) " " (day(visit, end))
                    } @else {
                        (words.unlimited)
                    }
                }
            }
        }
        p { a href={ "/?lang=" (lang) } { (words.to_levels) } }
    }
}

fn unpaid(visit: &Visit<'_>, purchases: &[&PurchaseRecord]) -> Markup {
    let (words, lang) = (visit.words(), visit.language.code());
    html! {
        @if !purchases.is_empty() {
            h2 { (words.under_way) }
            ul {
                @for purchase in purchases {
                    li {
                        (purchase.product_name) ": "
                        a href={ "/purchases/" (purchase.purchase_id) "?lang=" (lang) } {
                            (words.go_on)
                        }
                    }
                }
            }
        }
    }
}

fn subscriptions(visit: &Visit<'_>, token: &FormToken, data: &OwnData) -> Markup {
    let words = visit.words();
    let begun = |it: &&SubscriptionRecord| {
        !matches!(it.state, SubscriptionState::Open) && it.paid_until.is_some()
    };
    let begun: Vec<&SubscriptionRecord> = data.subscriptions.iter().filter(begun).collect();
    html! {
        h2 { (words.subscriptions) }
        @if begun.is_empty() { p { (words.no_subscriptions) } }
        @for held in begun {
            section.card {
                h3 { (held.product_name) }
                p { (subscription_state(visit, held)) }
                @if held.state == SubscriptionState::PastDue { p.problem { (words.past_due) } }
                @if held.state != SubscriptionState::Ended && !held.ends_with_period {
                    (cancel_form(visit, token, held))
                }
            }
        }
    }
}

fn subscription_state(visit: &Visit<'_>, held: &SubscriptionRecord) -> Markup {
    let words = visit.words();
    html! {
        (money(held.amount_cents, held.currency, visit.language).unwrap_or_default())
        @if let Some(until) = held.paid_until {
            ", " (words.paid_until) " " (day(visit, from_micros(until)))
        }
        @if held.state == SubscriptionState::Ended {
            ", " (words.ended)
        } @else if held.ends_with_period {
            ", " (words.ends)
        }
    }
}

fn cancel_form(visit: &Visit<'_>, token: &FormToken, held: &SubscriptionRecord) -> Markup {
    let (words, lang, id) = (visit.words(), visit.language.code(), held.subscription_id);
    html! {
        form method="post" action={ "/account/subscriptions/" (id) "/cancel?lang=" (lang) } {
            (token.field())
            button.plain type="submit" { (words.cancel) }
        }
    }
}

/// The orders with their lines as on a receipt.
fn orders(visit: &Visit<'_>, bought: &[BoughtLine]) -> Markup {
    let words = visit.words();
    let orders = bought.chunk_by(|one, next| one.order_id == next.order_id);
    html! {
        h2 { (words.orders) }
        @if bought.is_empty() { p { (words.no_orders) } }
        @for lines in orders { @if let Some(head) = lines.first() {
            section.card {
                h3 { (head.order_number) " · " (day(visit, from_micros(head.ordered_at))) }
                p { (words.seller) " " (head.seller_name) }
                (receipt(visit, lines))
            }
        } }
    }
}

fn receipt(visit: &Visit<'_>, lines: &[BoughtLine]) -> Markup {
    let words = visit.words();
    let mut total = Some(0_i64);
    let mut rows = Vec::new();
    for line in lines {
        let net = line.net_cents - line.discount_cents;
        let gross = vat_on(net, line.vat_rate_bp).ok().and_then(|vat| net.checked_add(vat));
        total = total.zip(gross).and_then(|(total, gross)| total.checked_add(gross));
        rows.push((line, net, gross));
    }
    let Some(head) = lines.first() else { return html! {} };
    let shown = |cents: i64| money(cents, head.currency, visit.language).unwrap_or_default();
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.product) }
                    th.sum scope="col" { (words.net) }
                    th.sum scope="col" { (words.vat) }
                    th.sum scope="col" { (words.gross) }
                }
            }
            tbody {
                @for (line, net, gross) in &rows {
                    tr {
                        td {
                            (line.product_name)
                            @if line.discount_cents != 0 {
                                br; small { (words.discount) " " (shown(line.discount_cents)) }
                            }
                            @if !line.vat_note.is_empty() { br; small { (line.vat_note) } }
                            @if line.refunded_net_cents != 0 {
                                br; small { (words.refunded) " " (shown(line.refunded_net_cents)) }
                            }
                        }
                        td.sum { (shown(*net)) }
                        td.sum { (vat_said(visit, line.vat_rate_bp, &line.taxed_in)) }
                        td.sum { (gross.map(&shown).unwrap_or_default()) }
                    }
                }
            }
            tfoot {
                tr {
                    th scope="row" colspan="3" { (words.total) }
                    td.sum { strong { (total.map(&shown).unwrap_or_default()) } }
                }
            }
        }
    }
}

fn ways_out(visit: &Visit<'_>, token: &FormToken) -> Markup {
    let (words, lang) = (visit.words(), visit.language.code());
    html! {
        h2 { (words.data) }
        p { (words.data_lead) }
        p { a href="/account/export" download="mojo.json" { (words.export) } }
        form method="post" action={ "/signout?lang=" (lang) } {
            (token.field())
            button.plain type="submit" { (words.sign_out) }
        }
    }
}
