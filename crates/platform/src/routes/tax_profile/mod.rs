//! `GET|PUT /api/v1/tax-profile`: who the tenant is for its credit notes (Y3). For MOJO LLC it is
//! who makes them out.

use axum::Json;
use axum::extract::State;
use mojo_domain::commissions::{CountryCode, TaxProfile};
use mojo_domain::invoicing::Party;
use mojo_domain::to_micros;
use serde::{Deserialize, Serialize};

use crate::auth::Session;
use crate::http::{ApiError, JsonBody};
use crate::state::AppState;

/// The most letters of a field.
const MOST: usize = 200;

/// The profile. A credit note needs name, address, country and a tax number or a VAT id.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ProfileBody {
    name: String,
    street: String,
    postal_code: String,
    city: String,
    /// Two capital letters.
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

/// The tenant's own profile.
pub(super) async fn show(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<ProfileBody>, ApiError> {
    let mut tx = state.database().read(session.tenant).await?;
    let profile = tx.find_tax_profile().await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(ProfileBody::of(profile)))
}

/// Keeps it; what was issued before stays as it is.
pub(super) async fn put(
    State(state): State<AppState>,
    session: Session,
    JsonBody(body): JsonBody<ProfileBody>,
) -> Result<Json<ProfileBody>, ApiError> {
    let profile = body.read().ok_or_else(|| {
        let message = format!(
            "country: two capital letters; every other text: one line of at most {MOST} letters"
        );
        ApiError::unprocessable("profile_refused", message)
    })?;
    let now = to_micros(state.clock().now());
    let mut tx = state.database().write(session.tenant).await?;
    tx.put_tax_profile(&profile, now).await?;
    tx.commit().await?;
    Ok(Json(ProfileBody::of(profile)))
}
