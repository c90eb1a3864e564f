//! What people do at a desk: one table, one line a verb.
//!
//! A verb is drawn by its weight among those whose scope the desk has. It draws what it needs, calls
//! the desk, looks at once whether the desk shows what it was told, and names what was recorded.
//! To add one: a function in the file of its noun and a line in [`VERBS`].

mod account;
mod affiliates;
mod cards;
mod cases;
pub mod contacts;
mod devices;
mod disputes;
mod duplicates;
mod invoices;
pub mod papers;
mod proof;
mod till;

use std::path::Path;
use std::pin::Pin;

use mojo_desk::{Desk, Refusal};
use mojo_protocol::{Entity, Scope};
use uuid::Uuid;

use super::chance::Chance;
use super::codes::Codes;
use super::papers::Papers;

/// The place of a verb.
pub struct Scene<'a> {
    /// The desk.
    pub desk: &'a Desk,
    /// What it draws from.
    pub chance: &'a Chance,
    /// Told apart from all others of the run, for texts that must be found again.
    pub mark: String,
    /// A folder for files that people bring.
    pub folder: &'a Path,
    /// Whose desk, by the owner of the tenant.
    pub owner: &'static str,
    /// What was asked for about affiliate codes.
    pub codes: &'a Codes,
    /// What was asked for on paper.
    pub papers: &'a Papers,
    /// How often the platform has been put back.
    pub era: u64,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// For the trace.
    pub line: String,
    /// What was recorded, as far as the answer says.
    pub recorded: Vec<(Entity, Uuid)>,
}

impl Said {
    fn line(line: impl Into<String>) -> Self {
        Self { line: line.into(), recorded: Vec::new() }
    }

    fn of(line: impl Into<String>, entity: Entity, id: &str) -> Result<Self, Trouble> {
        let id = id.parse().map_err(|_| Trouble::Broken(format!("{id:?} is no id")))?;
        Ok(Self { line: line.into(), recorded: vec![(entity, id)] })
    }
}

/// Why nothing came of it.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// There is nothing here to which it could be done: nothing was asked of the desk.
    NothingToDo,
    /// The desk said no, as it may.
    Refused(String),
    /// The store failed, as it may only where the disk does.
    Store(String),
    /// The desk broke a promise.
    Broken(String),
}

impl<E: Refusal> From<E> for Trouble {
    fn from(error: E) -> Self {
        match error.code() {
            "store_fault" | "disk_full" | "disk_error" | "database_damaged"
            | "database_read_only" | "wrong_key" => Self::Store(error.to_string()),
            code => Self::Refused(code.to_owned()),
        }
    }
}

fn nothing_to_do() -> Trouble {
    Trouble::NothingToDo
}

/// What a verb gives back.
pub type Done<'a> = Pin<Box<dyn Future<Output = Result<Said, Trouble>> + 'a>>;

/// A verb.
pub struct Verb {
    /// Its name.
    pub name: &'static str,
    /// Without it nobody does that.
    pub scope: Scope,
    /// How often, relative to the others.
    pub weight: u64,
    /// Does it.
    pub act: for<'a> fn(&'a Scene<'a>) -> Done<'a>,
}

macro_rules! verbs {
    ($($scope:ident $weight:literal $module:ident::$name:ident;)*) => {
        /// Everything that people do.
        pub const VERBS: &[Verb] = &[$(Verb {
            name: stringify!($name),
            scope: Scope::$scope,
            weight: $weight,
            act: |scene| Box::pin($module::$name(scene)),
        },)*];
    };
}

