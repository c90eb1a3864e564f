//! The statement as a table for other programs: UTF-8, semicolons, one row an entry.

use super::CommissionsError;
use crate::Desk;
use crate::views::{DocumentView, MoneyView};

impl Desk {
    /// The statement of a month as CSV; amounts with a point and two decimals.
    ///
    /// # Errors
    /// [`CommissionsError::NotAMonth`] for a wrong month.
    pub async fn statement_csv(&self, month: String) -> Result<DocumentView, CommissionsError> {
        let statement = self.show_statement(month).await?;
        let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        let failed = |error: csv::Error| CommissionsError::Table(error.to_string());
        writer
            .write_record([
                "day", "order", "line", "customer", "product", "country", "type", "net", "percent",
                "amount", "currency", "status",
            ])
            .map_err(failed)?;
        for row in &statement.entries {
            writer
                .write_record([
                    row.on.as_str(),
                    &row.order_number,
                    &row.line,
                    &row.customer,
                    &row.product,
                    &row.country,
                    &row.kind,
                    &decimal(&row.net),
                    &row.percent,
                    &decimal(&row.amount),
                    &row.amount.currency,
                    &row.status,
                ])
                .map_err(failed)?;
        }
        let bytes =
            writer.into_inner().map_err(|error| CommissionsError::Table(error.to_string()))?;
        let name = format!("Provisionen-{}.csv", statement.month);
        Ok(DocumentView::new(name, "text/csv", &bytes))
    }
}

fn decimal(money: &MoneyView) -> String {
    mojo_domain::Money::eur(money.cents).to_string()
}
