//! The colour space sRGB (IEC 61966-2-1) as an ICC profile, version 4.2 (ISO 15076-1): primaries
//! and white adapted to D50 after Bradford, and the curve of the standard.
//!
//! It is written here and not taken along as a file: ten tags, the same bytes always.

/// Fixed-point numbers of the profile: 65,536 is one.
type Fixed = i32;

const D50: [Fixed; 3] = [0xF6D6, 0x1_0000, 0xD32D];
const RED: [Fixed; 3] = [0x6FA2, 0x38F5, 0x0390];
const GREEN: [Fixed; 3] = [0x6299, 0xB785, 0x18DA];
const BLUE: [Fixed; 3] = [0x24A0, 0x0F84, 0xB6CF];
/// From the white of screens (D65) to that of the profile.
const ADAPTATION: [Fixed; 9] =
    [0x1_0C42, 0x05DE, -0x0CDB, 0x0793, 0xFD90, -0x045F, -0x025E, 0x03DC, 0xC06E];
/// Exponent 2.4, slope 1/1.055, offset 0.055/1.055, linear part 1/12.92 below 0.04045.
const CURVE: [Fixed; 5] = [0x2_6666, 0xF2A7, 0x0D59, 0x13D0, 0x0A5B];

const HEADER: usize = 128;
const TAG: usize = 12;

/// The profile.
pub(super) fn srgb() -> Vec<u8> {
    let curve = curve();
    let tags: [(&[u8; 4], Vec<u8>); 10] = [
        (b"desc", words("sRGB")),
        (b"cprt", words("No copyright")),
        (b"wtpt", numbers(b"XYZ ", &D50)),
        (b"chad", numbers(b"sf32", &ADAPTATION)),
        (b"rXYZ", numbers(b"XYZ ", &RED)),
        (b"gXYZ", numbers(b"XYZ ", &GREEN)),
        (b"bXYZ", numbers(b"XYZ ", &BLUE)),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let mut table = count(tags.len()).to_vec();
    let mut data = Vec::new();
    let begin = HEADER + 4 + TAG * tags.len();
    for (name, bytes) in tags {
        table.extend_from_slice(name);
        table.extend_from_slice(&count(begin + data.len()));
        table.extend_from_slice(&count(bytes.len()));
        data.extend_from_slice(&bytes);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = header(begin + data.len());
    profile.extend_from_slice(&table);
    profile.extend_from_slice(&data);
    profile
}

fn header(size: usize) -> Vec<u8> {
    let mut header = vec![0; HEADER];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &count(size));
    put(8, &[0x04, 0x20, 0, 0]);
    put(12, b"mntrRGB XYZ ");
    // The first of January 2026.
    put(24, &[0x07, 0xEA, 0, 1, 0, 1]);
    put(36, b"acsp");
    for (index, part) in D50.iter().enumerate() {
        put(68 + 4 * index, &part.to_be_bytes());
    }
    header
}

/// A text in one language.
fn words(text: &str) -> Vec<u8> {
    let signs: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut bytes = b"mluc\0\0\0\0".to_vec();
    bytes.extend_from_slice(&count(1));
    bytes.extend_from_slice(&count(12));
    bytes.extend_from_slice(b"enUS");
    bytes.extend_from_slice(&count(signs.len()));
    bytes.extend_from_slice(&count(28));
    bytes.extend(signs);
    bytes
}

fn numbers(kind: &[u8; 4], numbers: &[Fixed]) -> Vec<u8> {
    let mut bytes = kind.to_vec();
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
    bytes
}

/// Type 3: a power above the linear part.
fn curve() -> Vec<u8> {
    let mut bytes = b"para\0\0\0\0\0\x03\0\0".to_vec();
    bytes.extend(CURVE.iter().flat_map(|number| number.to_be_bytes()));
    bytes
}

fn count(count: usize) -> [u8; 4] {
    u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_says_its_length_and_every_tag_lies_in_it() {
        let profile = srgb();
        let number =
            |at: usize| u32::from_be_bytes(profile[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(number(0), profile.len());
        assert_eq!(number(HEADER), 10);
        for tag in 0..number(HEADER) {
            let at = HEADER + 4 + TAG * tag;
            let (offset, size) = (number(at + 4), number(at + 8));
            assert_eq!(offset % 4, 0);
            assert!(offset + size <= profile.len());
        }
    }

    #[test]
    fn red_green_and_blue_together_are_white() {
        for (index, white) in D50.iter().enumerate() {
            let sum = RED[index] + GREEN[index] + BLUE[index];
            // Each number is rounded in the standard for itself.
            assert!((sum - white).abs() <= 16, "{index}: {sum} {white}");
        }
    }
}
