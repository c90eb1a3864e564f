//! What happened with a contact: one look-up for each kind of thing.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use mojo_domain::{ContactId, berlin_day};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::merges::ids_of;
use crate::columns::Columns;
use crate::{Source, StoreError};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: DateTime<Utc>,
    /// `sale`, `check_in`, `invoice`, `contact_edited`, ...
    pub kind: String,
    /// Product or card, may be empty.
    pub title: String,
    /// Number or reason, may be empty.
    pub detail: String,
    /// When money moved: cents and currency.
    pub amount: Option<(i64, String)>,
    /// After a visit.
    pub entries_left: Option<i32>,
    /// The id of sale, card or invoice.
    pub link: Option<String>,
}

/// The newest of each source; older ones are seen in the lists of their own screens.
const MOST: i64 = 300;

/// Where a timeline comes from: `at`, `kind`, `title`, `detail`, `amount_cents`, `currency`,
/// `entries_left`, `link`, `on_day`; `$1` are the contact and those that
/// are shown under it, `$2` the most. A new kind of thing is a
/// new line here.
pub(super) const SOURCES: &[&str] =
    &[EDITED_HERE, EDITED_ELSEWHERE, NOTES_KEPT, SALES, CARDS, VISITS, INVOICES, INVOICE_PAYMENTS];

const EDITED_HERE: &str = "SELECT at, 'contact_edited' AS kind, '' AS title, op AS detail
     , NULL AS amount_cents, '' AS currency, NULL AS entries_left, NULL AS link, NULL AS on_day
  FROM journal
 WHERE entity = 'contact' AND entity_id IN (SELECT value FROM json_each($1)) ORDER BY at DESC LIMIT $2";

// What this device pushed comes back in the platform's order: it is in the journal already.
const EDITED_ELSEWHERE: &str = "SELECT p.at, 'contact_edited' AS kind, '' AS title, p.op AS detail
     , NULL AS amount_cents, '' AS currency, NULL AS entries_left, NULL AS link, NULL AS on_day
  FROM pulled p WHERE p.entity = 'contact'
   AND p.entity_id IN (SELECT value FROM json_each($1))
   AND NOT EXISTS (SELECT 1 FROM journal j
        WHERE j.epoch = p.epoch AND j.dseq = p.dseq AND j.hash = p.hash)
 ORDER BY p.at DESC LIMIT $2";

const NOTES_KEPT: &str = "SELECT kept_at AS at, 'note_kept' AS kind, '' AS title
     , value ->> '$' AS detail
     , NULL AS amount_cents, '' AS currency, NULL AS entries_left, NULL AS link, NULL AS on_day
  FROM card_notes_kept
 WHERE entity = 'contact' AND card_id IN (SELECT value FROM json_each($1))
 ORDER BY kept_at DESC LIMIT $2";

const SALES: &str = "SELECT s.finished_at AS at
     , CASE s.kind WHEN 'storno' THEN 'sale_storno' ELSE 'sale' END AS kind
     , coalesce((SELECT text FROM sale_lines l WHERE l.sale_id = s.sale_id AND l.line_no =
            (SELECT min(line_no) FROM sale_lines m WHERE m.sale_id = s.sale_id)), '') AS title
     , s.receipt_number AS detail, s.gross_cents AS amount_cents, s.currency
     , NULL AS entries_left, s.sale_id AS link, NULL AS on_day
  FROM sales s WHERE s.contact_id IN (SELECT value FROM json_each($1)) AND s.is_training = 0
 ORDER BY s.finished_at DESC LIMIT $2";

const CARDS: &str = "SELECT recorded_at AS at, 'card_sold' AS kind, text AS title, code AS detail
     , price_cents AS amount_cents, currency, NULL AS entries_left, punch_card_id AS link
     , sold_on AS on_day
  FROM punch_cards WHERE contact_id IN (SELECT value FROM json_each($1))
 ORDER BY recorded_at DESC LIMIT $2";

