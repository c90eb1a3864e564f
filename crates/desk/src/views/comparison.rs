//! A comparison with the platform, as window and `mojo` show it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MoneyView;

/// What was compared, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonView {
    /// An instant.
    pub compared_at: String,
    /// `equal`, `repaired`, `differs`.
    pub state: String,
    /// The version of the program that compared.
    pub program: String,
    /// Entries of the own journal.
    #[ts(type = "number")]
    pub entries: i64,
    /// Changes that were pulled.
    #[ts(type = "number")]
    pub changes: i64,
    /// Cards.
    #[ts(type = "number")]
    pub cards: i64,
    /// How many questions that took.
    #[ts(type = "number")]
    pub requests: i64,
    /// By day, latest first, and device.
    pub days: Vec<ComparedDay>,
    /// What differed, repaired or not.
    pub differences: Vec<DifferenceRow>,
}

/// A device's day, here and there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparedDay {
    /// The day in Berlin.
    pub day: String,
    /// The name of the device, empty for the platform itself.
    pub device: String,
    /// The device; `None` for the platform itself.
    pub device_id: Option<String>,
    /// It is this device.
    pub is_own: bool,
    /// What is held here.
    pub here: DayFigures,
    /// What is held there.
    pub there: DayFigures,
    /// Count, sums and hash are the same.
    pub is_equal: bool,
}

/// What a device recorded on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DayFigures {
    /// How many entries.
    #[ts(type = "number")]
    pub count: i64,
    /// The money that they record, a sum per currency.
    pub sums: Vec<MoneyView>,
    /// The hash over them, hexadecimal; empty when there are none.
    pub hash: String,
}

/// Something that differed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceRow {
    /// `journal`, `log`, `cards`.
    pub part: String,
    /// The number in journal or order; the id of a card.
    pub place: String,
    /// The kind of thing, empty when nobody can say.
    pub entity: String,
    /// The thing, empty when nobody can say.
    pub entity_id: String,
    /// `missing_here`, `missing_there`, `differs`.
    pub kind: String,
    /// It was made equal again.
    pub repaired: bool,
    /// Why not, a code; empty when it was repaired.
    pub code: String,
}
