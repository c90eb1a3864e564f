//! The code in document numbers (`RE-2026-A-000042`): A, B, ... Z, AA, AB, ...

/// The `count`-th code, from 1.
pub(crate) fn number_code(count: i64) -> String {
    let mut rest = count.max(1);
    let mut letters = Vec::new();
    while rest > 0 {
        let place = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + place));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_on_with_two_letters_after_z() {
        let codes: Vec<String> = [1, 2, 26, 27, 52, 53, 702, 703].map(number_code).into();
        assert_eq!(codes, ["A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
