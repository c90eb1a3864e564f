//! Commissions that the platform sent, at a desk without a network.

use mojo_domain::{CommissionEntryId, Currency, TenantId};
use mojo_protocol::facts::{
    CommissionBasisBody, CommissionDisputeMessageBody, CommissionDisputeSettlementBody,
    CommissionEntryBody, CommissionFreezeBody, CommissionFreezeEndBody, PackagedEntry,
    StatementContent, StatementPackageBody,
};
use mojo_protocol::{Change, Entity, Signed};
use mojo_store::sync_state;
use uuid::Uuid;

use crate::account::{Role, Worker};
use crate::signed::{self, tests::sign};
use crate::testing::{self, TestDesk};
use crate::views::{CommissionRow, decode_base64};
use crate::{Desk, Op, Refusal as _};

const ENTRY: CommissionEntryId = CommissionEntryId(Uuid::from_u128(0xE1));
const MONTH: &str = "2026-10";

/// A change that the platform itself wrote.
pub(super) fn by_platform(
    seq: i64,
    entity: Entity,
    id: Uuid,
    body: &impl serde::Serialize,
) -> Change {
    Change {
        seq,
        op: "test".to_owned(),
        entity: entity.name().to_owned(),
        entity_id: id,
        at: 1_790_000_000_000_000,
        actor_id: Uuid::nil().into(),
        device_id: None,
        epoch: 0,
        dseq: 0,
        hash: format!("{seq:064x}"),
        body: mojo_protocol::canonical(body).unwrap(),
    }
}

pub(super) async fn pull(desk: &Desk, changes: &[Change]) {
    let mut tx = desk.transact(Op::Sync).await.unwrap();
    sync_state::apply_page(&mut tx, changes, "c").await.unwrap();
    tx.commit().await.unwrap();
}

/// 20 % of 1,000.00 for the first purchase, ordered on 14 October 2026.
pub(super) fn entry() -> CommissionEntryBody {
    let own = TenantId(Uuid::from_u128(0x7E));
    CommissionEntryBody {
        commission_entry_id: ENTRY,
        order_number: "B-1".to_owned(),
        line: "1".to_owned(),
        ordered_at: "2026-10-14T10:00:00Z".parse().unwrap(),
        product_name: "BUSINESS BOOTCAMP".to_owned(),
        customer: "K-7F3A".to_owned(),
        commission_type: "affiliate_first".to_owned(),
        recipient: own,
        percent: "20".to_owned(),
        base_cents: 1000_00,
        amount_cents: 200_00,
        currency: Currency::EUR,
        settled_as: "payout".to_owned(),
        reasons: vec!["attribution_live".to_owned(), "first_purchase".to_owned()],
        rule_version: mojo_domain::commissions::Policy::default().version.to_string(),
        basis: CommissionBasisBody {
            is_platform_product: true,
            commission_eligible: true,
            via_connect: true,
            is_renewal: false,
            is_first_purchase: true,
            seller: TenantId::MOJO_LLC,
            buyer_tenant: None,
            billing_country: Some("US".to_owned()),
            agreement: None,
            attribution: Some(mojo_protocol::facts::AttributionBody {
                tenant_id: own,
                attributed_at: "2026-01-10T09:00:00Z".parse().unwrap(),
                expires_at: "2029-01-10T09:00:00Z".parse().unwrap(),
            }),
            deactivated: Vec::new(),
            gross_cents: 1190_00,
            vat_rate_bp: 1900,
        },
    }
}

/// The owner's desk with one entry, whose hold period is over.
async fn desk() -> TestDesk {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    pull(&desk, &[by_platform(1, Entity::CommissionEntry, ENTRY.0, &entry())]).await;
    desk
}

async fn row(desk: &Desk) -> CommissionRow {
    desk.show_statement(MONTH.to_owned(), None).await.unwrap().entries.remove(0)
}

