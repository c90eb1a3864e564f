//! A file of statements (camt.053), or of an account's day so far (camt.052).

use mojo_domain::bank::BankTransaction;
use roxmltree::{Document, Node, ParsingOptions};

use crate::amount::cents;
use crate::entry;
use crate::key::Keys;
use crate::node::{at, child, children, text};

/// What is read of a file at most.
pub const LONGEST_BYTES: usize = 32 * 1024 * 1024;

/// A file as a bank hands it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFile {
    /// In the file's order.
    pub statements: Vec<BankStatement>,
}

/// One account's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankStatement {
    /// As the bank calls it.
    pub id: String,
    /// The IBAN, or the bank's own number.
    pub account: String,
    /// Booked transactions, in the statement's order.
    pub transactions: Vec<BankTransaction>,
    /// Entries that are not booked yet, and not read.
    pub pending: u32,
    /// What opening balance and transactions come to, where it is not the closing balance: what is
    /// missing, in cents.
    pub difference_cents: i64,
}

/// Why a file is not taken. Nothing of it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementRefused {
    /// No byte.
    #[error("the file is empty")]
    Empty,
    /// More than anybody's statement.
    #[error("the file has more than {} MB", LONGEST_BYTES / 1024 / 1024)]
    TooBig,
    /// Not UTF-8, which camt always is.
    #[error("the file is no text in UTF-8")]
    Encoding,
    /// Broken, or with a document type, which no bank writes.
    #[error("line {line}, column {column}: no readable XML")]
    NotXml {
        /// From 1.
        line: u32,
        /// From 1.
        column: u32,
    },
    /// Another kind of file.
    #[error("no statement of an account (camt.053 or camt.052) but {found:?}")]
    NotAStatement {
        /// The name of the first element inside.
        found: String,
    },
    /// An entry that cannot be read: whose it is must not be guessed.
    #[error("entry {place}: {what} cannot be read")]
    Entry {
        /// From 1, in its statement.
        place: usize,
        /// The element.
        what: &'static str,
    },
    /// Of which account?
    #[error("the statement {id:?} names no account")]
    NoAccount {
        /// As the bank calls it.
        id: String,
    },
}

/// Reads camt.053 and camt.052 of every version.
///
/// # Errors
/// [`StatementRefused`] says what is wrong, and where.
pub fn read_statements(bytes: &[u8]) -> Result<BankFile, StatementRefused> {
    if bytes.len() > LONGEST_BYTES {
        return Err(StatementRefused::TooBig);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| StatementRefused::Encoding)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(StatementRefused::Empty);
    }
    let options = ParsingOptions { nodes_limit: 4_000_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        StatementRefused::NotXml { line: at.row, column: at.col }
    })?;
    let root = document.root_element();
    let inside = root.children().find(Node::is_element);
    let name = inside.map_or(root.tag_name().name(), |one| one.tag_name().name());
    let (inside, kind) = match (inside, name) {
        (Some(inside), "BkToCstmrStmt") => (inside, "Stmt"),
        (Some(inside), "BkToCstmrAcctRpt") => (inside, "Rpt"),
        _ => return Err(StatementRefused::NotAStatement { found: name.to_owned() }),
    };
    let statements = children(inside, kind).map(statement).collect::<Result<_, _>>()?;
    Ok(BankFile { statements })
}

fn statement(node: Node<'_, '_>) -> Result<BankStatement, StatementRefused> {
    let id = text(node, &["Id"]);
    let iban = text(node, &["Acct", "Id", "IBAN"]);
    let account = if iban.is_empty() { text(node, &["Acct", "Id", "Othr", "Id"]) } else { iban };
    if account.is_empty() {
        return Err(StatementRefused::NoAccount { id });
    }
    let mut keys = Keys::of(&account);
    let (mut transactions, mut pending) = (Vec::new(), 0);
    for (place, one) in children(node, "Ntry").enumerate() {
        // A code since version 8, a text before.
        let status = match text(one, &["Sts", "Cd"]) {
            status if status.is_empty() => text(one, &["Sts"]),
            status => status,
        };
        if matches!(status.as_str(), "PDNG" | "INFO" | "FUTR") {
            pending += 1;
            continue;
        }
        transactions.extend(entry::transactions(one, &account, &id, (place, &mut keys))?);
    }
    let difference_cents = difference(node, &transactions);
    Ok(BankStatement { id, account, transactions, pending, difference_cents })
}

/// What opening balance and transactions do not come to; 0 where the bank states no balances.
fn difference(node: Node<'_, '_>, transactions: &[BankTransaction]) -> i64 {
    let balance = |codes: &[&str]| {
        let is_it = |one: &Node<'_, '_>| {
            let code = text(*one, &["Tp", "CdOrPrtry", "Cd"]);
            codes.contains(&code.as_str())
        };
        let one = children(node, "Bal").find(is_it)?;
        let cents = child(one, "Amt").and_then(|amount| amount.text()).and_then(cents)?;
        at(one, &["CdtDbtInd"])?;
        Some(if text(one, &["CdtDbtInd"]) == "CRDT" { cents } else { -cents })
    };
    let (Some(opening), Some(closing)) = (balance(&["OPBD", "PRCD"]), balance(&["CLBD"])) else {
        return 0;
    };
    let sum: i64 = transactions.iter().map(|one| one.amount_cents).sum();
    closing - opening - sum
}

#[cfg(test)]
mod tests;
