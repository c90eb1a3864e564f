//! P4: a practice whose membership ended, and an owner whose tenant left, read and take along what is
//! theirs: contacts, invoices, receipts and statements, byte by byte as before, without a network.

use chrono::TimeDelta;
use mojo_desk::views::{ContactQuery, DocumentView, decode_base64};
use mojo_desk::{Op, Refusal as _};
use mojo_domain::{Clock as _, to_micros};
use mojo_journeys::{Practice, TestDesk, journeys};

const OWNER: &str = "jonte.albers";

/// Every verb that waits for a tool: after the end of the membership none of them is done.
const NEW_WORK: [Op; 11] = [
    Op::CreateContact,
    Op::ImportContacts,
    Op::MergeContacts,
    Op::PartContacts,
    Op::CreateProduct,
    Op::EditProduct,
    Op::Sell,
    Op::CheckIn,
    Op::ImportCard,
    Op::DraftInvoice,
    Op::IssueInvoice,
];

/// What was made while everything was open.
struct Made {
    invoice: String,
    receipt: String,
    /// The earliest month with commissions: nothing moves in it any more.
    month: String,
}

/// What a practice may take along.
#[derive(Debug, PartialEq, Eq)]
struct Export {
    contacts: Vec<u8>,
    invoice: Vec<u8>,
    receipt: Vec<u8>,
    statement: Vec<u8>,
}

fn bytes(document: &DocumentView) -> Vec<u8> {
    decode_base64(&document.base64).unwrap()
}

/// The owner's desk after a day of work.
async fn work(practice: &Practice) -> (TestDesk, Made) {
    let desk = practice.empty_desk().await;
    desk.sign_in(&practice.url, OWNER, "Büro").await.unwrap();
    desk.sync_until_quiet().await;
    let client = desk.enter_client("Oda", "Fennrich").await;
    let invoice = desk.invoice(&client, 8_000).await.number;
    let receipt = desk.sell_one("Massage 30 Minuten", "cash").await.receipt_number;
    let month = desk.list_statement_months().await.unwrap().pop().unwrap().month;
    desk.sync_until_quiet().await;
    (desk, Made { invoice, receipt, month })
}

/// Everything as files; each PDF is one.
async fn export(desk: &TestDesk, made: &Made) -> Export {
    let mut contacts = Vec::new();
    let written = desk.export_contacts(&mut contacts).await.unwrap();
    assert!(written > 80, "those of the demo, and the one that was entered: {written}");
    let invoice = bytes(&desk.invoice_pdf(made.invoice.clone()).await.unwrap());
    let receipt = bytes(&desk.receipt_pdf(made.receipt.clone()).await.unwrap());
    let paper = bytes(&desk.statement_pdf(made.month.clone(), None).await.unwrap());
    for pdf in [&invoice, &receipt, &paper] {
        assert!(pdf.starts_with(b"%PDF"));
    }
    let statement = bytes(&desk.statement_csv(made.month.clone(), None, None).await.unwrap());
    assert!(statement.iter().filter(|byte| **byte == b'\n').count() > 1);
    Export { contacts, invoice, receipt, statement }
}

/// What the people of the practice bought is taken back now.
async fn take_back_memberships(practice: &Practice) {
    let now = to_micros(practice.clock.now());
    let sql = format!("UPDATE memberships SET revoked_at = {now} WHERE revoked_at IS NULL");
    practice.plant(&sql).await;
}

/// The days of grace pass, and the desk hears of the end: no tool is open.
async fn close_every_tool(practice: &Practice, desk: &TestDesk) {
    practice.advance(&[desk], TimeDelta::days(8));
    desk.sync_until_quiet().await;
    for op in NEW_WORK {
        let refused = desk.transact(op).await.err().map(|error| error.code());
        assert_eq!(refused, Some("tool_closed"), "{}", op.name());
    }
}

/// Without a network, the program opened anew: all is read, and the files are the same.
async fn assert_all_is_theirs(desk: &mut TestDesk, made: &Made, before: &Export) {
    desk.network.unplug();
    desk.reopen().await;
    assert_eq!(desk.transact(Op::Sell).await.err().map(|error| error.code()), Some("tool_closed"));
    assert!(export(desk, made).await == *before, "the files are as they were");
    let query = ContactQuery { text: "Fennrich".to_owned(), role: None, offset: 0, limit: 10 };
    let found = desk.list_contacts(query).await.unwrap();
    assert_eq!(found.total, 1);
    desk.show_contact(found.rows[0].contact_id.clone()).await.unwrap();
    desk.show_invoice(made.invoice.clone()).await.unwrap();
    desk.show_sale(made.receipt.clone()).await.unwrap();
    assert!(!desk.list_products().await.unwrap().is_empty());
    for month in desk.list_statement_months().await.unwrap() {
        let currency = Some(month.total.currency.clone());
        desk.show_statement(month.month.clone(), currency).await.unwrap();
    }
}

journeys! {
    /// P4: the membership ended and was not renewed.
    async fn p4_with_every_tool_closed_all_is_read_and_exported(practice) {
        let (mut desk, made) = work(&practice).await;
        let before = export(&desk, &made).await;
        practice.plant("UPDATE tenants SET granted_stage = NULL WHERE name = 'Praxis Birkenhain'").await;
        take_back_memberships(&practice).await;
        close_every_tool(&practice, &desk).await;
        assert_all_is_theirs(&mut desk, &made, &before).await;
    }

    /// P4, C13: the tenant left the platform; its owner keeps what is the practice's, statements too.
    async fn p4_an_owner_who_left_reads_and_exports_what_is_theirs(practice) {
        let (mut desk, made) = work(&practice).await;
        let before = export(&desk, &made).await;
        let session = desk.find_session().await.unwrap().unwrap();
        assert!(practice.platform.deactivate_tenant(session.tenant_id).await.unwrap());
        take_back_memberships(&practice).await;
        close_every_tool(&practice, &desk).await;
        assert_all_is_theirs(&mut desk, &made, &before).await;
    }
}
