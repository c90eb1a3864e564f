//! What a file looks like before it is imported.

use std::path::Path;

use super::ImportError;
use super::columns::{Columns, Field};
use super::source::{Form, Source};
use crate::Desk;
use crate::views::{ImportColumn, ImportPreview};

/// Records shown.
const SAMPLE: usize = 8;

impl Desk {
    /// The form, the encoding, the columns and the first records of a file.
    ///
    /// # Errors
    /// [`ImportError`] when the file cannot be read or its columns are not known.
    pub async fn preview_import(&self, path: String) -> Result<ImportPreview, ImportError> {
        let path = Path::new(&path);
        let records = Source::count(path.to_owned(), &[])?;
        let mut source = Source::open(path, &[])?;
        let encoding = source.encoding.name().to_lowercase();
        let form = source.form.clone();
        let mut sample = Vec::new();
        while sample.len() < SAMPLE {
            let Some(record) = source.next()? else { break };
            let Ok(values) = record.values else { continue };
            sample.push(values);
        }
        let (format, delimiter, columns) = match form {
            Form::Csv { delimiter, columns } => {
                (csv_kind(&columns), delimiter.to_string(), columns)
            }
            Form::Vcard => ("vcard", String::new(), columns_of(&sample)),
        };
        let sample = sample.iter().map(|values| row(values, &columns)).collect();
        Ok(ImportPreview {
            format: format.to_owned(),
            encoding,
            delimiter,
            ignored_columns: columns.ignored(),
            columns: columns
                .0
                .into_iter()
                .map(|(column, field)| ImportColumn { column, field: field.map(Field::name) })
                .collect(),
            sample,
            records,
        })
    }
}

fn csv_kind(columns: &Columns) -> &'static str {
    let is_google = columns.0.iter().any(|(heading, _)| heading == "E-mail 1 - Value");
    if is_google { "google_csv" } else { "csv" }
}

/// A card has no columns: the fields of the sample are shown as such.
fn columns_of(sample: &[Vec<(Field, String)>]) -> Columns {
    let mut fields: Vec<Field> = sample.iter().flatten().map(|(field, _)| *field).collect();
    fields.sort();
    fields.dedup();
    Columns(fields.into_iter().map(|field| (field.name(), Some(field))).collect())
}

fn row(values: &[(Field, String)], columns: &Columns) -> Vec<String> {
    let value = |field: Option<Field>| {
        let found = values.iter().find(|(known, _)| Some(*known) == field);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    columns.0.iter().map(|(_, field)| value(*field)).collect()
}
