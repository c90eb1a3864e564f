//! What a tenant may use, signed by the platform so that a desk can rely on it without a network.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mojo_domain::TenantId;
use serde::{Deserialize, Serialize};

/// Something that the platform signed (Ed25519, RFC 8032). The body travels as the exact text that
/// was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Signed {
    /// Canonical JSON.
    pub body: String,
    /// Over the bytes of the body, hexadecimal.
    pub signature: String,
    /// The public key, hexadecimal. A desk believes only the one it got when it signed in.
    pub key: String,
}

/// The body of a signed entitlement (P4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntitlementBody {
    /// Whose.
    pub tenant_id: TenantId,
    /// The stage that is open, 1 to 4; none without a membership.
    pub stage: Option<i64>,
    /// The code of its membership, as `REGENERATIONSMEDIZIN_OS`.
    pub membership: Option<String>,
    /// The tools that the stage opens.
    pub tools: Vec<String>,
    /// The first instant that is not paid for any more; none when the membership never ends.
    pub ends_at: Option<DateTime<Utc>>,
    /// Every tool that is or was open, with its own end; none when it never ends. Of a stage that
    /// has ended the tools are here, also while a lower stage is open.
    #[serde(default)]
    pub tool_ends: BTreeMap<String, Option<DateTime<Utc>>>,
    /// Whether a payout of commissions would reach the tenant (Y2): an account for payouts is set up
    /// and works. `None` from a platform that does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payout_ready: Option<bool>,
    /// When the platform said so.
    pub issued_at: DateTime<Utc>,
}
