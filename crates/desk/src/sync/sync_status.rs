//! How it stands with the platform: recorded here, acknowledged there, hashes equal.

use mojo_domain::from_micros;
use mojo_store::device::IdentityChange;
use mojo_store::{StoreError, checkin, device, digests, journal, outbox, sync_state};

use crate::Desk;
use crate::account::Mode;
use crate::views::{NewDeviceView, SyncView};

impl Desk {
    /// The truth of the pill.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn sync_status(&self) -> Result<SyncView, StoreError> {
        let session = self.find_session().await?;
        let mut reader = self.reader().await?;
        let Some(own) = device::find(&mut reader).await? else {
            return Ok(not_set_up());
        };
        let state = sync_state::find(&mut reader).await?;
        let settled = outbox::settled_dseq(&mut reader, own.epoch, own.head_dseq).await?;
        let acknowledged = settled.min(state.acked_dseq);
        let own_hash = journal::find_hash(&mut reader, own.epoch, state.acked_dseq).await?;
        let hashes_equal =
            (state.acked_dseq > 0).then(|| own_hash.as_deref() == Some(state.acked_hash.as_str()));
        let cases = checkin::cases::count_open(&mut reader).await?;
        let rejected = outbox::count_rejected(&mut reader).await?;
        let new_device = device::find_unseen_change(&mut reader).await?.map(new_device);
        let compared = digests::find_last(&mut reader).await?;
        let has_differences = compared.as_ref().is_some_and(|last| last.state == "differs");
        let mode = session.as_ref().map(|session| session.mode);
        let has_token = session.is_some_and(|session| session.token.is_some());
        let pending = own.head_dseq - acknowledged;
        let name = match mode {
            Some(Mode::Demo) => "local_only",
            _ if own.is_revoked() => "revoked",
            _ if !has_token => "signed_out",
            _ if hashes_equal == Some(false) || has_differences => "differs",
            _ if state.offline_since.is_some() => "offline",
            _ if cases > 0 => "cases",
            _ if pending > 0 => "waiting",
            _ => "acknowledged",
        };
        let instant = |micros: Option<i64>| micros.map(rfc3339);
        Ok(SyncView {
            state: name.to_owned(),
            recorded: own.head_dseq,
            acknowledged,
            pending,
            hashes_equal,
            cases: u32::try_from(cases).unwrap_or(u32::MAX),
            rejected: u32::try_from(rejected).unwrap_or(u32::MAX),
            last_sync: instant(state.last_sync_at),
            offline_since: instant(state.offline_since),
            last_error: (!state.last_error.is_empty()).then_some(state.last_error),
            journal_head: own.head_hash.to_hex(),
            device: own.name,
            number_code: own.number_code,
            running: self.inner().sync.is_running(),
            new_device,
            compared_at: compared.as_ref().map(|last| rfc3339(last.compared_at)),
            compared_state: compared.map(|last| last.state),
        })
    }
}

pub(crate) fn rfc3339(micros: i64) -> String {
    from_micros(micros).to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}

fn new_device(change: IdentityChange) -> NewDeviceView {
    NewDeviceView {
        reason: change.reason,
        at: rfc3339(change.ended_at),
        former_code: change.number_code,
    }
}

fn not_set_up() -> SyncView {
    SyncView {
        state: "signed_out".to_owned(),
        recorded: 0,
        acknowledged: 0,
        pending: 0,
        hashes_equal: None,
        cases: 0,
        rejected: 0,
        last_sync: None,
        offline_since: None,
        last_error: None,
        journal_head: String::new(),
        device: String::new(),
        number_code: String::new(),
        running: false,
        new_device: None,
        compared_at: None,
        compared_state: None,
    }
}
