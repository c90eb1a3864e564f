//! The number by which public bodies route an invoice (Leitweg-ID): a coarse part, a fine one that may
//! be missing, and two check digits after ISO/IEC 7064 MOD 97-10.

/// How long the coarse part may be: states, districts, municipalities.
const COARSE: [usize; 6] = [2, 3, 5, 8, 9, 12];
const LONGEST_FINE: usize = 30;

/// Whether a reference looks like a Leitweg-ID and its check digits are wrong.
pub(crate) fn is_wrong(reference: &str) -> bool {
    let parts: Vec<&str> = reference.split('-').collect();
    let (coarse, fine, check) = match parts.as_slice() {
        &[coarse, check] => (coarse, "", check),
        &[coarse, fine, check] => (coarse, fine, check),
        _ => return false,
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let looks_like_one = COARSE.contains(&coarse.len())
        && is_digits(coarse)
        && fine.len() <= LONGEST_FINE
        && fine.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && check.len() == 2
        && is_digits(check);
    looks_like_one && remainder(coarse, fine, check) != Some(1)
}

/// Letters count from ten on.
fn remainder(coarse: &str, fine: &str, check: &str) -> Option<u32> {
    coarse.chars().chain(fine.chars()).chain(check.chars()).try_fold(0_u32, |remainder, sign| {
        let value = sign.to_digit(36)?;
        let shift = if value < 10 { 10 } else { 100 };
        Some((remainder * shift + value) % 97)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_check_digit_is_found_and_other_references_are_left_alone() {
        assert!(!is_wrong("04011000-1234512345-06"), "the example of the specification");
        assert!(is_wrong("04011000-1234512345-07"));
        assert!(is_wrong("04011000-1234521345-06"), "two digits changed places");
        for other in ["", "Bestellung 17", "2024-17", "A-B-C-D", "4711", "Abt. 3-12"] {
            assert!(!is_wrong(other), "{other}");
        }
    }
}
