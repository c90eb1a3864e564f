//! What people asked the platform for about affiliate codes. It alone makes and changes them, and no
//! journal knows of it: so what was wished, and what was answered, is written down here.

use std::sync::{Mutex, PoisonError};

use mojo_desk::Refusal as _;
use mojo_desk::affiliates::AffiliatesError;

/// What was wished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A new code of a stem that somebody chose.
    Chosen,
    /// A new code that the platform draws.
    Drawn,
    /// A code named otherwise, retired or brought back.
    Change,
}

/// What the desk said came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was done.
    Done,
    /// Somebody has the code: this tenant too, when its request came twice.
    Taken,
    /// There was no connection: nothing was done.
    Nothing,
    /// It may have been done, and may still be: a request can be late.
    Open,
}

impl Answer {
    /// What the desk said.
    pub fn of<T>(result: &Result<T, AffiliatesError>) -> Self {
        match result.as_ref().map_err(|error| error.code()) {
            Ok(_) => Self::Done,
            Err("affiliate_code_taken") => Self::Taken,
            Err("needs_network") => Self::Nothing,
            Err(_) => Self::Open,
        }
    }
}

/// A wish, as it was sent once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Whose desk, by the owner of the tenant.
    pub owner: &'static str,
    /// What.
    pub kind: Kind,
    /// The code; `None` for one that was drawn and not told.
    pub code: Option<String>,
    /// Its label; `None` when it was to stay.
    pub label: Option<String>,
    /// Whether it is retired; `None` when that was to stay.
    pub is_retired: Option<bool>,
    /// What came of it.
    pub answer: Answer,
    /// How often the platform had been put back by then.
    pub era: u64,
}

/// Every wish of a run, in order.
#[derive(Debug, Default)]
pub struct Codes(Mutex<Vec<Wish>>);

impl Codes {
    /// A wish was sent, and something came of it.
    pub fn note(&self, wish: Wish) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(wish);
    }

    /// Every wish, in order.
    pub fn all(&self) -> Vec<Wish> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
