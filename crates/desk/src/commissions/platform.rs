//! The way to the platform for what only the platform can do: nothing of it is recorded here, so it
//! passes no [`crate::Desk::transact`]; who may do it stands in the same table.

use mojo_sync::Failure;

use super::CommissionsError;
use crate::sync::{Client, Refused};
use crate::{Desk, DeskError, Op};

impl Desk {
    /// Whether who works here, in the account of this desk, may ask for that.
    pub(super) fn check_may(&self, op: Op) -> Result<(), CommissionsError> {
        let worker = self.worker().ok_or(DeskError::SignedOut)?;
        Ok(worker.check(op).map_err(DeskError::from)?)
    }

    /// The way to the platform of whoever is signed in on one.
    pub(super) async fn commissions_client(&self) -> Result<Client, CommissionsError> {
        let client = self.platform_client().await?;
        Ok(client.ok_or(DeskError::SignedOut)?)
    }
}

/// A question came to nothing: nothing was changed.
pub(super) fn not_answered(refused: Refused) -> CommissionsError {
    match refused.failure {
        failure if failure.is_offline() => CommissionsError::Offline,
        failure => said_no(&failure),
    }
}

/// Something that was to be done came to nothing. Only without a connection it is sure that the
/// platform did not do it.
pub(super) fn not_done(refused: Refused) -> CommissionsError {
    match refused.failure {
        Failure::Offline => CommissionsError::Offline,
        failure if failure.is_offline() => CommissionsError::Unanswered,
        failure => said_no(&failure),
    }
}

fn said_no(failure: &Failure) -> CommissionsError {
    match failure {
        Failure::Unauthorized => DeskError::SignedOut.into(),
        Failure::DeviceRevoked => DeskError::Revoked.into(),
        failure => match failure.code() {
            "forbidden" => CommissionsError::Forbidden,
            code => CommissionsError::Platform { code: code.to_owned() },
        },
    }
}

/// The platform's answer is none that this program can read.
pub(super) fn unreadable() -> CommissionsError {
    CommissionsError::Platform { code: Failure::Garbage.code().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal as _;

    #[test]
    fn only_without_a_connection_it_is_sure_that_nothing_was_done() {
        let done = |failure: Failure| not_done(failure.into()).code();
        let asked = |failure: Failure| not_answered(failure.into()).code();
        assert_eq!(
            (done(Failure::Offline), asked(Failure::Offline)),
            ("needs_network", "needs_network")
        );
        for failure in [Failure::Stalled, Failure::Garbage, Failure::Server { status: 500 }] {
            assert_eq!(done(failure.clone()), "unanswered", "{failure:?}");
            assert_eq!(asked(failure), "needs_network");
        }
        for (failure, code) in [
            (Failure::Unauthorized, "signed_out"),
            (Failure::DeviceRevoked, "device_revoked"),
            (Failure::Refused { code: "forbidden".to_owned() }, "forbidden"),
            (Failure::Busy, "platform_refused"),
        ] {
            assert_eq!((done(failure.clone()), asked(failure)), (code, code));
        }
    }
}
