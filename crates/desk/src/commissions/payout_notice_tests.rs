//! Y2: what the statement tells a recipient that has no account for payouts.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use mojo_domain::{CommissionEntryId, Currency};
use mojo_protocol::facts::{
    CommissionEntryBody, CommissionForfeitureBody, CommissionFreezeBody, CommissionPayoutBody,
};
use mojo_protocol::{EntitlementBody, Entity};
use serde_json::json;
use uuid::Uuid;

use super::tests::{by_platform, entry, pull};
use crate::account::Browser;
use crate::signed::tests::sign;
use crate::sync::{Answer, HttpRequest, Transport};
use crate::testing::{self, TestDesk, json_reply};
use crate::{Desk, Refusal as _};

/// The platform says whether a payout would reach the tenant.
async fn told(desk: &Desk, issued_at: &str, payout_ready: Option<bool>) {
    let session = desk.find_session().await.unwrap().unwrap();
    let body = EntitlementBody {
        tenant_id: session.tenant_id,
        stage: Some(4),
        membership: None,
        tools: Vec::new(),
        ends_at: None,
        tool_ends: BTreeMap::new(),
        payout_ready,
        issued_at: issued_at.parse().unwrap(),
    };
    let signed = sign(7, mojo_protocol::canonical(&body).unwrap());
    desk.learn_entitlement(&signed).await.unwrap();
}

/// The amount of the notice in cents, of one currency at most.
async fn noticed(desk: &Desk) -> Option<i64> {
    let amounts = desk.show_payout_notice().await.unwrap().amounts;
    assert!(amounts.len() < 2, "{amounts:?}");
    amounts.first().map(|amount| amount.cents)
}

async fn receive(desk: &Desk, number: u128, ordered_at: &str, amount_cents: i64) -> Uuid {
    let id = Uuid::from_u128(0xF000 + number);
    let body = CommissionEntryBody {
        commission_entry_id: CommissionEntryId(id),
        order_number: format!("B-{number}"),
        ordered_at: ordered_at.parse().unwrap(),
        amount_cents,
        ..entry()
    };
    let seq = i64::try_from(number).unwrap();
    pull(desk, &[by_platform(seq, Entity::CommissionEntry, id, &body)]).await;
    id
}

/// The owner's desk; today is 20 November 2026.
async fn desk() -> TestDesk {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    desk
}

#[tokio::test]
async fn y2_from_the_minimum_on_it_is_told_and_only_what_is_due_counts() {
    let desk = desk().await;
    told(&desk, "2026-11-19T09:00:00Z", Some(false)).await;
    receive(&desk, 1, "2026-09-01T10:00:00Z", 49_99).await;
    assert_eq!(noticed(&desk).await, None, "a cent below the minimum");
    receive(&desk, 2, "2026-11-10T10:00:00Z", 500_00).await;
    assert_eq!(noticed(&desk).await, None, "what is held is not due");
    receive(&desk, 3, "2026-10-01T10:00:00Z", 1).await;
    assert_eq!(noticed(&desk).await, Some(50_00));
    let disputed = receive(&desk, 4, "2026-08-01T10:00:00Z", 70_00).await;
    assert_eq!(noticed(&desk).await, Some(120_00));
    let freeze = CommissionFreezeBody {
        freeze_id: Uuid::from_u128(0xF1),
        entries: vec![CommissionEntryId(disputed)],
        at: "2026-11-01T10:00:00Z".parse().unwrap(),
    };
    let change = by_platform(9, Entity::CommissionFreeze, Uuid::from_u128(0xF1), &freeze);
    pull(&desk, &[change]).await;
    assert_eq!(noticed(&desk).await, Some(50_00), "Y5: what is frozen waits for something else");
}

/// What was lost is due to nobody, and whoever left is paid the rest without a minimum.
#[tokio::test]
async fn c13_what_was_forfeited_waits_for_no_account() {
    let desk = desk().await;
    told(&desk, "2026-11-19T09:00:00Z", Some(false)).await;
    receive(&desk, 1, "2026-09-01T10:00:00Z", 3_00).await;
    let lost = receive(&desk, 2, "2026-11-10T10:00:00Z", 500_00).await;
    assert_eq!(noticed(&desk).await, None, "below the minimum, and held");
    let forfeiture = CommissionForfeitureBody {
        commission_entry_id: CommissionEntryId(lost),
        recipient: entry().recipient,
        at: "2026-11-18T12:00:00Z".parse().unwrap(),
        amount_cents: 500_00,
        currency: entry().currency,
        reason: "deactivated".to_owned(),
    };
    let id = Uuid::from_u128(0xF0F);
    pull(&desk, &[by_platform(9, Entity::CommissionForfeiture, id, &forfeiture)]).await;
    assert_eq!(noticed(&desk).await, Some(3_00));
}

