//! A card whole, with its visits.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use mojo_domain::{Money, berlin_day};
use mojo_protocol::facts::RedemptionKind;
use mojo_store::checkin::cards::{self, HeldCard};
use mojo_store::checkin::redemptions::{self, HeldRedemption};
use mojo_store::checkin::settlements;
use mojo_store::pos::sales;
use mojo_store::{Reader, StoreError};

use super::{CheckinError, card_row};
use crate::Desk;
use crate::pos::staff_name;
use crate::reception::Names;
use crate::views::{CardRow, CardView, RedemptionRow, instant};

impl Desk {
    /// A card with its ledger, latest visit first.
    ///
    /// # Errors
    /// [`CheckinError::UnknownCard`].
    pub async fn show_card(&self, card_id: String) -> Result<CardView, CheckinError> {
        let unknown = || CheckinError::UnknownCard(card_id.clone());
        let id = card_id.parse().map_err(|_| unknown())?;
        let mut reader = self.reader().await?;
        let held = cards::find(&mut reader, id).await?.ok_or_else(unknown)?;
        let ledger = redemptions::list_of_card(&mut reader, id).await?;
        let receipt_number = match held.card.sale_id {
            Some(sale_id) => sales::find_number(&mut reader, sale_id).await?,
            None => None,
        };
        let mut redemptions = rows(&mut reader, &ledger).await?;
        for (visit, resolution) in settlements::list_of_card(&mut reader, id).await? {
            let name = visit.to_string();
            for row in redemptions.iter_mut().filter(|row| row.redemption_id == name) {
                row.settled = Some(resolution.name().to_owned());
            }
        }
        let money = |cents| Money::new(cents, held.card.currency).into();
        Ok(CardView {
            price: money(held.card.price_cents),
            rest_value: money(held.rest_cents),
            sold_on: held.card.sold_on.to_string(),
            receipt_number,
            redemptions,
            carried: settlements::count_carried_to(&mut reader, id).await?,
            row: self.card_row_of(&mut reader, &held).await?,
        })
    }

    /// A card as listed, today.
    pub(super) async fn card_row_of(
        &self,
        reader: &mut Reader,
        held: &HeldCard,
    ) -> Result<CardRow, StoreError> {
        let names = Names::load(reader, [held.card.contact_id]).await?;
        Ok(card_row(held, &names, berlin_day(self.now())))
    }
}

/// The uses, numbered in the order of the visits, latest first; each with its taking back.
async fn rows(
    reader: &mut Reader,
    ledger: &[HeldRedemption],
) -> Result<Vec<RedemptionRow>, StoreError> {
    let mut staff = BTreeMap::new();
    let mut rows = Vec::new();
    let used = ledger.iter().map(|line| &line.redemption);
    for (number, line) in (1..).zip(used.filter(|line| line.kind == RedemptionKind::Used)) {
        if let Entry::Vacant(unknown) = staff.entry(line.actor_id) {
            unknown.insert(staff_name(reader, line.actor_id).await?);
        }
        let back = ledger
            .iter()
            .map(|other| &other.redemption)
            .find(|other| other.takes_back == Some(line.redemption_id));
        rows.push(RedemptionRow {
            redemption_id: line.redemption_id.to_string(),
            number,
            at: instant(line.at),
            actor: staff.get(&line.actor_id).cloned().unwrap_or_default(),
            taken_back: back.is_some(),
            reason: back.map(|back| back.reason.clone()).unwrap_or_default(),
            settled: None,
        });
    }
    rows.reverse();
    Ok(rows)
}
