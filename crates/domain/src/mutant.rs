//! Deliberate faults (mutants), for the proof that the simulation would notice them.
//!
//! Each is one condition at the place where a mistake would be natural: `mutant::is("name")`.
//! Without the feature `mutants`, which no product and no default build has, that is the constant
//! `false` and the compiler removes it. With it, one of [`ALL`] can be chosen for the whole process.

/// Every mutant: its name, and what it does wrong.
pub const ALL: &[(&str, &str)] = &[
    ("lww_by_arrival", "the write that arrives last wins"),
    ("lww_by_wall_clock", "the hybrid clock is the wall clock"),
    ("lww_whole_card", "a later edit replaces the whole card"),
    ("tie_by_arrival", "of two writes with one reading the first that arrived wins"),
    ("hlc_not_observed", "readings from elsewhere, and of the value that is replaced, are ignored"),
    ("hlc_not_clamped", "a clock that runs ahead is believed"),
    ("clamp_loses_order", "clamped readings of one batch are equal"),
    ("clamp_turns_order", "what is far ahead counts as earlier than what is a little ahead"),
    ("own_clamp_forgotten", "a desk keeps its own reading when the platform clamped it"),
    ("clash_text_dropped", "the free text that lost is not kept"),
    ("undo_counts_double", "a check-in taken back gives two entries back"),
    ("counter_instead_of_ledger", "a card counts its visits here, not its ledger"),
    ("projection_twice", "a sale that is held already is counted again"),
    ("closing_keeps_totals", "a closing does not begin a new period"),
    ("chain_skips_body", "the chain binds no body"),
    ("head_after_commit", "the head of the journal is written after the commit"),
    ("number_before_commit", "a number is committed before its document"),
    ("number_in_utc_year", "numbers are counted by the year in UTC"),
    ("sale_in_two_commits", "a sale is committed before the cards that it sells"),
    ("commit_error_ignored", "a commit that failed counts as done"),
    ("synchronous_off", "the disk is never asked to keep anything"),
    ("synchronous_normal", "a commit does not wait for the disk"),
    ("cursor_before_apply", "the cursor is committed before its page"),
    ("page_partially_applied", "the last change of a page is skipped"),
    ("bad_page_unnoticed", "damaged pages are not looked for"),
    ("epoch_keeps_code", "a new device goes on with the old number code"),
    ("carry_over_loses_last", "a new device leaves its last unsent entry behind"),
    ("rejected_not_undone", "an edit that did not stand stays"),
    ("rejected_blocks_queue", "an edit that did not stand is sent for ever"),
    ("retry_never", "after a failure nothing is tried again unasked"),
    ("fork_not_noticed", "a desk does not compare the hash that the platform holds"),
    ("accept_fork", "neither side minds another chain under a known device"),
    ("no_dedupe", "the platform takes a fact twice"),
    ("known_is_new", "entries that are held are taken again"),
    ("quarantine_drops_fact", "a fact to look at is not kept"),
    ("overdraft_dropped", "uses beyond the last entry open no case"),
    ("case_opened_twice", "a case is opened again whenever its facts are looked at"),
    ("clash_unnoticed", "two documents with one number open no case"),
    ("restore_unnoticed", "the platform does not notice that it was restored"),
    ("place_skipped", "the platform leaves a place of the order out"),
    ("scope_mask_ignored", "everybody sees everything of the tenant"),
    ("tenant_mixed", "a desk gets another tenant's order"),
    ("revoked_still_pulls", "a revoked device goes on as before"),
    ("codes_given_twice", "two devices get one number code"),
    ("commission_twice", "an order that is settled again pays again"),
    ("commission_lost", "of a recipient's entries of an order the last is not written"),
    ("ack_before_commit", "a batch that was not committed is acknowledged, and nobody looks again"),
    ("settlement_last_counts", "of two answers to one case the last counts"),
    ("parting_drops_entry", "of what a revoked device hands over the last entry is not kept"),
];

#[cfg(feature = "mutants")]
mod chosen {
    use std::sync::{PoisonError, RwLock};

    static CHOSEN: RwLock<Option<&'static str>> = RwLock::new(None);

    /// Chooses a mutant for the whole process, or none.
    ///
    /// # Panics
    /// When there is no mutant of that name.
    pub fn choose(name: Option<&str>) {
        let known = name.map(|name| {
            let found = super::ALL.iter().find(|(known, _)| *known == name);
            found.unwrap_or_else(|| panic!("there is no mutant {name}")).0
        });
        *CHOSEN.write().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// Whether this mutant was chosen.
    pub fn is(name: &str) -> bool {
        debug_assert!(super::ALL.iter().any(|(known, _)| *known == name), "unknown mutant {name}");
        *CHOSEN.read().unwrap_or_else(PoisonError::into_inner) == Some(name)
    }
}

#[cfg(feature = "mutants")]
pub use chosen::{choose, is};

/// Whether this mutant was chosen: never, in this build.
#[cfg(not(feature = "mutants"))]
#[inline]
pub const fn is(_: &str) -> bool {
    false
}
