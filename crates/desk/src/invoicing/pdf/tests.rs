use mojo_domain::InvoiceId;
use mojo_protocol::Entity;
use mojo_protocol::facts::{DocumentRef, InvoiceBody};
use mojo_store::invoicing::find_by_number;

use crate::invoicing::testing::input;
use crate::testing::{self, TestDesk};
use crate::views::Severity;
use crate::{Desk, Op, Refusal};

async fn body(desk: &Desk, number: &str) -> InvoiceBody {
    find_by_number(&mut desk.reader().await.unwrap(), number).await.unwrap().unwrap().body
}

/// Brings an invoice to a desk as a sync does: the fact without the bytes of its document.
async fn bring(desk: &TestDesk, body: &InvoiceBody) {
    let mut tx = desk.transact(Op::IssueInvoice).await.unwrap();
    tx.record(Entity::Invoice, body.invoice_id.0, body).await.unwrap();
    desk.commit(tx, Op::IssueInvoice).await.unwrap();
}

#[tokio::test]
async fn an_invoice_of_another_desk_is_printed_with_the_bytes_that_were_issued() {
    let (here, there) = (testing::desk().await, testing::desk().await);
    let number = there.issue_invoice(input(&there).await).await.unwrap().number;
    bring(&here, &body(&there, &number).await).await;
    let issued = there.invoice_pdf(number.clone()).await.unwrap();
    assert_eq!(here.invoice_pdf(number).await.unwrap(), issued);
}

#[tokio::test]
async fn d3_a_document_that_is_not_the_one_that_was_issued_does_not_go_out() {
    let (here, there) = (testing::desk().await, testing::desk().await);
    let number = there.issue_invoice(input(&there).await).await.unwrap().number;
    let mut other = body(&there, &number).await;
    other.invoice_id = InvoiceId(uuid::Uuid::from_u128(77));
    other.document =
        Some(DocumentRef { sha256: "0".repeat(64), media_type: "application/pdf".to_owned() });
    bring(&here, &other).await;
    let refused = here.invoice_pdf(number.clone()).await.unwrap_err();
    assert_eq!((refused.code(), refused.severity()), ("document_differs", Severity::Fault));
    assert_eq!(refused.values()["number"], number);
}
