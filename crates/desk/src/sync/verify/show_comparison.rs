//! The last full comparison, as window, `mojo` and the report show it.

use mojo_domain::{DeviceId, Money};
use mojo_protocol::RangeDigest;
use mojo_store::digests::{self, Comparison, ComparisonDay, Difference};
use mojo_store::{StoreError, device};

use crate::Desk;
use crate::sync::sync_status::rfc3339;
use crate::views::{ComparedDay, ComparisonView, DayFigures, DifferenceRow};

impl Desk {
    /// The last comparison of everything; `None` before the first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn show_comparison(&self) -> Result<Option<ComparisonView>, StoreError> {
        let mut reader = self.reader().await?;
        let Some(last) = digests::find_last_full(&mut reader).await? else { return Ok(None) };
        let days = digests::list_days(&mut reader, None, None).await?;
        let differences = digests::list_differences(&mut reader, last.comparison_id).await?;
        let own = device::find(&mut reader).await?.map(|device| device.device_id);
        Ok(Some(view(&last, days, differences, own)))
    }
}

fn view(
    last: &Comparison,
    days: Vec<ComparisonDay>,
    differences: Vec<Difference>,
    own: Option<DeviceId>,
) -> ComparisonView {
    ComparisonView {
        compared_at: rfc3339(last.compared_at),
        state: last.state.clone(),
        program: last.program.clone(),
        entries: last.entries,
        changes: last.places,
        cards: last.cards,
        requests: last.requests,
        days: days.iter().map(|day| compared_day(day, own)).collect(),
        differences: differences.into_iter().map(difference_row).collect(),
    }
}

fn compared_day(day: &ComparisonDay, own: Option<DeviceId>) -> ComparedDay {
    ComparedDay {
        day: day.day.to_string(),
        device: day.device.clone(),
        device_id: day.device_id.map(|id| id.to_string()),
        is_own: day.device_id.is_some() && day.device_id == own,
        here: figures(day.here.as_ref()),
        there: figures(day.there.as_ref()),
        is_equal: day.here == day.there,
    }
}

fn figures(digest: Option<&RangeDigest>) -> DayFigures {
    let Some(digest) = digest else { return DayFigures::default() };
    let sum = |(currency, cents): (&mojo_domain::Currency, &i64)| {
        Money { cents: *cents, currency: *currency }.into()
    };
    DayFigures {
        count: digest.count,
        sums: digest.cents.iter().map(sum).collect(),
        hash: digest.hash.clone(),
    }
}

fn difference_row(difference: Difference) -> DifferenceRow {
    let Difference { part, place, entity, entity_id, kind, is_repaired, code } = difference;
    DifferenceRow { part, place, entity, entity_id, kind, repaired: is_repaired, code }
}
