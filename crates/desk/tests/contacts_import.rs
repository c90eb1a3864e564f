//! Import of contacts: every kind of broken record that real exports have, and what must hold for
//! any file. The files are small twins of what practices bring.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use mojo_desk::contacts::{ImportError, ImportWatch, Unwatched};
use mojo_desk::views::{
    ContactQuery, ContactView, ImportProgress, ImportReport, ImportRequest, RejectedRecord,
};
use mojo_desk::{Desk, Refusal};
use mojo_domain::{Entropy as _, SeededEntropy};

mod contacts_support;

use contacts_support::{demo_desk, file, friday, google_csv, person};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/contacts");

fn request(path: &Path, dry_run: bool) -> ImportRequest {
    ImportRequest { path: path.display().to_string(), dry_run, map: Vec::new() }
}

async fn import(desk: &Desk, name: &str) -> ImportReport {
    let path = Path::new(FIXTURES).join(name);
    desk.import_contacts(request(&path, false), &Unwatched).await.expect("an import")
}

/// Read, created, updated, duplicates, rejected.
fn totals(report: &ImportReport) -> [u32; 5] {
    let rejected = u32::try_from(report.rejected.len()).expect("few");
    [report.read, report.created, report.updated, report.duplicates, rejected]
}

fn faults(rejected: &[RejectedRecord]) -> Vec<(u32, String)> {
    let why = |record: &RejectedRecord| {
        let faults = record.faults.iter().map(|f| format!("{}:{}", f.field, f.why));
        faults.collect::<Vec<_>>().join(" ")
    };
    rejected.iter().map(|record| (record.line, why(record))).collect()
}

async fn find(desk: &Desk, text: &str) -> Vec<ContactView> {
    let query = ContactQuery { text: text.to_owned(), role: None, offset: 0, limit: 20 };
    let mut views = Vec::new();
    for row in desk.list_contacts(query).await.expect("a search").rows {
        views.push(desk.show_contact(row.contact_id).await.expect("a contact"));
    }
    views
}

#[tokio::test]
async fn every_record_of_a_broken_google_file_has_one_outcome() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    let report = import(&desk, "google.csv").await;
    assert_eq!(totals(&report), [15, 6, 1, 2, 6]);
    let expected = [
        (5, "birthday:not_a_date"),
        (6, "email:not_an_email"),
        (7, "record:column_count"),
        (8, "name:no_name"),
        (9, "birthday:in_the_future"),
        (15, "record:unterminated_quote"),
    ];
    assert_eq!(faults(&report.rejected), expected.map(|(line, why)| (line, why.to_owned())));
    assert_eq!(report.rejected[0].name, "Xaver Dorn");
    let both = find(&desk, "weiss joerg").await;
    assert_eq!(both.len(), 2, "two people of one name stay two");
    let weiss = both.iter().find(|c| c.birthday.as_deref() == Some("1961-03-13")).expect("he");
    assert_eq!((weiss.note.as_str(), weiss.title.as_str()), ("Zeile 1\nZeile 2", "Dr."));
    assert_eq!(weiss.roles, ["customer", "partner"]);
    assert_eq!(weiss.tags, ["Newsletter"]);
    assert!(weiss.consents.is_empty(), "a label is no consent");
    let ada = &find(&desk, "buerkli").await[0];
    let numbers: Vec<&str> = ada.phones.iter().map(|phone| phone.number.as_str()).collect();
    assert_eq!(numbers, ["+41 71 240 10 84", "071 801 05 46", "0041 79 111 22 33"]);
    assert_eq!(ada.addresses[0].country, "CH");
    assert_eq!(find(&desk, "öztürk").await[0].phones.len(), 2);
    assert_eq!(find(&desk, "nach zitat").await[0].addresses[0].street, "Weg 3, Hof");
    assert_eq!(find(&desk, "leerzeichen").await[0].name, "Leerzeichen Ende");
}

