//! The practices under the hammer: two tenants of one platform, each with desks of its own, which must
//! not see anything of each other.

use std::path::Path;
use std::sync::Mutex;

use mojo_desk::keys::KeySource;
use mojo_desk::{Desk, OpenDesk};
use mojo_journeys::program::Mojo;

use crate::heal::Before;
use crate::kills::Ledger;
use crate::trouble::Platform;

/// The owner of each practice, who sees its commissions, and who works at its other desks.
pub(crate) const PEOPLE: [[&str; 2]; 2] =
    [["jonte.albers", "mira.tannhoff"], ["arne.heidkamp", "arne.heidkamp"]];

/// Clients of a practice that its desks serve.
const CLIENTS: usize = 30;

/// A practice.
pub(crate) struct Practice {
    pub(crate) clients: Vec<String>,
    pub(crate) cards: Vec<String>,
    /// What there was before any of it.
    pub(crate) before: Before,
    pub(crate) ledger: Mutex<Ledger>,
}

impl Practice {
    /// Its clients and their cards, made at its first desk.
    pub(crate) fn begin(mojo: &Mojo) -> Self {
        let (mut clients, mut cards) = (Vec::new(), Vec::new());
        for number in 0..CLIENTS {
            let name = format!("Hammer{number}");
            let new = ["contacts", "create", "--last-name", &name, "--street", "Tannenweg 4"];
            let address = ["--postal-code", "99998", "--city", "Auenfeld", "--country", "DE"];
            let contact = mojo.done(&[&new[..], &address].concat());
            let contact = contact["id"].as_str().unwrap().to_owned();
            let import = ["cards", "import", "--contact", &contact, "--left", "1000"];
            cards.push(mojo.done(&import)["id"].as_str().unwrap().to_owned());
            clients.push(contact);
        }
        Self { clients, cards, before: Before::of(mojo), ledger: Mutex::default() }
    }
}

/// Of which practice a desk is, of so many: the last third is of the second one.
pub(crate) fn practice_of(desk: usize, desks: usize) -> usize {
    usize::from(desk >= desks - (desks + 1) / 3)
}

/// Signs somebody in at a desk.
pub(crate) fn sign_in(mojo: &Mojo, url: &str, platform: &Platform, (user, name): (&str, &str)) {
    let file = mojo.passphrase().with_file_name("password");
    std::fs::write(&file, platform.password_of(user)).unwrap();
    let file = file.display().to_string();
    let login = ["login", "--platform", url, "--user", user, "--device", name];
    mojo.done(&[&login[..], &["--password-file", &file]].concat());
}

/// The demo's second tenant has neither an address nor products; it gets what the first one has.
pub(crate) async fn furnish(mojo: &Mojo, folder: &Path) {
    let key = KeySource::PassphraseFile(mojo.passphrase());
    let open = OpenDesk::new(mojo.profile(), key).marks_in(Some(folder.join("marks")));
    let desk = Desk::open(open).await.unwrap();
    let mut practice = desk.practice().await.unwrap();
    for (field, text) in [
        (&mut practice.name, "MOJO GmbH"),
        (&mut practice.street, "Lindenallee 12"),
        (&mut practice.postal_code, "99997"),
        (&mut practice.city, "Birkenhain"),
        (&mut practice.country, "DE"),
        (&mut practice.tax_number, "161/815/08151"),
    ] {
        text.clone_into(field);
    }
    desk.save_practice(practice).await.unwrap();
    desk.close().await;
    let service = ["products", "create", "Einzelstunde", "18.00", "--kind", "service"];
    mojo.done(&[&service[..], &["--code", "1004"]].concat());
    let card = ["products", "create", "Zehnerkarte", "130.00", "--kind", "punch_card"];
    mojo.done(&[&card[..], &["--code", "1002", "--entries", "10"]].concat());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_third_of_the_desks_is_of_the_second_practice() {
        let of = |desks: usize| -> Vec<usize> {
            (0..desks).map(|desk| practice_of(desk, desks)).collect()
        };
        assert_eq!(of(1), [0]);
        assert_eq!(of(3), [0, 0, 1]);
        assert_eq!(of(5), [0, 0, 0, 1, 1]);
    }
}
