//! The codes as they lie here.

use mojo_domain::commissions::{AffiliateCode, AffiliateCodeError};
use mojo_protocol::AffiliateCodeEntry;
use mojo_store::affiliates::{keep_affiliate_code, list_affiliate_codes};
use mojo_store::{Source, StoreError};

use super::AffiliatesError;
use crate::views::{AffiliateCodeRow, instant};
use crate::{Desk, Op, Topic};

/// The kind of body that is kept.
pub(super) const KIND: &str = "affiliate_code";

/// What the platform said last, in its order. What a newer program kept and this one cannot read is
/// told anew with the next greeting.
pub(super) async fn read_codes(
    source: &mut impl Source,
) -> Result<Vec<AffiliateCodeEntry>, StoreError> {
    let held = list_affiliate_codes(source).await?;
    Ok(held.iter().filter_map(|(_, body)| serde_json::from_str(body).ok()).collect())
}

/// The code that somebody means: spaces, hyphens and case are for the eye, and a typing mistake is
/// told from a code that is not there. One from before the check character stands as it was.
pub(super) fn find_code(
    typed: &str,
    held: Vec<AffiliateCodeEntry>,
) -> Result<AffiliateCodeEntry, AffiliatesError> {
    let read = typed.parse::<AffiliateCode>();
    let code = match &read {
        Ok(code) => code.to_string(),
        Err(_) => typed.trim().to_uppercase(),
    };
    let found = held.into_iter().find(|entry| entry.code == code);
    found.ok_or_else(|| match read {
        Err(AffiliateCodeError::Mistyped) => AffiliatesError::Mistyped(code),
        _ => AffiliatesError::UnknownCode(code),
    })
}

/// The code as people see it; `platform` is the address under which they reach it.
pub(super) fn row(entry: AffiliateCodeEntry, platform: &str) -> AffiliateCodeRow {
    let count = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
    AffiliateCodeRow {
        link: link(&entry, platform),
        code: entry.code,
        label: entry.label,
        created_at: instant(entry.created_at),
        retired_at: entry.retired_at.map(instant),
        clicks: count(entry.clicks),
        recruited: count(entry.recruited),
    }
}

/// The whole address: a link begins below the platform's, or stands for itself.
pub(super) fn link(entry: &AffiliateCodeEntry, platform: &str) -> String {
    if entry.link.starts_with('/') {
        return format!("{}{}", platform.trim_end_matches('/'), entry.link);
    }
    entry.link.clone()
}

impl Desk {
    /// Where the platform is, for whoever follows a link; empty where there is none.
    pub(super) async fn link_base(&self) -> Result<String, StoreError> {
        let session = self.find_session().await?;
        Ok(session.and_then(|session| session.platform).unwrap_or_default())
    }

    /// Keeps what the platform has just made or changed, so that it is there before the next
    /// greeting; gives it back as people see it.
    pub(super) async fn keep_code(
        &self,
        entry: AffiliateCodeEntry,
    ) -> Result<AffiliateCodeRow, AffiliatesError> {
        let body = serde_json::to_string(&entry).map_err(StoreError::body(KIND))?;
        let mut tx = self.store().transact(Op::Settings.name(), self.sync_actor()).await?;
        keep_affiliate_code(&mut tx, &entry.code, &body).await?;
        tx.commit().await?;
        self.announce(Topic::Commissions);
        Ok(row(entry, &self.link_base().await?))
    }
}
