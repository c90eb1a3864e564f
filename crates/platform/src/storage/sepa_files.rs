//! Files of SEPA transfers for the bank: what each one pays, its bytes, and how it ended (Y2).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mojo_domain::TenantId;
use mojo_domain::commissions::SepaFileEnd;
use uuid::Uuid;

use super::payout_accounts::BankAccount;
use super::payouts::{PayoutRecord, payout};
use super::query::{InsertMany, queries};
use super::{LedgerTx, Row, StorageError, Value, values};

/// A file, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SepaFileRecord {
    pub(crate) file_id: Uuid,
    /// Counted from 1.
    pub(crate) number: i64,
    /// By this the bank knows it again.
    pub(crate) message_id: String,
    /// The day on which the bank is to carry it out.
    pub(crate) execution_on: NaiveDate,
    /// The account that pays.
    pub(crate) debtor_iban: String,
    pub(crate) payout_count: i64,
    /// The control sum, in euro cents.
    pub(crate) sum_cents: i64,
    /// Of its bytes.
    pub(crate) sha256: String,
    pub(crate) created_at: i64,
    /// `None` while nobody has said what the bank did.
    pub(crate) end: Option<SepaFileEnding>,
}

/// How a file ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SepaFileEnding {
    pub(crate) outcome: SepaFileEnd,
    /// The bank's day; `None` where it refused the file.
    pub(crate) booked_on: Option<NaiveDate>,
    pub(crate) ended_at: i64,
}

/// A payout in a file, and to where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SepaFilePayout {
    pub(crate) recipient: TenantId,
    pub(crate) payout_id: Uuid,
    /// Counted from 1; above it after files that the bank refused or never got.
    pub(crate) attempt: i64,
    pub(crate) end_to_end_id: String,
    pub(crate) name: String,
    pub(crate) iban: String,
    /// Empty where there is none.
    pub(crate) bic: String,
    pub(crate) amount_cents: i64,
}

/// A payout that is to be paid by SEPA transfer, has not ended and is in no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WaitingPayout {
    pub(crate) recipient: TenantId,
    pub(crate) payout: PayoutRecord,
    /// The recipient's account as it is named now.
    pub(crate) bank: Option<BankAccount>,
    /// In how many files it was that the bank refused or never got.
    pub(crate) attempts: i64,
}

const INSERT_PAYOUTS: InsertMany = InsertMany {
    table: "sepa_file_payouts",
    columns: &[
        "tenant_id",
        "payout_id",
        "attempt",
        "file_id",
        "end_to_end_id",
        "name",
        "iban",
        "bic",
        "amount_cents",
    ],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_PAYOUTS];

queries! {
    LOCK = "INSERT INTO sepa_file_counters (tenant_id, last_number) VALUES ($1, 0) \
        ON CONFLICT (tenant_id) DO UPDATE SET last_number = sepa_file_counters.last_number \
        RETURNING last_number",
    SET_LAST = "UPDATE sepa_file_counters SET last_number = $2 WHERE tenant_id = $1",
    WAITING = include_str!("sepa_files/waiting.sql"),
    INSERT = "INSERT INTO sepa_files (tenant_id, file_id, number, message_id, execution_on, \
        debtor_iban, payout_count, sum_cents, content, sha256, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    PAGE = "SELECT f.file_id, f.number, f.message_id, f.execution_on, f.debtor_iban, \
        f.payout_count, f.sum_cents, f.sha256, f.created_at, e.outcome, e.booked_on, e.ended_at \
        FROM sepa_files f LEFT JOIN sepa_file_ends e ON e.tenant_id = f.tenant_id \
        AND e.file_id = f.file_id WHERE f.tenant_id = $1 AND f.number < $2 \
        ORDER BY f.number DESC LIMIT $3",
    FIND = "SELECT f.file_id, f.number, f.message_id, f.execution_on, f.debtor_iban, \
        f.payout_count, f.sum_cents, f.sha256, f.created_at, e.outcome, e.booked_on, e.ended_at \
        FROM sepa_files f LEFT JOIN sepa_file_ends e ON e.tenant_id = f.tenant_id \
        AND e.file_id = f.file_id WHERE f.tenant_id = $1 AND f.file_id = $2",
    FIND_BY_MESSAGE = "SELECT file_id FROM sepa_files WHERE tenant_id = $1 AND message_id = $2",
    OPEN_OF_PAYOUT = "SELECT f.message_id FROM sepa_file_payouts p JOIN sepa_files f \
        ON f.file_id = p.file_id WHERE p.tenant_id = $1 AND p.payout_id = $2 AND NOT EXISTS (\
        SELECT 1 FROM sepa_file_ends e WHERE e.file_id = p.file_id) ORDER BY f.number LIMIT 1",
    OPEN_PAYOUTS = "SELECT p.tenant_id, p.payout_id, f.message_id FROM sepa_file_payouts p \
        JOIN sepa_files f ON f.file_id = p.file_id WHERE NOT EXISTS (\
        SELECT 1 FROM sepa_file_ends e WHERE e.file_id = p.file_id)",
    CONTENT = "SELECT content FROM sepa_files WHERE tenant_id = $1 AND file_id = $2",
    PAYOUTS = "SELECT p.tenant_id, p.payout_id, p.paid_at, p.amount_cents, p.currency, p.kind, \
        p.period, p.clawback_cents, p.vat_cents FROM sepa_file_payouts f JOIN payouts p \
        ON p.tenant_id = f.tenant_id AND p.payout_id = f.payout_id WHERE f.file_id = $1 \
        ORDER BY p.tenant_id, p.payout_id",
    CONTENTS = "SELECT f.tenant_id, f.payout_id, f.attempt, f.end_to_end_id, f.name, f.iban, \
        f.bic, f.amount_cents, p.period FROM sepa_file_payouts f JOIN payouts p \
        ON p.tenant_id = f.tenant_id AND p.payout_id = f.payout_id WHERE f.file_id = $1 \
        ORDER BY f.tenant_id, f.payout_id",
    END = "INSERT INTO sepa_file_ends (tenant_id, file_id, outcome, booked_on, reason, ended_at) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
}

