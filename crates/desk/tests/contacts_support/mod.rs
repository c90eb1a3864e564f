//! What the tests of contacts and their benchmark share: people who do not exist, as a CSV.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mojo_desk::keys::KeySource;
use mojo_desk::marks::MarkPlace;
use mojo_desk::{Desk, OpenDesk};
use mojo_domain::{Clock, Entropy, FixedClock, SeededEntropy};

const FIRST: &[&str] = &[
    "Anna",
    "Jörg",
    "Łukasz",
    "Søren",
    "Zoë",
    "Müge",
    "Hans-Jürgen",
    "Eva Maria",
    "İlknur",
    "Thi",
    "Renée",
    "Götz",
    "Änne",
    "Ulrike",
    "Karl",
    "Vera",
    "Paweł",
    "Uwe",
    "Ines",
    "Bärbel",
    "Olaf",
    "Rüdiger",
    "Sabine",
    "Tom",
    "Nadja",
    "Mia",
    "Emil",
    "Ida",
    "Oskar",
    "Lea",
];
const START: &[&str] = &[
    "Müll", "Groß", "Weiß", "Brand", "Hof", "Stein", "Lind", "Berg", "Kauf", "Schön", "Wald",
    "Öhl", "Zimmer", "Fisch", "Acker", "Neu", "Alt", "Kirch", "Dorn", "Eich", "Ros", "Silber",
    "Gold", "Nguyễ", "Çel", "Đor", "Ør", "Lüden", "Mark", "Vogel",
];
const END: &[&str] = &[
    "er", "mann", "meier", "bach", "hoff", "stedt", "berger", "ner", "mayr", "ström", "ke", "feld",
    "haus", "wirth", "schmidt", "lein", "ig", "qvist", "dorf", "scheid",
];
const CITIES: &[(&str, &str)] = &[
    ("89073", "Ulm"),
    ("80331", "München"),
    ("50667", "Köln"),
    ("01067", "Dresden"),
    ("99084", "Erfurt"),
    ("24103", "Kiel"),
    ("06108", "Halle"),
    ("33602", "Bielefeld"),
];

/// A person of the list.
pub(crate) struct Person {
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) birthday: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) street: String,
    pub(crate) postal_code: &'static str,
    pub(crate) city: &'static str,
    pub(crate) label: &'static str,
}

/// The person with this number: the same in every run, and no two the same.
pub(crate) fn person(no: u32) -> Person {
    let chance = SeededEntropy::new(u64::from(no) + 1);
    let mut bytes = [0; 8];
    chance.fill(&mut bytes);
    let pick = |index: usize, many: usize| usize::from(bytes[index]) % many;
    let mut first = FIRST[pick(0, FIRST.len())].to_owned();
    if pick(6, 2) == 0 {
        first = format!("{first} {}", FIRST[pick(7, FIRST.len())]);
    }
    let last = format!("{}{}", START[pick(1, START.len())], END[pick(2, END.len())]);
    let (postal_code, city) = CITIES[pick(3, CITIES.len())];
    Person {
        birthday: format!(
            "19{:02}-{:02}-{:02}",
            30 + pick(4, 70),
            1 + pick(5, 12),
            1 + pick(6, 28)
        ),
        email: format!("p{no}@example.com"),
        phone: format!("0{} {no:07}", 151 + pick(7, 9)),
        street: format!("Weg {no}"),
        label: ["Kunde", "Interessent ::: Yoga", "Partner", "Newsletter"][pick(7, 4)],
        first,
        last,
        postal_code,
        city,
    }
}

/// A file of `many` people in Google's columns.
pub(crate) fn google_csv(many: u32) -> String {
    let mut text = String::from(
        "First Name,Last Name,Birthday,Labels,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,\
         Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country\r\n",
    );
    for no in 0..many {
        let p = person(no);
        let _ = write!(
            text,
            "{},{},{},{},{},Mobile,{},{},{},{},Deutschland\r\n",
            p.first, p.last, p.birthday, p.label, p.email, p.phone, p.street, p.city, p.postal_code
        );
    }
    text
}

/// A demo desk in `folder`.
pub(crate) async fn demo_desk(folder: &Path, clock: Arc<dyn Clock>) -> Desk {
    let passphrase = folder.join("passphrase");
    std::fs::write(&passphrase, "eine Passphrase").expect("a small file");
    let desk = Desk::open(OpenDesk {
        profile: folder.join("profile"),
        key: KeySource::PassphraseFile(passphrase),
        clock,
        entropy: Arc::new(SeededEntropy::new(7)),
        marks: MarkPlace::new(folder.join("marks"), None),
        profiles: None,
    })
    .await
    .expect("a new profile opens");
    desk.open_demo().await.expect("an empty profile becomes the demo");
    desk
}

/// The clock of the tests: Friday, 20 November 2026.
pub(crate) fn friday() -> Arc<FixedClock> {
    Arc::new(FixedClock::new("2026-11-20T09:24:00Z".parse().expect("an instant")))
}

/// Writes a file and gives its path.
pub(crate) fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("a small file");
    path
}
