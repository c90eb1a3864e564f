//! The statement as PDF.

use std::collections::BTreeMap;

use mojo_documents::{
    StatementFacts, StatementMovement, StatementRow, StatementTotal, render_statement,
};
use mojo_domain::berlin_day;
use mojo_domain::commissions::Status;
use mojo_domain::invoicing::Party;
use mojo_protocol::facts::CommissionEntryBody;

use super::CommissionsError;
use super::ledger::Key;
use super::show_statement::parse_month;
use crate::Desk;
use crate::account::Practice;
use crate::views::DocumentView;

impl Desk {
    /// The statement of a month as PDF.
    ///
    /// # Errors
    /// [`CommissionsError::NotAMonth`] for a wrong month.
    pub async fn statement_pdf(&self, month: String) -> Result<DocumentView, CommissionsError> {
        let month = parse_month(&month)?;
        let ledger = self.load_month(month).await?;
        let statement = ledger.statement()?;
        let statuses = ledger.statuses(self.now())?;
        let disputed = ledger.disputed(&statuses)?;
        let rows = statement.entries.iter().filter_map(|entry| {
            let body = ledger.bodies.get(&entry.key)?;
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
                status: statuses.get(&entry.key).copied().unwrap_or(Status::Pending),
                is_disputed: ledger.is_disputed(entry.key),
                approves_on: berlin_day(entry.approves_at),
            })
        });
        let facts = StatementFacts {
            issuer: issuer(),
            recipient: self.recipient().await?,
            month,
            created_at: self.now(),
            currency: ledger.currency,
            opening_cents: statement.opening.cents,
            earned_cents: statement.earned.cents,
            reversed_cents: statement.reversed.cents,
            forfeited_cents: statement.forfeited.cents,
            paid_cents: statement.paid.cents,
            closing_cents: statement.closing.cents,
            held_cents: statement.held.cents,
            credited_cents: statement.credited.cents - disputed.cents,
            disputed_cents: disputed.cents,
            rows: rows.collect(),
            movements: movements(&statement, &ledger.bodies),
            totals: statement
                .totals
                .iter()
                .map(|(kind, sum)| StatementTotal { kind: *kind, amount_cents: sum.cents })
                .collect(),
        };
        let bytes = render_statement(&facts)?;
        let name = format!("Provisionsabrechnung-{month}.pdf");
        Ok(DocumentView::new(name, "application/pdf", &bytes))
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

fn movements(
    statement: &mojo_domain::commissions::Statement<Key>,
    bodies: &BTreeMap<Key, CommissionEntryBody>,
) -> Vec<StatementMovement> {
    let order = |key: &Key| bodies.get(key).map(|b| b.order_number.as_str()).unwrap_or_default();
    let mut movements: Vec<StatementMovement> = Vec::new();
    movements.extend(statement.reversals.iter().map(|reversal| StatementMovement {
        on: berlin_day(reversal.at),
        text: format!("Rückgabe zu {}", order(&reversal.key)),
        amount_cents: -reversal.amount.cents,
    }));
    movements.extend(statement.forfeitures.iter().map(|forfeiture| StatementMovement {
        on: berlin_day(forfeiture.at),
        text: format!("Verfallen: {}", order(&forfeiture.key)),
        amount_cents: -forfeiture.amount.cents,
    }));
    movements.extend(statement.payouts.iter().map(|payout| StatementMovement {
        on: berlin_day(payout.at),
        text: "Auszahlung".to_owned(),
        amount_cents: -payout.amount.cents,
    }));
    movements.sort_by_key(|movement| movement.on);
    movements
}
