//! Y2: recipients that are paid by SEPA transfer. What is reserved for them is collected into a file,
//! which staff hand to the bank; then they say what the bank did (`docs/decisions/0026`).

mod collect;
mod end;
mod plan;

use chrono::NaiveDate;
use mojo_domain::commissions::SepaFileEnd;
use uuid::Uuid;

pub(crate) use collect::{Collected, FileWish, collect_sepa_file};
pub(crate) use end::{confirm_sepa_file, reject_sepa_file, void_sepa_file};
pub(crate) use plan::SepaProblem;

use crate::storage::{StorageError, TenantTx};

/// The message id of the open file in which a payout of the transaction's tenant stands: the bank may
/// have it, or get it, so that nothing else pays. Asked under the lock of the tenant's order, nobody
/// puts the payout into a file meanwhile.
pub(super) async fn open_file_of(
    tx: TenantTx,
    payout_id: Uuid,
) -> Result<(TenantTx, Option<String>), StorageError> {
    let tenant = tx.tenant();
    let mut ledger = tx.go_on_as_ledger().await?;
    let file = ledger.find_open_sepa_file_of(tenant.id(), payout_id).await?;
    Ok((ledger.go_on_as(tenant).await?, file))
}

/// Why there is no file, or why it does not end so.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SepaFileRefused {
    /// Nobody said from where is paid.
    #[error(
        "no account is set up from which recipients are paid by SEPA transfer: start again with \
         --sepa-name and --sepa-iban"
    )]
    NoDebtor,
    /// A weekend or a holiday of banks, over, or too far ahead.
    #[error("banks carry out no file of today on {wished}; they do on {next}")]
    NoBankingDay {
        /// The day that was asked for.
        wished: NaiveDate,
        /// One that can be asked for.
        next: NaiveDate,
    },
    /// Of each payout that waits, why it is in no file.
    #[error("no payout waits that a SEPA file could pay{}", told(.0))]
    NothingToPay(Vec<SepaProblem>),
    /// The key was used for a file of another day.
    #[error("this key made a file for {0}; ask for another day with another key")]
    KeyReused(NaiveDate),
    /// No file has this id.
    #[error("there is no such file")]
    Unknown,
    /// It was said before what the bank did.
    #[error("this file has ended: {}", .0.code())]
    Ended(SepaFileEnd),
    /// The bank cannot have moved the money on that day.
    #[error("the bank's day lies between {first} and {last}")]
    NotTheBanksDay {
        /// The first day that can be meant.
        first: NaiveDate,
        /// Today.
        last: NaiveDate,
    },
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

fn told(problems: &[SepaProblem]) -> String {
    problems.iter().map(|problem| format!("; {problem}")).collect()
}