verbs! {
    Contacts 10 contacts::create_contact;
    Contacts 10 contacts::edit_contact;
    Contacts 2 contacts::edit_contact_from;
    Contacts 8 contacts::write_note;
    Contacts 2 contacts::import_contacts;
    Contacts 1 contacts::export_contacts;
    Contacts 3 contacts::delete_contact;
    Contacts 2 contacts::restore_contact;
    Contacts 3 contacts::restore_text;
    Contacts 4 duplicates::merge_contacts;
    Contacts 2 duplicates::part_contact;
    Pos 2 till::create_product;
    Pos 4 till::edit_product;
    Pos 1 till::archive_product;
    Pos 12 till::sell_for_cash;
    Pos 6 till::sell_by_card;
    Pos 4 till::sell_split;
    Pos 5 till::cancel_sale;
    Pos 4 till::move_cash;
    Pos 3 till::close_day;
    Pos 1 till::note_count;
    Checkin 14 cards::check_in;
    Checkin 4 cards::undo_check_in;
    Checkin 3 cards::import_card;
    Pos 6 cards::sell_card;
    Invoices 3 invoices::save_draft;
    Invoices 1 invoices::delete_draft;
    Invoices 3 invoices::issue_invoice;
    Invoices 3 invoices::pay_invoice;
    Invoices 1 invoices::cancel_invoice;
    Checkin 5 cases::settle_case;
    Account 1 account::save_practice;
    Account 1 account::set_pin;
    Account 2 account::reset_pin;
    Account 1 account::take_over;
    Account 1 account::set_lock_after;
    Account 1 devices::rename_device;
    Account 1 devices::confirm_new_device;
    Account 2 devices::accept_quarantine;
    Contacts 2 proof::verify_sync;
    Commissions 2 account::recompute_statement;
    Commissions 1 disputes::dispute_commission;
    Commissions 1 disputes::reply_to_dispute;
    Commissions 2 affiliates::create_affiliate_code;
    Commissions 2 affiliates::edit_affiliate_code;
    Commissions 1 papers::save_tax_profile;
    Commissions 1 papers::object_to_credit_note;
}

/// Draws a verb for a desk with these scopes.
pub fn draw(chance: &Chance, scopes: &[Scope]) -> Option<&'static Verb> {
    let possible = || VERBS.iter().filter(|verb| scopes.contains(&verb.scope));
    let mut left = chance.below(possible().map(|verb| verb.weight).sum());
    possible().find(|verb| {
        let is_it = left < verb.weight;
        left = left.saturating_sub(verb.weight);
        is_it
    })
}

#[cfg(test)]
mod tests {
    use mojo_desk::Op;

    use super::*;

    /// What the desk calls otherwise than the verb that does it here.
    const OTHERWISE: &[(Op, &str)] = &[
        (Op::EditPractice, "save_practice"),
        (Op::PartContacts, "part_contact"),
        (Op::Sell, "sell_for_cash"),
        (Op::DraftInvoice, "save_draft"),
        (Op::Settings, "set_lock_after"),
        (Op::Sync, "verify_sync"),
        (Op::EditTaxProfile, "save_tax_profile"),
    ];
    /// What nobody does here, and why.
    const NOT_HERE: &[(Op, &str)] = &[
        (Op::SetUp, "the template sets every desk up before a run begins"),
        (Op::ReplaceRecoveryKey, "the key of every profile is given; the recovery key is on paper"),
        (
            Op::ReadAdministration,
            "no desk of a run belongs to the platform's people; it only reads",
        ),
        (
            Op::ChangeAttribution,
            "the platform's people, at no desk; customers are seeded with theirs",
        ),
        (
            Op::Administer,
            "the platform's people, at no desk; they answer and settle disputes over the API",
        ),
        (Op::PayOut, "the platform's people; the step `payouts_are_made` pays at the platform"),
        (Op::SettleMail, "the platform's people, at no desk; a run has no mail that must arrive"),
        (Op::SetUpPayouts, "leads to the page of a payment provider, which a run does not have"),
        (
            Op::ManageMembership,
            "leads to a page of the platform where a browser pays, outside of a run",
        ),
        (Op::ReadSoldOrders, "it only reads, and no desk keeps what the platform answers"),
        (Op::ReadOwnLog, "it only reads, and no desk keeps what the platform answers"),
        (Op::AcceptContract, "nobody of a run accepted a contract, so that no newer one waits"),
        (Op::ExtractNames, "it only reads, and no desk keeps the names"),
    ];

    #[test]
    fn what_stays_out_has_a_reason_and_is_not_played() {
        for (op, reason) in NOT_HERE {
            assert!(reason.len() > 20, "{}: {reason}", op.name());
            assert!(!VERBS.iter().any(|verb| verb.name == op.name()), "{} is played", op.name());
        }
    }

    #[test]
    fn whatever_a_desk_records_is_done_here() {
        let is_out = |op: &&Op| NOT_HERE.iter().any(|(one, _)| one == *op);
        for op in Op::ALL.iter().filter(|op| !is_out(op)) {
            let other = OTHERWISE.iter().find(|(one, _)| one == op).map(|(_, name)| *name);
            let name = other.unwrap_or(op.name());
            assert!(VERBS.iter().any(|verb| verb.name == name), "nobody does {name}");
        }
    }
}