/// Money that came back waits again, in the notice and in the forecast alike.
#[tokio::test]
async fn y2_what_came_back_waits_for_an_account_again() {
    let desk = desk().await;
    told(&desk, "2026-11-19T09:00:00Z", Some(false)).await;
    let paid = receive(&desk, 1, "2026-09-01T10:00:00Z", 120_00).await;
    let moved = |at: &str, amount_cents: i64, kind: &str, entries: Vec<CommissionEntryId>| {
        CommissionPayoutBody {
            recipient: entry().recipient,
            at: at.parse().unwrap(),
            amount_cents,
            currency: entry().currency,
            kind: kind.to_owned(),
            entries,
            clawback_cents: 0,
            vat_cents: 0,
        }
    };
    let payout = moved("2026-11-05T03:00:00Z", 120_00, "monthly", vec![CommissionEntryId(paid)]);
    let id = Uuid::from_u128(0xFA);
    pull(&desk, &[by_platform(8, Entity::CommissionPayout, id, &payout)]).await;
    assert_eq!(noticed(&desk).await, None);
    let back = moved("2026-11-12T10:00:00Z", -120_00, "returned", Vec::new());
    let id = Uuid::from_u128(0xFB);
    pull(&desk, &[by_platform(9, Entity::CommissionPayout, id, &back)]).await;
    assert_eq!(noticed(&desk).await, Some(120_00));
    let shown = desk.show_statement("2026-11".to_owned(), None).await.unwrap();
    assert_eq!((shown.paid.cents, shown.closing.cents), (0, 120_00));
    let runs: Vec<_> =
        shown.forecast.runs.iter().map(|run| (run.run_on.as_str(), run.paid.cents)).collect();
    assert_eq!(runs, [("2026-12-05", 120_00)]);
}

#[tokio::test]
async fn y2_nothing_is_told_where_there_is_an_account_or_nobody_knows() {
    let desk = desk().await;
    receive(&desk, 1, "2026-09-01T10:00:00Z", 500_00).await;
    assert_eq!(noticed(&desk).await, None, "no platform has said anything");
    told(&desk, "2026-11-18T09:00:00Z", None).await;
    assert_eq!(noticed(&desk).await, None, "an older platform does not say it");
    told(&desk, "2026-11-18T10:00:00Z", Some(false)).await;
    assert_eq!(noticed(&desk).await, Some(500_00));
    told(&desk, "2026-11-18T11:00:00Z", Some(true)).await;
    assert_eq!(noticed(&desk).await, None, "it is set up, and the rest of the word is the same");
}

#[tokio::test]
async fn c13_what_is_forfeited_waits_for_no_account_and_who_has_left_is_told_of_every_cent() {
    let desk = desk().await;
    told(&desk, "2026-11-19T09:00:00Z", Some(false)).await;
    receive(&desk, 1, "2026-09-01T10:00:00Z", 30_00).await;
    let held = receive(&desk, 2, "2026-11-10T10:00:00Z", 500_00).await;
    assert_eq!(noticed(&desk).await, None, "below the minimum, and the rest is held");
    let forfeiture = CommissionForfeitureBody {
        commission_entry_id: CommissionEntryId(held),
        recipient: entry().recipient,
        at: "2026-11-18T12:00:00Z".parse().unwrap(),
        amount_cents: 500_00,
        currency: entry().currency,
        reason: "deactivated".to_owned(),
    };
    let change = by_platform(3, Entity::CommissionForfeiture, Uuid::from_u128(0xFF), &forfeiture);
    pull(&desk, &[change]).await;
    assert_eq!(noticed(&desk).await, Some(30_00));
}