#[tokio::test]
async fn y5_a_disputed_entry_is_frozen_until_the_platform_has_settled_it() {
    let desk = desk().await;
    assert_eq!((row(&desk).await.status.as_str(), row(&desk).await.dispute), ("approved", None));
    let words = " Satz falsch ".to_owned();
    let shown = desk.dispute_commission(ENTRY.to_string(), words).await.unwrap();
    assert_eq!((shown.disputes.len(), shown.disputes[0].reason.as_str()), (1, "Satz falsch"));
    assert!(shown.equal, "the calculation stays what it is");
    let frozen = row(&desk).await;
    assert_eq!((frozen.status.as_str(), frozen.dispute.as_deref()), ("frozen", Some("open")));
    assert_eq!(frozen.approved_on, None);

    let dispute_id = shown.disputes[0].dispute_id.clone();
    let again = desk.dispute_commission(ENTRY.to_string(), "noch einmal".to_owned()).await;
    assert_eq!(again.unwrap_err().code(), "already_disputed");
    desk.reply_to_dispute(dispute_id.clone(), "Vertrag anbei".to_owned()).await.unwrap();
    let said = CommissionDisputeMessageBody {
        message_id: Uuid::from_u128(0xA1).into(),
        dispute_id: dispute_id.parse().unwrap(),
        text: "Wir sehen nach.".to_owned(),
        at: "2026-11-21T10:00:00Z".parse().unwrap(),
        actor_id: Uuid::nil().into(),
    };
    let settled = CommissionDisputeSettlementBody {
        dispute_id: said.dispute_id,
        outcome: "rejected".to_owned(),
        reason: "Satz stimmt".to_owned(),
        at: "2026-11-22T10:00:00Z".parse().unwrap(),
        corrected_by: None,
    };
    let (message, decision) =
        (Entity::CommissionDisputeMessage, Entity::CommissionDisputeSettlement);
    pull(
        &desk,
        &[
            by_platform(2, message, said.message_id.0, &said),
            by_platform(3, decision, settled.dispute_id.0, &settled),
        ],
    )
    .await;
    let shown = desk.explain_commission(ENTRY.to_string()).await.unwrap().disputes.remove(0);
    let from: Vec<bool> = shown.messages.iter().map(|message| message.from_platform).collect();
    assert_eq!(from, [false, true]);
    assert_eq!(shown.outcome.as_deref(), Some("rejected"));
    assert_eq!(shown.settled_because.as_deref(), Some("Satz stimmt"));
    let released = row(&desk).await;
    assert_eq!(
        (released.status.as_str(), released.dispute.as_deref()),
        ("approved", Some("rejected"))
    );

    // Silence accepts nothing, and neither does a decision: it may be disputed again. The new one is
    // the last, also where the clock has been set back.
    desk.clock.set("2026-11-19T09:00:00Z".parse().unwrap());
    let again = desk.dispute_commission(ENTRY.to_string(), "doch".to_owned()).await.unwrap();
    let reasons: Vec<&str> = again.disputes.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(reasons, ["Satz falsch", "doch"]);
    assert_eq!(row(&desk).await.status, "frozen");
}

/// The platform pays nothing of an order whose payment is disputed, and the statement says so.
#[tokio::test]
async fn y5_an_entry_whose_payment_is_disputed_is_frozen_until_that_has_ended() {
    let desk = desk().await;
    let [first, second] = [0xF1, 0xF2].map(Uuid::from_u128);
    let frozen = |freeze_id: Uuid| CommissionFreezeBody {
        freeze_id,
        entries: vec![ENTRY],
        at: "2026-11-19T10:00:00Z".parse().unwrap(),
    };
    let ended = |freeze_id: Uuid, outcome: &str| CommissionFreezeEndBody {
        freeze_id,
        outcome: outcome.to_owned(),
        at: "2026-11-20T08:00:00Z".parse().unwrap(),
    };
    let (freeze, end) = (Entity::CommissionFreeze, Entity::CommissionFreezeEnd);
    // The second one ended before this desk heard of its beginning.
    let changes = [
        by_platform(2, freeze, first, &frozen(first)),
        by_platform(3, end, second, &ended(second, "lost")),
        by_platform(4, freeze, second, &frozen(second)),
    ];
    pull(&desk, &changes).await;
    let held = row(&desk).await;
    assert_eq!((held.status.as_str(), held.dispute), ("frozen", None), "nobody here disputes it");
    assert_eq!(held.approved_on, None);
    pull(&desk, &[by_platform(5, end, first, &ended(first, "won"))]).await;
    let released = row(&desk).await;
    assert_eq!(released.status, "approved");
    assert!(released.approved_on.is_some());
}

