//! Reading both sides and finding what differs.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mojo_domain::DeviceId;
use mojo_protocol::{
    Compared, DayDigest, DigestRequest, DigestResponse, Entity, Held, Key, MAX_BUCKETS,
    RangeDigest, Reading, Scope, Sort,
};
use mojo_store::device::Device;
use mojo_store::digests::{
    self, Comparison, ComparisonDay, Difference, read_cards, read_journal, read_log,
};
use mojo_store::sync_state::SyncState;
use mojo_store::{Reader, device, outbox, sync_state};
use mojo_sync::{Mismatch, Search, Span};
use uuid::Uuid;

use super::VerifyError;
use crate::Desk;
use crate::sync::Client;
use crate::sync::driver::requests::client;
use crate::sync::sync_now::SyncError;

/// A part of what is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Journal,
    Log,
    Cards(Entity),
}

impl Part {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Journal => "journal",
            Self::Log => "log",
            Self::Cards(_) => "cards",
        }
    }
}

/// Everything that differs, by part and place.
pub(super) type Found = BTreeMap<(Part, Key), Mismatch>;

/// A device's day, and the name of the device.
type Days = BTreeMap<(NaiveDate, Option<DeviceId>), ComparisonDay>;

/// What a comparison found.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) found: Found,
    pub(super) differences: Vec<Difference>,
    pub(super) days: Vec<ComparisonDay>,
    /// Something came to the platform's order after it was pulled.
    pub(super) has_moved: bool,
    pub(super) entries: i64,
    pub(super) places: i64,
    pub(super) cards: i64,
    pub(super) dseq: i64,
    pub(super) seq: i64,
    pub(super) device: Option<(DeviceId, i64)>,
    pub(super) log_epoch: i64,
    pub(super) scopes: String,
    pub(super) is_light: bool,
}

/// A comparison under way.
pub(super) struct Compare {
    reader: Reader,
    client: Client,
    pub(super) own: Device,
    pub(super) state: SyncState,
    /// The last entry that has its verdict.
    pub(super) settled: i64,
    pub(super) requests: i64,
    scopes: Vec<Scope>,
}

impl Compare {
    pub(super) async fn open(desk: &Desk) -> Result<Self, VerifyError> {
        let client = client(desk).await?.ok_or(SyncError::SignedOut)?;
        let mut reader = desk.reader().await?;
        let own = device::find(&mut reader).await?.ok_or(mojo_store::StoreError::NoDevice)?;
        let state = sync_state::find(&mut reader).await?;
        let settled = outbox::settled_dseq(&mut reader, own.epoch, own.head_dseq).await?;
        let settled = settled.min(state.acked_dseq);
        Ok(Self { reader, client, own, state, settled, requests: 0, scopes: Vec::new() })
    }

    /// Compares every part as a whole.
    pub(super) async fn everything(&mut self) -> Result<Outcome, VerifyError> {
        let mut outcome = self.begin();
        let mut days = Days::new();
        if self.settled > 0 {
            let whole = Span { after: None, until: Some(Key::Place(self.settled)) };
            outcome.entries = self.search(Part::Journal, whole, &mut outcome, &mut days).await?;
        }
        let own = self.own.device_id;
        let mut seen = Days::new();
        outcome.places = self.search(Part::Log, Span::default(), &mut outcome, &mut seen).await?;
        // The own days are told by the journal: it holds more than what this user may see.
        days.extend(seen.into_iter().filter(|((_, device), _)| *device != Some(own)));
        self.kinds(&mut outcome, &mut days).await?;
        outcome.days = days.into_values().collect();
        outcome.scopes = names(&self.scopes);
        Ok(outcome)
    }

    pub(super) fn begin(&self) -> Outcome {
        Outcome {
            dseq: self.settled,
            device: Some((self.own.device_id, self.own.epoch)),
            log_epoch: self.state.log_epoch,
            ..Outcome::default()
        }
    }