#[tokio::test]
async fn a_second_import_creates_nothing_and_updates_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    for name in ["google.csv", "altsystem.csv", "cards.vcf"] {
        let first = import(&desk, name).await;
        let entries = desk.verify_journal().await.expect("a journal").entries;
        let second = import(&desk, name).await;
        let [read, created, updated, _, rejected] = totals(&first);
        assert_eq!(totals(&second), [read, 0, 0, read - rejected, rejected], "{name}");
        assert!(created + updated > 0, "{name}");
        let after = desk.verify_journal().await.expect("a journal");
        assert_eq!((after.entries, after.breaks.len()), (entries, 0), "{name}");
    }
}

#[tokio::test]
async fn an_old_programs_list_adds_to_the_contacts_that_are_there() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    import(&desk, "google.csv").await;
    let report = import(&desk, "altsystem.csv").await;
    assert_eq!(totals(&report), [5, 2, 2, 0, 1]);
    assert_eq!(faults(&report.rejected), [(5, "birthday:not_a_date".to_owned())]);
    assert_eq!(report.with_open_entries, 2);
    let open = find(&desk, "#offene").await;
    let names: Vec<&str> = open.iter().map(|contact| contact.name.as_str()).collect();
    assert_eq!(names, ["Jörg Weiß", "Änne Größler"], "the list to take over, by number");
    assert!(open[0].roles.contains(&"patient".to_owned()));
    assert_eq!(open[0].phones.len(), 1, "one number in two notations is one");
    assert_eq!(open[1].birthday.as_deref(), Some("1948-02-01"));
    let ada = &find(&desk, "buerkli").await[0];
    assert_eq!(ada.phones.len(), 3, "Swiss numbers of a list that names no country");
    assert_eq!(find(&desk, "semikolon").await[0].name, "Semikolon; Praxis");
}

#[tokio::test]
async fn vcards_of_three_versions_are_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    let report = import(&desk, "cards.vcf").await;
    assert_eq!(totals(&report), [5, 3, 0, 0, 2]);
    let expected = [(9, "email:not_an_email"), (30, "record:unterminated_card")];
    assert_eq!(faults(&report.rejected), expected.map(|(line, why)| (line, why.to_owned())));
    let ylva = &find(&desk, "ostergard").await[0];
    assert_eq!((ylva.title.as_str(), ylva.note.as_str()), ("Dr.", "Geburtstag: 29.02."));
    assert_eq!((ylva.roles[0].as_str(), ylva.tags[0].as_str()), ("partner", "Tanz"));
    assert_eq!(find(&desk, "mugge").await[0].name, "Rainer Mügge");
    let preview = desk.preview_import(format!("{FIXTURES}/cards.vcf")).await.expect("a preview");
    assert_eq!((preview.format.as_str(), preview.records), ("vcard", 5));
}

#[tokio::test]
async fn a_dry_run_says_what_the_import_will_do_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    let mut text = google_csv(1_300);
    // The same people again, further apart than a batch.
    text.extend(google_csv(1_300).lines().skip(1).step_by(7).flat_map(|line| [line, "\r\n"]));
    let path = file(folder.path(), "people.csv", text.as_bytes());
    let entries = desk.verify_journal().await.expect("a journal").entries;
    let dry = desk.import_contacts(request(&path, true), &Unwatched).await.expect("a dry run");
    assert_eq!(desk.verify_journal().await.expect("a journal").entries, entries);
    let done = desk.import_contacts(request(&path, false), &Unwatched).await.expect("an import");
    assert_eq!(dry, done);
    assert_eq!(totals(&done), [1_486, 1_300, 0, 186, 0]);
}

