//! The sync, as the pill and its details show it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MoneyView;

/// The truth of the pill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncView {
    /// `acknowledged`, `waiting`, `offline`, `cases`, `differs`, `local_only`, `signed_out`,
    /// `revoked`.
    pub state: String,
    /// Entries of this device's journal.
    #[ts(type = "number")]
    pub recorded: i64,
    /// Of them held by the platform.
    #[ts(type = "number")]
    pub acknowledged: i64,
    /// Recorded less acknowledged.
    #[ts(type = "number")]
    pub pending: i64,
    /// Compared at the last contact; `None` before the first.
    pub hashes_equal: Option<bool>,
    /// To settle.
    pub cases: u32,
    /// Edits that did not stand.
    pub rejected: u32,
    /// An instant.
    pub last_sync: Option<String>,
    /// An instant.
    pub offline_since: Option<String>,
    /// A code.
    pub last_error: Option<String>,
    /// Hexadecimal.
    pub journal_head: String,
    /// The device's name.
    pub device: String,
    /// The code in document numbers.
    pub number_code: String,
    /// A sync is under way.
    pub running: bool,
    /// This database turned out to be a copy and became a new device; until somebody has read it.
    pub new_device: Option<NewDeviceView>,
    /// When it was compared last with what the platform holds, an instant.
    pub compared_at: Option<String>,
    /// What came of that: `equal`, `repaired`, `differs`.
    pub compared_state: Option<String>,
}

/// That this installation became a new device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewDeviceView {
    /// `restored`, `elsewhere`, `cloned`, `platform`: how it was noticed.
    pub reason: String,
    /// An instant.
    pub at: String,
    /// The code in the document numbers of before.
    pub former_code: String,
}

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PendingRow {
    /// Its number in the journal.
    #[ts(type = "number")]
    pub dseq: i64,
    /// An instant.
    pub at: String,
    /// The verb.
    pub op: String,
    /// The kind of thing.
    pub entity: String,
    /// A number or name.
    pub label: String,
}

/// A case to settle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseRow {
    /// The case.
    pub case_id: String,
    /// `card_overdraft`, `total_mismatch`, `number_clash`, `quarantined`, `deleted_edit`,
    /// `double_storno`.
    pub kind: String,
    /// An instant.
    pub opened_at: String,
    /// The contact concerned.
    pub contact_id: Option<String>,
    /// As shown, may be empty.
    pub contact_name: String,
    /// The card concerned.
    pub card_id: Option<String>,
    /// Of the card, may be empty.
    pub product: String,
    /// Of the card.
    pub entries: Option<u32>,
    /// Of the card.
    pub left: Option<i32>,
    /// Of the card.
    pub expires_on: Option<String>,
    /// The facts that do not fit.
    pub sides: Vec<CaseSide>,
    /// What was expected and found, may be empty.
    pub details: String,
    /// When it is about money.
    pub amount: Option<MoneyView>,
    /// Still to settle.
    pub is_open: bool,
    /// How it may be settled, the usual way first: `charge`, `carry`, `goodwill`, `keep_both`,
    /// `accept`, `storno`, `leave`, `restore`, `noted`.
    pub resolutions: Vec<String>,
    /// Cards of the contact that a visit may be carried to, the likeliest first.
    pub carry_to: Vec<CarryCard>,
    /// How it was settled, the settlement that counts first; empty when it settled itself.
    pub settlements: Vec<SettlementRow>,
}

/// A card that a visit may be carried to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CarryCard {
    /// The card.
    pub card_id: String,
    /// As scanned.
    pub code: String,
    /// Its name when sold.
    pub product: String,
    /// Left.
    pub left: i32,
}

/// How a case was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettlementRow {
    /// As in `resolutions`.
    pub resolution: String,
    /// Why, may be empty.
    pub reason: String,
    /// An instant.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Where, may be empty.
    pub device: String,
    /// It counts; otherwise the case was settled already when it came.
    pub counts: bool,
}

/// A case is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettleCaseRequest {
    /// The case.
    pub case_id: String,
    /// One of its `resolutions`.
    pub resolution: String,
    /// Why; needed for `goodwill`, `keep_both` and `storno`.
    pub reason: String,
    /// For `carry`: the card; without it the likeliest.
    pub card_id: Option<String>,
    /// For `storno`: the document of the case that is reversed.
    pub document_id: Option<String>,
    /// For `charge`: the receipt that charged it, when there is one already.
    pub receipt_number: Option<String>,
}

/// One of the facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseSide {
    /// The kind of thing.
    pub entity: String,
    /// The fact.
    pub id: String,
    /// An instant.
    pub at: String,
    /// Where.
    pub device: String,
    /// Who.
    pub actor: String,
    /// Number or product.
    pub label: String,
    /// When it is about money.
    pub amount: Option<MoneyView>,
    /// Recorded without a network.
    pub offline: bool,
    /// An instant.
    pub received_at: Option<String>,
}

/// An edit that the platform did not let stand, undone here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedRow {
    /// When it was made, an instant.
    pub at: String,
    /// The verb.
    pub op: String,
    /// The kind of thing.
    pub entity: String,
    /// A number or name, may be empty.
    pub label: String,
    /// Why, stable.
    pub code: String,
    /// Why, an English sentence.
    pub message: String,
}
