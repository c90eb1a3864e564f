//! The tenants of the demo and their people, all invented.

use chrono::{DateTime, Days, Months, TimeDelta, Utc};
use mojo_domain::commissions::{AffiliateCode, Agreement, AgreementTerms};
use mojo_domain::memberships::Stage;
use mojo_domain::{Entropy, Percentage, TenantId, UserId, berlin_day, to_micros};

use crate::auth::{Role, Tenant, hash_password};
use crate::derived::derived_id;
use crate::storage::accounts::NewUser;
use crate::storage::catalogue::AgreementRecord;
use crate::storage::tenants::NewTenant;
use crate::storage::{Database, LedgerTx, StorageError};

/// The password of everybody.
pub(super) const PASSWORD: &str = "birkenhain";

/// A tenant of the demo.
#[derive(Debug)]
pub(super) struct DemoTenant {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    kind: &'static str,
    /// Of its affiliate code.
    stem: Option<&'static str>,
}

pub(super) const LLC: DemoTenant =
    DemoTenant { key: "llc", name: "MOJO LLC", kind: "platform", stem: None };
pub(super) const PRACTICE: DemoTenant = DemoTenant {
    key: "birkenhain",
    name: "Praxis Birkenhain",
    kind: "practice",
    stem: Some("BIRKENHAIN"),
};
pub(super) const DISTRIBUTOR: DemoTenant =
    DemoTenant { key: "mojo-gmbh", name: "MOJO GmbH", kind: "distributor", stem: Some("DACH") };
pub(super) const STUDIO: DemoTenant = DemoTenant {
    key: "moorlicht",
    name: "Studio Moorlicht",
    kind: "affiliate",
    stem: Some("MOORLICHT"),
};
pub(super) const ACADEMY: DemoTenant = DemoTenant {
    key: "rabenau",
    name: "Akademie Rabenau",
    kind: "affiliate",
    stem: Some("RABENAU"),
};

const TENANTS: [&DemoTenant; 5] = [&LLC, &PRACTICE, &DISTRIBUTOR, &STUDIO, &ACADEMY];

impl DemoTenant {
    /// The same in every demo.
    pub(super) fn id(&self) -> TenantId {
        match self.key {
            "llc" => TenantId::MOJO_LLC,
            key => TenantId(derived_id(&["demo", "tenant", key])),
        }
    }

    /// What stands in its links.
    pub(super) fn code(&self) -> Option<AffiliateCode> {
        self.stem.and_then(|stem| AffiliateCode::of_stem(stem).ok())
    }
}

/// Gives those who recruit a code each.
pub(super) async fn give_codes(
    database: &Database,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let founded_at = to_micros(now - TimeDelta::days(600));
    for tenant in TENANTS {
        let Some(code) = tenant.code() else { continue };
        let mut tx = database.write(Tenant::named_by_platform(tenant.id())).await?;
        tx.insert_affiliate_code(code.as_str(), "Homepage", founded_at).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Somebody who may sign in.
#[derive(Debug)]
pub(super) struct DemoStaff {
    pub(super) login: &'static str,
    pub(super) name: &'static str,
    pub(super) role: Role,
    pub(super) tenant: &'static DemoTenant,
}

/// Everybody, the owner and the reception of the practice first.
pub(super) const USERS: &[DemoStaff] = &[
    staff("jonte.albers", "Jonte Albers", Role::Owner, &PRACTICE),
    staff("mira.tannhoff", "Mira Tannhoff", Role::Reception, &PRACTICE),
    staff("selma.brandis", "Selma Brandis", Role::Therapist, &PRACTICE),
    staff("regina.vossberg", "Regina Vossberg", Role::Distributor, &DISTRIBUTOR),
    staff("arne.heidkamp", "Arne Heidkamp", Role::Owner, &DISTRIBUTOR),
    staff("lale.moorlicht", "Lale Moorlicht", Role::Affiliate, &STUDIO),
    staff("falk.rabenau", "Falk Rabenau", Role::Affiliate, &ACADEMY),
    staff("admin", "Odette Farnham", Role::PlatformAdmin, &LLC),
    staff("nadja.solheim", "Nadja Solheim", Role::Support, &LLC),
    // Of the distributor: the practice keeps its own books.
    staff("ida.kirchwald", "Ida Kirchwald", Role::Bookkeeper, &DISTRIBUTOR),
    staff("thilo.marbach", "Thilo Marbach", Role::Auditor, &DISTRIBUTOR),
];

const fn staff(
    login: &'static str,
    name: &'static str,
    role: Role,
    tenant: &'static DemoTenant,
) -> DemoStaff {
    DemoStaff { login, name, role, tenant }
}

impl DemoStaff {
    /// The same in every demo; also the id of the staff card.
    pub(super) fn user_id(&self) -> UserId {
        UserId(derived_id(&["demo", "user", self.login]))
    }
}

/// Founds the tenants, their people, and the agreement of the distributor.
pub(super) async fn found(
    tx: &mut LedgerTx,
    now: DateTime<Utc>,
    entropy: &dyn Entropy,
) -> Result<(), StorageError> {
    let founded_at = now - TimeDelta::days(600);
    for tenant in TENANTS {
        let new = NewTenant {
            tenant_id: tenant.id(),
            name: tenant.name.to_owned(),
            kind: tenant.kind,
            country: if tenant.key == "llc" { "US" } else { "DE" }.to_owned(),
            granted_stage: Some(Stage::REGENERATIONSMEDIZIN_OS),
            created_at: to_micros(founded_at),
        };
        tx.insert_tenant(&new, 1).await?;
    }
    for user in USERS {
        let new = NewUser {
            tenant_id: user.tenant.id(),
            user_id: user.user_id(),
            login_name: user.login.to_owned(),
            name: user.name.to_owned(),
            role: user.role,
            password_hash: hash_password(PASSWORD, entropy),
            created_at: to_micros(founded_at),
        };
        tx.insert_user(&new).await?;
    }
    let agreement = dach_agreement(now);
    tx.lock_regions(agreement.agreement.regions.iter().copied()).await?;
    tx.insert_agreement(&agreement).await.map(drop)
}

/// DACH at 30 percent, in force for two years and open-ended.
fn dach_agreement(now: DateTime<Utc>) -> AgreementRecord {
    let valid_from = berlin_day(now).checked_sub_months(Months::new(24)).unwrap_or_default();
    let signed_at = now.checked_sub_days(Days::new(740)).unwrap_or(now);
    let regions = ["DE", "AT", "CH"].iter().filter_map(|code| code.parse().ok());
    AgreementRecord {
        agreement_id: derived_id(&["demo", "agreement", "dach"]),
        agreement: Agreement {
            terms: AgreementTerms {
                tenant: DISTRIBUTOR.id(),
                percent: Percentage::new(30),
                valid_from,
                valid_until: None,
            },
            regions: regions.collect(),
        },
        contract_signed_at: Some(signed_at),
        contract_document_url: None,
        created_at: to_micros(signed_at),
    }
}
