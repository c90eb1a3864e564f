//! `mojo commissions profile` and `set-profile`.

use clap::Args;
use mojo_desk::Desk;
use mojo_desk::views::{ContractOffer, TaxProfileInput, TaxProfileView};
use serde_json::{Value, json};

use crate::output::{Failure, Output};

/// What is to be changed.
#[derive(Args)]
pub(crate) struct SetProfile {
    /// The name on paper
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// With the number
    #[arg(long, value_name = "TEXT")]
    street: Option<String>,
    /// The postal code
    #[arg(long, value_name = "TEXT")]
    postal_code: Option<String>,
    /// The place
    #[arg(long, value_name = "TEXT")]
    city: Option<String>,
    /// Two letters, as DE
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// As 157/123/45678
    #[arg(long, value_name = "TEXT")]
    tax_number: Option<String>,
    /// As DE123456789
    #[arg(long, value_name = "ID")]
    vat_id: Option<String>,
    /// Where payouts outside of the payment service go
    #[arg(long, value_name = "IBAN")]
    iban: Option<String>,
    /// A business (section 2 UStG)
    #[arg(long, value_name = "true|false")]
    business: Option<bool>,
    /// A small business (section 19 UStG)
    #[arg(long, value_name = "true|false")]
    small_business: Option<bool>,
    /// Agrees to credit notes: the contract that says so (5.4), as distributor:2026-11
    #[arg(long, value_name = "KIND:VERSION", conflicts_with = "withdraw")]
    agree: Option<String>,
    /// Withdraws the agreement
    #[arg(long)]
    withdraw: bool,
}

pub(super) async fn set(desk: &Desk, wish: SetProfile, out: Output) -> Result<(), Failure> {
    let (kind, version) = match &wish.agree {
        None => (String::new(), String::new()),
        Some(text) => contract(text)?,
    };
    let held = desk.show_tax_profile().await?;
    let input = merge(held, wish, (kind, version));
    answer(&desk.save_tax_profile(input).await?, out);
    Ok(())
}

/// Kind and version of a contract.
fn contract(text: &str) -> Result<(String, String), Failure> {
    let unreadable = || Failure::usage(format!("--agree {text}: write it as distributor:2026-11"));
    let (kind, version) = text.split_once(':').ok_or_else(unreadable)?;
    if kind.is_empty() || version.is_empty() {
        return Err(unreadable());
    }
    Ok((kind.to_owned(), version.to_owned()))
}

/// What is not named stays as it is held.
fn merge(
    held: TaxProfileView,
    wish: SetProfile,
    (contract_kind, contract_version): (String, String),
) -> TaxProfileInput {
    TaxProfileInput {
        name: wish.name.unwrap_or(held.name),
        street: wish.street.unwrap_or(held.street),
        postal_code: wish.postal_code.unwrap_or(held.postal_code),
        city: wish.city.unwrap_or(held.city),
        country: wish.country.unwrap_or(held.country),
        tax_number: wish.tax_number.unwrap_or(held.tax_number),
        vat_id: wish.vat_id.unwrap_or(held.vat_id),
        iban: wish.iban.unwrap_or(held.iban),
        is_business: wish.business.unwrap_or(held.is_business),
        is_small_business: wish.small_business.unwrap_or(held.is_small_business),
        has_agreed: !wish.withdraw && (held.has_agreed || wish.agree.is_some()),
        contract_kind,
        contract_version,
        version: Some(held.version),
    }
}

pub(super) fn answer(profile: &TaxProfileView, out: Output) {
    let agreement = profile.agreement.as_ref().map(|last| {
        json!({
            "kind": last.kind, "version": last.version, "sha256": last.sha256, "at": last.at,
            "agreed": last.has_agreed,
        })
    });
    let offers: Vec<Value> = profile.offers.iter().map(offer).collect();
    out.answer(
        &json!({
            "stated": profile.is_stated, "name": profile.name, "street": profile.street,
            "postal_code": profile.postal_code, "city": profile.city, "country": profile.country,
            "tax_number": profile.tax_number, "vat_id": profile.vat_id, "iban": profile.iban,
            "business": profile.is_business, "small_business": profile.is_small_business,
            "agreed": profile.has_agreed, "agreement": agreement, "contracts": offers,
        }),
        lines(profile),
    );
}

fn offer(offer: &ContractOffer) -> Value {
    json!({"kind": offer.kind, "version": offer.version, "sha256": offer.sha256})
}

fn lines(profile: &TaxProfileView) -> Vec<String> {
    if !profile.is_stated {
        let offers = profile.offers.iter().map(|one| format!("{}:{}", one.kind, one.version));
        let offers = offers.collect::<Vec<_>>().join(", ");
        return vec![format!(
            "no tax profile is stated yet; contracts that can be named: {offers}"
        )];
    }
    let mut lines = vec![
        profile.name.clone(),
        profile.street.clone(),
        format!("{} {} {}", profile.country, profile.postal_code, profile.city),
    ];
    let labelled =
        [("tax number", &profile.tax_number), ("VAT id", &profile.vat_id), ("IBAN", &profile.iban)];
    let filled = labelled.into_iter().filter(|(_, value)| !value.is_empty());
    lines.extend(filled.map(|(label, value)| format!("{label} {value}")));
    lines.push(match (profile.is_business, profile.is_small_business) {
        (false, _) => "no business".to_owned(),
        (true, false) => "business".to_owned(),
        (true, true) => "small business (section 19 UStG)".to_owned(),
    });
    lines.push(match &profile.agreement {
        Some(last) if last.has_agreed => {
            format!("agreed to credit notes: {} {}, {}", last.kind, last.version, last.at)
        }
        Some(last) => format!("withdrew the agreement to credit notes, {}", last.at),
        None => "has not agreed to credit notes".to_owned(),
    });
    lines
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        wish: SetProfile,
    }

    fn wish(words: &[&str]) -> SetProfile {
        Line::parse_from(std::iter::once("mojo").chain(words.iter().copied())).wish
    }

    fn held() -> TaxProfileView {
        TaxProfileView {
            is_stated: true,
            name: "Musterhaus GmbH".to_owned(),
            street: "Lindenring 12".to_owned(),
            postal_code: "99998".to_owned(),
            city: "Auenfeld".to_owned(),
            country: "DE".to_owned(),
            tax_number: String::new(),
            vat_id: "DE123456788".to_owned(),
            iban: String::new(),
            is_business: true,
            is_small_business: false,
            has_agreed: true,
            agreement: None,
            offers: Vec::new(),
            may_edit: true,
            version: "1".to_owned(),
        }
    }

    fn merged(words: &[&str]) -> TaxProfileInput {
        merge(held(), wish(words), (String::new(), String::new()))
    }

    #[test]
    fn what_is_not_named_stays_and_only_withdraw_withdraws() {
        let moved = merged(&["--street", "Ring 1", "--small-business", "true"]);
        assert_eq!((moved.street.as_str(), moved.vat_id.as_str()), ("Ring 1", "DE123456788"));
        assert!(moved.has_agreed && moved.is_business && moved.is_small_business);
        assert!(!merged(&["--withdraw"]).has_agreed);
        assert_eq!(moved.version.as_deref(), Some("1"), "only what was looked at is replaced");
    }

    #[test]
    fn a_contract_has_a_kind_and_a_version() {
        let named = contract("distributor:2026-11").unwrap();
        assert_eq!(named, ("distributor".to_owned(), "2026-11".to_owned()));
        for wrong in ["distributor", ":2026-11", "distributor:"] {
            assert_eq!(contract(wrong).unwrap_err().exit_status(), 2, "{wrong}");
        }
    }
}
