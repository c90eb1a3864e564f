//! A file as a stream of records, whatever its form.

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use super::columns::{Columns, Field};
use super::file::{Lines, detect};
use super::{ImportError, csv_records, vcard};
use crate::views::ImportFault;

/// A record of the file.
pub(super) struct Record {
    /// Its first physical line.
    pub(super) line: u32,
    /// As it stands in the file.
    pub(super) raw: String,
    /// Its values by field; the faults of its form.
    pub(super) values: Result<Vec<(Field, String)>, Vec<ImportFault>>,
    /// As far as it can be told when the form is broken.
    pub(super) name: String,
}

/// The form of a file.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Csv { delimiter: char, columns: Columns },
    Vcard,
}

/// A file that is read.
pub(super) struct Source {
    pub(super) form: Form,
    pub(super) encoding: &'static Encoding,
    lines: Lines,
}

impl Source {
    /// Opens a file and finds out its encoding, form and columns.
    pub(super) fn open(path: &Path, map: &[(String, String)]) -> Result<Self, ImportError> {
        let encoding = detect(path)?;
        let mut lines = Lines::open(path, encoding)?;
        let first = loop {
            match lines.next()? {
                None => return Err(ImportError::Empty(path.to_owned())),
                Some(line) if line.text.trim().is_empty() => {}
                Some(line) => break line,
            }
        };
        if first.text.trim().eq_ignore_ascii_case("BEGIN:VCARD") {
            if let Some((_, column)) = map.first() {
                // A card has no columns.
                let (path, column) = (path.to_owned(), column.clone());
                return Err(ImportError::UnknownColumn { path, line: first.no, column });
            }
            lines.give_back(std::iter::once(first));
            return Ok(Self { form: Form::Vcard, encoding, lines });
        }
        // A spreadsheet may name the delimiter in a line of its own.
        let delimiter = match first.text.trim().strip_prefix("sep=") {
            Some(rest) => rest.chars().next().unwrap_or(','),
            None => {
                let delimiter = csv_records::detect_delimiter(&first.text);
                lines.give_back(std::iter::once(first));
                delimiter
            }
        };
        let headings = csv_records::next(&mut lines, delimiter, None)?
            .ok_or_else(|| ImportError::Empty(path.to_owned()))?;
        let columns = Columns::of(&headings.cells, map, (path, headings.line))?;
        Ok(Self { form: Form::Csv { delimiter, columns }, encoding, lines })
    }

    /// The next record.
    pub(super) fn next(&mut self) -> Result<Option<Record>, ImportError> {
        match &self.form {
            Form::Csv { delimiter, columns } => {
                let count = columns.0.len();
                let record = csv_records::next(&mut self.lines, *delimiter, Some(count))?;
                Ok(record.map(|record| of_csv(record, columns)))
            }
            Form::Vcard => Ok(vcard::next(&mut self.lines)?.map(of_card)),
        }
    }

    /// How many records a file has.
    pub(super) fn count(path: PathBuf, map: &[(String, String)]) -> Result<u32, ImportError> {
        let mut source = Self::open(&path, map)?;
        let mut count = 0;
        while source.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    }
}

fn of_csv(mut record: csv_records::CsvRecord, columns: &Columns) -> Record {
    let name = name_of(&record.cells, columns);
    let count = columns.0.len();
    let found = record.cells.len();
    let has_only_empty_ones_more =
        found > count && record.cells[count..].iter().all(|cell| cell.trim().is_empty());
    let fault = if record.is_unterminated {
        Some(("unterminated_quote", record.raw.clone()))
    } else if found != count && !has_only_empty_ones_more {
        Some(("column_count", format!("{found} of {count}")))
    } else {
        None
    };
    record.cells.truncate(count);
    let values = match fault {
        Some((why, value)) => Err(vec![fault_of("record", why, &value)]),
        None => Ok(columns.values(record.cells)),
    };
    Record { line: record.line, raw: record.raw, values, name }
}

fn of_card(card: vcard::VcardRecord) -> Record {
    let name = card.values.iter().find(|(field, _)| field.name() == "name");
    let name = name.map(|(_, name)| name.clone()).unwrap_or_default();
    let values = if card.is_unterminated {
        Err(vec![fault_of("record", "unterminated_card", &name)])
    } else {
        Ok(card.values)
    };
    Record { line: card.line, raw: card.raw, values, name }
}

fn fault_of(field: &str, why: &str, value: &str) -> ImportFault {
    let value = value.chars().take(200).collect();
    ImportFault { field: field.to_owned(), why: why.to_owned(), value }
}

fn name_of(cells: &[String], columns: &Columns) -> String {
    let cell = |name: &str| {
        let is_it = |field: &Option<Field>| field.is_some_and(|field| field.name() == name);
        let position = columns.0.iter().position(|(_, field)| is_it(field))?;
        cells.get(position).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    };
    let parts = [cell("first_name"), cell("last_name")];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    match name.as_str() {
        "" => cell("name").or_else(|| cell("organisation")).unwrap_or_default().to_owned(),
        _ => name,
    }
}
