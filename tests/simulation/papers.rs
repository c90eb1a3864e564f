//! What people asked the platform for on paper: their tax profile, and objections to credit notes. It
//! alone keeps them, and no journal knows of it: so what was wished, and what was answered, is written
//! down here.

use std::sync::{Mutex, PoisonError};

use mojo_desk::Refusal as _;
use mojo_desk::commissions::CommissionsError;
use serde_json::Value;

use super::codes::Answer;

impl Answer {
    /// What the desk said about a wish on paper.
    pub fn on_paper<T>(result: &Result<T, CommissionsError>) -> Self {
        match result.as_ref().map_err(|error| error.code()) {
            Ok(_) => Self::Done,
            Err("already_objected") => Self::Taken,
            // Nothing was sent.
            Err("needs_network" | "not_allowed" | "tax_profile_refused") => Self::Nothing,
            Err(_) => Self::Open,
        }
    }
}

/// A tax profile, as it was sent once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Whose desk, by the owner of the tenant.
    pub owner: &'static str,
    /// Its fields, as the platform names them.
    pub fields: Value,
    /// What came of it.
    pub answer: Answer,
    /// How often the platform had been put back by then.
    pub era: u64,
}

/// An objection to a credit note, as it was sent once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Whose desk, by the owner of the tenant.
    pub owner: &'static str,
    /// The credit note.
    pub number: String,
    /// What came of it.
    pub answer: Answer,
    /// How often the platform had been put back by then.
    pub era: u64,
}

/// Every wish of a run, in order.
#[derive(Debug, Default)]
pub struct Papers {
    profiles: Mutex<Vec<Profile>>,
    objections: Mutex<Vec<Objection>>,
}

fn note<T>(all: &Mutex<Vec<T>>, one: T) {
    all.lock().unwrap_or_else(PoisonError::into_inner).push(one);
}

fn all_of<T: Clone>(all: &Mutex<Vec<T>>) -> Vec<T> {
    all.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

impl Papers {
    /// A tax profile was sent, and something came of it.
    pub fn note_profile(&self, profile: Profile) {
        note(&self.profiles, profile);
    }

    /// An objection was sent, and something came of it.
    pub fn note_objection(&self, objection: Objection) {
        note(&self.objections, objection);
    }

    /// Every tax profile, in order.
    pub fn profiles(&self) -> Vec<Profile> {
        all_of(&self.profiles)
    }

    /// Every objection, in order.
    pub fn objections(&self) -> Vec<Objection> {
        all_of(&self.objections)
    }
}
