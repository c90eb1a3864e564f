//! The page and the XML inside of it say the same: a reader of pages and a reader of XML agree.

use std::path::Path;
use std::process::Command;

use mojo_desk::invoicing::check_received;
use mojo_desk::views::{MoneyView, ReceivedInvoiceView};

use crate::{asks_judges, corpus, write};

/// The text of the page, without blanks: where a line breaks says nothing.
fn page(path: &Path) -> String {
    let output = Command::new("pdftotext").arg(path).arg("-").output();
    let output = output.unwrap_or_else(|error| panic!("pdftotext (poppler-utils): {error}"));
    assert!(output.status.success());
    compact(&String::from_utf8(output.stdout).unwrap())
}

fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{2212}' && *c != '-').collect()
}

/// `1.785,95` without its sign.
fn money(money: &MoneyView) -> String {
    let cents = money.cents.unsigned_abs();
    let digits = (cents / 100).to_string();
    let grouped: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    format!("{},{:02}", grouped.join("."), cents % 100)
}

fn day(day: &str) -> String {
    day.split('-').rev().collect::<Vec<_>>().join(".")
}

fn said(read: &ReceivedInvoiceView) -> Vec<String> {
    let mut said = vec![
        read.number.clone(),
        read.seller.name.clone(),
        read.buyer.name.clone(),
        read.buyer_reference.clone(),
        money(&read.net),
        money(&read.gross),
        day(read.issued_on.as_deref().unwrap()),
        day(read.service_to.as_deref().unwrap()),
        read.account.clone(),
        read.reference.clone(),
    ];
    if read.kind == "invoice" {
        said.push(day(read.due_on.as_deref().unwrap()));
    }
    said.extend(read.preceding.iter().cloned());
    said.extend(read.vat.iter().filter(|group| group.vat.cents != 0).map(|one| money(&one.vat)));
    said.extend(
        read.vat.iter().flat_map(|group| group.reason.split_inclusive(". ").map(str::to_owned)),
    );
    for line in &read.lines {
        said.extend([line.text.clone(), line.quantity.clone(), money(&line.net)]);
    }
    said
}

#[tokio::test]
async fn the_page_and_the_xml_inside_of_it_say_the_same() {
    if !asks_judges() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for one in corpus::issue(40, folder.path()).await {
        let page = page(&write(folder.path(), "rechnung.pdf", &one.pdf));
        let read = check_received(&one.pdf).unwrap();
        for text in said(&read) {
            assert!(page.contains(&compact(&text)), "{}: {text:?} is not on the page", one.name);
        }
    }
}
