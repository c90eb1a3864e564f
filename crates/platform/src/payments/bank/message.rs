//! The file itself: pain.001.001.09, one group of credit transfers of one day.

use chrono::{DateTime, NaiveDate, Utc};
use sepa::{CreditTransferEntry, CreditTransferGroup, IsoDate, IsoDateTime, Pain001Builder};

use super::SepaAccount;

/// The most that one SEPA transfer moves, in cents.
pub(crate) const MAX_CENTS: i64 = 99_999_999_999;

/// What a file says of itself.
#[derive(Clone, Debug)]
pub(crate) struct MessageHead {
    /// By this the bank knows the file again: at most 35 characters of banks.
    pub(crate) message_id: String,
    pub(crate) created_at: DateTime<Utc>,
    /// The day on which the bank is to carry it out.
    pub(crate) execution_on: NaiveDate,
}

/// A transfer.
#[derive(Clone, Debug)]
pub(crate) struct SepaPayment {
    pub(crate) payee: SepaAccount,
    /// Euro cents, from 1 to [`MAX_CENTS`].
    pub(crate) cents: i64,
    /// It comes back on every statement: at most 35 characters of banks.
    pub(crate) end_to_end_id: String,
    /// What the payee reads: at most 140 characters of banks.
    pub(crate) text: String,
}

/// What is no file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the SEPA file cannot be written: {0}")]
pub(crate) struct MessageError(String);

fn fault(error: impl std::fmt::Display) -> MessageError {
    MessageError(error.to_string())
}

/// Writes the file: the same payments, the same bytes.
///
/// # Errors
/// [`MessageError`] when something in it breaks a rule of SEPA; without any payment, too.
pub(crate) fn write_message(
    debtor: &SepaAccount,
    head: &MessageHead,
    payments: &[SepaPayment],
) -> Result<String, MessageError> {
    let execution: IsoDate = head.execution_on.to_string().parse().map_err(fault)?;
    let created = head.created_at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let created: IsoDateTime = created.parse().map_err(fault)?;
    let name = debtor.name();
    let mut group = CreditTransferGroup::new(name.as_str(), &debtor.iban, execution);
    if let Some(bic) = &debtor.bic {
        group = group.debtor_bic(bic.clone());
    }
    let group = group.add_entries(payments.iter().map(entry));
    Pain001Builder::new(name.as_str(), head.message_id.as_str())
        .created_at(created)
        .add_group(group)
        .build()
        .map_err(fault)
}

fn entry(payment: &SepaPayment) -> CreditTransferEntry {
    let SepaPayment { payee, cents, end_to_end_id, text } = payment;
    let (name, iban) = (payee.name(), payee.iban.clone());
    let entry = CreditTransferEntry::new(name, iban, *cents, end_to_end_id.as_str())
        .with_description(text.as_str());
    match &payee.bic {
        Some(bic) => entry.with_bic(bic.clone()),
        None => entry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(holder: &str, bic: &str) -> SepaAccount {
        SepaAccount::try_new(holder, "DE89370400440532013000", bic).unwrap()
    }

    fn payment(number: u8, cents: i64) -> SepaPayment {
        SepaPayment {
            payee: account("Müller & Söhne", "COBADEFFXXX"),
            cents,
            end_to_end_id: format!("P{number}"),
            text: "MOJO Provision 2026-05".to_owned(),
        }
    }

    fn head() -> MessageHead {
        MessageHead {
            message_id: "MOJO-SEPA-000001".to_owned(),
            created_at: "2026-11-20T10:00:00.123456Z".parse().unwrap(),
            execution_on: "2026-11-23".parse().unwrap(),
        }
    }

    #[test]
    fn a_file_names_version_sums_day_and_both_sides() {
        let debtor = account("MOJO LLC", "");
        let payments = [payment(1, 1), payment(2, 20_000)];
        let xml = write_message(&debtor, &head(), &payments).unwrap();
        for part in [
            "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09",
            "<MsgId>MOJO-SEPA-000001</MsgId>",
            "<CreDtTm>2026-11-20T10:00:00Z</CreDtTm>",
            "<NbOfTxs>2</NbOfTxs>",
            "<CtrlSum>200.01</CtrlSum>",
            "<Dt>2026-11-23</Dt>",
            "<ChrgBr>SLEV</ChrgBr>",
            "<InstdAmt Ccy=\"EUR\">0.01</InstdAmt>",
            "<Nm>Mueller + Soehne</Nm>",
            "<BICFI>COBADEFFXXX</BICFI>",
            "<EndToEndId>P2</EndToEndId>",
            "<Ustrd>MOJO Provision 2026-05</Ustrd>",
        ] {
            assert!(xml.contains(part), "{part}: {xml}");
        }
        assert_eq!(write_message(&debtor, &head(), &payments).unwrap(), xml, "the same bytes");
    }

    #[test]
    fn what_a_bank_would_refuse_is_not_written() {
        let debtor = account("MOJO LLC", "");
        assert!(write_message(&debtor, &head(), &[]).is_err());
        for cents in [0, -1, MAX_CENTS + 1] {
            assert!(write_message(&debtor, &head(), &[payment(1, cents)]).is_err(), "{cents}");
        }
        assert!(write_message(&debtor, &head(), &[payment(1, MAX_CENTS)]).is_ok());
        let long = SepaPayment { end_to_end_id: "P".repeat(36), ..payment(1, 1) };
        assert!(write_message(&debtor, &head(), &[long]).is_err());
    }
}
