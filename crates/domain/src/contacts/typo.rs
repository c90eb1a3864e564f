//! Typing mistakes: how far a word is from what was typed.

/// The letters by which `word`, or its beginning, differs from what was `typed`: changed, left
/// out, doubled or swapped ones. `None` when that is more than a slip of the finger: one in a word
/// of four letters, two from eight.
pub fn typo_distance(typed: &str, word: &str) -> Option<usize> {
    let typed: Vec<char> = typed.chars().collect();
    let word: Vec<char> = word.chars().collect();
    let allowed = match typed.len() {
        0..4 => return None,
        4..8 => 1,
        _ => 2,
    };
    // Longer words are compared with their beginning: the rest is not typed yet.
    let longest = word.len().min(typed.len() + allowed);
    if longest + allowed < typed.len() {
        return None;
    }
    let rows = distances(&typed, &word[..longest]);
    let shortest = typed.len().saturating_sub(allowed);
    let least = rows.into_iter().skip(shortest).min()?;
    (least <= allowed).then_some(least)
}

/// The distance of `typed` from each beginning of `word` (optimal string alignment).
fn distances(typed: &[char], word: &[char]) -> Vec<usize> {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=word.len()).collect();
    for (i, letter) in typed.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in word.iter().enumerate() {
            let change = last[j] + usize::from(letter != other);
            let mut least = change.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == word[j - 1] && typed[i - 1] == *other {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_near_and_another_name_is_not() {
        for (typed, word, expected) in [
            ("meier", "meier", Some(0)),
            ("meir", "meier", Some(1)),
            ("meeir", "meier", Some(1)),
            ("mejer", "meier", Some(1)),
            ("stadelman", "stadelmann", Some(0)),
            ("stadlemnn", "stadelmann", Some(2)),
            ("schmit", "schmidt", Some(1)),
            ("meier", "maurer", None),
            ("mai", "mei", None),
            ("lindqvist", "linde", None),
        ] {
            assert_eq!(typo_distance(typed, word), expected, "{typed} {word}");
        }
    }
}