fn file(row: &Row) -> Result<SepaFileRecord, StorageError> {
    let outcome: Option<SepaFileEnd> = row.opt_parsed("outcome")?;
    let end = match (outcome, row.opt_int("ended_at")?) {
        (Some(outcome), Some(ended_at)) => {
            let day = row.opt_text("booked_on")?.filter(|day| !day.is_empty());
            let read = |day: String| day.parse::<NaiveDate>();
            let booked_on = day.map(read).transpose();
            let booked_on =
                booked_on.map_err(|_| StorageError::Inconsistency { column: "booked_on" })?;
            Some(SepaFileEnding { outcome, booked_on, ended_at })
        }
        _ => None,
    };
    Ok(SepaFileRecord {
        file_id: row.parsed("file_id")?,
        number: row.int("number")?,
        message_id: row.text("message_id")?,
        execution_on: row.parsed("execution_on")?,
        debtor_iban: row.text("debtor_iban")?,
        payout_count: row.int("payout_count")?,
        sum_cents: row.int("sum_cents")?,
        sha256: row.text("sha256")?,
        created_at: row.int("created_at")?,
        end,
    })
}

fn waiting(row: &Row) -> Result<WaitingPayout, StorageError> {
    Ok(WaitingPayout {
        recipient: row.parsed("tenant_id")?,
        payout: payout(row)?,
        bank: BankAccount::of(row)?,
        attempts: row.int("attempts")?,
    })
}

/// What stands in a file, with the month for which it is paid.
fn content(row: &Row) -> Result<(SepaFilePayout, String), StorageError> {
    let payout = SepaFilePayout {
        recipient: row.parsed("tenant_id")?,
        payout_id: row.parsed("payout_id")?,
        attempt: row.int("attempt")?,
        end_to_end_id: row.text("end_to_end_id")?,
        name: row.text("name")?,
        iban: row.text("iban")?,
        bic: row.text("bic")?,
        amount_cents: row.int("amount_cents")?,
    };
    Ok((payout, row.text("period")?))
}

/// The files are MOJO LLC's.
fn own() -> Value {
    Value::id(TenantId::MOJO_LLC)
}

impl LedgerTx {
    /// The last number that a file got. Until this transaction ends nobody else makes one.
    pub(crate) async fn lock_sepa_file_numbers(&mut self) -> Result<i64, StorageError> {
        let row = self.tx.one(LOCK, vec![own()]).await?;
        row.ok_or(StorageError::Inconsistency { column: "last_number" })?.int("last_number")
    }

    /// What waits for a file, by recipient.
    pub(crate) async fn list_waiting_for_sepa(
        &mut self,
    ) -> Result<Vec<WaitingPayout>, StorageError> {
        self.tx.all(WAITING, Vec::new()).await?.iter().map(waiting).collect()
    }

