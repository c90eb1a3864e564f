//! Commissions that the platform sent, at a desk without a network.

use mojo_domain::{CommissionEntryId, Currency, TenantId};
use mojo_protocol::facts::{
    CommissionBasisBody, CommissionDisputeMessageBody, CommissionDisputeSettlementBody,
    CommissionEntryBody,
};
use mojo_protocol::{Change, Entity};
use mojo_store::sync_state;
use uuid::Uuid;

use crate::testing::{self, TestDesk};
use crate::views::CommissionRow;
use crate::{Desk, Op, Refusal as _};

const ENTRY: CommissionEntryId = CommissionEntryId(Uuid::from_u128(0xE1));
const MONTH: &str = "2026-10";

/// A change that the platform itself wrote.
fn by_platform(seq: i64, entity: Entity, id: Uuid, body: &impl serde::Serialize) -> Change {
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

async fn pull(desk: &Desk, changes: &[Change]) {
    let mut tx = desk.transact(Op::Sync).await.unwrap();
    sync_state::apply_page(&mut tx, changes, "c").await.unwrap();
    tx.commit().await.unwrap();
}

/// 20 % of 1,000.00 for the first purchase, ordered on 14 October 2026.
fn entry() -> CommissionEntryBody {
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
    desk.show_statement(MONTH.to_owned()).await.unwrap().entries.remove(0)
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

    // Silence accepts nothing, and neither does a decision: it may be disputed again.
    let again = desk.dispute_commission(ENTRY.to_string(), "doch".to_owned()).await.unwrap();
    assert_eq!(again.disputes.len(), 2);
    assert_eq!(row(&desk).await.status, "frozen");
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
