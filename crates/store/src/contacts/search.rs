//! The search: name, phone digits, e-mail, birthday, tag.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use mojo_domain::contacts::{Role, fold, fold_plain, index_words, typo_distance};
use sqlx::Row as _;

use super::list::{ContactListing, load};
use super::typed::{Typed, after};
use crate::{Source, StoreError};

/// So many may be put in order of what fits best; more are shown in the order of an index.
const FEW: i64 = 200;

// Every statement is one look-up in an index and ends with its limit.
const BY_WORDS: &str = "SELECT rowid FROM contact_search WHERE contact_search MATCH $1 LIMIT $2";
const BY_WORDS_AND_DIGITS: &str = "SELECT rowid FROM contact_search
  WHERE contact_search MATCH $1
    AND rowid IN (SELECT rowid FROM contact_digits WHERE contact_digits MATCH $3) LIMIT $2";
const BY_NAME: &str = "SELECT contact_no FROM contact_names
  WHERE word >= $1 AND word < $3 ORDER BY word, sort_key, contact_no LIMIT $2";
const BY_DIGITS: &str = "SELECT rowid FROM contact_digits WHERE contact_digits MATCH $1 LIMIT $2";
const BY_EMAIL: &str = "SELECT contact_no FROM contact_emails
  WHERE normal >= $1 AND normal < $3 ORDER BY normal, contact_no LIMIT $2";
const BY_TAG: &str = "SELECT contact_no FROM contact_tags
  WHERE tag_key >= $1 AND tag_key < $3 ORDER BY tag_key, sort_key, contact_no LIMIT $2";
const BY_BIRTHDAY: &str = "SELECT contact_no FROM contacts
  WHERE birthday >= $1 AND birthday < $3 ORDER BY birthday LIMIT $2";
const BY_BIRTH_DAY: &str = "SELECT contact_no FROM contacts
  WHERE birth_day >= $1 AND birth_day < $3 ORDER BY birth_day LIMIT $2";
const WORDS_NEAR: &str = "SELECT term FROM contact_words WHERE term >= $1 AND term <= $3 LIMIT $2";

/// All of them, for the test that none is a scan.
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[
    BY_WORDS,
    BY_WORDS_AND_DIGITS,
    BY_NAME,
    BY_DIGITS,
    BY_EMAIL,
    BY_TAG,
    BY_BIRTHDAY,
    BY_BIRTH_DAY,
    WORDS_NEAR,
];

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// At least so many fit.
    pub at_least: u32,
    /// The page that was asked for.
    pub contacts: Vec<ContactListing>,
}

/// The contacts that a typed text may mean, the best first; `today` settles two digits of a year.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn search(
    source: &mut impl Source,
    text: &str,
    role: Option<Role>,
    (offset, limit): (u32, u32),
    today: NaiveDate,
) -> Result<Found, StoreError> {
    let typed = Typed::read(text, today);
    // A role is told from the row: a part of what is found falls away.
    let wanted = i64::from(offset) + i64::from(limit) * if role.is_some() { 4 } else { 1 };
    let mut search = Search { source, limit: wanted.max(FEW + 1), found: Vec::new() };
    search.run(&typed).await?;
    let numbers = std::mem::take(&mut search.found);
    let mut rows = load(source, &numbers).await?;
    let mut listed: Vec<ContactListing> = numbers
        .iter()
        .filter_map(|no| rows.remove(no))
        .filter(|row| role.is_none_or(|role| row.roles.contains(&role)))
        .collect();
    if let Typed::Words { words, .. } = &typed
        && numbers.len() as i64 <= FEW
    {
        listed.sort_by_cached_key(|row| (rank(row, words), row.sort_key.clone(), row.contact_id));
    }
    let at_least = u32::try_from(listed.len()).unwrap_or(u32::MAX);
    let contacts = listed.into_iter().skip(offset as usize).take(limit as usize).collect();
    Ok(Found { at_least, contacts })
}

/// The family name that was typed whole first, then names that begin with it, then the rest.
fn rank(row: &ContactListing, words: &[String]) -> u8 {
    let last = index_words(&row.last_name);
    let is_whole = |name: &str| words.iter().any(|word| *word == name);
    let begins = |names: &BTreeSet<String>| {
        words.iter().any(|word| names.iter().any(|name| name.starts_with(word.as_str())))
    };
    if is_whole(&fold(&row.last_name)) || is_whole(&fold_plain(&row.last_name)) {
        0
    } else if begins(&last) {
        1
    } else if begins(&index_words(&row.first_name)) {
        2
    } else {
        3
    }
}

struct Search<'a, S: Source> {
    source: &'a mut S,
    limit: i64,
    found: Vec<i64>,
}

