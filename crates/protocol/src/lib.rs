//! What desk and platform say to each other: the bodies of facts and cards, the sync messages, the
//! errors. Versioned, additive, without logic.
//!
//! A body travels as the exact text that its author hashed ([`canonical`]), so that every side can
//! check it against the chain.
#![warn(missing_docs)]

mod account;
mod affiliates;
mod canonical;
mod devices;
mod digest;
mod entitlement;
mod entity;
mod error;
mod reading;
mod sync;

pub mod facts;

pub use account::{
    EnrolRequest, EnrolResponse, ExchangeRequest, IdentityProviderInfo, LoginRequest,
    LoginResponse, SignedInTenant, SignedInUser,
};
pub use affiliates::{AffiliateCodeEntry, AffiliateCodes};
pub use canonical::{CanonicalError, canonical};
pub use devices::{
    Accepted, DeviceEntry, DeviceList, EpochEntry, PartingRequest, PartingResponse, Quarantine,
    QuarantinedEntry, RenameDevice,
};
pub use digest::{
    BucketDigest, CardRef, Compared, DayDigest, DigestRequest, DigestResponse, Held, Key,
    KindDigest, LeafHash, MendRequest, MendResponse, MergedCard, MergedField, NotMended,
    RangeDigest, RowsRequest, RowsResponse, card_leaf, change_leaf, change_record, entry_leaf,
    money_of,
};
pub use entitlement::{EntitlementBody, Signed};
pub use entity::{CardBody, CardField, Entity, Scope, Sort};
pub use error::{ErrorBody, ErrorEnvelope};
pub use reading::{Leaf, Reading};
pub use sync::{
    AckState, Change, ClampedEdit, HelloRequest, HelloResponse, PullPage, PulledPlace, PushRequest,
    PushResponse, PushedChange, RecordVerdict, Verdict,
};

/// The version of the sync protocol that this build speaks.
pub const PROTOCOL_VERSION: u32 = 1;

/// The most changes in one push or one page of a pull.
pub const MAX_BATCH: usize = 500;

/// The most buckets into which a compared range is cut.
pub const MAX_BUCKETS: i64 = 256;

/// A compared range with at most so many records is told record by record.
pub const MAX_LEAVES: i64 = 512;

/// The largest body of a push, in bytes after decompression.
pub const MAX_PUSH_BYTES: usize = 8 * 1024 * 1024;

/// The most affiliate codes that a greeting tells of.
pub const MAX_TOLD_CODES: usize = 200;
