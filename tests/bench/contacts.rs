//! Many contacts: importing them, and finding one while typing.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use mojo_desk::Desk;
use mojo_desk::contacts::Unwatched;
use mojo_desk::views::{ContactQuery, ImportRequest};
use serde_json::Value;

use crate::clock::Times;
use crate::{raw, row};

const FIRST: &[&str] = &[
    "Anna",
    "Bernd",
    "Çelik",
    "Doris",
    "Emil",
    "Frieda",
    "Günther",
    "Hedda",
    "Ilse",
    "Jörg",
    "Karim",
    "Łukasz",
    "Magdalena",
    "Nuri",
    "Ole",
    "Petra",
    "Rosa",
    "Sören",
    "Tilda",
    "Wanda",
];
const LAST: &[&str] = &[
    "Müller",
    "Groß",
    "Weiß",
    "Öztürk",
    "Schäfer",
    "Lindqvist",
    "Yardımcı",
    "Krötzsch",
    "Nguyễn",
    "Fährmann",
    "Rosenquist",
    "Weidlich",
    "Osterwind",
    "Halbritter",
    "Adomeit",
    "Kiesling",
    "Benhaddou",
    "Ohnesorg",
    "Nebelthau",
    "Sommerkorn",
];

/// What people type: one letter to whole words, folded and not, digits, mail, birthday.
const TYPED: &[&str] = &[
    "m",
    "mu",
    "mül",
    "mueller",
    "gross",
    "lukasz",
    "krötz",
    "anna mül",
    "0171 55",
    "anna.mu",
    "12.03.19",
    "nguyen",
    "weiss t",
];

pub(crate) async fn measure(desk: &Desk, folder: &Path, count: usize) -> Vec<Value> {
    let file = write_file(folder, count);
    let request =
        ImportRequest { path: file.display().to_string(), dry_run: false, map: Vec::new() };
    let start = Instant::now();
    let report = desk.import_contacts(request, &Unwatched).await.expect("an import");
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(report.created as usize, count, "every generated contact is new");
    let bytes = std::fs::metadata(desk.profile().join("desk.db")).map_or(0, |file| file.len());
    let limit = (raw::bulk_write(folder, bytes), "as many bytes written to the disk");
    let searches = searches(desk).await;
    let lookups = lookups(desk).await;
    let lookup = (lookups.percentile(50), "one row by its key in the same file");
    let name = |what: &str| format!("{what}, {count} contacts");
    vec![
        row(&name("import"), "s", seconds, limit),
        row(&name("search"), "ms", searches.percentile(50), lookup),
        row(&name("search, p95"), "ms", searches.percentile(95), lookup),
    ]
}

async fn searches(desk: &Desk) -> Times {
    let mut times = Times::new();
    for round in 0..20 {
        for typed in TYPED {
            let query =
                ContactQuery { text: (*typed).to_owned(), role: None, offset: 0, limit: 50 };
            let start = Instant::now();
            let page = desk.list_contacts(query).await.expect("a search");
            if round > 0 {
                times.since(start);
            }
            drop(page);
        }
    }
    times
}

/// A session is one row found by its key.
async fn lookups(desk: &Desk) -> Times {
    let mut times = Times::new();
    for _ in 0..200 {
        let start = Instant::now();
        desk.find_session().await.expect("a look-up");
        times.since(start);
    }
    times
}

/// A file as Google writes it; the same every time.
fn write_file(folder: &Path, count: usize) -> PathBuf {
    let path = folder.join(format!("contacts-{count}.csv"));
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    writeln!(
        file,
        "First Name,Last Name,Birthday,Labels,E-mail 1 - Value,Phone 1 - Value,\
         Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country"
    )
    .expect("written");
    for index in 0..count {
        let (first, last) = (FIRST[index % FIRST.len()], LAST[index / FIRST.len() % LAST.len()]);
        let (year, month, day) = (1940 + index % 65, 1 + index % 12, 1 + index % 28);
        writeln!(
            file,
            "{first},{last} {index},{year}-{month:02}-{day:02},Kunde,c{index}@example.org,\
             +49171{index:07},Lindenweg {},Auenfeld,{:05},Deutschland",
            index % 90 + 1,
            10_000 + index % 89_999
        )
        .expect("written");
    }
    file.flush().expect("written");
    path
}