    /// Keeps a file with its bytes and with what it pays; the numbers are locked.
    pub(crate) async fn insert_sepa_file(
        &mut self,
        file: &SepaFileRecord,
        content: &str,
        payouts: &[SepaFilePayout],
    ) -> Result<(), StorageError> {
        let id = Value::id(file.file_id);
        let values = values![
            own(),
            id.clone(),
            file.number,
            file.message_id.as_str(),
            Value::id(file.execution_on),
            file.debtor_iban.as_str(),
            file.payout_count,
            file.sum_cents,
            content,
            file.sha256.as_str(),
            file.created_at,
        ];
        self.tx.execute(INSERT, values).await?;
        let row = |payout: &SepaFilePayout| {
            values![
                Value::id(payout.recipient),
                Value::id(payout.payout_id),
                payout.attempt,
                id.clone(),
                payout.end_to_end_id.as_str(),
                payout.name.as_str(),
                payout.iban.as_str(),
                payout.bic.as_str(),
                payout.amount_cents,
            ]
        };
        self.tx.insert_many(&INSERT_PAYOUTS, payouts.iter().map(row).collect()).await?;
        self.tx.execute(SET_LAST, values![own(), file.number]).await.map(drop)
    }

    /// The files, the latest first, below the given number.
    pub(crate) async fn page_sepa_files(
        &mut self,
        below: i64,
        limit: i64,
    ) -> Result<Vec<SepaFileRecord>, StorageError> {
        self.tx.all(PAGE, values![own(), below, limit]).await?.iter().map(file).collect()
    }

    /// A file by its id.
    pub(crate) async fn find_sepa_file(
        &mut self,
        file_id: Uuid,
    ) -> Result<Option<SepaFileRecord>, StorageError> {
        let row = self.tx.one(FIND, vec![own(), Value::id(file_id)]).await?;
        row.as_ref().map(file).transpose()
    }

    /// The file that the bank knows by this id.
    pub(crate) async fn find_sepa_file_id(
        &mut self,
        message_id: &str,
    ) -> Result<Option<Uuid>, StorageError> {
        let row = self.tx.one(FIND_BY_MESSAGE, values![own(), message_id]).await?;
        row.map(|row| row.parsed("file_id")).transpose()
    }

    /// The message id of the file in which a payout stands while nobody has said what the bank did;
    /// `None` where it stands in none.
    pub(crate) async fn find_open_sepa_file_of(
        &mut self,
        recipient: TenantId,
        payout_id: Uuid,
    ) -> Result<Option<String>, StorageError> {
        let values = vec![Value::id(recipient), Value::id(payout_id)];
        let row = self.tx.one(OPEN_OF_PAYOUT, values).await?;
        row.map(|row| row.text("message_id")).transpose()
    }

    /// Every payout that stands in a file whose end nobody has said, with the message id of the file.
    pub(crate) async fn list_payouts_in_open_sepa_files(
        &mut self,
    ) -> Result<BTreeMap<(TenantId, Uuid), String>, StorageError> {
        let rows = self.tx.all(OPEN_PAYOUTS, Vec::new()).await?;
        rows.iter()
            .map(|row| {
                let payout = (row.parsed("tenant_id")?, row.parsed("payout_id")?);
                Ok((payout, row.text("message_id")?))
            })
            .collect()
    }

    /// The bytes of a file, as they were made.
    pub(crate) async fn find_sepa_file_content(
        &mut self,
        file_id: Uuid,
    ) -> Result<Option<String>, StorageError> {
        let row = self.tx.one(CONTENT, vec![own(), Value::id(file_id)]).await?;
        row.map(|row| row.text("content")).transpose()
    }

    /// What a file pays, by recipient.
    pub(crate) async fn list_sepa_file_payouts(
        &mut self,
        file_id: Uuid,
    ) -> Result<Vec<(TenantId, PayoutRecord)>, StorageError> {
        let rows = self.tx.all(PAYOUTS, vec![Value::id(file_id)]).await?;
        rows.iter().map(|row| Ok((row.parsed("tenant_id")?, payout(row)?))).collect()
    }

    /// What stands in a file, each with the month for which it is paid (`2026-11`), in the order of
    /// the file: to where it goes is what was kept when the file was made.
    pub(crate) async fn list_sepa_file_contents(
        &mut self,
        file_id: Uuid,
    ) -> Result<Vec<(SepaFilePayout, String)>, StorageError> {
        let rows = self.tx.all(CONTENTS, vec![Value::id(file_id)]).await?;
        rows.iter().map(content).collect()
    }

    /// Says what the bank did; `false`, and nothing is kept, when that was said before.
    pub(crate) async fn end_sepa_file(
        &mut self,
        file_id: Uuid,
        end: SepaFileEnding,
        reason: &str,
    ) -> Result<bool, StorageError> {
        let booked_on = end.booked_on.map(|day| day.to_string()).unwrap_or_default();
        let values = values![
            own(),
            Value::id(file_id),
            end.outcome.code(),
            booked_on,
            reason,
            end.ended_at,
        ];
        Ok(self.tx.execute(END, values).await? > 0)
    }
}