#[tokio::test]
async fn y5_what_is_disputed_is_told_apart_from_what_is_credited() {
    let desk = desk().await;
    // Ordered on 14 October, it is approved in November.
    let sums = async || {
        let of = desk.show_statement("2026-11".to_owned(), None).await.unwrap();
        (of.credited.cents, of.disputed.cents, of.closing.cents)
    };
    assert_eq!(sums().await, (200_00, 0, 200_00));
    desk.dispute_commission(ENTRY.to_string(), "Satz falsch".to_owned()).await.unwrap();
    assert_eq!(sums().await, (0, 200_00, 200_00), "the balance is the same");
    let table = desk.statement_csv("2026-11".to_owned(), None, None).await.unwrap();
    let table = String::from_utf8(decode_base64(&table.base64).unwrap()).unwrap();
    assert!(
        table.contains(";Im Monat freigegeben;;;0,00;") && table.contains(";Beanstandet;;;200,00;"),
        "{table}"
    );
    assert!(desk.statement_pdf("2026-11".to_owned(), None).await.is_ok());
}

#[tokio::test]
async fn a_dispute_needs_words_and_something_to_dispute() {
    let desk = desk().await;
    let code = |refused: super::CommissionsError| refused.code();
    let nothing = desk.dispute_commission(ENTRY.to_string(), " ".to_owned()).await.unwrap_err();
    assert_eq!(code(nothing), "dispute_text_refused");
    let unknown = desk.dispute_commission("x".to_owned(), "falsch".to_owned()).await.unwrap_err();
    assert_eq!(code(unknown), "unknown_commission");
    let nobodys = Uuid::from_u128(9).to_string();
    let unknown = desk.reply_to_dispute(nobodys, "falsch".to_owned()).await.unwrap_err();
    assert_eq!(code(unknown), "unknown_dispute");
    testing::hand_over(&desk, "reception").await;
    let refused =
        desk.dispute_commission(ENTRY.to_string(), "falsch".to_owned()).await.unwrap_err();
    assert_eq!(refused.code(), "not_allowed");
    assert_eq!(refused.values()["who"], "owner,distributor,affiliate");
}

/// October as the platform signs it for `recipient`, with its one entry.
fn october(
    recipient: TenantId,
    change: impl FnOnce(&mut StatementContent),
) -> StatementPackageBody {
    let entry = entry();
    let mut content = StatementContent {
        recipient,
        month: MONTH.parse().unwrap(),
        currency: Currency::EUR,
        opening_cents: 0,
        earned_cents: 200_00,
        reversed_cents: 0,
        corrected_cents: 0,
        forfeited_cents: 0,
        paid_cents: 0,
        closing_cents: 200_00,
        entries: vec![PackagedEntry {
            commission_entry_id: ENTRY,
            order_number: entry.order_number,
            line: entry.line,
            ordered_at: entry.ordered_at,
            commission_type: entry.commission_type,
            percent: entry.percent,
            base_cents: entry.base_cents,
            amount_cents: entry.amount_cents,
            settled_as: entry.settled_as,
        }],
        reversals: Vec::new(),
        corrections: Vec::new(),
        payouts: Vec::new(),
    };
    change(&mut content);
    let signed_at = "2026-11-01T10:00:00Z".parse().unwrap();
    StatementPackageBody { content, revision: 1, replaces: None, signed_at }
}

