//! The modelled platform: chains of devices, one order, nothing else.

use std::collections::BTreeMap;

use mojo_domain::journal::Hash;
use mojo_domain::{ActorId, DeviceId};
use mojo_protocol::{
    AckState, Change, HelloResponse, PROTOCOL_VERSION, PullPage, PushResponse, RecordVerdict,
    Verdict,
};
use mojo_sync::{Failure, checksum};
use uuid::Uuid;

/// A stand-in for the chain's hash: it depends on device, place and fact.
pub(crate) fn entry_hash(device: u64, dseq: i64, fact: u64) -> String {
    Hash::of(format!("{device}/{dseq}/{fact}").as_bytes()).to_hex()
}

pub(crate) enum Answer {
    Hello(HelloResponse),
    Push(PushResponse),
    Page(PullPage),
}

#[derive(Debug, Default)]
struct Chain {
    hashes: Vec<String>,
    nonce: Option<String>,
    previous: String,
}

#[derive(Debug, Default)]
pub(crate) struct Platform {
    pub(crate) calls_everybody_a_copy: bool,
    chains: BTreeMap<u64, Chain>,
    /// Device and fact, in order.
    log: Vec<(Option<u64>, u64)>,
    nonces: u64,
    log_epoch: i64,
}

const PAGE: usize = 7;

impl Platform {
    pub(crate) fn append(&mut self, device: Option<u64>, fact: u64) {
        if !self.log.iter().any(|(_, held)| *held == fact) {
            self.log.push((device, fact));
        }
    }

    pub(crate) fn facts(&self) -> Vec<u64> {
        self.log.iter().map(|(_, fact)| *fact).collect()
    }

    pub(crate) fn enrol(&mut self, device: u64) {
        self.chains.entry(device).or_default();
    }

    /// A backup without the last entries of the devices: what the platform itself wrote it writes
    /// again, the devices' part they must bring again.
    pub(crate) fn restore(&mut self) {
        self.log_epoch += 1;
        let lost: Vec<u64> =
            self.log.iter().rev().filter_map(|(device, _)| *device).take(3).collect();
        let mut kept = Vec::new();
        let mut cut: BTreeMap<u64, usize> = BTreeMap::new();
        for device in &lost {
            *cut.entry(*device).or_default() += 1;
        }
        let mut left = cut.clone();
        for (device, fact) in self.log.iter().rev() {
            match device.and_then(|device| left.get_mut(&device)) {
                Some(n) if *n > 0 => *n -= 1,
                _ => kept.push((*device, *fact)),
            }
        }
        kept.reverse();
        self.log = kept;
        for (device, n) in cut {
            if let Some(chain) = self.chains.get_mut(&device) {
                let rest = chain.hashes.len().saturating_sub(n);
                chain.hashes.truncate(rest);
            }
        }
    }

    fn held(&self, device: u64) -> AckState {
        let hashes = &self.chains[&device].hashes;
        AckState {
            dseq: i64::try_from(hashes.len()).unwrap(),
            hash: hashes.last().cloned().unwrap_or_default(),
        }
    }

    pub(crate) fn hello(&mut self, device: u64, head: i64, nonce: &str) -> Result<Answer, Failure> {
        if !self.chains.contains_key(&device) {
            return Err(Failure::NotEnrolled);
        }
        let acknowledged = self.held(device);
        if self.calls_everybody_a_copy || head < acknowledged.dseq {
            return Err(Failure::Forked);
        }
        self.nonces += 1;
        let fresh = self.nonces.to_string();
        let chain = self.chains.get_mut(&device).unwrap();
        let given = match chain.nonce.clone() {
            Some(held) if held == nonce => fresh,
            None if nonce.is_empty() => fresh,
            Some(held) if chain.previous == nonce => held,
            _ => return Err(Failure::Forked),
        };
        chain.previous = nonce.to_owned();
        chain.nonce = Some(given.clone());
        Ok(Answer::Hello(HelloResponse {
            entitlement: None,
            affiliate_codes: None,
            min_client: "0.1.0".to_owned(),
            protocol: PROTOCOL_VERSION,
            server_at: 0,
            log_epoch: self.log_epoch + 1,
            acknowledged,
            nonce: given,
            scopes: Vec::new(),
            device_name: String::new(),
        }))
    }

    pub(crate) fn push(
        &mut self,
        device: u64,
        after: i64,
        batch: &[u64],
    ) -> Result<Answer, Failure> {
        if self.calls_everybody_a_copy {
            return Err(Failure::Forked);
        }
        let held = self.held(device);
        if after > held.dseq {
            return Err(Failure::Gap { expected_dseq: held.dseq + 1 });
        }
        let mut verdicts = Vec::new();
        for (index, fact) in batch.iter().enumerate() {
            let dseq = after + 1 + i64::try_from(index).unwrap();
            let hash = entry_hash(device, dseq, *fact);
            let hashes = &mut self.chains.get_mut(&device).unwrap().hashes;
            let verdict = match hashes.get(usize::try_from(dseq).unwrap() - 1) {
                Some(known) if *known == hash => Verdict::Duplicate { seq: 0 },
                Some(_) => return Err(Failure::Forked),
                None => {
                    hashes.push(hash);
                    self.append(Some(device), *fact);
                    Verdict::Applied { seq: 0 }
                }
            };
            verdicts.push(RecordVerdict { dseq, verdict });
        }
        Ok(Answer::Push(PushResponse {
            verdicts,
            acknowledged: self.held(device),
            clamped: Vec::new(),
        }))
    }

    fn cursor(&self, seq: usize) -> String {
        format!("{}:{seq}", self.log_epoch)
    }

    pub(crate) fn head_cursor(&self) -> String {
        self.cursor(self.log.len())
    }

    pub(crate) fn pull(&self, cursor: &str) -> PullPage {
        let seq = cursor
            .strip_prefix(&format!("{}:", self.log_epoch))
            .and_then(|seq| seq.parse::<usize>().ok())
            .filter(|seq| *seq <= self.log.len())
            .unwrap_or(0);
        let to = (seq + PAGE).min(self.log.len());
        let changes: Vec<Change> = (seq..to).map(|index| self.change(index)).collect();
        PullPage {
            from: cursor.to_owned(),
            to: self.cursor(to),
            more: to < self.log.len(),
            checksum: checksum(&changes),
            changes,
        }
    }

    fn change(&self, index: usize) -> Change {
        let (device, fact) = self.log[index];
        let seq = i64::try_from(index).unwrap() + 1;
        Change {
            seq,
            op: "sell".to_owned(),
            entity: "sale".to_owned(),
            entity_id: Uuid::from_u128(u128::from(fact)),
            at: seq,
            actor_id: ActorId(Uuid::nil()),
            device_id: device.map(|id| DeviceId(Uuid::from_u128(u128::from(id)))),
            epoch: 1,
            dseq: 0,
            hash: Hash::of(&fact.to_be_bytes()).to_hex(),
            body: String::new(),
        }
    }
}
