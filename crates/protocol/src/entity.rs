//! The registry of what can change: kinds of things, how they sync, and who may see them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use mojo_domain::Hlc;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a kind of thing syncs (invariant 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Immutable; only travels; never refused.
    Fact,
    /// Edited in several places; merges field by field.
    Card,
    /// Computed on the platform; desks only receive it.
    Computed,
}

/// A part of a tenant's data that is granted as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Contacts.
    Contacts,
    /// Notes on health.
    HealthNotes,
    /// Till, products.
    Pos,
    /// Punch cards and check-ins.
    Checkin,
    /// Invoices.
    Invoices,
    /// Commission entries and payouts of the own tenant.
    Commissions,
    /// Events and bookings.
    Events,
    /// Messages.
    Messages,
    /// The tenant's own settings and staff.
    Account,
    /// The platform's administration.
    Admin,
}

impl Scope {
    /// Every scope with its name on the wire.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Contacts, "contacts"),
        (Self::HealthNotes, "health_notes"),
        (Self::Pos, "pos"),
        (Self::Checkin, "checkin"),
        (Self::Invoices, "invoices"),
        (Self::Commissions, "commissions"),
        (Self::Events, "events"),
        (Self::Messages, "messages"),
        (Self::Account, "account"),
        (Self::Admin, "admin"),
    ];

    /// The name on the wire and at rest.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(scope, _)| *scope == self).map_or("", |(_, name)| name)
    }
}

impl FromStr for Scope {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(s, _)| s).ok_or(UnknownName)
    }
}

/// The name is not in the registry: a newer version may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a name of the registry")]
pub struct UnknownName;

macro_rules! entities {
    ($($(#[$doc:meta])* $variant:ident $name:literal $sort:ident $scope:ident;)*) => {
        /// A kind of thing that changes. What a newer version adds is kept by name and replayed
        /// after an upgrade, never dropped.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Entity { $($(#[$doc])* $variant,)* }

        impl Entity {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name on the wire and at rest.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How it syncs.
            pub fn sort(self) -> Sort {
                match self { $(Self::$variant => Sort::$sort,)* }
            }

            /// The scope that lets a user see it.
            pub fn scope(self) -> Scope {
                match self { $(Self::$variant => Scope::$scope,)* }
            }
        }
    };
}

entities! {
    /// A contact (Kontakt).
    Contact "contact" Card Contacts;
    /// Contacts merged, or parted again: [`crate::facts::ContactMergeBody`].
    ContactMerge "contact_merge" Fact Contacts;
    /// A product of the catalogue.
    Product "product" Card Pos;
    /// The practice itself: name, address, tax data, bank; entity id = tenant id.
    Practice "practice" Card Account;
    /// A member of staff.
    Staff "staff" Card Account;
    /// A till (Kasse).
    Register "register" Card Pos;
    /// A sale, or its Storno: [`crate::facts::SaleBody`].
    Sale "sale" Fact Pos;
    /// Money into or out of the till: [`crate::facts::CashMovementBody`].
    CashMovement "cash_movement" Fact Pos;
    /// A closing of the day: [`crate::facts::CashClosingBody`].
    CashClosing "cash_closing" Fact Pos;
    /// A punch card sold: [`crate::facts::PunchCardBody`].
    PunchCard "punch_card" Fact Checkin;
    /// An entry used or taken back: [`crate::facts::RedemptionBody`].
    Redemption "redemption" Fact Checkin;
    /// An invoice being written.
    InvoiceDraft "invoice_draft" Card Invoices;
    /// An invoice, or its Storno: [`crate::facts::InvoiceBody`].
    Invoice "invoice" Fact Invoices;
    /// Money received for an invoice: [`crate::facts::InvoicePaymentBody`].
    InvoicePayment "invoice_payment" Fact Invoices;
    /// A commission: [`crate::facts::CommissionEntryBody`].
    CommissionEntry "commission_entry" Computed Commissions;
    /// What a refund took back: [`crate::facts::CommissionReversalBody`].
    CommissionReversal "commission_reversal" Computed Commissions;
    /// A payout: [`crate::facts::CommissionPayoutBody`].
    CommissionPayout "commission_payout" Computed Commissions;
    /// A month of the statements, signed: [`crate::Signed`] with a
    /// [`crate::facts::StatementPackageBody`].
    StatementPackage "statement_package" Computed Commissions;
    /// An entry disputed by its recipient: [`crate::facts::CommissionDisputeBody`].
    CommissionDispute "commission_dispute" Fact Commissions;
    /// A message in the thread of a dispute: [`crate::facts::CommissionDisputeMessageBody`].
    CommissionDisputeMessage "commission_dispute_message" Fact Commissions;
    /// A dispute settled by the platform's people:
    /// [`crate::facts::CommissionDisputeSettlementBody`].
    CommissionDisputeSettlement "commission_dispute_settlement" Computed Commissions;
    /// The payment of an order is disputed, which freezes its entries:
    /// [`crate::facts::CommissionFreezeBody`].
    CommissionFreeze "commission_freeze" Computed Commissions;
    /// The end of such a freeze: [`crate::facts::CommissionFreezeEndBody`].
    CommissionFreezeEnd "commission_freeze_end" Computed Commissions;
    /// What was lost of an entry when its recipient left (C13):
    /// [`crate::facts::CommissionForfeitureBody`].
    CommissionForfeiture "commission_forfeiture" Computed Commissions;
    /// By how much an upheld dispute corrected an entry (Y5):
    /// [`crate::facts::CommissionCorrectionBody`].
    CommissionCorrection "commission_correction" Computed Commissions;
    /// A case to settle (Klärungsfall): [`crate::facts::CaseBody`].
    Case "case" Computed Checkin;
    /// A case settled by people: [`crate::facts::CaseSettlementBody`].
    CaseSettlement "case_settlement" Fact Checkin;
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Entity {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|entity| entity.name() == text).ok_or(UnknownName)
    }
}

/// An edit of a card: the fields that changed, each with its reading of the hybrid clock.
///
/// Members of lists are fields `kind/<id>` whose value is `null` when they are gone. Fields of a
/// contact: `title`, `first_name`, `last_name`, `organisation`, `birthday` (`YYYY-MM-DD`), `note`,
/// `archived` (bool), `phone/<id>` `{label, number}`, `email/<id>` `{label, address}`,
/// `address/<id>` `{label, street, postal_code, city, country}` (one group: it moves as a whole),
/// `role/<customer|patient|lead|partner>` (bool), `tag/<text>` (bool), `consent/<kind>`
/// `{given, on}`.
///
/// A value that is an object names every member that its writer knows. A member that a newer
/// version put there stays when an older one writes the field anew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CardBody {
    /// Field name to write.
    pub fields: BTreeMap<String, CardField>,
    /// The readings that the writer had before its eyes, where deleting and editing may clash: of
    /// `archived` for an edit, of every field for a deletion. Empty when there was nothing to see.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: BTreeMap<String, Hlc>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: BTreeMap<String, Value>,
}

