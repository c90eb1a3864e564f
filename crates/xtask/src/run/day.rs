//! The working day without a window: the same verbs, by `mojo`.

use serde_json::Value;

use super::{desk::Desk, profile::Profile};
use crate::{
    failure::{Failure, Outcome},
    steps::say,
    workshop,
};

/// Three clients of a practice, one of them twice.
const CONTACTS: &str = "\
Vorname,Nachname,E-Mail,Telefon,Straße,PLZ,Ort,Land
Anna,Berger,anna.berger@example.de,+49 30 5550101,Lindenallee 4,10119,Berlin,DE
Jörg,Müller,joerg.mueller@example.de,030 5550102,Kastanienweg 11,10435,Berlin,DE
Łukasz,Groß,lukasz.gross@example.de,0171 5550103,Am Kanal 2,14467,Potsdam,DE
Anna,Berger,anna.berger@example.de,030 5550101,Lindenallee 4,10119,Berlin,DE
";

/// Imports, checks in, sells, invoices, syncs and recomputes; prints what happened.
pub(crate) fn play(desk: &Desk<'_>, profile: &Profile) -> Outcome {
    let papers = profile.papers();
    let anna = import(desk, profile)?;
    sell(desk, profile)?;
    check_in(desk, &anna)?;
    invoice(desk, profile, &anna)?;
    sync(desk)?;
    statement(desk, profile)?;
    let journal = desk.ask(&["verify"])?;
    done("Journal", &format!("{} entries, breaks {}", journal["entries"], journal["breaks"]));
    say(&format!("\nThe papers of the day lie in {}", papers.display()));
    for file in workshop::files_below(&papers, &[]) {
        say(&format!("  {}", file.display()));
    }
    Ok(())
}

fn import(desk: &Desk<'_>, profile: &Profile) -> Outcome<String> {
    let file = profile.folder.join("contacts.csv");
    workshop::write(&file, CONTACTS)?;
    let report = desk.ask(&["contacts", "import", path(&file)?])?;
    done(
        "Contacts",
        &format!(
            "{} read, {} created, {} duplicates",
            report["read"], report["created"], report["duplicates"]
        ),
    );
    let found = desk.ask(&["contacts", "search", "anna.berger@example.de"])?;
    text(&found["contacts"][0], "id")
}

fn sell(desk: &Desk<'_>, profile: &Profile) -> Outcome {
    let products = desk.ask(&["products", "list"])?;
    let product = first_product(&products, "goods")?;
    let sale = desk.ask(&["pos", "sell", "--line", &product, "--pay", "cash:200.00"])?;
    let number = text(&sale, "receipt")?;
    let file = profile.papers().join(format!("{number}.pdf"));
    desk.ask(&["pos", "receipt", &number, "-o", path(&file)?])?;
    done(
        "Sale",
        &format!("{number}, gross {}, change {}", plain(&sale["gross"]), plain(&sale["change"])),
    );
    Ok(())
}

fn check_in(desk: &Desk<'_>, contact: &str) -> Outcome {
    let products = desk.ask(&["products", "list"])?;
    let product = first_product(&products, "punch_card")?;
    let price = text(&find_product(&products, "punch_card")?, "price")?;
    let pay = format!("card:{price}");
    let sold = desk.ask(&["cards", "sell", &product, "--contact", contact, "--pay", &pay])?;
    let redeemed = desk.ask(&["checkin", &text(&sold, "card")?])?;
    done("Check-in", &format!("{} entries left", redeemed["left"]));
    Ok(())
}

fn invoice(desk: &Desk<'_>, profile: &Profile, contact: &str) -> Outcome {
    let line = "Befundbericht:1:60.00:19";
    let issued = desk.ask(&["invoice", "issue", "--contact", contact, "--line", line])?;
    let number = text(&issued, "number")?;
    let file = profile.papers().join(format!("{number}.pdf"));
    desk.ask(&["invoice", "pdf", &number, "-o", path(&file)?])?;
    done("Invoice", &format!("{number}, gross {}", plain(&issued["gross"])));
    Ok(())
}

fn sync(desk: &Desk<'_>) -> Outcome {
    let report = desk.ask(&["sync"])?;
    let status = desk.ask(&["status"])?;
    done("Sync", &format!("pushed {}, pulled {}", report["pushed"], report["pulled"]));
    if status["pending"] != 0 {
        return Err(Failure::new(format!("the platform has not acknowledged all: {status}")));
    }
    Ok(())
}

fn statement(desk: &Desk<'_>, profile: &Profile) -> Outcome {
    let list = desk.ask(&["statement", "list"])?;
    let mut months: Vec<&str> = list["months"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|row| row["month"].as_str())
        .collect();
    months.sort_unstable();
    // The youngest month still grows; the one before it is last month's statement.
    let Some(month) = months.iter().rev().nth(1).or(months.last()) else {
        return Err(Failure::new("the demo practice has no commission statement"));
    };
    let file = profile.papers().join(format!("statement-{month}.pdf"));
    desk.ask(&["statement", "pdf", month, "-o", path(&file)?])?;
    let verdict = desk.ask(&["statement", "verify", month])?;
    done(
        "Statement",
        &format!(
            "{month}: {} entries, recomputed {}, differences {}",
            verdict["entries"], verdict["recomputed"], verdict["differences"]
        ),
    );
    match verdict["differences"].as_array() {
        Some(differences) if differences.is_empty() => Ok(()),
        _ => Err(Failure::new(format!("the statement does not recompute: {verdict}"))),
    }
}

/// A value without the quotes of JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn done(what: &str, how: &str) {
    say(&format!("  {what:<10} {how}"));
}

fn text(value: &Value, key: &str) -> Outcome<String> {
    let found = value[key].as_str().map(str::to_owned);
    found.ok_or_else(|| Failure::new(format!("`{key}` is missing in {value}")))
}

fn path(file: &std::path::Path) -> Outcome<&str> {
    file.to_str().ok_or_else(|| Failure::new(format!("{} is no UTF-8", file.display())))
}

fn first_product(products: &Value, kind: &str) -> Outcome<String> {
    text(&find_product(products, kind)?, "id")
}

fn find_product(products: &Value, kind: &str) -> Outcome<Value> {
    let list = products["products"].as_array().cloned().unwrap_or_default();
    let found = list.into_iter().find(|product| product["kind"] == kind);
    found.ok_or_else(|| Failure::new(format!("the demo practice sells no {kind}: {products}")))
}
