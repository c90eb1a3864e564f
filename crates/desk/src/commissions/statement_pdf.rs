//! The statement as PDF.

use std::collections::BTreeMap;

use chrono::Days;
use mojo_documents::{
    StatementFacts, StatementMovement, StatementProduct, StatementRow, StatementTotal,
    render_statement,
};
use mojo_domain::commissions::{PayoutKind, SettledAs, Statement, Status};
use mojo_domain::invoicing::Party;
use mojo_domain::{Money, MoneyError, berlin_day};

use super::CommissionsError;
use super::ledger::{Key, Ledger};
use super::show_statement::{parse_currency, parse_month};
use super::spreadsheet::Language;
use super::statement_csv::file_stem;
use crate::Desk;
use crate::account::Practice;
use crate::views::DocumentView;

impl Desk {
    /// The statement of a month in one currency as PDF; `None` is the month's only currency.
    ///
    /// # Errors
    /// As [`Desk::show_statement`].
    pub async fn statement_pdf(
        &self,
        month: String,
        currency: Option<String>,
    ) -> Result<DocumentView, CommissionsError> {
        let month = parse_month(&month)?;
        let ledger = self.load_month(month, parse_currency(currency.as_deref())?).await?;
        let facts = self.paper_of(&ledger).await?;
        let bytes = render_statement(&facts)?;
        let stem = file_stem(&month.to_string(), ledger.currency.code());
        let name = format!("Provisionsabrechnung-{stem}.pdf");
        Ok(DocumentView::new(name, "application/pdf", &bytes))
    }

    /// What stands on paper.
    pub(super) async fn paper_of(
        &self,
        ledger: &Ledger,
    ) -> Result<StatementFacts, CommissionsError> {
        let month = ledger.month;
        let statement = ledger.statement()?;
        let statuses = ledger.statuses(self.now())?;
        let disputed = ledger.disputed(&statuses)?;
        let rows = statement.entries.iter().filter_map(|entry| {
            let body = ledger.bodies.get(&entry.key)?;
            let status = statuses.get(&entry.key).copied().unwrap_or(Status::Pending);
            Some(StatementRow {
                on: berlin_day(entry.booked_at),
                order_number: body.order_number.clone(),
                product_name: body.product_name.clone(),
                customer: body.customer.clone(),
                country: body.basis.billing_country.clone().unwrap_or_default(),
                kind: entry.kind,
                net_cents: entry.base.cents,
                percent: entry.percent,
                amount_cents: entry.amount.cents,
                status,
                is_disputed: ledger.is_disputed(entry.key),
                is_frozen: ledger.is_frozen(entry.key, status),
                approves_on: berlin_day(entry.approves_at),
            })
        });
        Ok(StatementFacts {
            issuer: issuer(),
            recipient: self.recipient().await?,
            month,
            created_at: self.now(),
            due_on: month.next().next().first_day() - Days::new(1),
            currency: ledger.currency,
            opening_cents: statement.opening.cents,
            earned_cents: statement.earned.cents,
            reversed_cents: statement.reversed.cents,
            corrected_cents: statement.corrected.cents,
            forfeited_cents: statement.forfeited.cents,
            paid_cents: statement.paid.cents,
            closing_cents: statement.closing.cents,
            held_cents: statement.held.cents,
            credited_cents: statement.credited.cents - disputed.cents,
            disputed_cents: disputed.cents,
            discount_cents: statement.discounts.cents,
            rows: rows.collect(),
            movements: movements(&statement, ledger),
            products: products(&statement, ledger)?,
            totals: statement
                .totals
                .iter()
                .map(|(kind, sum)| StatementTotal { kind: *kind, amount_cents: sum.cents })
                .collect(),
        })
    }

    /// The tenant with its own address, as far as it is known here.
    async fn recipient(&self) -> Result<Party, CommissionsError> {
        let practice = Practice::load(&mut self.reader().await?).await?;
        let tenant = self.find_session().await?.map(|session| session.tenant);
        let name =
            if practice.name.is_empty() { tenant.unwrap_or_default() } else { practice.name };
        Ok(Party {
            name,
            street: practice.street,
            postal_code: practice.postal_code,
            city: practice.city,
            country: practice.country,
            tax_number: practice.tax_number,
            vat_id: practice.vat_id,
            ..Party::default()
        })
    }
}