    /// Compares what came after these places, as a whole and no further: `false` when it differs.
    pub(super) async fn since(
        &mut self,
        (dseq, seq): (i64, i64),
        outcome: &mut Outcome,
    ) -> Result<bool, VerifyError> {
        let mut is_equal = true;
        for (part, span) in [
            (
                Part::Journal,
                Span { after: Some(Key::Place(dseq)), until: Some(Key::Place(self.settled)) },
            ),
            (Part::Log, Span { after: Some(Key::Place(seq)), until: None }),
        ] {
            if part == Part::Journal && self.settled <= dseq {
                continue;
            }
            let answer = self.ask(part, span, 1, false).await?;
            let mut reading = Reading::like(&answer.held);
            self.read(part, span, &answer, &mut reading).await?;
            let (here, _) = reading.finish();
            is_equal &= here == answer.held;
            let count = counted(&here);
            match part {
                Part::Journal => outcome.entries = count,
                _ => (outcome.places, outcome.seq) = (count, answer.seq),
            }
        }
        outcome.scopes = names(&self.scopes);
        Ok(is_equal)
    }

    async fn search(
        &mut self,
        part: Part,
        span: Span,
        outcome: &mut Outcome,
        days: &mut Days,
    ) -> Result<i64, VerifyError> {
        let mut search = Search::over(span);
        let mut count = None;
        while let Some(span) = search.ask() {
            let is_first = count.is_none();
            let answer = self.ask(part, span, MAX_BUCKETS, is_first).await?;
            let mut reading = Reading::like(&answer.held).with_days(is_first);
            self.read(part, span, &answer, &mut reading).await?;
            let (here, days_here) = reading.finish();
            match (&answer.held, &here) {
                (Held::Buckets(there), Held::Buckets(own)) => {
                    let own: Vec<RangeDigest> = own.iter().map(|b| b.digest.clone()).collect();
                    search.buckets(span, there, &own).map_err(|_| VerifyError::Unfit)?;
                }
                (Held::Leaves(there), Held::Leaves(own)) => search.leaves(there, own),
                _ => return Err(VerifyError::Unfit),
            }
            if is_first {
                count = Some(counted(&here));
                outcome.has_moved |= answer.head_seq > answer.seq;
                outcome.seq = answer.seq;
                side_by_side(days, days_here, &answer);
            }
        }
        let found = search.found().into_iter();
        outcome.found.extend(found.map(|(key, mismatch)| ((part, key), mismatch)));
        Ok(count.unwrap_or_default())
    }

    async fn kinds(&mut self, outcome: &mut Outcome, days: &mut Days) -> Result<(), VerifyError> {
        let request = self.request(Compared::Kinds, Span::default(), 1, false);
        let answer = self.digest(&request).await?;
        outcome.has_moved |= answer.head_seq > answer.seq;
        let Held::Kinds(kinds) = answer.held else { return Err(VerifyError::Unfit) };
        for kind in kinds {
            // A kind that only a newer version knows is not shown here either.
            let Ok(entity) = kind.entity.parse::<Entity>() else { continue };
            let mut reading = Reading::whole();
            let all = (None, None);
            outcome.cards += read_cards(&mut self.reader, entity, all, &mut reading).await?;
            let (here, _) = reading.finish();
            let is_equal =
                matches!(&here, Held::Buckets(own) if own.iter().all(|b| b.digest == kind.digest));
            if !is_equal {
                self.search(Part::Cards(entity), Span::default(), outcome, days).await?;
            }
        }
        Ok(())
    }

    fn request(&self, compared: Compared, span: Span, buckets: i64, days: bool) -> DigestRequest {
        DigestRequest {
            device_id: self.own.device_id,
            cursor: self.state.cursor.clone(),
            compared,
            after: span.after,
            until: span.until,
            buckets,
            days,
        }
    }

    async fn ask(
        &mut self,
        part: Part,
        span: Span,
        buckets: i64,
        days: bool,
    ) -> Result<DigestResponse, VerifyError> {
        let compared = match part {
            Part::Journal => Compared::Journal { epoch: self.own.epoch },
            Part::Log => Compared::Log { without_body: kinds_of_cards() },
            Part::Cards(entity) => Compared::Cards { entity: entity.name().to_owned() },
        };
        let request =
            self.request(compared, span, buckets, days && !matches!(part, Part::Cards(_)));
        self.digest(&request).await
    }

    async fn digest(&mut self, request: &DigestRequest) -> Result<DigestResponse, VerifyError> {
        self.requests += 1;
        let answer = self.client.digest(request).await?;
        self.scopes.clone_from(&answer.scopes);
        Ok(answer)
    }

