//! Where the process may die between two words with its database.

/// Waits for an answer of the database.
///
/// In the program that is all. Tests drop work where it waits, to try a process that dies there; how
/// often it waits would depend on how busy the machine is, for an answer that has come by the time it
/// is looked for needs no waiting. So there the work stops at every answer at least once.
#[cfg(not(test))]
pub(super) async fn step<T>(asked: impl Future<Output = T>) -> T {
    asked.await
}

/// Waits for an answer of the database, and once more where it was there at once.
#[cfg(test)]
pub(super) async fn step<T>(asked: impl Future<Output = T>) -> T {
    let mut asked = std::pin::pin!(asked);
    let mut has_waited = false;
    let answer = std::future::poll_fn(|context| {
        let polled = asked.as_mut().poll(context);
        has_waited |= polled.is_pending();
        polled
    })
    .await;
    if !has_waited {
        tokio::task::yield_now().await;
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::step;

    async fn count_polls(work: impl Future<Output = ()>) -> usize {
        let mut work = std::pin::pin!(work);
        let mut polls = 0;
        std::future::poll_fn(|context| {
            polls += 1;
            work.as_mut().poll(context)
        })
        .await;
        polls
    }

    /// However fast the database is: a test that lets a process die finds every place.
    #[tokio::test]
    async fn an_answer_that_is_there_at_once_is_a_place_to_die_all_the_same() {
        let work = async {
            for _ in 0..5 {
                step(std::future::ready(())).await;
            }
        };
        assert_eq!(count_polls(work).await, 6);
        let polls = count_polls(step(tokio::task::yield_now())).await;
        assert_eq!(polls, 2, "what has waited does not wait again");
    }
}