/// The platform's owner pays every commission.
fn issuer() -> Party {
    Party { name: "MOJO LLC".to_owned(), country: "US".to_owned(), ..Party::default() }
}

/// The commissions of the month by product, the greatest sum first.
fn products(
    statement: &Statement<Key>,
    ledger: &Ledger,
) -> Result<Vec<StatementProduct>, MoneyError> {
    let mut sums: BTreeMap<&str, (u32, Money)> = BTreeMap::new();
    for entry in &statement.entries {
        let Some(body) = ledger.bodies.get(&entry.key) else { continue };
        let zero = (0, Money::zero(ledger.currency));
        let (count, amount) = sums.entry(body.product_name.as_str()).or_insert(zero);
        *count = count.saturating_add(1);
        *amount = amount.checked_add(entry.amount)?;
    }
    let product = |(name, (count, amount)): (&str, (u32, Money))| StatementProduct {
        product_name: name.to_owned(),
        count,
        amount_cents: amount.cents,
    };
    let mut products: Vec<StatementProduct> = sums.into_iter().map(product).collect();
    products.sort_by_key(|product| std::cmp::Reverse(product.amount_cents));
    Ok(products)
}

fn movements(statement: &Statement<Key>, ledger: &Ledger) -> Vec<StatementMovement> {
    let of = |key: &Key| ledger.bodies.get(key);
    let order = |key: &Key| of(key).map(|body| body.order_number.as_str()).unwrap_or_default();
    // What was granted with the order and taken back moves no balance: the letter counts it with the
    // discounts.
    let granted = |key: &Key| {
        let record = ledger.records.get(key);
        let is_discount = record.is_some_and(|it| it.settled_as == SettledAs::Discount.code());
        if is_discount { ", als Rabatt gewährt" } else { "" }
    };
    let mut movements: Vec<StatementMovement> = Vec::new();
    movements.extend(statement.reversals.iter().map(|reversal| StatementMovement {
        on: berlin_day(reversal.at),
        text: format!("Rückgabe zu {}{}", order(&reversal.key), granted(&reversal.key)),
        amount_cents: -reversal.amount.cents,
    }));
    movements.extend(statement.corrections.iter().map(|correction| StatementMovement {
        on: berlin_day(correction.at),
        text: format!("Korrektur zu {} nach Beanstandung", order(&correction.key)),
        amount_cents: correction.amount.cents,
    }));
    movements.extend(statement.forfeitures.iter().map(|forfeiture| {
        let record = ledger.forfeitures.get(&forfeiture.key);
        let why = record.map(|record| why_forfeited(&record.reason)).unwrap_or_default();
        StatementMovement {
            on: berlin_day(forfeiture.at),
            text: format!("Verfallen zu {}{why}", order(&forfeiture.key)),
            amount_cents: -forfeiture.amount.cents,
        }
    }));
    movements.extend(statement.payouts.iter().map(|payout| StatementMovement {
        on: berlin_day(payout.at),
        text: with_vat(payout_text(payout.kind), payout.vat),
        amount_cents: -payout.amount.cents,
    }));
    movements.sort_by_key(|movement| movement.on);
    movements
}

/// C13: why an entry was lost, on paper; a reason of a newer platform stands for itself.
fn why_forfeited(reason: &str) -> String {
    match reason {
        "deactivated" => ": noch in der Wartezeit, als der Zugang zur Plattform endete".to_owned(),
        other => format!(": {other}"),
    }
}

/// A payout paid VAT of credit notes beside the commissions; the movement itself is the net amount.
fn with_vat(text: &str, vat: Money) -> String {
    if vat.cents == 0 {
        return text.to_owned();
    }
    let amount = Language::De.amount(&vat.into());
    format!("{text}, dazu {amount} {} Umsatzsteuer", vat.currency)
}

/// What a payout is called among the movements.
fn payout_text(kind: PayoutKind) -> &'static str {
    match kind {
        PayoutKind::Monthly | PayoutKind::Final => "Auszahlung",
        // What was sold stands in no statement (C5).
        PayoutKind::Sales => "Auszahlung von Verkäufen",
        PayoutKind::Returned => "Auszahlung zurückgekommen",
    }
}
