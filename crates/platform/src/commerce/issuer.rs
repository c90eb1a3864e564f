//! Who makes credit notes out (Y3): stated by an administrator, kept as one more version with an entry
//! in the audit log. What was issued before keeps the issuer that it was issued with.

use mojo_domain::commissions::TaxProfile;
use mojo_domain::invoicing::Party;
use mojo_domain::{Clock, Entropy, IdSource, TenantId, to_micros};
use serde_json::{Value, json};

use crate::auth::Session;
use crate::storage::audit::AuditRecord;
use crate::storage::issuer_versions::IssuerVersion;
use crate::storage::{Database, StorageError, TenantTx};

/// The issuer as somebody states it.
#[derive(Clone, Debug)]
pub(crate) struct IssuerWish {
    /// Name, address, tax number and VAT id.
    pub(crate) party: Party,
    /// The place of the version that was looked at; 0 before the first one.
    pub(crate) seen: i64,
    pub(crate) reason: String,
}

/// Why it is not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IssuerRefused {
    /// Somebody else stated another one meanwhile.
    #[error("the issuer was stated anew meanwhile; look at it and repeat")]
    Changed,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Keeps the issuer from now on; the same again is no new version.
pub(crate) async fn state_issuer(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    wish: &IssuerWish,
) -> Result<(), IssuerRefused> {
    let at = to_micros(clock.now());
    let mut tx = database.write(by.tenant).await?;
    // One statement after the other, and none while a credit note is being made out.
    tx.lock_log().await?;
    let (held, last) = (tx.find_tax_profile().await?, tx.issuer_place().await?);
    if is_same(held.as_ref(), &wish.party) && last > 0 {
        return Ok(());
    }
    if last != wish.seen {
        return Err(IssuerRefused::Changed);
    }
    let ids = IdSource::new(clock, entropy);
    let statement = (&wish.party, wish.reason.as_str(), at);
    let entry = append_issuer(&mut tx, &ids, by, statement).await?;
    let profile = with_party(held, &wish.party);
    tx.put_tax_profile(&profile, at).await?;
    let mut tx = tx.go_on_as_ledger().await?;
    if let Some(entry) = entry {
        tx.insert_audit(&entry).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Keeps one more version of the issuer, where it is another one than the profile that is held; gives
/// back what the audit log says of it. Under the lock of the tenant's log, and before the profile is
/// kept.
pub(super) async fn append_issuer(
    tx: &mut TenantTx,
    ids: &IdSource<'_>,
    by: &Session,
    (party, reason, at): (&Party, &str, i64),
) -> Result<Option<AuditRecord>, StorageError> {
    if tx.tenant().id() != TenantId::MOJO_LLC {
        return Ok(None);
    }
    let held = tx.find_tax_profile().await?;
    let last = tx.issuer_place().await?;
    if is_same(held.as_ref(), party) && last > 0 {
        return Ok(None);
    }
    let place = last + 1;
    tx.insert_issuer_version(&IssuerVersion {
        place,
        party: party.clone(),
        stated_at: at,
        user_id: by.user_id,
        reason: reason.to_owned(),
    })
    .await?;
    let mut details = json!({ "version": place, "to": told(party) });
    if let Some(profile) = held {
        details["from"] = told(&profile.party);
    }
    Ok(Some(AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id: ids.next(),
        at,
        user_id: by.user_id,
        action: "state_issuer".to_owned(),
        subject_id: by.tenant.id().to_string(),
        reason: reason.to_owned(),
        details: details.to_string(),
    }))
}

/// What stands on paper is the same.
fn is_same(held: Option<&TaxProfile>, party: &Party) -> bool {
    held.is_some_and(|profile| told(&profile.party) == told(party))
}

/// The profile with another issuer: what is not printed stays as it is.
fn with_party(held: Option<TaxProfile>, party: &Party) -> TaxProfile {
    let mut profile = held.unwrap_or(TaxProfile { is_business: true, ..TaxProfile::default() });
    let iban = std::mem::take(&mut profile.party.iban);
    profile.party = Party { iban, ..party.clone() };
    profile
}

fn told(party: &Party) -> Value {
    json!({
        "name": party.name,
        "street": party.street,
        "postal_code": party.postal_code,
        "city": party.city,
        "country": party.country,
        "tax_number": party.tax_number,
        "vat_id": party.vat_id,
    })
}
