//! What the payment provider told and people must look at, and that they did.

use mojo_domain::Currency;
use serde_json::json;

use super::names::Names;
use super::wire::{Problem, ProblemList};
use super::{AdministrationError, in_address, money, with_query};
use crate::views::{MoneyView, PaymentProblemPage, PaymentProblemRow, instant};
use crate::{Desk, Op};

const PATH: &str = "payment-problems";
/// Rows of a page.
const PAGE: &str = "50";

impl Desk {
    /// A page of the payment problems, those that are open first.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_payment_problems(
        &self,
        before: Option<String>,
    ) -> Result<PaymentProblemPage, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let path = with_query(PATH, &[("limit", Some(PAGE)), ("before", before.as_deref())]);
        let list: ProblemList = client.get(&path).await?;
        let rows = list.problems.into_iter().map(|problem| row(problem, &names));
        Ok(PaymentProblemPage { rows: rows.collect::<Result<_, _>>()?, next: list.next })
    }

    /// Says why a problem needs no more looking at. It moves no money: what the provider told and
    /// what the ledger made of it stay.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `problem_settled` when it was settled before.
    pub async fn settle_payment_problem(
        &self,
        event_id: String,
        reason: String,
    ) -> Result<(), AdministrationError> {
        let client = self.administration(Op::Administer).await?;
        let path = format!("{PATH}/{}/settle", in_address(&event_id));
        self.administered(client.tell(&path, &json!({ "reason": reason })).await)
    }
}

/// What it is about: cents where the currency is counted in them, else the provider's own unit.
fn amount_of(problem: &Problem) -> Result<(Option<MoneyView>, String), AdministrationError> {
    let currency = problem.currency.parse::<Currency>().ok().filter(Currency::has_hundredths);
    match currency {
        Some(currency) => Ok((Some(money(&problem.amount, currency)?), String::new())),
        None => Ok((None, format!("{} {}", problem.amount, problem.currency))),
    }
}

fn row(problem: Problem, names: &Names) -> Result<PaymentProblemRow, AdministrationError> {
    let (amount, units) = amount_of(&problem)?;
    // Without a checkout nobody knows who sold; with one, nobody is MOJO LLC.
    let seller = match problem.checkout_id {
        Some(_) => names.of_recipient(problem.seller_tenant_id.as_deref()),
        None => String::new(),
    };
    let state = if problem.settled.is_some() { "settled" } else { "open" };
    let (settled_because, settled_at) = match problem.settled {
        Some(settled) => (settled.reason, Some(instant(settled.at))),
        None => (String::new(), None),
    };
    Ok(PaymentProblemRow {
        event_id: problem.event_id,
        kind: problem.kind,
        payment_id: problem.payment_id,
        checkout_id: problem.checkout_id,
        seller,
        amount,
        units,
        reference: problem.reference,
        happened_at: instant(problem.happened_at),
        reason: problem.reason,
        state: state.to_owned(),
        settled_because,
        settled_at,
    })
}
