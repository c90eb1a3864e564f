//! The credit notes of this recipient as the platform told of them (Y3).

use mojo_domain::to_micros;

use crate::source::Source;
use crate::{StoreError, Tx};

/// Keeps what the platform says of its credit notes: by number the platform's JSON. What is held
/// already is not kept twice; what is said otherwise than before stands beside it.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn keep_credit_notes(tx: &mut Tx, told: &[(String, String)]) -> Result<(), StoreError> {
    let now = to_micros(tx.now());
    for (number, body) in told {
        let held: Option<(i64, String)> = sqlx::query_as(
            "SELECT revision, body FROM credit_notes WHERE number = $1
              ORDER BY revision DESC LIMIT 1",
        )
        .bind(number)
        .fetch_optional(tx.connection())
        .await?;
        let revision = match held {
            Some((_, held)) if held == *body => continue,
            Some((revision, _)) => revision + 1,
            None => 1,
        };
        sqlx::query(
            "INSERT INTO credit_notes (number, revision, body, listed_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(number)
        .bind(revision)
        .bind(body)
        .bind(now)
        .execute(tx.connection())
        .await?;
    }
    Ok(())
}

/// What the platform said last of each credit note, by number.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_credit_notes(source: &mut impl Source) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT n.body FROM credit_notes n
          WHERE n.revision = (SELECT MAX(l.revision) FROM credit_notes l WHERE l.number = n.number)
          ORDER BY n.number",
    )
    .fetch_all(source.rows())
    .await?;
    Ok(rows.into_iter().map(|(body,)| body).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;

    fn told(number: &str, body: &str) -> (String, String) {
        (number.to_owned(), body.to_owned())
    }

    async fn keep(bench: &Bench, list: &[(String, String)]) {
        let mut tx = bench.begin().await;
        keep_credit_notes(&mut tx, list).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn listed(bench: &Bench) -> Vec<String> {
        list_credit_notes(&mut bench.store.reader().await.unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn y3_what_was_said_last_holds_and_what_was_said_before_stays() {
        let bench = Bench::new().await;
        let first = [told("GS-2027-000001", "a"), told("GS-2027-000002", "b")];
        keep(&bench, &first).await;
        keep(&bench, &first).await;
        assert_eq!(listed(&bench).await, ["a", "b"]);
        keep(&bench, &[told("GS-2027-000001", "objected")]).await;
        assert_eq!(listed(&bench).await, ["objected", "b"]);
        let mut tx = bench.begin().await;
        let count: (i64,) = sqlx::query_as("SELECT COUNT(*) FROM credit_notes")
            .fetch_one(tx.connection())
            .await
            .unwrap();
        assert_eq!(count, (3,), "the same told twice is kept once");
    }

    #[tokio::test]
    async fn y3_what_was_told_of_a_credit_note_is_neither_changed_nor_deleted() {
        let bench = Bench::new().await;
        keep(&bench, &[told("GS-2027-000001", "a")]).await;
        for sql in ["UPDATE credit_notes SET body = 'b'", "DELETE FROM credit_notes"] {
            let mut tx = bench.begin().await;
            assert!(sqlx::query(sql).execute(tx.connection()).await.is_err(), "{sql}");
        }
        assert_eq!(listed(&bench).await, ["a"]);
    }
}