impl<S: Source> Search<'_, S> {
    async fn run(&mut self, typed: &Typed) -> Result<(), StoreError> {
        match typed {
            Typed::Nothing => Ok(()),
            Typed::Tag(tag) => self.range(BY_TAG, tag).await,
            Typed::Email(email) => self.range(BY_EMAIL, email).await,
            Typed::Letters(letters) => self.range(BY_NAME, letters).await,
            Typed::Digits { birthday, birth_day, phone, plain } => {
                if let Some(birthday) = birthday {
                    self.range(BY_BIRTHDAY, birthday).await?;
                }
                if let Some(birth_day) = birth_day {
                    self.range(BY_BIRTH_DAY, birth_day).await?;
                }
                if let Some(digits) = phone {
                    self.all(BY_DIGITS, &quoted(digits)).await?;
                }
                self.all(BY_WORDS, &format!("{}*", quoted(plain))).await
            }
            Typed::Words { words, phone: None } => self.words(words).await,
            Typed::Words { words, phone: Some((digits, plain)) } => {
                self.words_and_digits(words, digits, plain).await
            }
        }
    }

    async fn words(&mut self, words: &[String]) -> Result<(), StoreError> {
        let fitting = self.numbers(BY_WORDS, &all_of(words), None).await?;
        let are_few = fitting.len() as i64 <= FEW;
        if let [word] = words {
            if !are_few {
                // Too many to say which fits best: names in order, then whatever else fits.
                self.range(BY_NAME, word).await?;
            }
            self.add(fitting);
            self.range(BY_EMAIL, word).await?;
        } else {
            self.add(fitting);
        }
        if self.found.is_empty() {
            self.nearly(words).await?;
        }
        Ok(())
    }

    async fn words_and_digits(
        &mut self,
        words: &[String],
        digits: &str,
        plain: &str,
    ) -> Result<(), StoreError> {
        let both = self.numbers(BY_WORDS_AND_DIGITS, &all_of(words), Some(quoted(digits))).await?;
        self.add(both);
        let mut all = words.to_vec();
        all.push(plain.to_owned());
        let place = self.numbers(BY_WORDS, &all_of(&all), None).await?;
        self.add(place);
        Ok(())
    }

    /// Nothing fits: each word may have a typing mistake behind its first letter.
    async fn nearly(&mut self, words: &[String]) -> Result<(), StoreError> {
        let mut all = Vec::with_capacity(words.len());
        for word in words {
            let near = self.words_near(word).await?;
            if near.is_empty() {
                return Ok(());
            }
            let any: Vec<String> = near.iter().map(|word| quoted(word)).collect();
            all.push(format!("({})", any.join(" OR ")));
        }
        let fitting = self.numbers(BY_WORDS, &all.join(" AND "), None).await?;
        self.add(fitting);
        Ok(())
    }

    async fn words_near(&mut self, word: &str) -> Result<Vec<String>, StoreError> {
        // More words than a practice's contacts have with one first letter.
        const MOST: i64 = 20_000;
        let Some(first) = word.chars().next() else {
            return Ok(Vec::new());
        };
        let rows = sqlx::query(WORDS_NEAR)
            .bind(first.to_string())
            .bind(MOST)
            .bind(after(&first.to_string()))
            .fetch_all(self.source.rows())
            .await?;
        let mut near = Vec::new();
        for row in rows {
            let term: String = row.try_get(0)?;
            if let Some(distance) = typo_distance(word, &term) {
                near.push((distance, term));
            }
        }
        near.sort();
        Ok(near.into_iter().take(12).map(|(_, term)| term).collect())
    }

    async fn range(&mut self, sql: &'static str, prefix: &str) -> Result<(), StoreError> {
        let found = self.numbers(sql, prefix, Some(after(prefix))).await?;
        self.add(found);
        Ok(())
    }

    async fn all(&mut self, sql: &'static str, term: &str) -> Result<(), StoreError> {
        let found = self.numbers(sql, term, None).await?;
        self.add(found);
        Ok(())
    }

    async fn numbers(
        &mut self,
        sql: &'static str,
        term: &str,
        third: Option<String>,
    ) -> Result<Vec<i64>, StoreError> {
        let mut query = sqlx::query(sql).bind(term.to_owned()).bind(self.limit);
        if let Some(third) = third {
            query = query.bind(third);
        }
        let rows = query.fetch_all(self.source.rows()).await?;
        Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
    }

    /// A contact is found once, however many of its words fit.
    fn add(&mut self, numbers: Vec<i64>) {
        let mut known: BTreeSet<i64> = self.found.iter().copied().collect();
        self.found.extend(numbers.into_iter().filter(|no| known.insert(*no)));
    }
}

fn all_of(words: &[String]) -> String {
    let terms: Vec<String> = words.iter().map(|word| format!("{}*", quoted(word))).collect();
    terms.join(" AND ")
}

/// A word as the full-text index reads it, whatever stands in it.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}
