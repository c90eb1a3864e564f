//! Files of SEPA transfers for the bank (Y2): made, saved, and what became of them
//! (`docs/decisions/0026`, `0041`).

use mojo_domain::journal::Hash;
use serde_json::{Value, json};

use super::names::Names;
use super::wire::{
    MadeSepaFile, SepaFile, SepaFileContents, SepaFileList, SepaFilePayout, SepaProblem,
};
use super::{AdministrationError, given, in_address, money, with_query};
use crate::views::{
    DocumentView, MadeSepaFileView, SepaFilePage, SepaFilePayoutRow, SepaFileRow, SepaProblemRow,
    instant,
};
use crate::{Desk, Op};

const PATH: &str = "payouts/sepa-files";
/// Rows of a page.
const PAGE: &str = "50";
/// pain.001 is XML.
const XML: &str = "application/xml";

impl Desk {
    /// A page of the files, the latest first.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_sepa_files(
        &self,
        before: Option<String>,
    ) -> Result<SepaFilePage, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let path = with_query(PATH, &[("limit", Some(PAGE)), ("before", before.as_deref())]);
        let list: SepaFileList = client.get(&path).await?;
        let rows = list.files.into_iter().map(row).collect::<Result<_, _>>()?;
        Ok(SepaFilePage { rows, next: list.next.map(|number| number.to_string()) })
    }

    /// What stands in a file, in its order: what is confirmed with it, and to where it goes.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_sepa_file_payouts(
        &self,
        file_id: String,
    ) -> Result<Vec<SepaFilePayoutRow>, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let contents: SepaFileContents = client.get(&address(&file_id, "payouts")).await?;
        contents.payouts.into_iter().map(|payout| payout_row(payout, &names)).collect()
    }

    /// Puts what waits for a transfer into the file that follows `after`, the number of the last file
    /// that was seen (0 where there is none): asked for twice it is one file. The bank carries it out
    /// on `execution_on`, a day as `2026-11-20`, or on its next day.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `nothing_to_pay`, `no_debtor_account`,
    /// `no_banking_day`, and `key_reused` when the file that follows was made for another day.
    pub async fn make_sepa_file(
        &self,
        after: u32,
        execution_on: Option<String>,
    ) -> Result<MadeSepaFileView, AdministrationError> {
        let client = self.administration(Op::PayOut).await?;
        let names = Names::fetch(&client).await?;
        let request = json!({ "execution_on": given(execution_on) });
        let key = format!("desk-after-{after}");
        let made = client.post_once(PATH, Some(&key), &request).await;
        let made: MadeSepaFile = self.administered(made)?;
        let problem = |one| problem_row(one, &names);
        Ok(MadeSepaFileView {
            file: row(made.file)?,
            // Whoever does not know takes it for one that may be at the bank.
            is_new: made.is_new.unwrap_or(false),
            problems: made.problems.into_iter().map(problem).collect::<Result<_, _>>()?,
        })
    }

    /// The bytes of a file as the platform made them; they are believed only when they have the hash
    /// that it lists.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `file_ended` for a file that was rejected or
    /// is void, [`AdministrationError::Unreadable`] for other bytes than were listed.
    pub async fn sepa_file_xml(&self, number: u32) -> Result<DocumentView, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        // The first one before the number that follows.
        let before = u64::from(number).saturating_add(1).to_string();
        let path = with_query(PATH, &[("limit", Some("1")), ("before", Some(before.as_str()))]);
        let list: SepaFileList = client.get(&path).await?;
        let listed = list.files.into_iter().find(|file| file.number == number);
        let listed = listed.ok_or(AdministrationError::Unreadable)?;
        let bytes = client.get_file(&address(&listed.id, ""), XML).await?;
        if Hash::of(&bytes).to_hex() != listed.sha256 {
            return Err(AdministrationError::Unreadable);
        }
        Ok(DocumentView::new(format!("{}.xml", listed.message_id), XML, &bytes))
    }

    /// The bank moved the money of the file on `booked_on`, a day as `2026-11-20`: every payout in it
    /// is paid.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `file_ended`, `not_the_banks_day`.
    pub async fn confirm_sepa_file(
        &self,
        file_id: String,
        booked_on: String,
    ) -> Result<(), AdministrationError> {
        self.end_sepa_file(&file_id, "confirm", &json!({ "booked_on": booked_on })).await
    }

    /// The bank refused the file: its payouts go into the next one.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `file_ended`.
    pub async fn reject_sepa_file(
        &self,
        file_id: String,
        reason: String,
    ) -> Result<(), AdministrationError> {
        self.end_sepa_file(&file_id, "reject", &json!({ "reason": reason })).await
    }

    /// Whoever calls declares that the file was never handed to the bank and that every copy of it is
    /// destroyed: its payouts wait again.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `file_ended`.
    pub async fn void_sepa_file(
        &self,
        file_id: String,
        reason: String,
    ) -> Result<(), AdministrationError> {
        let request = json!({ "never_uploaded": true, "reason": reason });
        self.end_sepa_file(&file_id, "void", &request).await
    }

    async fn end_sepa_file(
        &self,
        file_id: &str,
        how: &str,
        request: &Value,
    ) -> Result<(), AdministrationError> {
        let client = self.administration(Op::PayOut).await?;
        self.administered(client.tell_about(&address(file_id, how), request, file_id).await)
    }
}

/// Where a file is asked for; `how` is what is said or asked of it, or nothing.
fn address(file_id: &str, how: &str) -> String {
    let path = format!("{PATH}/{}", in_address(file_id));
    if how.is_empty() { path } else { format!("{path}/{how}") }
}

fn row(file: SepaFile) -> Result<SepaFileRow, AdministrationError> {
    let is_open = file.status == "open";
    Ok(SepaFileRow {
        sum: money(&file.control_sum, file.currency)?,
        may_end: is_open,
        may_download: is_open || file.status == "confirmed",
        file_id: file.id,
        number: file.number,
        message_id: file.message_id,
        status: file.status,
        execution_on: file.execution_on.to_string(),
        debtor_iban: file.debtor_iban,
        payouts: file.payouts,
        sha256: file.sha256,
        created_at: instant(file.created_at),
        booked_on: file.booked_on.map(|day| day.to_string()),
        ended_at: file.ended_at.map(instant),
    })
}

fn payout_row(
    payout: SepaFilePayout,
    names: &Names,
) -> Result<SepaFilePayoutRow, AdministrationError> {
    Ok(SepaFilePayoutRow {
        recipient: names.of_recipient(payout.recipient_tenant_id.as_deref()),
        amount: money(&payout.amount, payout.currency)?,
        payout_id: payout.payout_id,
        month: payout.period,
        holder: payout.name,
        iban: payout.iban,
    })
}

fn problem_row(problem: SepaProblem, names: &Names) -> Result<SepaProblemRow, AdministrationError> {
    Ok(SepaProblemRow {
        recipient: names.of_recipient(problem.recipient_tenant_id.as_deref()),
        amount: money(&problem.amount, problem.currency)?,
        code: problem.code,
        words: problem.message,
    })
}
