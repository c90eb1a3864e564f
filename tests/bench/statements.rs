//! A desk that holds a year with 100,000 commissions: the screen opens, months are shown, broken
//! down and put on paper, and everything is recomputed offline.

use std::path::Path;
use std::time::Instant;

use mojo_desk::keys::KeySource;
use mojo_desk::views::{DocumentView, StatementView, decode_base64};
use mojo_desk::{Desk, OpenDesk};
use mojo_domain::Month;
use mojo_domain::journal::hex;
use mojo_journeys::year::{MONTHS, fill_year};
use mojo_store::DatabaseKey;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use crate::clock::Times;
use crate::{Bound, raw, row};

const ENTRIES: u32 = 100_000;
const KEY: [u8; 32] = [9; 32];

/// The screen stands there the first time after the program began, nothing is in memory yet.
const OPEN: Bound = Bound::Most(500.0);
/// A month while the screen is open.
const MONTH: Bound = Bound::Most(400.0);
/// From a key to its result.
const LINE: Bound = Bound::Most(30.0);
/// A document that somebody asked for.
const DOCUMENT: Bound = Bound::Most(3_000.0);
/// Every entry of all months, and what was signed of them.
const VERIFY: Bound = Bound::Most(1_000.0);

pub(crate) async fn measure(folder: &Path) -> Vec<Value> {
    let desk = open(folder).await;
    desk.open_demo().await.expect("the demo practice");
    fill_year(&desk, ENTRIES).await;
    desk.close().await;
    let mut rows = Vec::new();
    rows.extend(screen(folder).await);
    let desk = open(folder).await;
    let months = desk.list_statement_months().await.expect("months");
    assert_eq!(months.iter().map(|row| row.entries).sum::<u32>(), ENTRIES, "{months:?}");
    let full = months.iter().max_by_key(|row| row.entries).expect("a month").month.clone();
    rows.extend(lines(&desk, folder, &full).await);
    rows.extend(documents(&desk, folder, &full).await);
    desk.close().await;
    rows.extend(verify(folder).await);
    rows
}

async fn open(folder: &Path) -> Desk {
    let key = KeySource::Given(DatabaseKey::new(KEY));
    let place = OpenDesk::new(folder.join("commissions"), key);
    Desk::open(place.marks_in(Some(folder.join("marks")))).await.expect("a profile")
}

/// What the window asks when the screen opens, and when another month is chosen.
async fn screen(folder: &Path) -> Vec<Value> {
    let desk = open(folder).await;
    let start = Instant::now();
    let months = desk.list_statement_months().await.expect("months");
    let latest = desk.show_statement(months[0].month.clone(), None).await.expect("a statement");
    let first = ms(start);
    assert!(latest.history.len() == 24 && !latest.forecast.runs.is_empty(), "chart and forecast");
    let bytes = serde_json::to_vec(&latest).expect("a text");
    let start = Instant::now();
    std::hint::black_box(serde_json::to_vec(std::hint::black_box(&latest)).expect("a text"));
    let told = ms(start);
    let start = Instant::now();
    std::hint::black_box(std::hint::black_box(&bytes).clone());
    let copied = ms(start);
    let (mut others, mut parts) = (Times::new(), Times::new());
    for month in &months[1..] {
        let start = Instant::now();
        let shown = desk.show_statement(month.month.clone(), None).await.expect("a statement");
        others.since(start);
        assert_adds_up(&shown);
        let start = Instant::now();
        let parted =
            desk.break_down_statement(month.month.clone(), None).await.expect("a breakdown");
        parts.since(start);
        assert!(!parted.groups.is_empty(), "{}", month.month);
    }
    let mut listed = Times::new();
    for _ in 0..9 {
        let start = Instant::now();
        desk.list_statement_months().await.expect("months");
        listed.since(start);
    }
    desk.close().await;
    let limit = (read_month(folder, &latest.month).await, "the month's rows read once, as SQL");
    let name = |what: &str| format!("{what}, {ENTRIES} commissions");
    let copy = (copied, "as many bytes copied in memory");
    let whole = (read_keys(folder).await, "an index of all of them read once, as SQL");
    vec![
        row(&name("statements open, first time"), "ms", first, limit, OPEN),
        row(&name("list of months"), "ms", listed.percentile(50), whole, MONTH),
        row(&name("another month"), "ms", others.percentile(50), limit, MONTH),
        row(&name("another month, slowest"), "ms", others.percentile(100), limit, MONTH),
        row(&name("a month broken down"), "ms", parts.percentile(50), limit, MONTH),
        row(&name("a month as text for the window"), "ms", told, copy, Bound::None),
    ]
}

/// The calculations of the lines of a month, one after the other.
async fn lines(desk: &Desk, folder: &Path, month: &str) -> Vec<Value> {
    let shown = desk.show_statement(month.to_owned(), None).await.expect("a statement");
    let mut times = Times::new();
    for row in shown.entries.iter().step_by(100) {
        let start = Instant::now();
        let told = desk.explain_commission(row.entry_id.clone()).await.expect("a calculation");
        times.since(start);
        assert!(told.equal, "{}", row.order_number);
    }
    let mut raw = connect(folder).await;
    let mut lookups = Times::new();
    for row in shown.entries.iter().step_by(100) {
        let start = Instant::now();
        let sql = "SELECT basis FROM commission_entries WHERE commission_entry_id = $1";
        let found: (String,) =
            sqlx::query_as(sql).bind(&row.entry_id).fetch_one(&mut raw).await.expect("a row");
        lookups.since(start);
        drop(found);
    }
    raw.close().await.expect("closed");
    let limit = (lookups.percentile(95), "one row by its key in the same file, p95");
    vec![row("a line's calculation, p95", "ms", times.percentile(95), limit, LINE)]
}

