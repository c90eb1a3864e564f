//! Ids: UUIDv7, made from a given clock and given chance ([`crate::IdSource`]), one type a noun.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is not a UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct ParseIdError;

macro_rules! define_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self).map_err(|_| ParseIdError)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

define_id! {
    /// A tenant (Mandant): an organisation and the unit of isolation.
    TenantId;
    /// A person who signs in.
    UserId;
    /// The member of staff who does something at the desk.
    ActorId;
    /// One installation of the desk.
    DeviceId;
    /// A till (Kasse).
    RegisterId;
    /// A contact (Kontakt).
    ContactId;
    /// A product of the catalogue.
    ProductId;
    /// A sale at the till.
    SaleId;
    /// A punch card (10er-Karte).
    PunchCardId;
    /// One entry of a punch card used, or its taking back.
    RedemptionId;
    /// Money put into or taken out of the till.
    CashMovementId;
    /// A closing of the day (Kassenabschluss).
    ClosingId;
    /// An invoice or its Storno.
    InvoiceId;
    /// A booking on a bank account.
    BankTransactionId;
    /// An issued document, kept as bytes.
    DocumentId;
    /// A case to settle (Klärungsfall).
    CaseId;
    /// A case settled, by somebody.
    CaseSettlementId;
    /// Two contacts merged, or parted again.
    ContactMergeId;
    /// An order on the platform.
    OrderId;
    /// An entry of the commission ledger.
    CommissionEntryId;
    /// A commission disputed by its recipient.
    CommissionDisputeId;
    /// A message in the thread of a dispute.
    DisputeMessageId;
    /// An edit of a card (contact, product, setting).
    CardPatchId;
    /// A change in a tenant's log.
    ChangeId;
}

impl TenantId {
    /// MOJO LLC, the platform's owner: a tenant row with a fixed id; the API shows it as `null`.
    pub const MOJO_LLC: Self = Self(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));
}
