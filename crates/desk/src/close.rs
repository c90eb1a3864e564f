//! Closing the desk while the program goes on.

use std::time::Duration;

use crate::Desk;

/// How long what is under way may take when the desk closes.
const PATIENCE: Duration = Duration::from_secs(5);

impl Desk {
    /// Ends all connections to the database. From the call on nothing new is asked or begun. What
    /// is under way has a few seconds; whatever takes longer goes on by itself, to its end in this
    /// profile, and its connection ends with it: nobody waits for it any more.
    pub async fn close(&self) {
        if !self.close_within(PATIENCE).await {
            tracing::warn!("the database was still in use when the desk closed");
        }
    }

    /// The same with so much patience; whether all connections have ended.
    async fn close_within(&self, patience: Duration) -> bool {
        tokio::time::timeout(patience, self.store().close()).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use mojo_store::settings;

    use crate::{Op, testing};

    /// Far less than a test may take.
    const SHORT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn a_question_under_way_does_not_keep_the_desk_open() {
        let desk = testing::desk().await;
        let reading = desk.reader().await.unwrap();
        assert!(!desk.close_within(SHORT).await, "somebody still reads");
        assert!(desk.reader().await.is_err(), "nothing new is asked");
        assert!(desk.transact(Op::Sync).await.is_err(), "and nothing begun");
        drop(reading);
        assert!(desk.close_within(LONG).await, "whoever read has gone");
    }

    #[tokio::test]
    async fn a_change_under_way_is_kept_when_nobody_waits_for_it_any_more() {
        let mut desk = testing::desk().await;
        let mut tx = desk.transact(Op::Sync).await.unwrap();
        settings::set(&mut tx, "under_way", "kept").await.unwrap();
        assert!(!desk.close_within(SHORT).await, "the change is not committed yet");
        tx.commit().await.unwrap();
        desk.reopen().await;
        let mut reader = desk.reader().await.unwrap();
        let kept = settings::find(&mut reader, "under_way").await.unwrap();
        assert_eq!(kept.as_deref(), Some("kept"));
    }
}
