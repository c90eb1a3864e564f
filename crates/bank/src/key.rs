//! The same booking has the same id, however often and wherever its statement is read.

use std::collections::BTreeMap;

use mojo_domain::bank::BankTransaction;
use mojo_domain::journal::Hash;

/// Names the transactions of one account: by the bank's own reference where it gives one, else by
/// the statement and the place in it. Two that are alike in all of it are told apart by their
/// order.
pub(crate) struct Keys {
    account: String,
    seen: BTreeMap<String, u32>,
}

/// Where a transaction stands, for banks that give no reference.
pub(crate) struct Standing<'a> {
    pub(crate) statement: &'a str,
    pub(crate) entry: &'a str,
    pub(crate) bank_reference: &'a str,
}

impl Keys {
    pub(crate) fn of(account: &str) -> Self {
        Self { account: account.to_owned(), seen: BTreeMap::new() }
    }

    /// Gives the transaction its id.
    pub(crate) fn name(&mut self, transaction: &mut BankTransaction, standing: &Standing<'_>) {
        let place = match standing.bank_reference {
            "" | "NONREF" | "NOTPROVIDED" => {
                format!("{}|{}", standing.statement, standing.entry)
            }
            reference => format!("ref|{reference}"),
        };
        let text = format!(
            "{}|{place}|{}|{}|{}|{}",
            self.account,
            transaction.booked_on,
            transaction.amount_cents,
            transaction.currency.code(),
            transaction.end_to_end_id,
        );
        let count = self.seen.entry(text.clone()).or_default();
        *count += 1;
        let digest = Hash::of(format!("bank transaction|{text}|{count}").as_bytes());
        let mut head = [0; 16];
        head.copy_from_slice(&digest.0[..16]);
        transaction.transaction_id =
            mojo_domain::BankTransactionId(uuid::Builder::from_custom_bytes(head).into_uuid());
    }
}