const VISITS: &str = "SELECT r.at
     , CASE r.kind WHEN 'taken_back' THEN 'check_in_undone' ELSE 'check_in' END AS kind
     , p.text AS title, r.reason AS detail, NULL AS amount_cents, '' AS currency
     , p.entries - (SELECT sum(CASE o.kind WHEN 'taken_back' THEN -1 ELSE 1 END)
          FROM redemptions o WHERE o.punch_card_id = r.punch_card_id
           AND (o.at < r.at OR (o.at = r.at AND o.redemption_id <= r.redemption_id)))
       AS entries_left
     , r.punch_card_id AS link, NULL AS on_day
  FROM redemptions r JOIN punch_cards p ON p.punch_card_id = r.punch_card_id
 WHERE r.contact_id IN (SELECT value FROM json_each($1)) ORDER BY r.at DESC LIMIT $2";

const INVOICES: &str = "SELECT i.issued_at AS at
     , CASE i.kind WHEN 'storno' THEN 'invoice_storno' ELSE 'invoice' END AS kind
     , coalesce((SELECT text FROM invoice_lines l WHERE l.invoice_id = i.invoice_id
          AND l.line_no = (SELECT min(line_no) FROM invoice_lines m
                            WHERE m.invoice_id = i.invoice_id)), '') AS title
     , i.number AS detail, i.gross_cents AS amount_cents, i.currency, NULL AS entries_left
     , i.invoice_id AS link, NULL AS on_day
  FROM invoices i WHERE i.contact_id IN (SELECT value FROM json_each($1))
 ORDER BY i.issued_at DESC LIMIT $2";

const INVOICE_PAYMENTS: &str = "SELECT p.recorded_at AS at, 'invoice_paid' AS kind, '' AS title
     , i.number AS detail, p.amount_cents, p.currency, NULL AS entries_left
     , i.invoice_id AS link, p.paid_on AS on_day
  FROM invoices i JOIN invoice_payments p ON p.invoice_id = i.invoice_id
 WHERE i.contact_id IN (SELECT value FROM json_each($1)) ORDER BY p.recorded_at DESC LIMIT $2";

/// What happened with a contact, the newest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn timeline(
    source: &mut impl Source,
    id: ContactId,
) -> Result<Vec<Happening>, StoreError> {
    let mut happenings = Vec::new();
    let ids = ids_of(source.rows(), id).await?;
    for sql in SOURCES {
        let rows = sqlx::query(*sql).bind(&ids).bind(MOST).fetch_all(source.rows()).await?;
        for row in &rows {
            happenings.push(read(row)?);
        }
    }
    // Stable: what happened at one instant stays in the order of the sources.
    happenings.sort_by_key(|happening| std::cmp::Reverse(happening.at));
    let is_edit = |happening: &&mut Happening| happening.kind == "contact_edited";
    if let Some(first) = happenings.iter_mut().rev().find(is_edit) {
        "contact_created".clone_into(&mut first.kind);
    }
    Ok(happenings)
}

fn read(row: &SqliteRow) -> Result<Happening, StoreError> {
    let columns = Columns { row, table: "timeline", key: "detail" };
    let cents: Option<i64> = row.try_get("amount_cents")?;
    let currency = columns.text("currency")?;
    let left: Option<i64> = row.try_get("entries_left")?;
    let recorded_at = columns.instant("at")?;
    let on_day: Option<NaiveDate> = columns.parse_opt("on_day")?;
    Ok(Happening {
        at: on_day.map_or(recorded_at, |day| on_the_day(recorded_at, day)),
        kind: columns.text("kind")?,
        title: columns.text("title")?,
        detail: columns.text("detail")?,
        amount: cents.map(|cents| (cents, currency)),
        entries_left: left.and_then(|left| i32::try_from(left).ok()),
        link: row.try_get("link")?,
    })
}

/// What is entered later belongs to its own day.
fn on_the_day(recorded_at: DateTime<Utc>, day: NaiveDate) -> DateTime<Utc> {
    if berlin_day(recorded_at) == day {
        recorded_at
    } else {
        day.and_time(NaiveTime::MIN).and_utc()
    }
}
