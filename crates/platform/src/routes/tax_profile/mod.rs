//! `GET|PUT /api/v1/tax-profile`: who the tenant is for its credit notes (Y3). For MOJO LLC it is
//! who makes them out.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::commissions::{CountryCode, TaxProfile};
use mojo_domain::invoicing::Party;
use mojo_domain::{UserId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::auth::Session;
use crate::commerce::{
    KeptProfile, ProfileRefused, ProfileWish, keep_tax_profile, profile_version,
};
use crate::contracts::ContractKind;
use crate::http::{ApiError, JsonBody};
use crate::routes::openapi::Country;
use crate::state::AppState;

/// The most letters of a field.
const MOST: usize = 200;

/// A version of a contract, which holds the agreement to credit notes (5.4).
#[derive(Debug, Deserialize, JsonSchema)]
struct ContractBody {
    /// `affiliate`, `distributor`.
    #[schemars(extend("enum" = ["affiliate", "distributor"]))]
    kind: String,
    version: String,
}

/// The profile as it is stated.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct ProfileRequest {
    #[serde(flatten)]
    profile: ProfileBody,
    /// Needed with the first `has_agreed`.
    #[serde(default)]
    agreement: Option<ContractBody>,
    /// The version of the profile that is replaced, as it was shown; empty where none stood. Where another
    /// one stands by now, nothing is changed. Left out, whatever stands is replaced; for MOJO LLC, whose
    /// profile makes credit notes out, that is refused as soon as one stands.
    #[serde(default)]
    version: Option<String>,
}

/// The last word about credit notes.
#[derive(Debug, Serialize, JsonSchema)]
struct AgreementView {
    kind: String,
    version: String,
    /// SHA-256 of the text.
    sha256: String,
    user_id: UserId,
    at: DateTime<Utc>,
    /// `false`: withdrawn.
    has_agreed: bool,
}

/// The profile as it stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ProfileView {
    #[serde(flatten)]
    profile: ProfileBody,
    agreement: Option<AgreementView>,
    /// Which state of it this is: every change makes another one.
    version: String,
}

/// The profile. A credit note needs name, address, country and a tax number or a VAT id.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct ProfileBody {
    name: String,
    street: String,
    postal_code: String,
    city: String,
    /// Two capital letters.
    #[schemars(with = "Country")]
    country: String,
    #[serde(default)]
    tax_number: String,
    #[serde(default)]
    vat_id: String,
    #[serde(default)]
    iban: String,
    /// Section 2 UStG.
    is_business: bool,
    /// Kleinunternehmer, section 19 UStG.
    is_small_business: bool,
    /// Agrees to be settled by credit note, section 14 (2) UStG.
    has_agreed: bool,
}

impl ProfileBody {
    fn of(profile: TaxProfile) -> Self {
        let Party { name, street, postal_code, city, country, tax_number, vat_id, iban, .. } =
            profile.party;
        Self {
            name,
            street,
            postal_code,
            city,
            country,
            tax_number,
            vat_id,
            iban,
            is_business: profile.is_business,
            is_small_business: profile.is_small_business,
            has_agreed: profile.has_agreed,
        }
    }

    /// What is too long, or holds what no line on paper does, is refused.
    fn read(self) -> Option<TaxProfile> {
        let text = |text: String| {
            let text = text.trim();
            let fits = text.chars().count() <= MOST && !text.chars().any(char::is_control);
            fits.then(|| text.to_owned())
        };
        let (is_business, is_small_business) = (self.is_business, self.is_small_business);
        let has_agreed = self.has_agreed;
        let country: CountryCode = self.country.trim().parse().ok()?;
        let party = Party {
            name: text(self.name)?,
            street: text(self.street)?,
            postal_code: text(self.postal_code)?,
            city: text(self.city)?,
            country: country.to_string(),
            tax_number: text(self.tax_number)?,
            vat_id: text(self.vat_id)?,
            iban: text(self.iban)?,
            ..Party::default()
        };
        Some(TaxProfile { party, is_business, is_small_business, has_agreed })
    }
}

impl ProfileView {
    fn of(profile: TaxProfile, kept: KeptProfile) -> Self {
        let agreement = kept.agreement.map(|last| AgreementView {
            kind: last.contract.kind,
            version: last.contract.version,
            sha256: last.contract.sha256,
            user_id: last.user_id,
            at: from_micros(last.declared_at),
            has_agreed: last.has_agreed,
        });
        Self { profile: ProfileBody::of(profile), agreement, version: kept.version }
    }
}

impl From<ProfileRefused> for ApiError {
    fn from(refused: ProfileRefused) -> Self {
        match refused {
            ProfileRefused::Storage(error) => error.into(),
            ProfileRefused::NoContract | ProfileRefused::UnknownContract(..) => {
                Self::unprocessable("agreement_refused", refused.to_string())
            }
            ProfileRefused::Changed => Self::conflict("profile_changed", refused.to_string()),
        }
    }
}

/// The tenant's own profile.
pub(super) async fn show(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<ProfileView>, ApiError> {
    let mut tx = state.database().read(session.tenant).await?;
    let profile = tx.find_tax_profile().await?.ok_or_else(ApiError::not_found)?;
    let agreement = tx.find_credit_agreement().await?;
    let version = profile_version(tx.tax_profile_version().await?);
    Ok(Json(ProfileView::of(profile, KeptProfile { agreement, version })))
}

/// Keeps it; what was issued before stays as it is.
pub(super) async fn put(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<ProfileRequest>,
) -> Result<Json<ProfileView>, ApiError> {
    let ProfileRequest { profile, agreement, version } = request;
    let profile = profile.read().ok_or_else(|| {
        let message = format!(
            "country: two capital letters; every other text: one line of at most {MOST} letters"
        );
        ApiError::unprocessable("profile_refused", message)
    })?;
    let contract = agreement.map(|named| match named.kind.parse::<ContractKind>() {
        Ok(kind) => Ok((kind, named.version)),
        Err(_) => {
            let message = "agreement: kind is affiliate or distributor";
            Err(ApiError::unprocessable("agreement_refused", message))
        }
    });
    let wish = ProfileWish { profile, contract: contract.transpose()?, seen: version };
    let sources = (state.clock(), state.entropy());
    let kept = keep_tax_profile(state.database(), sources, &session, &wish).await?;
    Ok(Json(ProfileView::of(wish.profile, kept)))
}