/// The tenant of the desk.
async fn tenant_of(desk: &TestDesk) -> TenantId {
    let own = mojo_store::device::find(&mut desk.reader().await.unwrap()).await.unwrap();
    own.unwrap().tenant_id
}

/// The desk of [`desk`] that knows the platform's key and got what `package` makes for its tenant.
async fn desk_with(package: impl FnOnce(TenantId) -> Signed) -> TestDesk {
    let desk = desk().await;
    let package = package(tenant_of(&desk).await);
    let mut tx = desk.transact(Op::Sync).await.unwrap();
    signed::learn_key(&mut tx, &sign(7, "{}".to_owned())).await.unwrap();
    tx.commit().await.unwrap();
    pull(&desk, &[by_platform(2, Entity::StatementPackage, Uuid::from_u128(0xF1), &package)]).await;
    desk
}

/// Field, stored, signed of every difference.
async fn differences(desk: &TestDesk) -> Vec<(String, String, String)> {
    let result = desk.recompute_statement(Some(MONTH.to_owned())).await.unwrap();
    assert_eq!(result.recomputed, 1, "by the rules it is right");
    result.differences.into_iter().map(|one| (one.field, one.stored, one.recomputed)).collect()
}

fn packed(recipient: TenantId, change: impl FnOnce(&mut StatementContent)) -> String {
    mojo_protocol::canonical(&october(recipient, change)).unwrap()
}

#[tokio::test]
async fn y4_a_signed_month_agrees_to_the_cent() {
    let desk = desk_with(|own| sign(7, packed(own, |_| {}))).await;
    let result = desk.recompute_statement(Some(MONTH.to_owned())).await.unwrap();
    assert_eq!((result.signed_months, result.differences), (1, Vec::new()));
    let everything = desk.recompute_statement(None).await.unwrap();
    assert_eq!((everything.signed_months, everything.differences), (1, Vec::new()));
}

#[tokio::test]
async fn y4_a_changed_byte_and_a_foreign_key_are_found() {
    let changed = |own| {
        let whole = sign(7, packed(own, |_| {}));
        Signed { body: whole.body.replace("20000", "20001"), ..whole }
    };
    let found = differences(&desk_with(changed).await).await;
    assert_eq!(found, [("signature".to_owned(), "changed".to_owned(), String::new())]);
    let foreign = |own| sign(8, packed(own, |_| {}));
    let found = differences(&desk_with(foreign).await).await;
    assert_eq!(found, [("signature".to_owned(), "other_key".to_owned(), String::new())]);
}

#[tokio::test]
async fn y4_an_entry_that_was_signed_otherwise_is_named_to_the_cent() {
    let package = |own| sign(7, packed(own, |month| month.entries[0].amount_cents = 199_99));
    let desk = desk_with(package).await;
    let result = desk.recompute_statement(None).await.unwrap();
    let one = &result.differences[0];
    assert_eq!((one.entry_id.clone(), one.source.as_str()), (ENTRY.to_string(), "package"));
    let (field, stored, signed) =
        (one.field.as_str(), one.stored.as_str(), one.recomputed.as_str());
    assert_eq!((field, stored, signed), ("amount", "200.00", "199.99"));
    assert_eq!(result.differences.len(), 1);

    let package = |own| sign(7, packed(own, |month| month.closing_cents = 200_01));
    let found = differences(&desk_with(package).await).await;
    assert_eq!(found, [("closing".to_owned(), "200.00".to_owned(), "200.01".to_owned())]);
    let package = |own| sign(7, packed(own, |month| month.entries.clear()));
    let found = differences(&desk_with(package).await).await;
    assert_eq!(found, [("entry".to_owned(), "200.00".to_owned(), String::new())]);
}

