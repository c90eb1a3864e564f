//! Latin letters without their marks: the plain letters of U+00C0..U+024F and U+1E00..U+1EFF, derived
//! from the compatibility decompositions of Unicode, and by hand where a letter has none (ß, ł, ø,
//! đ, ı, æ, þ).

/// The plain letters of `letter`; `None` when it is no Latin letter of these blocks.
pub(super) fn plain(letter: char) -> Option<&'static str> {
    let code = usize::try_from(u32::from(letter)).ok()?;
    let word = match code {
        0xc0..=0x24f => LATIN[code - 0xc0],
        0x1e00..=0x1eff => LATIN_ADDITIONAL[code - 0x1e00],
        _ => return None,
    };
    (word != "-").then_some(word)
}

#[rustfmt::skip]
const LATIN: [&str; 400] = [
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o",
    "o", "o", "o", "o", "-", "o", "u", "u", "u", "u", "y", "th", "ss", "a", "a", "a", "a", "a",
    "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", "-",
    "o", "u", "u", "u", "u", "y", "th", "y", "a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c",
    "c", "c", "c", "d", "d", "d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g",
    "g", "g", "g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i", "i",
    "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l",
    "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o", "o", "o", "oe", "oe", "r",
    "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s", "s", "s", "t", "t", "t", "t", "t", "t",
    "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z",
    "z", "z", "z", "z", "s", "b", "b", "b", "b", "b", "b", "-", "c", "c", "-", "-", "d", "d", "-",
    "e", "e", "-", "f", "f", "-", "-", "hv", "-", "-", "k", "k", "l", "l", "-", "-", "n", "-", "o",
    "o", "oi", "oi", "p", "p", "-", "s", "s", "-", "-", "t", "t", "t", "-", "u", "u", "-", "-",
    "y", "y", "z", "z", "z", "z", "z", "z", "-", "s", "s", "-", "w", "-", "-", "-", "-", "dz",
    "dz", "dz", "lj", "lj", "lj", "nj", "nj", "nj", "a", "a", "i", "i", "o", "o", "u", "u", "u",
    "u", "u", "u", "u", "u", "u", "u", "e", "a", "a", "a", "a", "ae", "ae", "g", "g", "g", "g",
    "k", "k", "o", "o", "o", "o", "z", "z", "j", "dz", "dz", "dz", "g", "g", "hv", "w", "n", "n",
    "a", "a", "ae", "ae", "o", "o", "a", "a", "a", "a", "e", "e", "e", "e", "i", "i", "i", "i",
    "o", "o", "o", "o", "r", "r", "r", "r", "u", "u", "u", "u", "s", "s", "t", "t", "y", "y", "h",
    "h", "n", "d", "ou", "ou", "z", "z", "a", "a", "e", "e", "o", "o", "o", "o", "o", "o", "o",
    "o", "y", "y", "l", "n", "t", "j", "db", "qp", "-", "c", "c", "l", "-", "s", "z", "-", "-",
    "b", "-", "-", "e", "e", "j", "j", "q", "q", "r", "r", "y", "y",
];

#[rustfmt::skip]
const LATIN_ADDITIONAL: [&str; 256] = [
    "a", "a", "b", "b", "b", "b", "b", "b", "c", "c", "d", "d", "d", "d", "d", "d", "d", "d", "d",
    "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "f", "f", "g", "g", "h", "h", "h", "h",
    "h", "h", "h", "h", "h", "h", "i", "i", "i", "i", "k", "k", "k", "k", "k", "k", "l", "l", "l",
    "l", "l", "l", "l", "l", "m", "m", "m", "m", "m", "m", "n", "n", "n", "n", "n", "n", "n", "n",
    "o", "o", "o", "o", "o", "o", "o", "o", "p", "p", "p", "p", "r", "r", "r", "r", "r", "r", "r",
    "r", "s", "s", "s", "s", "s", "s", "s", "s", "s", "s", "t", "t", "t", "t", "t", "t", "t", "t",
    "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "v", "v", "v", "v", "w", "w", "w", "w", "w",
    "w", "w", "w", "w", "w", "x", "x", "x", "x", "y", "y", "z", "z", "z", "z", "z", "z", "h", "t",
    "w", "y", "a", "s", "s", "s", "ss", "-", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a",
    "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "e", "e", "e", "e", "e", "e",
    "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "i", "i", "i", "i", "o", "o", "o", "o", "o",
    "o", "o", "o", "o", "o", "o", "o", "o", "o", "o", "o", "o", "o", "o", "o", "o", "o", "o", "o",
    "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "y", "y", "y", "y", "y",
    "y", "y", "y", "ll", "ll", "v", "v", "y", "y",
];
