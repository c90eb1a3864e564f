//! The owner has revoked this device: what it still holds is handed over once, into quarantine; then
//! it stays readable and records nothing more. Was it lost, its database is destroyed afterwards.

use mojo_protocol::{MAX_BATCH, PROTOCOL_VERSION, PartingRequest, RecordVerdict, Verdict};
use mojo_store::device::Device;
use mojo_store::{StoreError, device, journal, outbox, sync_state};
use mojo_sync::Failure;

use super::client::{Client, Refused};
use super::driver::{Done, forget_token, requests, storing};
use super::sync_now::ERASED;
use crate::{Desk, Op, Topic};

/// What people are told.
const CODE: &str = "device_revoked";

impl Desk {
    /// The way to the platform of whoever is signed in on one.
    pub(crate) async fn platform_client(&self) -> Result<Option<Client>, StoreError> {
        requests::client(self).await
    }

    /// Whether the owner has revoked this device.
    pub(super) async fn is_revoked(&self) -> Result<bool, StoreError> {
        let own = device::find(&mut self.reader().await?).await?;
        Ok(own.is_some_and(|own| own.is_revoked()))
    }

    /// Hands over what is still held, and asks what is to become of this device.
    pub(super) async fn part(&self) -> Result<Done, StoreError> {
        let mut done = Done { error: Some(CODE.to_owned()), ..Done::default() };
        let Some(client) = requests::client(self).await? else {
            done.error = Some("signed_out".to_owned());
            return Ok(done);
        };
        let mut after = self.acknowledged().await?;
        let mut has_gone_back = false;
        loop {
            let own = device::find(&mut self.reader().await?).await?.ok_or(StoreError::NoDevice)?;
            match self.hand_over(&client, &own, after).await? {
                Handed::Some { count, last } => {
                    done.pushed += count;
                    after = last;
                }
                Handed::Back { to } if !has_gone_back => {
                    has_gone_back = true;
                    after = to;
                }
                Handed::Back { .. } => {
                    done.error = Some(Failure::Garbage.code().to_owned());
                    break;
                }
                Handed::All { count, is_lost } => {
                    done.pushed += count;
                    if is_lost && self.erase(&client, &own).await {
                        done.error = Some(ERASED.to_owned());
                    }
                    break;
                }
                Handed::Nothing(failure) => {
                    if failure == Failure::Unauthorized {
                        // Somebody signs in again, and it hands over then.
                        forget_token(self).await?;
                    }
                    if failure != Failure::DeviceRevoked {
                        done.error = Some(failure.code().to_owned());
                    }
                    break;
                }
            }
        }
        self.announce(Topic::Sync);
        Ok(done)
    }

    /// The last entry that the platform is known to hold.
    async fn acknowledged(&self) -> Result<i64, StoreError> {
        Ok(sync_state::find(&mut self.reader().await?).await?.acked_dseq)
    }

    async fn hand_over(
        &self,
        client: &Client,
        own: &Device,
        after: i64,
    ) -> Result<Handed, StoreError> {
        let changes = requests::batch(self, own, after, MAX_BATCH).await?;
        let request = PartingRequest {
            device_id: own.device_id,
            epoch: own.epoch,
            protocol: PROTOCOL_VERSION,
            head_dseq: own.head_dseq,
            head_hash: own.head_hash.to_hex(),
            changes,
            is_erased: false,
        };
        let answer = match client.part(&request).await {
            Ok(answer) => answer,
            Err(Refused { failure: Failure::Gap { expected_dseq }, .. })
                if (1..=after).contains(&expected_dseq) =>
            {
                return Ok(Handed::Back { to: expected_dseq - 1 });
            }
            Err(Refused { failure, .. }) => return Ok(Handed::Nothing(failure)),
        };
        let held = answer.acknowledged.dseq;
        let hash = journal::find_hash(&mut self.reader().await?, own.epoch, held).await?;
        if held > 0 && hash.as_deref() != Some(answer.acknowledged.hash.as_str()) {
            return Ok(Handed::Nothing(Failure::Forked));
        }
        // It was put back to before we handed over, and asks for it once more.
        if held < after && !answer.is_done {
            return Ok(Handed::Back { to: held });
        }
        // Nothing is believed to be over, least of all destroyed, before our last entry is there.
        let is_stuck = held <= after && !answer.is_done;
        if is_stuck || answer.is_done != (held == own.head_dseq) {
            return Ok(Handed::Nothing(Failure::Garbage));
        }
        let count = usize::try_from(held - after).unwrap_or(0);
        // What was pushed before, and whose verdict never came, is held as what others push.
        let mut reader = self.reader().await?;
        let settled = outbox::settled_dseq(&mut reader, own.epoch, own.head_dseq).await?;
        drop(reader);
        let pushed = (settled + 1..=after).map(applied);
        let verdicts: Vec<RecordVerdict> =
            pushed.chain((after + 1..=held).map(quarantined)).collect();
        let mut tx = self.store().transact(Op::Sync.name(), storing::actor(self).await?).await?;
        outbox::settle(&mut tx, own.epoch, &verdicts).await?;
        sync_state::acknowledge(&mut tx, &answer.acknowledged).await?;
        device::revoke(&mut tx, answer.is_lost).await?;
        sync_state::finish(&mut tx, Some((CODE, false))).await?;
        tx.commit().await?;
        Ok(match answer.is_done {
            true => Handed::All { count, is_lost: answer.is_lost },
            false => Handed::Some { count, last: held },
        })
    }
}

/// What came of a batch.
enum Handed {
    /// It was taken; there is more.
    Some { count: usize, last: i64 },
    /// The platform holds less than we thought.
    Back { to: i64 },
    /// Nothing is left here.
    All { count: usize, is_lost: bool },
    /// It was not taken.
    Nothing(Failure),
}

fn applied(dseq: i64) -> RecordVerdict {
    RecordVerdict { dseq, verdict: Verdict::Applied { seq: 0 } }
}

fn quarantined(dseq: i64) -> RecordVerdict {
    RecordVerdict { dseq, verdict: Verdict::Quarantined { seq: 0, code: CODE.to_owned() } }
}