#[tokio::test]
async fn encodings_delimiters_and_columns_are_recognised() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    let preview = |name: &str| desk.preview_import(format!("{FIXTURES}/{name}"));
    let old = preview("altsystem.csv").await.expect("a preview");
    assert_eq!((old.encoding.as_str(), old.delimiter.as_str()), ("windows-1252", ";"));
    assert_eq!((old.format.as_str(), old.records), ("csv", 5));
    let fields: Vec<&str> = old.columns.iter().filter_map(|c| c.field.as_deref()).collect();
    assert_eq!(fields.len(), 14, "{fields:?}");
    let google = preview("google.csv").await.expect("a preview");
    assert_eq!((google.format.as_str(), google.encoding.as_str()), ("google_csv", "utf-8"));
    let wide = preview("utf16.csv").await.expect("a preview");
    assert_eq!((wide.encoding.as_str(), wide.delimiter.as_str()), ("utf-16le", "\t"));
    assert_eq!(wide.sample[0], ["Çelik", "Müge", "Köln"]);
    let damaged = "Vorname,Nachname\nJörg,Weiß\nÄnne,Größ\nBärbel,Öhl\nJ\u{0}rg,Alt\n".as_bytes();
    let mut damaged = damaged.to_vec();
    let zero = damaged.iter().position(|byte| *byte == 0).expect("it is there");
    damaged[zero] = 0xf6;
    let path = file(folder.path(), "damaged.csv", &damaged);
    let report = desk.import_contacts(request(&path, false), &Unwatched).await.expect("an import");
    assert_eq!(faults(&report.rejected), [(5, "first_name:damaged_letters".to_owned())]);
    assert_eq!(report.created, 3);
}

#[tokio::test]
async fn any_file_can_be_mapped_by_hand() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    let path = file(folder.path(), "x.csv", b"A|B|C|D\nOda|Ruh|1.2.1960|0151 1\nOda|Ruh|x|\n");
    let refused = desk.import_contacts(request(&path, false), &Unwatched).await.unwrap_err();
    assert!(matches!(refused, ImportError::NoKnownColumn { line: 1, .. }));
    let map = [("first_name", "A"), ("last_name", "b"), ("birthday", "C"), ("mobile", "D")];
    let map = map.map(|(field, column)| (field.to_owned(), column.to_owned())).to_vec();
    let mapped = ImportRequest { map, ..request(&path, false) };
    let report = desk.import_contacts(mapped, &Unwatched).await.expect("an import");
    assert_eq!(totals(&report), [2, 1, 0, 0, 1]);
    assert_eq!(find(&desk, "01.02.1960").await[0].name, "Oda Ruh");
}

#[tokio::test]
async fn what_is_no_text_or_not_there_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    for (name, bytes, code) in [
        ("sheet.xlsx", &b"PK\x03\x04rest of a spreadsheet"[..], "file_not_text"),
        ("picture.png", b"\x89PNG\x00\x00\x00\x0dIHDR", "file_not_text"),
        ("empty.csv", b"", "file_empty"),
        ("blank.csv", b"\r\n\r\n  \r\n", "file_empty"),
    ] {
        let path = file(folder.path(), name, bytes);
        let refused = desk.import_contacts(request(&path, false), &Unwatched).await.unwrap_err();
        assert_eq!(refused.code(), code, "{name}");
        assert!(refused.is_unreadable_input());
    }
    let path = folder.path().join("missing.csv");
    let refused = desk.import_contacts(request(&path, false), &Unwatched).await.unwrap_err();
    assert_eq!(refused.code(), "file_unreadable");
}

#[derive(Default)]
struct Impatient {
    seen: Mutex<Vec<ImportProgress>>,
    asked: AtomicU32,
}

impl ImportWatch for Impatient {
    fn progress(&self, progress: &ImportProgress) {
        self.seen.lock().expect("one thread").push(progress.clone());
    }

    fn is_cancelled(&self) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed) == 1
    }
}

#[tokio::test]
async fn a_cancelled_import_stands_to_the_last_batch_and_can_be_taken_up_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    let path = file(folder.path(), "people.csv", google_csv(1_300).as_bytes());
    let watch = Impatient::default();
    let report = desk.import_contacts(request(&path, false), &watch).await.expect("an import");
    assert!(report.cancelled);
    assert_eq!(totals(&report), [1_000, 1_000, 0, 0, 0]);
    let seen = watch.seen.into_inner().expect("one thread");
    let last = seen.last().expect("progress");
    assert_eq!((seen.len(), last.read, last.total), (2, 1_000, 1_300));
    assert!(last.done && last.cancelled && !seen[0].done);
    let rest = desk.import_contacts(request(&path, false), &Unwatched).await.expect("an import");
    assert_eq!(totals(&rest), [1_300, 300, 0, 1_000, 0]);
}

