//! Changing what is printed on documents about the practice itself.

use std::collections::BTreeMap;

use mojo_protocol::Entity;
use mojo_store::StoreError;

use super::Practice;
use crate::views::PracticeView;
use crate::{Desk, DeskError, Op, Refusal};

/// Why the practice was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SavePracticeError {
    /// A document must name who issues it.
    #[error("the practice needs a name")]
    NoName,
    /// Only Germany, Austria and Switzerland.
    #[error("the country {0:?} is not DE, AT or CH")]
    Country(String),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for SavePracticeError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoName => "name_required",
            Self::Country(_) => "unknown_country",
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        match self {
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}

impl Desk {
    /// Changes the practice; documents issued before stay as they are.
    ///
    /// # Errors
    /// [`SavePracticeError`] for a missing name or a country that is not ours.
    pub async fn save_practice(
        &self,
        input: PracticeView,
    ) -> Result<PracticeView, SavePracticeError> {
        if input.name.trim().is_empty() {
            return Err(SavePracticeError::NoName);
        }
        if !matches!(input.country.as_str(), "DE" | "AT" | "CH") {
            return Err(SavePracticeError::Country(input.country));
        }
        let before = Practice::load(&mut self.reader().await?).await?.fields();
        let after = practice_of(input).fields();
        let changed: BTreeMap<_, _> =
            after.into_iter().filter(|(name, value)| before.get(name) != Some(value)).collect();
        if !changed.is_empty() {
            let mut tx = self.transact(Op::EditPractice).await?;
            let tenant = tx.tenant_id();
            tx.edit_card(Entity::Practice, tenant.0, changed).await?;
            self.commit(tx, Op::EditPractice).await?;
        }
        Ok(self.practice().await?)
    }
}

fn practice_of(view: PracticeView) -> Practice {
    let text = |text: String| text.trim().to_owned();
    Practice {
        name: text(view.name),
        owner: text(view.owner),
        street: text(view.street),
        postal_code: text(view.postal_code),
        city: text(view.city),
        country: view.country,
        tax_number: text(view.tax_number),
        vat_id: text(view.vat_id),
        email: text(view.email),
        phone: text(view.phone),
        iban: text(view.iban).replace(' ', ""),
        bic: text(view.bic),
        bank: text(view.bank),
        small_business: view.small_business,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Refusal, testing};

    #[tokio::test]
    async fn only_what_changed_is_recorded() {
        let desk = testing::desk().await;
        testing::hand_over(&desk, "owner").await;
        let mut practice = desk.practice().await.unwrap();
        let before = desk.verify_journal().await.unwrap().entries;
        desk.save_practice(practice.clone()).await.unwrap();
        assert_eq!(desk.verify_journal().await.unwrap().entries, before);
        practice.phone = "03621 99".into();
        assert_eq!(desk.save_practice(practice.clone()).await.unwrap().phone, "03621 99");
        assert_eq!(desk.verify_journal().await.unwrap().entries, before + 1);
        testing::hand_over(&desk, "reception").await;
        practice.phone = "03621 1".into();
        let refused = desk.save_practice(practice.clone()).await.unwrap_err();
        assert_eq!((refused.code(), refused.values()["who"].as_str()), ("not_allowed", "owner"));
        practice.name = " ".into();
        assert_eq!(desk.save_practice(practice).await.unwrap_err().code(), "name_required");
    }
}