#[tokio::test]
async fn y4_a_month_that_was_signed_for_another_tenant_is_not_ones_own() {
    let other = TenantId(Uuid::from_u128(9));
    let desk = desk_with(|_| sign(7, packed(other, |_| {}))).await;
    let own = tenant_of(&desk).await.to_string();
    let found = differences(&desk).await;
    assert_eq!(found, [("recipient".to_owned(), own, other.to_string())]);
    let result = desk.recompute_statement(None).await.unwrap();
    assert_eq!(result.signed_months, 0);
}

#[tokio::test]
async fn c13_what_a_month_that_is_not_believed_calls_forfeited_moves_no_balance() {
    let desk = desk_with(|own| sign(7, packed(own, |_| {}))).await;
    let september = packed(tenant_of(&desk).await, |month| {
        month.month = "2026-09".parse().unwrap();
        month.forfeited_cents = 50_00;
        month.entries.clear();
    });
    let id = Uuid::from_u128(0xF2);
    let package = by_platform(3, Entity::StatementPackage, id, &sign(8, september));
    pull(&desk, &[package]).await;
    assert!(differences(&desk).await.is_empty());
}

/// What a month consists of, as a role reads it: `region DE 1`, ...
async fn broken_down(desk: &TestDesk, role: Role) -> Vec<String> {
    let actor_id = desk.actor().unwrap();
    desk.set_worker(Some(Worker { actor_id, role, account: None }));
    let view = desk.break_down_statement(MONTH.to_owned(), None).await.unwrap();
    let rows = view.groups.iter().flat_map(|group| {
        group
            .rows
            .iter()
            .map(|row| format!("{} {} {} {}", group.by, row.label, row.entries, row.amount.cents))
    });
    rows.collect()
}

#[tokio::test]
async fn the_distributor_reads_regions_and_partners_and_the_affiliate_the_own_customers() {
    let desk = desk().await;
    let regional = |n: u128, country: &str, partner: Option<u128>| {
        let mut body = entry();
        body.commission_entry_id = CommissionEntryId(Uuid::from_u128(n));
        body.commission_type = "regional_exclusive".to_owned();
        body.percent = "30".to_owned();
        body.amount_cents = 300_00;
        body.reasons = vec!["agreement_in_force".to_owned()];
        body.customer = format!("K-{n}");
        body.basis.billing_country = Some(country.to_owned());
        match (partner, body.basis.attribution.as_mut()) {
            (Some(id), Some(attribution)) => attribution.tenant_id = TenantId(Uuid::from_u128(id)),
            _ => body.basis.attribution = None,
        }
        body
    };
    let mut expired = regional(4, "AT", Some(0xA1));
    expired.basis.attribution.as_mut().unwrap().expires_at = expired.ordered_at;
    let bodies = [
        regional(1, "DE", Some(0xA1)),
        regional(2, "DE", Some(0xA2)),
        regional(3, "DE", Some(0xA1)),
        expired,
    ];
    for (seq, body) in (2..).zip(&bodies) {
        let id = body.commission_entry_id.0;
        pull(&desk, &[by_platform(seq, Entity::CommissionEntry, id, body)]).await;
    }
    let products = ["product BUSINESS BOOTCAMP 5 140000"];
    let regions = ["region DE 3 90000", "region AT 1 30000"];
    let partners = [
        "partner P-0000A1 2 60000",
        "partner  1 30000",
        "partner P-0000A2 1 30000",
        "partner own 1 20000",
    ];
    let customers = ["customer K-7F3A 1 20000"];
    let of_distributor = [&products[..], &regions[..], &partners[..]].concat();
    assert_eq!(broken_down(&desk, Role::Distributor).await, of_distributor);
    let of_affiliate = [&products[..], &customers[..]].concat();
    assert_eq!(broken_down(&desk, Role::Affiliate).await, of_affiliate);
    let all = [&products[..], &regions[..], &partners[..], &customers[..]].concat();
    assert_eq!(broken_down(&desk, Role::Owner).await, all);
}
