//! Y4: what the platform calculated, computed again from the stored facts: offline, with the same
//! rules, and every difference is shown. Silence is never acceptance (section 87c HGB).

use super::{CommissionEntry, LineBasis, Policy, RuleVersion, calculate_line};
use crate::MoneyError;

/// A line as it is stored: its facts and what was calculated from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLine<K, T: Ord> {
    /// What names the line.
    pub key: K,
    /// The rules by which it was calculated.
    pub rule_version: RuleVersion,
    /// The facts; a recipient may hold only what concerns it ([`LineBasis::visible_to`]).
    pub basis: LineBasis<T>,
    /// The commissions; a recipient holds only its own.
    pub entries: Vec<CommissionEntry<T>>,
}

/// Whose entries are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience<'a, T> {
    /// Everybody's, where the whole line is known.
    All,
    /// One recipient's.
    Recipient(&'a T),
}

/// One difference between what is stored and what the rules say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference<K, T> {
    /// The rules give a commission that is not stored.
    Missing {
        /// The line.
        key: K,
        /// What the rules give.
        computed: CommissionEntry<T>,
    },
    /// A commission is stored that the rules do not give.
    Unexpected {
        /// The line.
        key: K,
        /// What is stored.
        stored: CommissionEntry<T>,
    },
    /// The same commission with other numbers or reasons.
    Differs {
        /// The line.
        key: K,
        /// What is stored.
        stored: CommissionEntry<T>,
        /// What the rules give.
        computed: CommissionEntry<T>,
    },
    /// This program does not know the rules of the line.
    UnknownRules {
        /// The line.
        key: K,
        /// The rules that it names.
        rule_version: RuleVersion,
    },
    /// The stored facts cannot be calculated.
    Incalculable {
        /// The line.
        key: K,
        /// Why.
        error: MoneyError,
    },
}

/// Calculates every line again and lists the differences, in the order of the lines. Empty when
/// all is as the rules say.
pub fn recompute<K: Clone, T: Ord + Clone>(
    lines: &[StoredLine<K, T>],
    audience: &Audience<'_, T>,
    policy_of: impl Fn(RuleVersion) -> Option<Policy>,
) -> Vec<Difference<K, T>> {
    lines.iter().flat_map(|line| recompute_line(line, audience, &policy_of)).collect()
}

fn recompute_line<K: Clone, T: Ord + Clone>(
    line: &StoredLine<K, T>,
    audience: &Audience<'_, T>,
    policy_of: &impl Fn(RuleVersion) -> Option<Policy>,
) -> Vec<Difference<K, T>> {
    let key = || line.key.clone();
    let Some(policy) = policy_of(line.rule_version) else {
        return vec![Difference::UnknownRules { key: key(), rule_version: line.rule_version }];
    };
    let outcome = match calculate_line(&line.basis, &policy) {
        Ok(outcome) => outcome,
        Err(error) => return vec![Difference::Incalculable { key: key(), error }],
    };
    let concerns = |entry: &&CommissionEntry<T>| match audience {
        Audience::All => true,
        Audience::Recipient(recipient) => entry.recipient.as_ref() == Some(recipient),
    };
    let computed = outcome.entries.iter().filter(concerns).collect();
    compare(&line.key, line.entries.iter().filter(concerns).collect(), computed)
}

/// Pairs what is stored with what is computed, by type and recipient.
fn compare<K: Clone, T: Ord + Clone>(
    key: &K,
    stored: Vec<&CommissionEntry<T>>,
    mut computed: Vec<&CommissionEntry<T>>,
) -> Vec<Difference<K, T>> {
    let mut differences = Vec::new();
    for stored in stored {
        let is_same =
            |it: &&CommissionEntry<T>| (it.kind, &it.recipient) == (stored.kind, &stored.recipient);
        let pair = computed.iter().position(is_same).map(|position| computed.remove(position));
        let (key, stored) = (key.clone(), stored.clone());
        match pair {
            None => differences.push(Difference::Unexpected { key, stored }),
            Some(computed) if *computed == stored => {}
            Some(computed) => {
                differences.push(Difference::Differs { key, stored, computed: computed.clone() });
            }
        }
    }
    let missing = computed.into_iter().cloned();
    differences.extend(missing.map(|computed| Difference::Missing { key: key.clone(), computed }));
    differences
}

#[cfg(test)]
mod tests;
