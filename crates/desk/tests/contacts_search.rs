//! The search against 10,000 contacts, compared with what reading all of them says.

use std::collections::BTreeSet;

use mojo_desk::Desk;
use mojo_desk::contacts::Unwatched;
use mojo_desk::views::{ContactPage, ContactQuery, ImportRequest};
use mojo_domain::contacts::{fold, fold_plain, index_words, national_digits, search_digits};

mod contacts_support;

use contacts_support::{Person, demo_desk, file, friday, google_csv, person};

const MANY: u32 = 10_000;

async fn page(desk: &Desk, text: &str, (offset, limit): (u32, u32)) -> ContactPage {
    let query = ContactQuery { text: text.to_owned(), role: None, offset, limit };
    desk.list_contacts(query).await.expect("a search")
}

/// A person with every word that should find it.
struct Known {
    person: Person,
    words: BTreeSet<String>,
    digits: String,
}

impl Known {
    fn new(no: u32) -> Self {
        let person = person(no);
        let all =
            format!("{} {} {} {}", person.first, person.last, person.postal_code, person.city);
        let digits = national_digits(&person.phone, "DE");
        Self { words: index_words(&all), digits, person }
    }
}

fn fits_words(Known { words, .. }: &Known, typed: &str) -> bool {
    fold(typed).split(' ').all(|term| words.iter().any(|word| word.starts_with(term)))
}

fn fits_digits(known: &Known, typed: &str) -> bool {
    known.digits.contains(&search_digits(typed).expect("three digits"))
}

#[tokio::test]
async fn a_search_finds_exactly_who_fits_among_ten_thousand() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = demo_desk(folder.path(), friday()).await;
    let path = file(folder.path(), "people.csv", google_csv(MANY).as_bytes());
    let request =
        ImportRequest { path: path.display().to_string(), dry_run: false, map: Vec::new() };
    let report = desk.import_contacts(request, &Unwatched).await.expect("an import");
    assert_eq!(report.created, MANY);
    let people: Vec<Known> = (0..MANY).map(Known::new).collect();
    let mut compared = 0;
    for text in ["lüdenmayr", "LUEDENMAYR", "ludenmayr", "nguyeqvist", "großmeier", "grossmeier"]
    {
        compared += compare(&desk, &people, text, |person| fits_words(person, text)).await;
    }
    for one in [17_usize, 42, 4_321, 9_999] {
        let one = &people[one].person;
        for text in [
            format!("{} {}", one.last, one.first),
            format!("{} {}", fold(&one.first), fold_plain(&one.last)),
            format!("{} {} {}", one.postal_code, one.first.to_uppercase(), &fold(&one.last)[..3]),
        ] {
            compared += compare(&desk, &people, &text, |person| fits_words(person, &text)).await;
        }
    }
    for text in ["0151 00012", "0009999", "+49 155 0004", "0153-000 42", "0049 157 0007"] {
        compared += compare(&desk, &people, text, |person| fits_digits(person, text)).await;
    }
    for text in ["p4321@", "P99@example.com"] {
        let is_it = |known: &Known| known.person.email.starts_with(&text.to_lowercase());
        compared += compare(&desk, &people, text, is_it).await;
    }
    let day = people[17].person.birthday.clone();
    compared += compare(&desk, &people, &day, |known| known.person.birthday == day).await;
    assert!(compared > 200, "the searches find somebody: {compared}");
    pages_of_a_name_that_many_have(&desk, &people).await;
}

/// All that fit are found and nobody else; the demo's own contacts do not count.
async fn compare(
    desk: &Desk,
    people: &[Known],
    text: &str,
    fits: impl Fn(&Known) -> bool,
) -> usize {
    let found = page(desk, text, (0, 500)).await;
    let found: BTreeSet<String> = found
        .rows
        .iter()
        .map(|row| row.email.clone())
        .filter(|email| email.starts_with('p') && email.ends_with("@example.com"))
        .collect();
    let expected: BTreeSet<String> =
        people.iter().filter(|known| fits(known)).map(|known| known.person.email.clone()).collect();
    assert!(!expected.is_empty() && expected.len() < 200, "{text}: {}", expected.len());
    assert_eq!(found, expected, "{text}");
    found.len()
}

/// More than can be ranked: the pages are full, fit, and do not repeat anybody.
async fn pages_of_a_name_that_many_have(desk: &Desk, people: &[Known]) {
    for text in ["m", "mu", "muell", "anna"] {
        let fitting = people.iter().filter(|person| fits_words(person, text)).count();
        assert!(fitting > 200, "{text}: {fitting}");
        let mut seen = BTreeSet::new();
        for offset in [0, 50, 100] {
            let page = page(desk, text, (offset, 50)).await;
            assert_eq!(page.rows.len(), 50, "{text}");
            assert!(page.total >= offset + 50, "{text}");
            for row in page.rows {
                let name = index_words(&row.name);
                assert!(name.iter().any(|word| word.starts_with(text)), "{text}: {}", row.name);
                assert!(seen.insert(row.contact_id), "{text}");
            }
        }
    }
}
