//! Contacts are imported from a file.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::contacts::{Contact, ContactKeys};
use mojo_domain::{ContactId, berlin_day};
use mojo_protocol::Entity;
use mojo_store::contacts::{Lookup, changes_of, fields_of, lookup};
use mojo_store::{NewRecord, StoreError, Tx};
use serde_json::Value;
use uuid::Uuid;

use super::plan::{Outcome, Plan};
use super::record::{contact_of, has_open_entries};
use super::source::{Form, Record, Source};
use super::{ImportError, ImportWatch};
use crate::account::Practice;
use crate::contacts::input::assign_ids;
use crate::views::{ImportProgress, ImportReport, ImportRequest, RejectedRecord};
use crate::{Desk, Op};

/// Records per transaction: cancelled or crashed, an import stands up to one of them.
const BATCH: usize = 500;
/// Of a large file: the indexes are written once per transaction, wherever its people fall. A sale
/// that waits for one still does not feel it.
const LARGE_BATCH: usize = 2_000;

impl Desk {
    /// Imports contacts from a CSV or vCard file, or only says what would become of each record.
    ///
    /// # Errors
    /// [`ImportError`] when the file cannot be read or its columns are not known; [`ImportError::Stopped`]
    /// with what stands when it ends in the middle, as on a full disk. A broken record is no error:
    /// it is in the report.
    pub async fn import_contacts(
        &self,
        request: ImportRequest,
        watch: &dyn ImportWatch,
    ) -> Result<ImportReport, ImportError> {
        let path = Path::new(&request.path);
        let total = Source::count(path.to_owned(), &request.map)?;
        let mut source = Source::open(path, &request.map)?;
        let mut ignored_columns = Vec::new();
        if let Form::Csv { delimiter, columns } = &source.form {
            ignored_columns = columns.ignored();
            let headings: Vec<String> = columns.0.iter().map(|(name, _)| name.clone()).collect();
            watch.headings(&headings, *delimiter);
        }
        let mut import = Import {
            desk: self,
            home: self.home_country().await?,
            today: berlin_day(self.now()),
            is_dry: request.dry_run,
            report: ImportReport {
                read: 0,
                created: 0,
                updated: 0,
                duplicates: 0,
                with_open_entries: 0,
                rejected: Vec::new(),
                ignored_columns,
                cancelled: false,
            },
            plan: Plan::new(""),
        };
        import.plan = Plan::new(&import.home);
        let started_at = self.now();
        let size = (total as usize / 50).clamp(BATCH, LARGE_BATCH);
        loop {
            let batch = match read_batch(&mut source, size) {
                Ok(batch) => batch,
                Err(error) => return Err(ImportError::stopped(import.report, error)),
            };
            let is_end = batch.len() < size;
            let before = counts(&import.report);
            if let Err(error) = import.take_batch(batch, watch).await {
                return Err(ImportError::stopped(back_to(before, import.report), error));
            }
            import.report.cancelled = !is_end && watch.is_cancelled();
            let is_done = is_end || import.report.cancelled;
            watch.progress(&import.progress((total, started_at, is_done)));
            if is_done {
                return Ok(import.report);
            }
            // Whoever waits at the desk comes first.
            tokio::task::yield_now().await;
        }
    }

    /// Where phone numbers without a country code are dialled from.
    async fn home_country(&self) -> Result<String, StoreError> {
        let practice = Practice::load(&mut self.reader().await?).await?;
        Ok(if practice.country.is_empty() { "DE".to_owned() } else { practice.country })
    }
}

/// How many of each outcome, and how many were rejected: the report without its lists.
fn counts(report: &ImportReport) -> (ImportReport, usize) {
    let lists = (Vec::new(), Vec::new());
    let counts = ImportReport { rejected: lists.0, ignored_columns: lists.1, ..*report };
    (counts, report.rejected.len())
}

/// The report as it was before a batch of which nothing stands.
fn back_to((counts, rejected): (ImportReport, usize), report: ImportReport) -> ImportReport {
    let mut list = report.rejected;
    list.truncate(rejected);
    ImportReport { rejected: list, ignored_columns: report.ignored_columns, ..counts }
}

fn read_batch(source: &mut Source, size: usize) -> Result<Vec<Record>, ImportError> {
    let mut batch = Vec::with_capacity(size);
    while batch.len() < size {
        match source.next()? {
            Some(record) => batch.push(record),
            None => break,
        }
    }
    Ok(batch)
}

struct Import<'a> {
    desk: &'a Desk,
    home: String,
    today: NaiveDate,
    is_dry: bool,
    report: ImportReport,
    plan: Plan,
}

