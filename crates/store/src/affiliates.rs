//! The tenant's affiliate codes as the platform told of them.

use crate::source::Source;
use crate::{StoreError, Tx};

/// Keeps the list in place of the one before: by code the platform's JSON, in its order.
///
/// # Errors
/// [`StoreError`] of the database; then the one before stays.
pub async fn keep_affiliate_codes(
    tx: &mut Tx,
    told: &[(String, String)],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM affiliate_codes").execute(tx.connection()).await?;
    for (place, (code, body)) in (0_i64..).zip(told) {
        sqlx::query("INSERT INTO affiliate_codes (code, place, body) VALUES ($1, $2, $3)")
            .bind(code)
            .bind(place)
            .bind(body)
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

/// Keeps one that was made or changed just now: a new one before all others.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn keep_affiliate_code(tx: &mut Tx, code: &str, body: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO affiliate_codes (code, place, body)
         VALUES ($1, (SELECT COALESCE(MIN(place), 0) - 1 FROM affiliate_codes), $2)
         ON CONFLICT (code) DO UPDATE SET body = excluded.body",
    )
    .bind(code)
    .bind(body)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// By code what the platform said last, in its order.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_affiliate_codes(
    source: &mut impl Source,
) -> Result<Vec<(String, String)>, StoreError> {
    Ok(sqlx::query_as("SELECT code, body FROM affiliate_codes ORDER BY place, code")
        .fetch_all(source.rows())
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;

    fn told(code: &str, body: &str) -> (String, String) {
        (code.to_owned(), body.to_owned())
    }

    async fn listed(bench: &Bench) -> Vec<(String, String)> {
        list_affiliate_codes(&mut bench.store.reader().await.unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn a_list_takes_the_place_of_the_one_before_in_its_order() {
        let bench = Bench::new().await;
        let first = [told("ZWEI", "2"), told("EINS", "1")];
        let mut tx = bench.begin().await;
        keep_affiliate_codes(&mut tx, &first).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(listed(&bench).await, first);
        let mut tx = bench.begin().await;
        keep_affiliate_codes(&mut tx, &[told("EINS", "retired")]).await.unwrap();
        drop(tx);
        assert_eq!(listed(&bench).await, first, "not committed, and nothing of it is there");
        let mut tx = bench.begin().await;
        keep_affiliate_codes(&mut tx, &[told("EINS", "retired")]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(listed(&bench).await, [told("EINS", "retired")]);
    }

    #[tokio::test]
    async fn what_was_made_here_stands_first_and_what_was_changed_stays_where_it_was() {
        let bench = Bench::new().await;
        let mut tx = bench.begin().await;
        keep_affiliate_codes(&mut tx, &[told("EINS", "1"), told("ZWEI", "2")]).await.unwrap();
        keep_affiliate_code(&mut tx, "DREI", "3").await.unwrap();
        keep_affiliate_code(&mut tx, "VIER", "4").await.unwrap();
        keep_affiliate_code(&mut tx, "ZWEI", "two").await.unwrap();
        tx.commit().await.unwrap();
        let expected =
            [told("VIER", "4"), told("DREI", "3"), told("EINS", "1"), told("ZWEI", "two")];
        assert_eq!(listed(&bench).await, expected);
    }
}
