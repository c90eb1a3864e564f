//! One client of the matrix: a process of its own around the desk's library, with the background
//! sync of the window. It tells on stdout, line by line, what it begins, what is done and what it
//! reads; `stop`, `sync` and `dump` come on stdin. SIGTERM, or the end of stdin, ends it in peace.

use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use mojo_desk::keys::KeySource;
use mojo_desk::views::{Cart, CartLine, ContactInput, ContactView, PaymentInput};
use mojo_desk::{Desk, OpenDesk};
use serde_json::{Value, json};

use crate::dice::Dice;
use mojo_journeys::options::Options;

/// The command to end in peace.
const END: &str = "end";

struct Client {
    desk: Desk,
    dice: Dice,
    contacts: Vec<String>,
    product: (String, i64),
    /// What no other client and no other life of this one writes.
    name: String,
    written: u64,
    pause: u64,
}

/// The verb.
pub(crate) fn run(options: &Options) -> u64 {
    tokio::runtime::Runtime::new().unwrap().block_on(live(options));
    0
}

async fn live(options: &Options) {
    let commands = commands();
    let folder = PathBuf::from(options.must("folder"));
    let key = KeySource::PassphraseFile(folder.join("passphrase"));
    let desk =
        Desk::open(OpenDesk::new(folder.join("profile"), key).marks_in(Some(folder.join("marks"))))
            .await
            .unwrap();
    desk.start_sync();
    let products = desk.list_products().await.unwrap();
    let product = products.iter().find(|product| product.code == "1004").unwrap();
    let client = Client {
        product: (product.product_id.clone(), product.price.cents),
        desk,
        dice: Dice::new(options.number("seed", 1)),
        contacts: options.must("contacts").split(',').map(str::to_owned).collect(),
        name: options.must("name").to_owned(),
        written: 0,
        pause: options.number("pause", 250),
    };
    client.work(commands).await;
}

/// The commands, from a thread that waits for them.
fn commands() -> mpsc::Receiver<String> {
    let (send, receive) = mpsc::channel();
    end_when_told(send.clone());
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
        drop(send.send(END.to_owned()));
    });
    receive
}

/// Whoever supervises a program tells it so to end.
#[cfg(unix)]
fn end_when_told(send: mpsc::Sender<String>) {
    use tokio::signal::unix::{SignalKind, signal};
    let mut told = signal(SignalKind::terminate()).unwrap();
    tokio::spawn(async move {
        told.recv().await;
        drop(send.send(END.to_owned()));
    });
}

#[cfg(not(unix))]
fn end_when_told(_send: mpsc::Sender<String>) {}

fn say(line: &Value) {
    let mut stdout = std::io::stdout().lock();
    // Nobody listening: the harness is gone, and soon we are.
    let _ = writeln!(stdout, "{line}");
    let _ = stdout.flush();
}