#[tokio::test]
async fn what_is_exported_can_be_imported_and_is_all_there() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    import(&desk, "google.csv").await;
    import(&desk, "altsystem.csv").await;
    let mut bytes = Vec::new();
    let written = desk.export_contacts(&mut bytes).await.expect("an export");
    let path = file(folder.path(), "export.csv", &bytes);
    let again = desk.import_contacts(request(&path, false), &Unwatched).await.expect("an import");
    assert_eq!(totals(&again), [written, 0, 0, written, 0]);
    let other = tempfile::tempdir().expect("a temporary folder");
    let fresh = demo_desk(other.path(), friday()).await;
    fresh.import_contacts(request(&path, false), &Unwatched).await.expect("an import");
    for text in ["buerkli", "weiss dr", "öztürk", "#offene"] {
        let strip = |views: Vec<ContactView>| {
            let known = |view: ContactView| {
                let phones: Vec<_> = view.phones.into_iter().map(|p| (p.label, p.number)).collect();
                (view.name, view.title, view.note, view.roles, view.tags, phones, view.birthday)
            };
            views.into_iter().map(known).collect::<Vec<_>>()
        };
        assert_eq!(strip(find(&fresh, text).await), strip(find(&desk, text).await), "{text}");
    }
}

/// A file with `seed`'s mistakes: letters gone, doubled, or turned into what breaks a CSV.
fn broken_file(seed: u64) -> Vec<u8> {
    const BREAKS: [&[u8]; 8] = [b"\"", b",", b"\n", b"\r\n", b"\"\"", b"\xf6", b"", b" ::: "];
    let chance = SeededEntropy::new(seed);
    let mut bytes = google_csv(90).into_bytes();
    // Some come twice, and some only with their name.
    let twice: Vec<u8> = bytes.iter().copied().skip(400).take(1_500).collect();
    bytes.extend(twice);
    bytes
        .extend(format!("\r\n{},{}{}\r\n", person(3).first, person(3).last, ",".repeat(9)).bytes());
    let first = bytes.iter().position(|byte| *byte == b'\n').expect("headings") + 1;
    for _ in 0..40 {
        let mut random = [0; 8];
        chance.fill(&mut random);
        let [a, b, c, what, ..] = random.map(usize::from);
        let at = first + (a * 65_536 + b * 256 + c) % (bytes.len() - first);
        let broken = BREAKS[what % BREAKS.len()];
        bytes.splice(at..=at, broken.iter().copied());
    }
    bytes
}

#[tokio::test]
async fn the_outcomes_add_up_and_a_second_import_changes_nothing_whatever_the_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    let mut rejected = 0;
    for seed in 0..24 {
        let path = file(folder.path(), "broken.csv", &broken_file(seed));
        let dry = desk.import_contacts(request(&path, true), &Unwatched).await.expect("a run");
        let done = desk.import_contacts(request(&path, false), &Unwatched).await.expect("a run");
        assert_eq!(dry, done, "seed {seed}");
        let [read, outcomes @ ..] = totals(&done);
        assert_eq!(read, outcomes.iter().sum::<u32>(), "seed {seed}");
        let second = desk.import_contacts(request(&path, false), &Unwatched).await.expect("a run");
        let [again, created, updated, _, refused] = totals(&second);
        assert_eq!([again, created, updated, refused], [read, 0, 0, outcomes[3]], "seed {seed}");
        let lines: Vec<u32> = done.rejected.iter().map(|record| record.line).collect();
        assert!(lines.is_sorted_by(|a, b| a < b), "a line has one outcome, seed {seed}: {lines:?}");
        rejected += outcomes[3];
    }
    assert!(rejected > 100, "the mistakes are mistakes: {rejected}");
}