impl Import<'_> {
    async fn take_batch(
        &mut self,
        batch: Vec<Record>,
        watch: &dyn ImportWatch,
    ) -> Result<(), ImportError> {
        let mut wanted = Lookup::default();
        let mut contacts = Vec::with_capacity(batch.len());
        for record in batch {
            self.report.read += 1;
            let Record { line, raw, values, name } = record;
            let read = values.and_then(|values| contact_of(&values, &self.home, self.today));
            match read {
                Ok(contact) => {
                    wanted.add(&ContactKeys::of(&contact, &self.home));
                    contacts.push(contact);
                }
                Err(faults) => {
                    watch.rejected(&raw);
                    self.report.rejected.push(RejectedRecord { line, name, faults });
                }
            }
        }
        self.plan.know(lookup(&mut self.desk.reader().await?, &wanted).await?);
        for contact in contacts {
            self.decide(contact);
        }
        if self.is_dry {
            self.plan.forget_unchanged();
            return Ok(());
        }
        self.write().await
    }

    fn decide(&mut self, contact: Contact) {
        self.report.with_open_entries += u32::from(has_open_entries(&contact));
        let count = match self.plan.decide(contact, self.desk.next_id()) {
            Outcome::Created => &mut self.report.created,
            Outcome::Updated => &mut self.report.updated,
            Outcome::Duplicate => &mut self.report.duplicates,
        };
        *count += 1;
    }

    async fn write(&mut self) -> Result<(), ImportError> {
        let planned = self.plan.take();
        if planned.is_empty() {
            return Ok(());
        }
        let mut tx = self.desk.transact(Op::ImportContacts).await?;
        record(&mut tx, planned).await?;
        self.desk.commit(tx, Op::ImportContacts).await?;
        Ok(())
    }

    fn progress(&self, (total, started_at, done): (u32, DateTime<Utc>, bool)) -> ImportProgress {
        let report = &self.report;
        let millis = (self.desk.now() - started_at).num_milliseconds();
        let per_second = match u64::try_from(millis) {
            Ok(millis @ 1..) => u64::from(report.read) * 1000 / millis,
            _ => 0,
        };
        ImportProgress {
            read: report.read,
            total,
            created: report.created,
            updated: report.updated,
            duplicates: report.duplicates,
            rejected: u32::try_from(report.rejected.len()).unwrap_or(u32::MAX),
            per_second: u32::try_from(per_second).unwrap_or(u32::MAX),
            done,
            cancelled: report.cancelled,
        }
    }
}

async fn record(
    tx: &mut Tx,
    planned: Vec<(ContactId, Option<Contact>, Contact)>,
) -> Result<(), StoreError> {
    let mut made = Vec::new();
    let mut edits: Vec<(Uuid, BTreeMap<String, Value>)> = Vec::new();
    for (id, before, mut after) in planned {
        assign_ids(tx, &mut after);
        match before {
            None => {
                let body = tx.new_card_body(fields_of(&after));
                made.push(NewRecord::try_new(Entity::Contact, id.0, &body)?);
            }
            Some(before) => edits.push((id.0, changes_of(&before, &after))),
        }
    }
    tx.record_many(made).await?;
    tx.edit_cards(Entity::Contact, edits).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Somebody who takes the desk away after the first batch.
    struct Thief(Desk);

    impl ImportWatch for Thief {
        fn progress(&self, _: &ImportProgress) {
            self.0.set_worker(None);
        }
    }

    #[tokio::test]
    async fn what_was_done_before_it_ended_in_the_middle_is_reported() {
        let desk = testing::desk().await;
        let before = {
            let query =
                crate::views::ContactQuery { text: String::new(), role: None, offset: 0, limit: 1 };
            desk.list_contacts(query).await.unwrap().total
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        let mut text = "Vorname;Nachname;Schuhgröße\n;;44\n".to_owned();
        for no in 0..700 {
            text.push_str(&format!("Vorname{no};Nachname{no};44\n"));
        }
        text.push_str(";;44\n");
        std::fs::write(&path, text).unwrap();
        let path = path.display().to_string();
        let request = ImportRequest { path: path.clone(), dry_run: false, map: Vec::new() };
        let error = desk.import_contacts(request, &Thief(Desk::clone(&desk))).await.unwrap_err();
        assert_eq!(crate::Refusal::code(&error), "signed_out");
        let ImportError::Stopped { report, .. } = error else { panic!("{error}") };
        assert_eq!((report.read, report.created), (500, 499));
        assert_eq!(report.rejected.len(), 1, "of the first batch");
        assert_eq!(report.ignored_columns, ["Schuhgröße"]);
        let preview = desk.preview_import(path).await.unwrap();
        assert_eq!(preview.ignored_columns, ["Schuhgröße"]);
        let query =
            crate::views::ContactQuery { text: String::new(), role: None, offset: 0, limit: 1 };
        let after = desk.list_contacts(query).await.unwrap().total;
        assert_eq!(after, before + 499, "what was reported stands");
    }
}