    async fn read(
        &mut self,
        part: Part,
        span: Span,
        answer: &DigestResponse,
        reading: &mut Reading,
    ) -> Result<(), VerifyError> {
        let place =
            |key: Option<Key>, none| if let Some(Key::Place(place)) = key { place } else { none };
        let id = |key: Option<Key>| if let Some(Key::Id(id)) = key { Some(id) } else { None };
        let reader = &mut self.reader;
        match part {
            Part::Journal => {
                let chain = (self.own.device_id, self.own.epoch);
                let places = (place(span.after, 0), place(span.until, self.settled));
                read_journal(reader, chain, places, reading).await?;
            }
            Part::Log => {
                let places = (place(span.after, 0), place(span.until, answer.seq).min(answer.seq));
                read_log(reader, places, &answer.scopes, reading).await?;
            }
            Part::Cards(entity) => {
                let ids: (Option<Uuid>, Option<Uuid>) = (id(span.after), id(span.until));
                read_cards(reader, entity, ids, reading).await?;
            }
        }
        Ok(())
    }
}

fn kinds_of_cards() -> Vec<String> {
    let cards = Entity::ALL.iter().filter(|kind| kind.sort() == Sort::Card);
    cards.map(|kind| kind.name().to_owned()).collect()
}

fn names(scopes: &[Scope]) -> String {
    let mut names: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
    names.sort_unstable();
    names.join(" ")
}

fn counted(held: &Held) -> i64 {
    match held {
        Held::Buckets(buckets) => buckets.iter().map(|bucket| bucket.digest.count).sum(),
        Held::Leaves(leaves) => i64::try_from(leaves.len()).unwrap_or(i64::MAX),
        Held::Kinds(kinds) => kinds.iter().map(|kind| kind.digest.count).sum(),
    }
}

fn side_by_side(days: &mut Days, here: Vec<DayDigest>, answer: &DigestResponse) {
    let mut put = |day: &DayDigest, is_here: bool| {
        let name = day.device_id.and_then(|id| answer.devices.get(&id)).cloned();
        let row = days.entry((day.day, day.device_id)).or_insert_with(|| ComparisonDay {
            device_id: day.device_id,
            device: name.unwrap_or_default(),
            day: day.day,
            here: None,
            there: None,
        });
        let side = if is_here { &mut row.here } else { &mut row.there };
        *side = Some(day.digest.clone());
    };
    here.iter().for_each(|day| put(day, true));
    answer.days.iter().for_each(|day| put(day, false));
}

impl Outcome {
    /// What was found first and is not found any more was repaired; the rest remains, with the
    /// reason that the repair gave.
    pub(super) fn settle(&mut self, first: Self, refused: &super::repair::Repair) {
        let remaining = self.found.keys().filter(|key| !first.found.contains_key(*key));
        let remaining: Vec<_> = remaining.map(|key| (*key, self.found[key])).collect();
        for ((part, key), mismatch) in first.found.into_iter().chain(remaining) {
            let is_repaired = !self.found.contains_key(&(part, key));
            let (entity, entity_id) = refused.thing(part, key);
            let code = if is_repaired { String::new() } else { refused.code(part, key, mismatch) };
            self.differences.push(Difference {
                part: part.name().to_owned(),
                place: place(key),
                entity,
                entity_id,
                kind: kind(mismatch).to_owned(),
                is_repaired,
                code,
            });
        }
    }

    /// How many differences remain.
    pub(super) fn remaining(&self) -> usize {
        self.found.len()
    }

    /// The record of it.
    pub(super) fn comparison(&self, desk: &Desk, requests: i64) -> digests::Comparison {
        let state = match (self.found.is_empty(), self.differences.is_empty()) {
            (false, _) => "differs",
            (true, false) => "repaired",
            (true, true) => "equal",
        };
        let (device_id, epoch) = self.device.unwrap_or((DeviceId(Uuid::nil()), 0));
        Comparison {
            comparison_id: desk.next_id(),
            compared_at: mojo_domain::to_micros(desk.now()),
            is_full: !self.is_light,
            state: state.to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            device_id,
            epoch,
            dseq: self.dseq,
            seq: self.seq,
            log_epoch: self.log_epoch,
            scopes: self.scopes.clone(),
            entries: self.entries,
            places: self.places,
            cards: self.cards,
            requests,
        }
    }
}

pub(super) fn place(key: Key) -> String {
    match key {
        Key::Place(place) => place.to_string(),
        Key::Id(id) => id.to_string(),
    }
}

pub(super) fn kind(mismatch: Mismatch) -> &'static str {
    match mismatch {
        Mismatch::MissingHere => "missing_here",
        Mismatch::MissingThere => "missing_there",
        Mismatch::Differs => "differs",
    }
}
