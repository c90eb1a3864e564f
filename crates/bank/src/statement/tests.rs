use mojo_domain::Currency;

use super::*;

fn version_8(entries: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-25T20:00:00</CreDtTm></GrpHdr>
<Stmt><Id>2026-225</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">219.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>
{entries}</Stmt></BkToCstmrStmt></Document>"#
    )
}

const ONE: &str = r#"<Ntry><NtryRef>1</NtryRef><Amt Ccy="EUR">119.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-25</Dt></BookgDt><ValDt><Dt>2026-11-26</Dt></ValDt>
<AcctSvcrRef>2026112500001</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E2E-1</EndToEndId></Refs>
<RltdPties><Dbtr><Pty><Nm>Nele Ottensen</Nm></Pty></Dbtr>
<DbtrAcct><Id><IBAN>DE75512108001245126199</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>Rechnung RE-2026-A-0000</Ustrd><Ustrd>42</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"#;

fn read(text: &str) -> BankStatement {
    let mut file = read_statements(text.as_bytes()).unwrap();
    assert_eq!(file.statements.len(), 1);
    file.statements.remove(0)
}

#[test]
fn a_transaction_says_who_paid_what_for_which_reason() {
    let statement = read(&version_8(ONE));
    assert_eq!((statement.difference_cents, statement.pending), (0, 0));
    let one = &statement.transactions[0];
    assert_eq!((one.amount_cents, one.currency), (119_00, Currency::EUR));
    assert_eq!(one.booked_on.to_string(), "2026-11-25");
    assert_eq!(one.valued_on.unwrap().to_string(), "2026-11-26");
    assert_eq!(one.counterparty, "Nele Ottensen");
    assert_eq!(one.counterparty_account, "DE75512108001245126199");
    assert_eq!(one.remittance, "Rechnung RE-2026-A-0000 42");
    assert_eq!(one.end_to_end_id, "E2E-1");
}

#[test]
fn version_2_says_the_same_and_names_it_alike() {
    let older = version_8(ONE)
        .replace("camt.053.001.08", "camt.053.001.02")
        .replace("<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>")
        .replace("<Pty><Nm>Nele Ottensen</Nm></Pty>", "<Nm>Nele Ottensen</Nm>")
        .replace("119.00</Amt><CdtDbtInd>", "119.00000</Amt><CdtDbtInd>");
    assert_eq!(read(&older), read(&version_8(ONE)));
}

#[test]
fn what_is_not_booked_yet_is_not_read() {
    let pending = ONE.replace("BOOK", "PDNG");
    let statement = read(&version_8(&format!("{ONE}{pending}")));
    assert_eq!((statement.transactions.len(), statement.pending), (1, 1));
}

#[test]
fn a_batch_is_parted_where_its_parts_add_up() {
    let part = |cents: &str, text: &str| {
        format!(
            "<TxDtls><Amt Ccy=\"EUR\">{cents}</Amt><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
        )
    };
    let head = r#"<Ntry><Amt Ccy="EUR">119.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
        <BookgDt><DtTm>2026-11-25T09:00:00+01:00</DtTm></BookgDt><NtryDtls>"#;
    let batch = |second: &str| {
        let parts = part("100.00", "A") + &part(second, "B");
        read(&version_8(&format!("{head}{parts}</NtryDtls></Ntry>")))
    };
    let parted = batch("19.00").transactions;
    let found: Vec<_> = parted.iter().map(|t| (t.amount_cents, t.remittance.as_str())).collect();
    assert_eq!(found, [(100_00, "A"), (19_00, "B")]);
    assert_ne!(parted[0].transaction_id, parted[1].transaction_id);
    let whole = batch("18.00").transactions;
    assert_eq!((whole.len(), whole[0].amount_cents), (1, 119_00));
    assert_eq!(whole[0].remittance, "A B");
}

#[test]
fn two_that_are_alike_are_two_and_stay_the_same_two() {
    let nameless = ONE.replace("<AcctSvcrRef>2026112500001</AcctSvcrRef>", "");
    let statement = read(&version_8(&format!("{ONE}{ONE}{nameless}{nameless}")));
    let mut ids: Vec<_> = statement.transactions.iter().map(|t| t.transaction_id).collect();
    assert_eq!(statement.difference_cents, -3 * 119_00, "what the balances do not know");
    let again = read(&version_8(&format!("{ONE}{ONE}{nameless}{nameless}")));
    assert_eq!(again.transactions.iter().map(|t| t.transaction_id).collect::<Vec<_>>(), ids);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[test]
fn what_went_out_is_negative_and_a_return_says_why() {
    let back = ONE
        .replace("CRDT", "DBIT")
        .replace("<RmtInf>", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf><RmtInf>");
    let one = &read(&version_8(&back)).transactions[0];
    assert_eq!((one.amount_cents, one.return_reason.as_str()), (-119_00, "AC04"));
    assert_eq!(one.counterparty, "", "the debtor of a debit is the account's own holder");
}

#[test]
fn a_file_that_is_no_statement_is_refused_whole_and_plainly() {
    let refused = |text: &str| read_statements(text.as_bytes()).unwrap_err();
    assert_eq!(refused(" "), StatementRefused::Empty);
    assert!(matches!(refused("<Document><a></Document>"), StatementRefused::NotXml { .. }));
    let bomb =
        r#"<!DOCTYPE a [<!ENTITY b "c">]><Document><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>"#;
    assert!(matches!(refused(bomb), StatementRefused::NotXml { .. }));
    let other = "<Document><CstmrCdtTrfInitn/></Document>";
    assert_eq!(
        refused(other),
        StatementRefused::NotAStatement { found: "CstmrCdtTrfInitn".into() }
    );
    let finer = version_8(&ONE.replace("119.00", "119.005"));
    assert_eq!(refused(&finer), StatementRefused::Entry { place: 1, what: "Amt" });
    let undated = version_8(&ONE.replace("BookgDt", "X").replace("ValDt", "X"));
    assert_eq!(refused(&undated), StatementRefused::Entry { place: 1, what: "BookgDt" });
    let nobody = version_8(ONE).replace("<IBAN>DE89370400440532013000</IBAN>", "");
    assert_eq!(refused(&nobody), StatementRefused::NoAccount { id: "2026-225".into() });
    assert_eq!(read_statements(&[0xff, 0xfe]), Err(StatementRefused::Encoding));
}
