//! A text file of any encoding, line by line, in bounded memory.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ImportError;

const CHUNK: usize = 64 * 1024;
/// A line beyond this is no line of people: the file is something else.
const LONGEST_LINE: usize = 4 * 1024 * 1024;

/// A physical line with its number, without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) no: u32,
    pub(super) text: String,
}

/// What the encoding of a file is: a byte order mark says it; else UTF-8 where the letters fit,
/// else Windows-1252 as old programs write it.
pub(super) fn detect(path: &Path) -> Result<&'static Encoding, ImportError> {
    let mut file = open(path)?;
    let mut chunk = vec![0; CHUNK];
    let mut filled = read(&mut file, &mut chunk, path)?;
    if let Some((encoding, _)) = Encoding::for_bom(&chunk[..filled]) {
        return Ok(encoding);
    }
    let head = &chunk[..filled.min(4096)];
    if let Some(encoding) = utf_16_without_mark(head) {
        return Ok(encoding);
    }
    if head.contains(&0) || head.starts_with(b"PK\x03\x04") || head.starts_with(b"%PDF") {
        return Err(ImportError::NotText(path.to_owned()));
    }
    let mut decoder = UTF_8.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(CHUNK * 3);
    let (mut good, mut bad) = (0_usize, 0_usize);
    loop {
        text.clear();
        let is_last = filled == 0;
        let _ = decoder.decode_to_string(&chunk[..filled], &mut text, is_last);
        for letter in text.chars().filter(|letter| !letter.is_ascii()) {
            if letter == '\u{fffd}' { bad += 1 } else { good += 1 }
        }
        if is_last {
            break;
        }
        filled = read(&mut file, &mut chunk, path)?;
    }
    // A few damaged letters in a long UTF-8 file do not make it another encoding.
    Ok(if bad == 0 || good > 4 * bad { UTF_8 } else { WINDOWS_1252 })
}

fn utf_16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |parity| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let most = head.len() / 2 * 3 / 4;
    if head.len() < 16 {
        None
    } else if zeros(1) > most && zeros(0) == 0 {
        Some(UTF_16LE)
    } else if zeros(0) > most && zeros(1) == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn open(path: &Path) -> Result<File, ImportError> {
    File::open(path).map_err(|source| ImportError::Unreadable { path: path.to_owned(), source })
}

fn read(file: &mut File, chunk: &mut [u8], path: &Path) -> Result<usize, ImportError> {
    loop {
        match file.read(chunk) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(source) => {
                return Err(ImportError::Unreadable { path: path.to_owned(), source });
            }
            Ok(filled) => return Ok(filled),
        }
    }
}

/// The lines of a file. Lines may be given back to be read again.
pub(super) struct Lines {
    path: PathBuf,
    file: File,
    decoder: Decoder,
    chunk: Vec<u8>,
    /// Decoded, from `start` on not yet given out.
    text: String,
    start: usize,
    is_at_end: bool,
    next_no: u32,
    given_back: VecDeque<Line>,
}

impl Lines {
    pub(super) fn open(path: &Path, encoding: &'static Encoding) -> Result<Self, ImportError> {
        Ok(Self {
            path: path.to_owned(),
            file: open(path)?,
            decoder: encoding.new_decoder_with_bom_removal(),
            chunk: vec![0; CHUNK],
            text: String::new(),
            start: 0,
            is_at_end: false,
            next_no: 1,
            given_back: VecDeque::new(),
        })
    }

    /// The next line; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Line>, ImportError> {
        if let Some(line) = self.given_back.pop_front() {
            return Ok(Some(line));
        }
        loop {
            if let Some((text, length)) = self.complete_line() {
                self.start += length;
                let line = Line { no: self.next_no, text };
                self.next_no += 1;
                return Ok(Some(line));
            }
            if self.is_at_end {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    /// Gives lines back; they are read again first.
    pub(super) fn give_back(&mut self, lines: impl DoubleEndedIterator<Item = Line>) {
        for line in lines.rev() {
            self.given_back.push_front(line);
        }
    }

    /// A line with the length it takes with its end: `\n`, `\r\n`, or the `\r` of very old files.
    fn complete_line(&self) -> Option<(String, usize)> {
        let rest = &self.text[self.start..];
        let Some(end) = rest.find(['\n', '\r']) else {
            let is_last = self.is_at_end && !rest.is_empty();
            return is_last.then(|| (rest.to_owned(), rest.len()));
        };
        let after = &rest[end..];
        let length = match after.as_bytes() {
            [b'\r', b'\n', ..] => 2,
            // Its line feed may come with the next chunk.
            [b'\r'] if !self.is_at_end => return None,
            _ => 1,
        };
        Some((rest[..end].to_owned(), end + length))
    }

    fn fill(&mut self) -> Result<(), ImportError> {
        if self.text.len() - self.start > LONGEST_LINE {
            return Err(ImportError::NotText(self.path.clone()));
        }
        self.text.drain(..self.start);
        self.start = 0;
        let filled = read(&mut self.file, &mut self.chunk, &self.path)?;
        self.is_at_end = filled == 0;
        self.text.reserve(filled * 3 + 16);
        let _ =
            self.decoder.decode_to_string(&self.chunk[..filled], &mut self.text, self.is_at_end);
        Ok(())
    }
}
