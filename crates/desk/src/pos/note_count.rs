//! The cash counted before the day is closed, kept until then: counting and closing may be two
//! steps, by two people.

use mojo_store::pos::till;
use mojo_store::settings;

use super::PosError;
use super::seller::Seller;
use crate::views::{CloseDayInput, CountPreview};
use crate::{Desk, Op};

/// The name of the setting: `<z>:<cents>`, so that a count of another period never counts.
const SETTING: &str = "till_count";

impl Desk {
    /// Keeps what was counted, and compares it with what should be there.
    ///
    /// # Errors
    /// [`PosError::Closing`] for less than nothing; [`PosError::Money`] for more than is taken.
    pub async fn note_count(&self, counted_cents: i64) -> Result<CountPreview, PosError> {
        if counted_cents < 0 {
            return Err(mojo_domain::pos::ClosingRefused::NegativeCount.into());
        }
        mojo_domain::check_amount(counted_cents)?;
        let seller = Seller::load(self).await?;
        // Who counts closes, or counts for somebody who does.
        let mut tx = self.transact(Op::CloseDay).await?;
        let z_number = till::find(&mut tx, seller.register_id).await?.next_z;
        settings::set(&mut tx, SETTING, &format!("{z_number}:{counted_cents}")).await?;
        self.commit(tx, Op::CloseDay).await?;
        let input = CloseDayInput {
            counted_cents: Some(counted_cents),
            counts: Vec::new(),
            reason: String::new(),
            uncounted: false,
        };
        self.preview_count(input).await
    }

    /// What was counted for the open period, when somebody did.
    ///
    /// # Errors
    /// [`PosError`] of the store.
    pub async fn noted_count(&self) -> Result<Option<i64>, PosError> {
        let seller = Seller::load(self).await?;
        let mut reader = self.reader().await?;
        let z_number = till::find(&mut reader, seller.register_id).await?.next_z;
        let noted = settings::find(&mut reader, SETTING).await?;
        Ok(noted.and_then(|text| {
            let (period, cents) = text.split_once(':')?;
            cents.parse().ok().filter(|_| period == z_number.to_string())
        }))
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;
    use crate::views::CloseDayInput;

    #[tokio::test]
    async fn a_count_is_kept_until_the_day_is_closed() {
        let desk = testing::desk().await;
        assert_eq!(desk.noted_count().await.unwrap(), None);
        let preview = desk.note_count(149_00).await.unwrap();
        assert_eq!(preview.difference.cents, -1_00);
        assert_eq!(desk.noted_count().await.unwrap(), Some(149_00));
        let input = CloseDayInput {
            counted_cents: Some(149_00),
            counts: Vec::new(),
            reason: "Wechselfehler".to_owned(),
            uncounted: false,
        };
        desk.close_day(input).await.unwrap();
        assert_eq!(desk.noted_count().await.unwrap(), None, "it was of the period before");
        assert!(desk.note_count(-1).await.is_err());
        assert!(desk.note_count(10_000_000_00).await.is_err(), "it would open the next period");
    }
}