impl CardBody {
    /// The edit as it counts for everybody when it was received at `received_at` (microseconds) as
    /// number `dseq` of its device: see [`Hlc::clamped`]. What the writer had before its eyes is at
    /// the latest its edit before.
    #[must_use]
    pub fn as_received(mut self, received_at: i64, dseq: i64) -> Self {
        let received_ms = received_at / 1000;
        for field in self.fields.values_mut() {
            field.hlc = field.hlc.clamped(received_ms, dseq);
            field.base = field.base.clamped(received_ms, dseq - 1);
        }
        for seen in self.seen.values_mut() {
            *seen = seen.clamped(received_ms, dseq - 1);
        }
        self
    }
}

/// One field of a [`CardBody`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CardField {
    /// The value, `null` when the field was emptied.
    pub value: Value,
    /// When it was written.
    pub hlc: Hlc,
    /// The reading of the value that the writer saw and replaced; zero when there was none.
    #[serde(default)]
    pub base: Hlc,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: BTreeMap<String, Value>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::canonical;

    /// As a newer version writes it.
    fn of_tomorrow(hlc: Hlc) -> Value {
        json!({
            "fields": {
                "note": { "value": "a", "hlc": hlc, "base": 3, "language": ["de", null] },
                "shoe_size": { "value": { "eu": 43 }, "hlc": hlc, "base": 0 },
            },
            "seen": { "archived": 2 },
            "why": { "z": 1, "a": "ü" },
        })
    }

    #[test]
    fn what_a_newer_version_wrote_is_written_again_as_it_was() {
        let body = canonical(&of_tomorrow(Hlc(7))).unwrap();
        let read: CardBody = serde_json::from_str(&body).unwrap();
        assert_eq!(read.rest.keys().collect::<Vec<_>>(), ["why"]);
        assert_eq!(canonical(&read).unwrap(), body);
    }

    #[test]
    fn a_clock_that_is_set_right_changes_nothing_but_readings() {
        let ahead = Hlc(i64::MAX);
        let read: CardBody = serde_json::from_value(of_tomorrow(ahead)).unwrap();
        let counted = of_tomorrow(ahead.clamped(1_000, 9));
        let received = read.as_received(1_000_000, 9);
        assert_eq!(canonical(&received).unwrap(), canonical(&counted).unwrap());
    }

    #[test]
    fn a_body_of_this_version_has_no_members_but_its_own() {
        let field = CardField { value: json!("a"), hlc: Hlc(7), ..CardField::default() };
        let fields = [("note".to_owned(), field)].into();
        let mut body = CardBody { fields, ..CardBody::default() };
        let text = r#"{"fields":{"note":{"base":0,"hlc":7,"value":"a"}}}"#;
        assert_eq!(canonical(&body).unwrap(), text);
        body.seen.insert("archived".to_owned(), Hlc(2));
        let text = r#"{"fields":{"note":{"base":0,"hlc":7,"value":"a"}},"seen":{"archived":2}}"#;
        assert_eq!(canonical(&body).unwrap(), text);
        assert_eq!(serde_json::from_str::<CardBody>(text).unwrap(), body);
    }
}
