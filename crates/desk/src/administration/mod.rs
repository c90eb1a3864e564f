//! Administering the platform from the desk, for its own people (`admin.mojo`).
//!
//! Everything here is asked of the platform when it is needed and told to it at once: nothing is
//! kept at the desk, nothing is journaled, and nothing works without a connection. Who may do what
//! is asked here first, as for every verb, and by the platform again.

mod acceptances;
mod agreements;
mod attributions;
mod audit_log;
mod commissions;
mod customers;
mod disputes;
mod error;
mod invitations;
mod issuer;
mod jobs;
mod mails;
mod names;
mod payment_problems;
mod payout_accounts;
mod payouts;
mod products;
mod sepa_files;
mod tenants;
#[cfg(test)]
mod tests;
mod wire;

pub(crate) use audit_log::audit_path;
pub use error::AdministrationError;
pub(crate) use names::PLATFORM;

use mojo_domain::{Currency, Money, parse_decimal_cents};
use serde::de::DeserializeOwned;

use crate::sync::{Client, Refused, in_address, with_query};
use crate::views::MoneyView;
use crate::{Desk, DeskError, Op, Topic};

impl Desk {
    /// The way to the platform for whoever may do `op` here.
    async fn administration(&self, op: Op) -> Result<Client, AdministrationError> {
        let worker = self.worker().ok_or(AdministrationError::SignedOut)?;
        worker.check(op).map_err(DeskError::from)?;
        self.platform_client().await?.ok_or(AdministrationError::SignedOut)
    }

    /// Takes the answer to something that was to be done. The window is told to look at its lists
    /// again when the platform did it, and when nobody knows whether it did.
    fn administered<A>(&self, answer: Result<A, Refused>) -> Result<A, AdministrationError> {
        let answer = answer.map_err(AdministrationError::from);
        if answer.as_ref().err().is_none_or(AdministrationError::leaves_unknown) {
            self.announce(Topic::Administration);
        }
        answer
    }
}

/// A page of a list of the platform.
trait Page: DeserializeOwned {
    /// What it lists.
    type Row;

    /// Its rows, and where it ended; nothing on the last one.
    fn open(self) -> (Vec<Self::Row>, Option<String>);
}

/// Every row of a list, page by page; `place` is the parameter that says where the last one ended.
async fn every<P: Page>(
    client: &Client,
    path: &str,
    place: &str,
) -> Result<Vec<P::Row>, AdministrationError> {
    let mut rows = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let mark = if path.contains('?') { '&' } else { '?' };
        let address = match &next {
            Some(last) => format!("{path}{mark}{place}={}", in_address(last)),
            None => path.to_owned(),
        };
        let (page, end) = client.get::<P>(&address).await?.open();
        let is_empty = page.is_empty();
        rows.extend(page);
        match end {
            // A platform that names the same place again, or nothing before it, would never end.
            Some(end) if next.as_ref() == Some(&end) || is_empty => {
                return Err(AdministrationError::Unreadable);
            }
            Some(end) => next = Some(end),
            None => return Ok(rows),
        }
    }
}

/// An amount as the platform writes it.
fn money(text: &str, currency: Currency) -> Result<MoneyView, AdministrationError> {
    let cents = parse_decimal_cents(text).map_err(|_| AdministrationError::Unreadable)?;
    Ok(Money::new(cents, currency).into())
}

/// A sum for each currency, in their order.
fn totals<'a>(
    amounts: impl IntoIterator<Item = &'a MoneyView>,
) -> Result<Vec<MoneyView>, AdministrationError> {
    let mut sums: std::collections::BTreeMap<&str, i64> = std::collections::BTreeMap::new();
    for amount in amounts {
        let sum = sums.entry(&amount.currency).or_default();
        *sum = sum.checked_add(amount.cents).ok_or(AdministrationError::Unreadable)?;
    }
    let view = |(currency, cents): (&str, i64)| MoneyView { cents, currency: currency.to_owned() };
    Ok(sums.into_iter().map(view).collect())
}

/// A text that was left empty is none.
fn given(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
