//! A desk with a year of commissions, and the window on it: what should stand there is asked of the
//! desk itself, which the window does not take part in.

use std::path::Path;
use std::time::{Duration, Instant};

use mojo_desk::keys::KeySource;
use mojo_desk::views::{MoneyView, MonthRow, StatementView};
use mojo_desk::{Desk, Op, OpenDesk};
use mojo_protocol::Scope;
use mojo_store::settings;
use tempfile::TempDir;

use crate::webdriver::Start;
use crate::year::fill_year;

/// The profile in a folder of its own, and what its statements say.
pub struct FullDesk {
    folder: TempDir,
    /// The latest first.
    pub months: Vec<MonthRow>,
    /// The statement of the latest month.
    pub latest: StatementView,
    /// How long the desk took for both, the first time after it was opened.
    pub answered_in: Duration,
}

impl FullDesk {
    /// The demo practice with a year of so many commissions.
    ///
    /// # Panics
    /// When it cannot be filled.
    pub fn with_commissions(entries: u32) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let passphrase = folder.path().join("passphrase");
        std::fs::write(passphrase, "a passphrase of a test").expect("a small file");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let (months, latest, answered_in) = runtime.block_on(async {
            let desk = open(folder.path()).await;
            desk.open_demo().await.expect("the demo practice");
            earn_commissions(&desk).await;
            fill_year(&desk, entries).await;
            desk.close().await;
            let desk = open(folder.path()).await;
            let start = Instant::now();
            let months = desk.list_statement_months().await.expect("months");
            let latest =
                desk.show_statement(months[0].month.clone(), None).await.expect("a statement");
            let answered_in = start.elapsed();
            desk.close().await;
            (months, latest, answered_in)
        });
        let held: u32 = months.iter().map(|month| month.entries).sum();
        assert_eq!(held, entries, "every commission is in a month");
        Self { folder, months, latest, answered_in }
    }

    /// How the window is opened at this desk.
    ///
    /// # Panics
    /// When the path of the folder is no text.
    pub fn start_of(&self, binary: &Path) -> Start {
        let places =
            [("--profile", "desk"), ("--passphrase-file", "passphrase"), ("--state", "marks")];
        places.into_iter().fold(Start::new(binary), |start, (word, name)| {
            let path = self.folder.path().join(name);
            start.argument(word).argument(path.to_str().expect("UTF-8"))
        })
    }
}

/// The demo earns nothing until its owner works there, and the platform lets them see commissions.
async fn earn_commissions(desk: &Desk) {
    let staff = desk.session().await.expect("a session").staff;
    let owner = staff.into_iter().find(|one| one.role == "owner").expect("an owner");
    desk.switch_staff(owner.actor_id, None).await.expect("the owner takes over");
    let mut session = desk.find_session().await.expect("a session").expect("somebody");
    session.scopes.push(Scope::Commissions);
    let text = serde_json::to_string(&session).expect("a session");
    let mut tx = desk.transact(Op::Sync).await.expect("a change");
    // Where a desk keeps who is signed in.
    settings::set(&mut tx, "session", &text).await.expect("kept");
    tx.commit().await.expect("kept");
}

async fn open(folder: &Path) -> Desk {
    let key = KeySource::PassphraseFile(folder.join("passphrase"));
    let place = OpenDesk::new(folder.join("desk"), key);
    Desk::open(place.marks_in(Some(folder.join("marks")))).await.expect("a profile")
}

/// An amount as the window shows it in German, with a plain space before the sign of the euro.
pub fn euros(money: &MoneyView) -> String {
    let sign = if money.cents < 0 { "\u{2212}" } else { "" };
    let cents = money.cents.unsigned_abs();
    format!("{sign}{},{:02} €", grouped(cents / 100), cents % 100)
}

/// `12.418`
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_window_writes_them() {
        let euro = |cents| euros(&MoneyView { cents, currency: "EUR".to_owned() });
        assert_eq!(euro(123_456_789), "1.234.567,89 €");
        assert_eq!(euro(-5), "\u{2212}0,05 €");
        assert_eq!((grouped(999), grouped(5_000)), ("999".to_owned(), "5.000".to_owned()));
    }
}