#[tokio::test]
async fn y2_what_only_a_newer_program_knows_of_one_currency_hides_nothing_of_another() {
    let desk = desk().await;
    told(&desk, "2026-11-19T09:00:00Z", Some(false)).await;
    receive(&desk, 1, "2026-09-01T10:00:00Z", 500_00).await;
    let id = Uuid::from_u128(0xF0FF);
    let newer = CommissionEntryBody {
        commission_entry_id: CommissionEntryId(id),
        rule_version: "2031-1".to_owned(),
        currency: Currency::CHF,
        ..entry()
    };
    pull(&desk, &[by_platform(2, Entity::CommissionEntry, id, &newer)]).await;
    assert_eq!(noticed(&desk).await, Some(500_00), "francs come before euros");
}

/// Francs come first by their code, and hide no euros.
#[tokio::test]
async fn y1_what_waits_is_told_in_each_currency_by_itself() {
    let desk = desk().await;
    told(&desk, "2026-11-19T09:00:00Z", Some(false)).await;
    receive(&desk, 1, "2026-09-01T10:00:00Z", 500_00).await;
    let dollars: Currency = "USD".parse().unwrap();
    for (number, currency, cents) in [(2, Currency::CHF, 60_00), (3, dollars, 49_99)] {
        let id = Uuid::from_u128(0xF000 + number);
        let body = CommissionEntryBody {
            commission_entry_id: CommissionEntryId(id),
            order_number: format!("B-{number}"),
            ordered_at: "2026-09-02T10:00:00Z".parse().unwrap(),
            amount_cents: cents,
            currency,
            ..entry()
        };
        let seq = i64::try_from(number).unwrap();
        pull(&desk, &[by_platform(seq, Entity::CommissionEntry, id, &body)]).await;
    }
    let amounts = desk.show_payout_notice().await.unwrap().amounts;
    let told: Vec<_> = amounts.iter().map(|one| (one.cents, one.currency.as_str())).collect();
    assert_eq!(told, [(60_00, "CHF"), (500_00, "EUR")], "fifty are the least in dollars, too");
}

/// A provider's link, however often it is asked for; without one staff set accounts up.
struct Links(&'static str);

impl Transport for Links {
    fn send(&self, request: HttpRequest) -> Answer<'_> {
        assert!(request.url.ends_with("/api/v1/payout-account/onboarding"), "{}", request.url);
        let (status, body) = if self.0.is_empty() {
            (409, json!({ "error": { "code": "no_onboarding", "message": "" } }))
        } else {
            (200, json!({ "url": self.0 }))
        };
        Box::pin(async move { Ok(json_reply(status, &body)) })
    }
}

/// A browser that notes what it was to show, and starts or does not.
struct Shown(Mutex<Vec<String>>, bool);

impl Browser for Shown {
    fn open(&self, address: &str) -> io::Result<()> {
        self.0.lock().unwrap().push(address.to_owned());
        if self.1 { Ok(()) } else { Err(io::Error::other("no browser")) }
    }
}

async fn at_the_platform(link: &'static str, starts: bool) -> (TestDesk, Arc<Shown>) {
    let desk = desk().await;
    testing::sign_in(&desk, "owner").await;
    desk.use_transport(Arc::new(Links(link)));
    let shown = Arc::new(Shown(Mutex::default(), starts));
    desk.use_browser(shown.clone());
    (desk, shown)
}

#[tokio::test]
async fn y2_the_button_leads_to_the_provider_and_to_nothing_else() {
    let link = "https://connect.example/setup/1";
    let (desk, shown) = at_the_platform(link, true).await;
    let way = desk.set_up_payouts().await.unwrap();
    assert_eq!((way.url.as_str(), way.opened), (link, true));
    assert_eq!(*shown.0.lock().unwrap(), [link]);

    let (desk, _) = at_the_platform(link, false).await;
    assert!(!desk.set_up_payouts().await.unwrap().opened, "then the address is shown");

    for wrong in ["file:///etc/passwd", "http://connect.example/setup/1", "javascript:alert(1)"] {
        let (desk, shown) = at_the_platform(wrong, true).await;
        assert_eq!(desk.set_up_payouts().await.unwrap_err().code(), "platform_refused");
        assert!(shown.0.lock().unwrap().is_empty(), "{wrong}");
    }

    let (desk, shown) = at_the_platform("", true).await;
    assert_eq!(desk.set_up_payouts().await.unwrap_err().code(), "no_onboarding");
    assert!(shown.0.lock().unwrap().is_empty());

    testing::hand_over(&desk, "reception").await;
    assert_eq!(desk.set_up_payouts().await.unwrap_err().code(), "not_allowed");
}