async fn documents(desk: &Desk, folder: &Path, month: &str) -> Vec<Value> {
    let shown = desk.show_statement(month.to_owned(), None).await.expect("a statement");
    let lines = shown.entries.len();
    let start = Instant::now();
    let pdf = desk.statement_pdf(month.to_owned(), None).await.expect("a PDF");
    let pdf = (ms(start), written(folder, &pdf));
    let start = Instant::now();
    let csv = desk.statement_csv(month.to_owned(), None, None).await.expect("a table");
    let csv_ms = ms(start);
    let text = decode_base64(&csv.base64).expect("bytes");
    let records = text.iter().filter(|byte| **byte == b'\n').count();
    assert!(records > lines, "{records} records of {lines} lines");
    let limit = |raw: f64| (raw, "as many bytes written to the disk");
    let name = |what: &str| format!("{what} of a month, {lines} lines");
    vec![
        row(&name("PDF"), "ms", pdf.0, limit(pdf.1), DOCUMENT),
        row(&name("CSV"), "ms", csv_ms, limit(written(folder, &csv)), MONTH),
    ]
}

/// Writing as many bytes as the document has, in milliseconds.
fn written(folder: &Path, document: &DocumentView) -> f64 {
    let bytes = decode_base64(&document.base64).expect("bytes").len();
    raw::durable_write(folder, bytes)
}

/// Everything recomputed, the first time after the program began.
async fn verify(folder: &Path) -> Vec<Value> {
    let desk = open(folder).await;
    let start = Instant::now();
    let result = desk.recompute_statement(None).await.expect("recomputed");
    let all = ms(start);
    assert_eq!((result.entries, result.recomputed), (ENTRIES, ENTRIES));
    assert_eq!((result.signed_months, result.differences), (MONTHS, Vec::new()));
    let latest = desk.list_statement_months().await.expect("months")[0].month.clone();
    let start = Instant::now();
    let result = desk.recompute_statement(Some(latest.clone())).await.expect("recomputed");
    let one = ms(start);
    assert_eq!((result.signed_months, result.differences), (1, Vec::new()));
    desk.close().await;
    let rows = (read_all(folder).await, "all these rows read once by key order, as SQL");
    let rows_of_month = (read_month(folder, &latest).await, "the month's rows read once, as SQL");
    let name = format!("{ENTRIES} commissions and {MONTHS} signed months recomputed");
    vec![
        row(&name, "ms", all, rows, VERIFY),
        row("one month of them recomputed", "ms", one, rows_of_month, VERIFY),
    ]
}

/// What stands before, moves and stands after, and the lines of the month to the cent.
fn assert_adds_up(shown: &StatementView) {
    let lines: i64 = shown.entries.iter().map(|row| row.amount.cents).sum();
    assert_eq!(lines, shown.total.cents, "{}", shown.month);
    let paid: i64 = shown.payouts.iter().map(|payout| payout.amount.cents).sum();
    assert_eq!(shown.opening.cents + lines - paid, shown.closing.cents, "{}", shown.month);
}

fn ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

/// The same file, without the desk.
async fn connect(folder: &Path) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(folder.join("commissions").join("desk.db"))
        .pragma("key", format!("\"x'{}'\"", hex(&KEY)))
        .pragma("query_only", "ON")
        .disable_statement_logging()
        .connect()
        .await
        .expect("the database")
}

/// Reading rows once on a new connection, in milliseconds: nothing is in memory yet.
async fn read(folder: &Path, sql: &'static str, period: Option<i64>) -> f64 {
    let mut connection = connect(folder).await;
    let start = Instant::now();
    let query = sqlx::query_as(sql).bind(period);
    let (sum,): (i64,) = query.fetch_one(&mut connection).await.expect("rows");
    let took = ms(start);
    assert!(sum > 0);
    connection.close().await.expect("closed");
    took
}

/// Every byte that a recomputation needs: entries and signed months.
async fn read_all(folder: &Path) -> f64 {
    let entries = "SELECT SUM(LENGTH(commission_entry_id) + LENGTH(basis)) FROM commission_entries
                    WHERE $1 IS NULL";
    let packages = "SELECT SUM(LENGTH(body) + LENGTH(signature)) FROM statement_packages
                     WHERE $1 IS NULL";
    read(folder, entries, None).await + read(folder, packages, None).await
}

async fn read_month(folder: &Path, month: &str) -> f64 {
    let month: Month = month.parse().expect("a month");
    let period = i64::from(month.year()) * 100 + i64::from(month.month());
    let sql = "SELECT SUM(LENGTH(commission_entry_id) + LENGTH(basis)) FROM commission_entries
                WHERE period = $1";
    read(folder, sql, Some(period)).await
}

/// The narrowest index that has every entry.
async fn read_keys(folder: &Path) -> f64 {
    let sql = "SELECT SUM(amount_cents) FROM commission_entries
               INDEXED BY commission_entries_by_sums WHERE $1 IS NULL";
    read(folder, sql, None).await
}
