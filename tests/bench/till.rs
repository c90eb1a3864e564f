//! The queue in front of the desk: a sale, a check-in and a scanned product, on an empty history and
//! on a long one.

use std::path::Path;
use std::time::Instant;

use mojo_desk::Desk;
use mojo_desk::views::{Cart, CartLine, CheckInRequest, PaymentInput, UndoRequest};
use serde_json::Value;

use crate::clock::Times;
use crate::{Bound, raw, row};

const ROUNDS: usize = 60;
/// What a till of a small practice sells in a year.
const HISTORY: usize = 2_000;

/// From a scan to the confirmed check-in, on the disk.
const SCAN_TO_CHECK_IN: Bound = Bound::Most(50.0);
/// From a scan to the line in the cart.
const SCAN_TO_CART: Bound = Bound::Most(30.0);

pub(crate) async fn measure(desk: &Desk, folder: &Path) -> Vec<Value> {
    let durable = raw::durable_write(folder, 32 * 1024);
    let limit = (durable, "32 KiB written and forced to the disk");
    let (cart, code) = cart(desk).await;
    let first = sales(desk, &cart, ROUNDS).await;
    let visits = check_ins(desk).await;
    sales(desk, &cart, HISTORY).await;
    let later = sales(desk, &cart, ROUNDS).await;
    let scans = scans(desk, &cart, &code).await;
    let read = (scans.session.percentile(95), "one row by its key in the same file, p95");
    vec![
        row("sale, durable", "ms", first.percentile(50), limit, Bound::None),
        row("sale after 2,000 sales", "ms", later.percentile(50), limit, Bound::None),
        row("sale after 2,000 sales, p95", "ms", later.percentile(95), limit, Bound::None),
        row("check-in by scan, durable", "ms", visits.percentile(50), limit, SCAN_TO_CHECK_IN),
        row("check-in by scan, p95", "ms", visits.percentile(95), limit, SCAN_TO_CHECK_IN),
        row("scan to line in the cart, p95", "ms", scans.lines.percentile(95), read, SCAN_TO_CART),
    ]
}

/// A cart, and the code of what is in it.
async fn cart(desk: &Desk) -> (Cart, String) {
    let products = desk.list_products().await.expect("products");
    let goods = products.iter().find(|product| product.kind == "goods").expect("goods");
    let line = CartLine {
        product_id: goods.product_id.clone(),
        quantity_milli: 2000,
        unit_gross_cents: None,
        discount_percent: None,
    };
    let cart = Cart {
        lines: vec![line],
        contact_id: None,
        discount_percent: None,
        started_at: None,
        payments: vec![PaymentInput { method: "cash".to_owned(), tendered_cents: 10_000 }],
    };
    (cart, goods.code.clone())
}

struct Scans {
    lines: Times,
    session: Times,
}

/// A product is scanned and stands in the cart, beside the least that a look-up takes.
async fn scans(desk: &Desk, cart: &Cart, code: &str) -> Scans {
    let mut scans = Scans { lines: Times::new(), session: Times::new() };
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let target = desk.resolve_scan(code.to_owned()).await.expect("a scan");
        assert_eq!(target.kind, "product");
        desk.preview_cart(cart.clone()).await.expect("a cart");
        scans.lines.since(start);
        let start = Instant::now();
        desk.find_session().await.expect("a look-up");
        scans.session.since(start);
    }
    scans
}

async fn sales(desk: &Desk, cart: &Cart, rounds: usize) -> Times {
    let mut times = Times::new();
    for _ in 0..rounds {
        let start = Instant::now();
        desk.sell(cart.clone()).await.expect("a sale");
        times.since(start);
    }
    times
}

async fn check_ins(desk: &Desk) -> Times {
    let mut times = Times::new();
    for _ in 0..ROUNDS {
        let request = CheckInRequest { target: "K-004401".to_owned() };
        let start = Instant::now();
        let result = desk.check_in(request).await.expect("a check-in");
        times.since(start);
        let redemption_id = result.redemption_id.expect("an entry was left");
        desk.undo_check_in(UndoRequest { redemption_id, reason: String::new() })
            .await
            .expect("taken back");
    }
    times
}