impl Client {
    async fn work(mut self, commands: mpsc::Receiver<String>) {
        let mut is_working = true;
        loop {
            match commands.try_recv().as_deref() {
                Ok("stop") => is_working = false,
                Ok("sync") => self.settle().await,
                Ok("dump") => say(&json!({ "dump": self.dump().await })),
                Ok(END) | Err(mpsc::TryRecvError::Disconnected) => break,
                Ok(_) | Err(mpsc::TryRecvError::Empty) => {}
            }
            if is_working {
                self.step().await;
                tokio::time::sleep(self.dice.millis(0, 2 * self.pause.max(1))).await;
            } else {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        self.desk.close().await;
    }

    async fn step(&mut self) {
        let contact = self.dice.pick(&self.contacts).clone();
        match self.dice.below(10) {
            0..4 => self.edit(&contact, true).await,
            4..6 => self.edit(&contact, false).await,
            6..8 => self.sell(&contact).await,
            _ => self.read(&contact).await,
        }
        if self.dice.percent(25) {
            let desk = self.desk.clone();
            // Beside the work, as in the window; what comes of it the pill would show.
            tokio::spawn(async move { drop(desk.sync_now().await) });
        }
    }

    /// Writes one field, or two that always belong together.
    async fn edit(&mut self, contact: &str, both: bool) {
        self.written += 1;
        let value = format!("{}-{}", self.name, self.written);
        let seen = self.desk.show_contact(contact.to_owned()).await.unwrap();
        let mut input = input_of(&seen);
        let fields: &[&str] = if both {
            (input.title, input.organisation) = (value.clone(), value.clone());
            &["pair"]
        } else {
            input.first_name.clone_from(&value);
            &["first_name"]
        };
        say(&json!({ "begins": "edit", "contact": contact, "field": fields[0], "value": value }));
        let seen = input_of(&seen);
        match self.desk.edit_contact_from(contact.to_owned(), seen, input).await {
            Ok(_) => say(&json!({ "done": value })),
            Err(error) => say(&json!({ "failed": value, "why": error.to_string() })),
        }
        self.read(contact).await;
    }

    async fn sell(&mut self, contact: &str) {
        self.written += 1;
        let what = format!("{}-{}", self.name, self.written);
        say(&json!({ "begins": "sale", "contact": contact, "value": what }));
        let line = CartLine {
            product_id: self.product.0.clone(),
            quantity_milli: 1000,
            unit_gross_cents: None,
            discount_percent: None,
        };
        let payment = PaymentInput { method: "card".to_owned(), tendered_cents: self.product.1 };
        let cart = Cart {
            lines: vec![line],
            contact_id: Some(contact.to_owned()),
            discount_percent: None,
            started_at: None,
            payments: vec![payment],
        };
        match self.desk.sell(cart).await {
            Ok(sale) => say(&json!({ "done": what, "receipt": sale.receipt_number })),
            Err(error) => say(&json!({ "failed": what, "why": error.to_string() })),
        }
    }

    async fn read(&self, contact: &str) {
        let view = self.desk.show_contact(contact.to_owned()).await.unwrap();
        say(&json!({ "read": contact, "fields": fields(&view) }));
    }

    /// Syncs until nothing waits and nothing came, and says so.
    async fn settle(&self) {
        let round = self.desk.sync_round().await.unwrap();
        let is_quiet = round.error.is_none() && round.pending == 0 && round.pulled == 0;
        say(&json!({ "quiet": is_quiet, "pending": round.pending, "error": round.error }));
    }

    async fn dump(&self) -> Value {
        let mut contacts = serde_json::Map::new();
        let mut receipts = Vec::new();
        for contact in &self.contacts {
            let view = self.desk.show_contact(contact.clone()).await.unwrap();
            contacts.insert(contact.clone(), fields(&view));
            for row in self.desk.contact_timeline(contact.clone()).await.unwrap() {
                if row.kind == "sale" {
                    receipts.push(row.detail);
                }
            }
        }
        receipts.sort();
        let status = self.desk.sync_status().await.unwrap();
        let journal = self.desk.verify_journal().await.unwrap();
        json!({
            "contacts": contacts, "receipts": receipts,
            "pending": status.pending, "hashes_equal": status.hashes_equal,
            "rejected": status.rejected, "cases": status.cases, "breaks": journal.breaks.len(),
        })
    }
}

fn fields(view: &ContactView) -> Value {
    json!({
        "title": view.title, "organisation": view.organisation, "first_name": view.first_name,
    })
}

fn input_of(view: &ContactView) -> ContactInput {
    ContactInput {
        title: view.title.clone(),
        first_name: view.first_name.clone(),
        last_name: view.last_name.clone(),
        organisation: view.organisation.clone(),
        vat_id: view.vat_id.clone(),
        birthday: view.birthday.clone(),
        note: view.note.clone(),
        roles: view.roles.clone(),
        tags: view.tags.clone(),
        phones: view.phones.clone(),
        emails: view.emails.clone(),
        addresses: view.addresses.clone(),
        consents: view.consents.clone(),
    }
}
