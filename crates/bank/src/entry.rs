//! One entry of a statement (`Ntry`): a booking of the account, of one transaction or of a batch.

use mojo_domain::bank::BankTransaction;
use mojo_domain::{BankTransactionId, Currency};
use roxmltree::Node;
use uuid::Uuid;

use crate::amount::cents;
use crate::key::{Keys, Standing};
use crate::node::{at, child, children, day, text};
use crate::statement::StatementRefused;

/// The transactions of an entry. A batch whose parts say no amounts, or do not add up, is one.
pub(crate) fn transactions(
    entry: Node<'_, '_>,
    account: &str,
    statement: &str,
    (place, keys): (usize, &mut Keys),
) -> Result<Vec<BankTransaction>, StatementRefused> {
    let whole = whole(entry, account, place)?;
    let details: Vec<Node<'_, '_>> =
        children(entry, "NtryDtls").flat_map(|one| children(one, "TxDtls")).collect();
    let parts = parts(&whole, &details, is_credit(entry));
    let reference = match text(entry, &["NtryRef"]) {
        reference if reference.is_empty() => place.to_string(),
        reference => reference,
    };
    let of_entry = text(entry, &["AcctSvcrRef"]);
    let named = parts.into_iter().enumerate().map(|(part, (mut transaction, of_part))| {
        let bank_reference = if of_part.is_empty() { of_entry.clone() } else { of_part };
        let entry = format!("{reference}|{part}");
        let standing = Standing { statement, entry: &entry, bank_reference: &bank_reference };
        keys.name(&mut transaction, &standing);
        transaction
    });
    Ok(named.collect())
}

/// Whether money came in; a booking taken back states the side of the taking back.
fn is_credit(node: Node<'_, '_>) -> bool {
    text(node, &["CdtDbtInd"]) == "CRDT"
}

fn whole(
    entry: Node<'_, '_>,
    account: &str,
    place: usize,
) -> Result<BankTransaction, StatementRefused> {
    let refused = |what: &'static str| StatementRefused::Entry { place: place + 1, what };
    let amount = child(entry, "Amt").ok_or_else(|| refused("Amt"))?;
    let amount_cents = amount.text().and_then(cents).ok_or_else(|| refused("Amt"))?;
    let currency = amount.attribute("Ccy").unwrap_or_default();
    let currency: Currency = currency.parse().map_err(|_| refused("Ccy"))?;
    let booked_on = day(entry, "BookgDt").or_else(|| day(entry, "ValDt"));
    let booked_on = booked_on.ok_or_else(|| refused("BookgDt"))?;
    Ok(BankTransaction {
        transaction_id: BankTransactionId(Uuid::nil()),
        account: account.to_owned(),
        booked_on,
        valued_on: day(entry, "ValDt"),
        amount_cents: if is_credit(entry) { amount_cents } else { -amount_cents },
        currency,
        counterparty: String::new(),
        counterparty_account: String::new(),
        remittance: text(entry, &["AddtlNtryInf"]),
        reference: String::new(),
        end_to_end_id: String::new(),
        return_reason: String::new(),
    })
}

/// The parts with the bank's reference of each.
fn parts(
    whole: &BankTransaction,
    details: &[Node<'_, '_>],
    is_credit: bool,
) -> Vec<(BankTransaction, String)> {
    let reference = |node: Node<'_, '_>| text(node, &["Refs", "AcctSvcrRef"]);
    let amounts: Option<Vec<i64>> = details.iter().map(|one| amount_of(*one, whole)).collect();
    match (details, amounts) {
        ([], _) => vec![(whole.clone(), String::new())],
        ([only], _) => vec![(filled(whole.clone(), *only, is_credit), reference(*only))],
        (several, Some(amounts)) if sum(&amounts) == Some(whole.amount_cents.abs()) => {
            let sign = whole.amount_cents.signum();
            let part = |(node, cents): (&Node<'_, '_>, i64)| {
                let transaction = BankTransaction { amount_cents: sign * cents, ..whole.clone() };
                (filled(transaction, *node, is_credit), reference(*node))
            };
            several.iter().zip(amounts).map(part).collect()
        }
        (several, _) => {
            let texts: Vec<String> = several.iter().map(|one| remittance(*one)).collect();
            let remittance = joined(&texts.join(" "), &whole.remittance);
            vec![(BankTransaction { remittance, ..whole.clone() }, String::new())]
        }
    }
}

fn sum(amounts: &[i64]) -> Option<i64> {
    amounts.iter().try_fold(0_i64, |sum, cents| sum.checked_add(*cents))
}

/// What a part says of its own amount, in the currency of the account.
fn amount_of(node: Node<'_, '_>, whole: &BankTransaction) -> Option<i64> {
    let direct = child(node, "Amt");
    let amount = direct.or_else(|| at(node, &["AmtDtls", "TxAmt", "Amt"]))?;
    if amount.attribute("Ccy") != Some(whole.currency.code()) {
        return None;
    }
    amount.text().and_then(cents)
}

fn filled(mut one: BankTransaction, node: Node<'_, '_>, is_credit: bool) -> BankTransaction {
    let side = if is_credit { "Dbtr" } else { "Cdtr" };
    let name = |path: &[&str]| text(node, path);
    let ultimate = format!("Ultmt{side}");
    let names = [
        name(&["RltdPties", &ultimate, "Nm"]),
        name(&["RltdPties", &ultimate, "Pty", "Nm"]),
        name(&["RltdPties", side, "Nm"]),
        // Since version 8 a party is one of two kinds.
        name(&["RltdPties", side, "Pty", "Nm"]),
    ];
    one.counterparty = names.into_iter().rev().find(|name| !name.is_empty()).unwrap_or_default();
    let account = format!("{side}Acct");
    one.counterparty_account = [
        name(&["RltdPties", &account, "Id", "IBAN"]),
        name(&["RltdPties", &account, "Id", "Othr", "Id"]),
    ]
    .into_iter()
    .find(|account| !account.is_empty())
    .unwrap_or_default();
    one.remittance = joined(&remittance(node), &one.remittance);
    one.reference = structured(node);
    one.end_to_end_id = match name(&["Refs", "EndToEndId"]).as_str() {
        "NOTPROVIDED" => String::new(),
        id => id.to_owned(),
    };
    one.return_reason = match name(&["RtrInf", "Rsn", "Cd"]) {
        code if code.is_empty() => name(&["RtrInf", "Rsn", "Prtry"]),
        code => code,
    };
    one
}

/// Banks cut the text into parts of 35 or 140 characters.
fn remittance(node: Node<'_, '_>) -> String {
    let Some(information) = child(node, "RmtInf") else { return String::new() };
    let parts = children(information, "Ustrd").filter_map(|one| one.text());
    let words: Vec<&str> = parts.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// RF..., or the 27 digits of a QR-bill.
fn structured(node: Node<'_, '_>) -> String {
    let Some(information) = child(node, "RmtInf") else { return String::new() };
    let found = children(information, "Strd").map(|one| text(one, &["CdtrRefInf", "Ref"]));
    found.into_iter().find(|one| !one.is_empty()).unwrap_or_default()
}

fn joined(first: &str, second: &str) -> String {
    match (first, second) {
        ("", text) | (text, "") => text.to_owned(),
        (first, second) => format!("{first} {second}"),
    }
}
