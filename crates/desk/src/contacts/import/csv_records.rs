//! The records of a CSV (RFC 4180), with the mistakes that programs and people make in it.
//!
//! A quotation mark that is never closed would swallow the rest of the file. So a record of several
//! lines must come out well: its quotes closed before a delimiter, its columns as many as the
//! headings. Else its first line is rejected alone, and reading goes on with the next.

use super::ImportError;
use super::file::{Line, Lines};

/// More lines than a note has.
const MOST_LINES: usize = 500;

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CsvRecord {
    /// Its first physical line.
    pub(super) line: u32,
    /// As it stands in the file, without its last line end.
    pub(super) raw: String,
    /// Its cells; those of the first line when it is broken.
    pub(super) cells: Vec<String>,
    /// A quotation mark opens and does not close.
    pub(super) is_unterminated: bool,
}

/// Reads records of `columns` cells; `None` for the headings, whose number is not known yet.
pub(super) fn next(
    lines: &mut Lines,
    delimiter: char,
    columns: Option<usize>,
) -> Result<Option<CsvRecord>, ImportError> {
    let first = loop {
        match lines.next()? {
            None => return Ok(None),
            Some(line) if line.text.trim().is_empty() => {}
            Some(line) => break line,
        }
    };
    let mut split = Splitter::new(delimiter);
    let mut state = split.feed(&first.text, true);
    let mut more: Vec<Line> = Vec::new();
    while state == State::Open && more.len() < MOST_LINES {
        let Some(line) = lines.next()? else { break };
        state = split.feed(&line.text, false);
        more.push(line);
    }
    let has_columns = columns.is_none_or(|columns| columns == split.cells.len());
    if state == State::Closed && (more.is_empty() || has_columns) {
        let raw = std::iter::once(&first).chain(&more).map(|line| line.text.as_str());
        let raw = raw.collect::<Vec<_>>().join("\n");
        let record = CsvRecord { line: first.no, raw, cells: split.cells, is_unterminated: false };
        return Ok(Some(record));
    }
    lines.give_back(more.into_iter());
    let cells = first.text.split(delimiter).map(str::to_owned).collect();
    Ok(Some(CsvRecord { line: first.no, raw: first.text, cells, is_unterminated: true }))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// All quotes are closed at the end of the line.
    Closed,
    /// A quoted cell goes on.
    Open,
    /// After the closing quote of a cell of several lines stands something else than a delimiter.
    Broken,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    Quoted,
    AfterQuote,
}

struct Splitter {
    delimiter: char,
    cells: Vec<String>,
    cell: String,
    at: At,
    /// The cell began on an earlier line.
    is_continued: bool,
    /// After a closing quote.
    blanks: usize,
}

impl Splitter {
    fn new(delimiter: char) -> Self {
        Self {
            delimiter,
            cells: Vec::new(),
            cell: String::new(),
            at: At::Start,
            is_continued: false,
            blanks: 0,
        }
    }

    fn feed(&mut self, line: &str, is_first: bool) -> State {
        if !is_first {
            self.cell.push('\n');
            self.is_continued = true;
        }
        for letter in line.chars() {
            if !self.take(letter) {
                return State::Broken;
            }
        }
        if self.at == At::Quoted {
            return State::Open;
        }
        self.end_cell();
        State::Closed
    }

    /// Takes a letter; `false` when the record is broken.
    fn take(&mut self, letter: char) -> bool {
        match (self.at, letter) {
            (At::Start, '"') => self.at = At::Quoted,
            (At::Quoted, '"') => {
                self.at = At::AfterQuote;
                self.blanks = 0;
            }
            (At::AfterQuote, '"') => {
                self.cell.push('"');
                self.at = At::Quoted;
            }
            (At::Start | At::Plain | At::AfterQuote, letter) if letter == self.delimiter => {
                self.end_cell();
            }
            (At::AfterQuote, ' ') => self.blanks += 1,
            (At::AfterQuote, _) if self.is_continued => return false,
            (At::AfterQuote, letter) => {
                // `"Anna" Maria`: not quoted after all.
                let blanks = " ".repeat(self.blanks);
                self.cell = format!("\"{}\"{blanks}{letter}", self.cell);
                self.at = At::Plain;
            }
            (At::Quoted, letter) => self.cell.push(letter),
            (_, letter) => {
                self.cell.push(letter);
                self.at = At::Plain;
            }
        }
        true
    }

    fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell));
        self.at = At::Start;
        self.is_continued = false;
    }
}

/// The delimiter of a line of headings: the one of the usual four that is in it most often.
pub(super) fn detect_delimiter(headings: &str) -> char {
    let count = |delimiter: char| {
        let mut is_quoted = false;
        let mut found = 0;
        for letter in headings.chars() {
            is_quoted ^= letter == '"';
            found += usize::from(letter == delimiter && !is_quoted);
        }
        found
    };
    // Of equally many, the first of these.
    [';', '\t', '|', ','].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, columns: usize) -> Vec<(u32, Vec<String>, bool)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.csv");
        std::fs::write(&path, text).unwrap();
        let mut lines = Lines::open(&path, encoding_rs::UTF_8).unwrap();
        let mut records = Vec::new();
        while let Some(record) = next(&mut lines, ',', Some(columns)).unwrap() {
            records.push((record.line, record.cells, record.is_unterminated));
        }
        records
    }

    fn good(line: u32, cells: &[&str]) -> (u32, Vec<String>, bool) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect(), false)
    }

    #[test]
    fn quotes_hold_delimiters_quotes_and_line_breaks() {
        let text = "a,\"b,1\",\"c \"\"x\"\"\"\r\n\r\n\"d\",\"e\nf\" ,\ng,\"h\" i,j";
        assert_eq!(
            records(text, 3),
            [
                good(1, &["a", "b,1", "c \"x\""]),
                good(3, &["d", "e\nf", ""]),
                good(5, &["g", "\"h\" i", "j"]),
            ]
        );
    }

    #[test]
    fn a_quote_that_never_closes_spoils_one_record_only() {
        for text in
            ["a,\"b,c\nd,e,f\ng,h,i\n", "a,\"b,c\nd,e,f\ng,\"h\",i\n", "a,\"b,c\nd,e,\"f\"\ng,h,i"]
        {
            let records = records(text, 3);
            let broken: Vec<u32> = records.iter().filter(|r| r.2).map(|r| r.0).collect();
            assert_eq!(broken, [1], "{text}");
            let lines: Vec<u32> = records.iter().map(|record| record.0).collect();
            assert_eq!(lines, [1, 2, 3], "{text}");
        }
    }

    #[test]
    fn lines_may_end_as_on_any_machine() {
        let expected = [good(1, &["a", "b"]), good(2, &["c", "d"])];
        for text in ["a,b\nc,d\n", "a,b\r\nc,d", "a,b\rc,d\r", "\u{feff}a,b\r\nc,d\r\n"] {
            assert_eq!(records(text, 2), expected, "{text:?}");
        }
    }

    #[test]
    fn the_delimiter_is_seen_from_the_headings() {
        assert_eq!(detect_delimiter("Name;Vorname;\"a,b,c\""), ';');
        assert_eq!(detect_delimiter("Name,Vorname"), ',');
        assert_eq!(detect_delimiter("Name\tVorname\tOrt, Land"), '\t');
        assert_eq!(detect_delimiter("Name"), ';');
    }
}
