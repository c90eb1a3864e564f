//! C13: what becomes of a tenant's entries when it leaves the platform: what is approved is paid
//! at once, what is still held is forfeited. (That it is forfeited and no longer recruits is S1
//! 6.4; the final payout is [`super::plan_payouts`] with the minimum of one cent.)

use super::{SettledAs, Status};

/// The status of an entry of a tenant that leaves, before its final payout. A discount was granted
/// with the order and stays.
pub fn after_deactivation(status: Status, settled_as: SettledAs) -> Status {
    match (status, settled_as) {
        (Status::Pending, SettledAs::Payout) => Status::Forfeited,
        _ => status,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c13_only_what_is_pending_is_forfeited() {
        for status in Status::ALL {
            let after = after_deactivation(*status, SettledAs::Payout);
            let expected = if *status == Status::Pending { Status::Forfeited } else { *status };
            assert_eq!(after, expected);
        }
        assert_eq!(after_deactivation(Status::Settled, SettledAs::Discount), Status::Settled);
    }
}
