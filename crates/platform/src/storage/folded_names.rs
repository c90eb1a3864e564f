//! Names in the one form in which they are looked for: as the desks fold those of their contacts
//! ([`mojo_domain::contacts::fold`]). SQL folds nothing beyond ASCII, so that it is done here.

use mojo_domain::contacts::{fold, fold_plain};

use super::query::queries;
use super::{Query, StorageError, Tx, values};

/// So many names are in memory at once while those of before are folded.
const PORTION: i64 = 500;
/// Shorter texts are in too many names.
const LEAST: usize = 3;

queries! {
    UNFOLDED_ACCOUNTS = "SELECT tenant_id, customer_user_id AS user_id, name \
        FROM customer_accounts WHERE folded_name IS NULL \
        AND (tenant_id, customer_user_id) > ($1, $2) \
        ORDER BY tenant_id, customer_user_id LIMIT $3",
    UNFOLDED_USERS = "SELECT tenant_id, user_id, name FROM users WHERE folded_name IS NULL \
        AND (tenant_id, user_id) > ($1, $2) ORDER BY tenant_id, user_id LIMIT $3",
    FOLD_ACCOUNT = "UPDATE customer_accounts SET folded_name = $3 \
        WHERE tenant_id = $1 AND customer_user_id = $2",
    FOLD_USER = "UPDATE users SET folded_name = $3 WHERE tenant_id = $1 AND user_id = $2",
}

/// Both tables with names, and how one of theirs is folded.
const TABLES: [(Query, Query); 2] =
    [(UNFOLDED_ACCOUNTS, FOLD_ACCOUNT), (UNFOLDED_USERS, FOLD_USER)];

/// The name as it is kept for looking it up: with ä as ae, and where that differs once more with ä as a.
pub(super) fn folded(name: &str) -> String {
    let (german, plain) = (fold(name), fold_plain(name));
    if german == plain { german } else { format!("{german}|{plain}") }
}

/// The patterns of a text that is looked for, in either spelling; `None` where too little is left of it.
/// A folded text has no sign of a pattern.
pub(super) fn patterns(text: &str) -> Option<[String; 2]> {
    let spellings = [fold(text), fold_plain(text)];
    let is_long = spellings.iter().all(|one| one.chars().count() >= LEAST);
    is_long.then(|| spellings.map(|one| format!("%{one}%")))
}

/// Folds the names that were written before there was a place for it, in the transaction that makes the
/// place. On PostgreSQL it is one of the ledger: the owner of the tables sees no row of theirs.
pub(super) async fn fold_names_of_before(tx: &mut Tx) -> Result<(), StorageError> {
    for (unfolded, fold_one) in TABLES {
        // After the last one of the portion before: from the beginning, each would pass by all that is folded.
        let (mut tenant, mut user) = (String::new(), String::new());
        loop {
            let place = values![tenant.as_str(), user.as_str(), PORTION];
            let rows = tx.all(unfolded, place).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                (tenant, user) = (row.text("tenant_id")?, row.text("user_id")?);
                let folded = folded(&row.text("name")?);
                tx.execute(fold_one, values![tenant.as_str(), user.as_str(), folded]).await?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_capitalised_and_its_marks_are_written() {
        let is_found = |name: &str, text: &str| {
            let found = patterns(text).unwrap_or_default();
            let kept = folded(name);
            found.iter().any(|pattern| kept.contains(pattern.trim_matches('%')))
        };
        for text in ["müller", "MÜLLER", "Mueller", "muller", "r-lüd", "Lüdenscheid"] {
            assert!(is_found("Jörg MÜLLER-LÜDENSCHEID", text), "{text}");
        }
        assert!(is_found("Muller", "Müller"), "who leaves the dots out");
        assert!(is_found("Łukasz Øre", "lukasz ore"));
        assert!(!is_found("Müller", "Möller"));
        assert_eq!(folded("Anna Berger"), "anna berger");
    }

    #[test]
    fn what_is_left_of_a_text_is_long_enough_and_no_pattern() {
        for text in ["%%%", "___", "a!!", "- -", ""] {
            assert_eq!(patterns(text), None, "{text:?}");
        }
        assert_eq!(patterns("50%_5"), Some(["%50 5%".to_owned(), "%50 5%".to_owned()]));
    }
}
