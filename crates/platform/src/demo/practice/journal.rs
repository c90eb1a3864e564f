//! A journal as a desk keeps it, and its way through the push.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::journal::{Hash, Link, chain, commitment, genesis, hex};
use mojo_domain::{ActorId, DeviceId, Entropy, FixedClock, Hlc, HlcClock, UserId, to_micros};
use mojo_protocol::{
    CardBody, CardField, Entity, MAX_BATCH, PROTOCOL_VERSION, PushRequest, PushedChange, Verdict,
    canonical,
};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::super::DemoError;
use super::super::tenants::{PRACTICE, USERS};
use crate::auth::{Role, Session, Tenant};
use crate::derived::derived_id;
use crate::storage::Database;
use crate::sync::{number_code, push};

/// The journal of the device that took the old stock over.
pub(super) struct Journal<'a> {
    entropy: &'a dyn Entropy,
    device_id: DeviceId,
    actor_id: ActorId,
    at: DateTime<Utc>,
    hlc: HlcClock,
    head: Hash,
    changes: Vec<PushedChange>,
}

const EPOCH: i64 = 1;

impl<'a> Journal<'a> {
    pub(super) fn new(entropy: &'a dyn Entropy, at: DateTime<Utc>) -> Self {
        let device_id = DeviceId(derived_id(&["demo", "device", "old stock"]));
        Self {
            entropy,
            device_id,
            // The owner took it over.
            actor_id: ActorId(USERS[0].user_id().0),
            at,
            hlc: HlcClock::new(Hlc::default()),
            head: genesis(device_id, EPOCH),
            changes: Vec::new(),
        }
    }

    pub(super) fn actor_id(&self) -> ActorId {
        self.actor_id
    }

    /// Enters a card.
    pub(super) fn card(&mut self, entity: Entity, id: Uuid, fields: BTreeMap<String, Value>) {
        self.at += TimeDelta::seconds(47);
        let hlc = self.hlc.tick(self.at);
        let field = |value| CardField { value, hlc, ..CardField::default() };
        let fields = fields.into_iter().map(|(name, value)| (name, field(value))).collect();
        self.enter(entity, id, self.at, &CardBody { fields, ..CardBody::default() });
    }

    /// Enters a fact of `at`.
    pub(super) fn fact(
        &mut self,
        entity: Entity,
        id: Uuid,
        at: DateTime<Utc>,
        body: &impl Serialize,
    ) {
        self.enter(entity, id, at, body);
    }

    fn enter(&mut self, entity: Entity, id: Uuid, at: DateTime<Utc>, body: &impl Serialize) {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        let body = canonical(body).expect("the bodies of the protocol are JSON");
        let bound = commitment(&salt, body.as_bytes());
        let dseq = i64::try_from(self.changes.len()).unwrap_or(i64::MAX) + 1;
        let link = Link {
            dseq,
            op: "take_over",
            entity: entity.name(),
            entity_id: id,
            at,
            actor_id: self.actor_id,
            commitment: bound,
        };
        self.head = chain(self.head, &link);
        self.changes.push(PushedChange {
            dseq,
            op: link.op.to_owned(),
            entity: entity.name().to_owned(),
            entity_id: id,
            at: to_micros(at),
            actor_id: self.actor_id,
            salt: hex(&salt),
            body,
            commitment: bound.to_hex(),
            hash: self.head.to_hex(),
            received_at: None,
        });
    }

    /// Enrols the device and pushes everything; every entry must be taken.
    pub(super) async fn push(
        self,
        database: &Database,
        now: DateTime<Utc>,
    ) -> Result<(), DemoError> {
        let tenant = Tenant::named_by_platform(PRACTICE.id());
        let session = Session {
            tenant,
            role: Role::Owner,
            token_hash: String::new(),
            user_id: UserId(Uuid::nil()),
            device_id: Some(self.device_id),
            identity_id: None,
            is_device_revoked: false,
        };
        self.enrol(database, tenant, now).await?;
        for batch in self.changes.chunks(MAX_BATCH) {
            let request = PushRequest {
                device_id: self.device_id,
                epoch: EPOCH,
                protocol: PROTOCOL_VERSION,
                changes: batch.to_vec(),
            };
            let answer = push(database, &FixedClock::new(now), &session, &request)
                .await
                .map_err(|refused| DemoError::Refused(refused.to_string()))?;
            let is_taken = |verdict: &Verdict| matches!(verdict, Verdict::Applied { .. });
            if let Some(other) = answer.verdicts.iter().find(|v| !is_taken(&v.verdict)) {
                return Err(DemoError::Refused(format!("{other:?}")));
            }
        }
        Ok(())
    }

    async fn enrol(
        &self,
        database: &Database,
        tenant: Tenant,
        now: DateTime<Utc>,
    ) -> Result<(), DemoError> {
        let at = to_micros(now - TimeDelta::days(420));
        let mut tx = database.write(tenant).await?;
        tx.put_device(self.device_id, "Altbestand", at).await?;
        let code = number_code(tx.next_code().await?);
        let start = genesis(self.device_id, EPOCH);
        tx.insert_epoch(self.device_id, EPOCH, &code, start, at).await?;
        tx.commit().await?;
        Ok(())
    }
}
