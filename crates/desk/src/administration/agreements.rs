//! Regional agreements (C1): entered, changed, ended; never deleted.

use chrono::NaiveDate;
use mojo_domain::berlin_day;
use serde_json::json;

use super::names::Names;
use super::wire::{Agreement, AgreementList};
use super::{AdministrationError, every, given, in_address};
use crate::views::{AgreementChange, AgreementInput, AgreementRow};
use crate::{Desk, Op};

const PATH: &str = "regional-agreements";

impl Desk {
    /// Every agreement, those in force first.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_agreements(&self) -> Result<Vec<AgreementRow>, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let agreements = every::<AgreementList>(&client, PATH, "after").await?;
        let today = berlin_day(self.now());
        let rows = agreements.into_iter().map(|agreement| row(agreement, &names, today));
        let mut rows: Vec<AgreementRow> = rows.collect();
        let place = |state: &str| ["running", "coming"].iter().position(|one| *one == state);
        rows.sort_by_key(|row| (place(&row.state).unwrap_or(2), row.tenant.to_lowercase()));
        Ok(rows)
    }

    /// Enters an agreement.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `not_exclusive` where a country has another
    /// one on one of the days.
    pub async fn create_agreement(
        &self,
        input: AgreementInput,
    ) -> Result<AgreementRow, AdministrationError> {
        let client = self.administration(Op::Administer).await?;
        let request = json!({
            "tenant_id": input.tenant_id,
            "region_codes": codes(&input.region_codes),
            "commission_percent": input.commission_percent.trim(),
            "valid_from": input.valid_from,
            "valid_until": given(input.valid_until),
            "contract_document_url": given(input.contract_url),
        });
        let names = Names::fetch(&client).await?;
        let made: Agreement = self.administered(client.post(PATH, &request).await)?;
        Ok(row(made, &names, berlin_day(self.now())))
    }

    /// Changes an agreement; another percent or other countries make a new one that follows it.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn change_agreement(
        &self,
        change: AgreementChange,
    ) -> Result<AgreementRow, AdministrationError> {
        let client = self.administration(Op::Administer).await?;
        let request = json!({
            "valid_until": given(change.valid_until),
            "contract_document_url": given(change.contract_url),
            "commission_percent": given(change.commission_percent),
            "region_codes": change.region_codes.as_deref().map(codes),
            "changes_on": given(change.changes_on),
        });
        let names = Names::fetch(&client).await?;
        let path = format!("{PATH}/{}", in_address(&change.agreement_id));
        let changed: Agreement = self.administered(client.patch(&path, &request).await)?;
        Ok(row(changed, &names, berlin_day(self.now())))
    }

    /// Ends an agreement with today; one that has not begun never begins.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn deactivate_agreement(
        &self,
        agreement_id: String,
    ) -> Result<AgreementRow, AdministrationError> {
        let client = self.administration(Op::Administer).await?;
        let names = Names::fetch(&client).await?;
        let path = format!("{PATH}/{}", in_address(&agreement_id));
        let ended: Agreement = self.administered(client.delete(&path).await)?;
        Ok(row(ended, &names, berlin_day(self.now())))
    }
}

/// Countries as people type them.
pub(super) fn codes(typed: &[String]) -> Vec<String> {
    let codes = typed.iter().map(|code| code.trim().to_uppercase());
    codes.filter(|code| !code.is_empty()).collect()
}

fn row(agreement: Agreement, names: &Names, today: NaiveDate) -> AgreementRow {
    let state = if agreement.valid_until.is_some_and(|last| last < today) {
        "ended"
    } else if agreement.valid_from > today {
        "coming"
    } else {
        "running"
    };
    AgreementRow {
        agreement_id: agreement.id,
        tenant: names.of(&agreement.tenant_id),
        tenant_id: agreement.tenant_id,
        region_codes: agreement.region_codes,
        commission_percent: agreement.commission_percent,
        valid_from: agreement.valid_from.to_string(),
        valid_until: agreement.valid_until.map(|day| day.to_string()),
        signed_on: agreement.contract_signed_at.map(|at| berlin_day(at).to_string()),
        contract_url: agreement.contract_document_url,
        state: state.to_owned(),
    }
}
