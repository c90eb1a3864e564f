//! Writes a square image of black and white as PNG (ISO/IEC 15948), one bit a pixel, uncompressed: a
//! code of a link has few bytes.

/// The image; `is_dark` says of each pixel, from the upper left, whether it is black.
pub(super) fn write(edge: usize, is_dark: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let side = u32::try_from(edge).unwrap_or(u32::MAX).to_be_bytes();
    let mut header = [side, side].concat();
    // One bit of grey; compression, filter and interlace as the standard has them.
    header.extend([1, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"IDAT", &stored(&rows(edge, is_dark)));
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// The rows, each with its filter (none) before it; the last byte of a row is filled with white.
fn rows(edge: usize, is_dark: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let mut rows = Vec::with_capacity(edge * (edge / 8 + 2));
    for y in 0..edge {
        rows.push(0);
        for start in (0..edge).step_by(8) {
            let bit = |place: usize| start + place >= edge || !is_dark(start + place, y);
            rows.push((0..8).fold(0_u8, |byte, place| (byte << 1) | u8::from(bit(place))));
        }
    }
    rows
}

/// A zlib stream (RFC 1950) of blocks that are stored as they are (RFC 1951, 3.2.4).
fn stored(data: &[u8]) -> Vec<u8> {
    const LONGEST: usize = 65_535;
    let mut stream = vec![0x78, 0x01];
    let blocks = data.chunks(LONGEST).count();
    for (place, block) in data.chunks(LONGEST).enumerate() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(place + 1 == blocks));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(data).to_be_bytes());
    stream
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    file.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    let start = file.len();
    file.extend(kind);
    file.extend(data);
    let sum = crc32(&file[start..]);
    file.extend(sum.to_be_bytes());
}

/// The check of zlib.
fn adler32(data: &[u8]) -> u32 {
    const PRIME: u32 = 65_521;
    let step = |(low, high): (u32, u32), byte: &u8| {
        let low = (low + u32::from(*byte)) % PRIME;
        (low, (high + low) % PRIME)
    };
    let (low, high) = data.iter().fold((1, 0), step);
    (high << 16) | low
}

/// The check of a chunk (ISO 3309).
fn crc32(data: &[u8]) -> u32 {
    let bit = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    let byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| bit(crc));
    !data.iter().fold(u32::MAX, byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checks_are_those_of_the_standards() {
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn black_is_zero_and_the_end_of_a_row_is_white() {
        let diagonal = rows(9, |x, y| x == y);
        assert_eq!(diagonal.len(), 9 * 3);
        assert_eq!(diagonal[..6], [0, 0b0111_1111, 0xff, 0, 0b1011_1111, 0xff]);
        assert_eq!(diagonal[24..], [0, 0xff, 0b0111_1111]);
    }

    #[test]
    fn a_long_image_has_several_blocks_of_which_the_last_says_so() {
        let stream = stored(&vec![7; 65_536]);
        assert_eq!(stream[..7], [0x78, 0x01, 0, 0xff, 0xff, 0, 0]);
        assert_eq!(stream[7 + 65_535..7 + 65_535 + 6], [1, 1, 0, 0xfe, 0xff, 7]);
    }
}
