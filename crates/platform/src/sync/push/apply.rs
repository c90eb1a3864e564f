//! What a batch writes. Reads come first and in bulk; then one entry after the other is taken in
//! memory; then all is written in bulk.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::cards::{Card, Seen, merge};
use mojo_domain::journal::Hash;
use mojo_domain::{ContactId, DeviceId, PunchCardId, mutant, to_micros};
use mojo_protocol::facts::{
    CaseSettlementBody, CommissionDisputeBody, CommissionDisputeMessageBody, InvoiceBody,
    PunchCardBody, RedemptionBody, SaleBody,
};
use mojo_protocol::{Entity, PushRequest, PushedChange, RecordVerdict, Scope, Verdict};
use uuid::Uuid;

use super::verdicts::entry;
use super::{Arrived, deletions};
use crate::auth::scope_bit;
use crate::storage::cards::CardKey;
use crate::storage::disputes::{HeldDispute, HeldMessage};
use crate::storage::facts::{HeldCard, HeldFact, HeldRedemption, NewFacts, NumberedDocument};
use crate::storage::log::{DeviceEntry, LogWriter, NewChange};
use crate::storage::settlements::HeldSettlement;
use crate::storage::stornos::HeldStorno;
use crate::storage::{StorageError, TenantTx};
use crate::sync::cases::{self, NewCase};
use crate::sync::judge::{FORBIDDEN, FactBody, Judged};
use crate::sync::{overdraft, totals};

/// A batch while it is being taken.
pub(super) struct Batch<'a> {
    request: &'a PushRequest,
    now: i64,
    log: LogWriter,
    entries: Vec<DeviceEntry>,
    held: BTreeMap<(String, Uuid), HeldFact>,
    numbers: Vec<NumberedDocument>,
    cards: BTreeMap<CardKey, Card>,
    changed: BTreeMap<CardKey, Card>,
    /// Of each edit, by its number, the fields that stood against what was held.
    won: BTreeMap<i64, BTreeSet<String>>,
    new: NewFacts,
    /// Punch cards whose balance may have changed, with a contact to show.
    touched: BTreeMap<PunchCardId, ContactId>,
    /// Punch cards that a visit of another was carried to.
    settled: BTreeSet<PunchCardId>,
    /// Documents that a Storno reversed.
    cancelled: BTreeSet<Uuid>,
    cases: Vec<NewCase>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(log: LogWriter, request: &'a PushRequest, now: i64) -> Self {
        Self {
            request,
            now,
            log,
            entries: Vec::new(),
            held: BTreeMap::new(),
            numbers: Vec::new(),
            cards: BTreeMap::new(),
            changed: BTreeMap::new(),
            won: BTreeMap::new(),
            new: NewFacts::default(),
            touched: BTreeMap::new(),
            settled: BTreeSet::new(),
            cancelled: BTreeSet::new(),
            cases: Vec::new(),
        }
    }

    /// Reads what the entries will be compared with.
    pub(super) async fn look_up(
        &mut self,
        tx: &mut TenantTx,
        arrived: &[Arrived<'_>],
    ) -> Result<(), StorageError> {
        let (mut facts, mut cards, mut numbers) = (Vec::new(), Vec::new(), BTreeSet::new());
        for one in arrived {
            match &one.judged {
                Judged::Card { .. } => cards.push(one.change.entity_id),
                Judged::Fact(body) | Judged::Forbidden(body) => {
                    facts.push(one.change.entity_id);
                    numbers.extend(number_of(body).map(storable));
                }
                Judged::Quarantined(_) | Judged::Kept => facts.push(one.change.entity_id),
                Judged::Rejected { .. } => {}
            }
        }
        if !facts.is_empty() {
            self.held = tx.list_facts(&facts).await?;
        }
        if !numbers.is_empty() {
            self.numbers = tx.list_numbers(&numbers).await?;
        }
        self.cards = tx.list_cards(&cards).await?;
        Ok(())
    }

    /// Takes one entry and says what became of it.
    pub(super) fn take(&mut self, one: &Arrived<'_>) -> RecordVerdict {
        let change = one.change;
        let verdict = match &one.judged {
            Judged::Rejected { code, message } => {
                Verdict::Rejected { code: (*code).to_owned(), message: message.clone() }
            }
            Judged::Card { fields, seen, is_clamped } => {
                self.take_card(change, (fields, seen), *is_clamped)
            }
            Judged::Kept => Verdict::Applied { seq: self.place(change, false) },
            Judged::Quarantined(code) => self.quarantine(change, code),
            Judged::Fact(body) => self.take_fact(change, body),
            Judged::Forbidden(body) => self.take_forbidden(change, body),
        };
        self.entries.push(entry(change, &verdict));
        RecordVerdict { dseq: change.dseq, verdict }
    }

    /// Of each edit that was taken, by its number, the fields that stood against what was held.
    pub(super) fn take_won(&mut self) -> BTreeMap<i64, BTreeSet<String>> {
        std::mem::take(&mut self.won)
    }

    fn take_card(
        &mut self,
        change: &PushedChange,
        (fields, seen): (&Card, &Seen),
        is_clamped: bool,
    ) -> Verdict {
        let key: CardKey = (change.entity.clone(), change.entity_id);
        let card = self.cards.entry(key.clone()).or_default();
        self.cases.extend(deletions::clashes(change, card, fields, seen));
        merge(card, fields.clone());
        let won = fields.iter().filter(|(name, write)| card.get(*name) == Some(write));
        let won: Card = won.map(|(name, write)| (name.clone(), write.clone())).collect();
        self.won.insert(change.dseq, won.keys().cloned().collect());
        self.changed.entry(key).or_default().extend(won);
        // What lost is not lost: the log keeps every edit, and the desks note free text.
        Verdict::Applied { seq: self.place(change, is_clamped) }
    }

    fn quarantine(&mut self, change: &PushedChange, code: &str) -> Verdict {
        if mutant::is("quarantine_drops_fact") {
            return Verdict::Quarantined { seq: 0, code: code.to_owned() };
        }
        let seq = self.place(change, false);
        self.ask_people_about(change, seq, code)
    }

    fn ask_people_about(&mut self, change: &PushedChange, seq: i64, code: &str) -> Verdict {
        let case = cases::quarantined(&change.entity, change.entity_id, &change.hash, code);
        self.cases.push(case);
        Verdict::Quarantined { seq, code: code.to_owned() }
    }

    /// It counts like any other: numbers, balances and cases come from it here as at the desks.
    fn take_forbidden(&mut self, change: &PushedChange, body: &FactBody) -> Verdict {
        if mutant::is("quarantine_drops_fact") {
            return Verdict::Quarantined { seq: 0, code: FORBIDDEN.to_owned() };
        }
        match self.take_fact(change, body) {
            Verdict::Applied { seq } => self.ask_people_about(change, seq, FORBIDDEN),
            verdict => verdict,
        }
    }

    fn take_fact(&mut self, change: &PushedChange, body: &FactBody) -> Verdict {
        let body_hash = Hash::of(change.body.as_bytes()).to_hex();
        let key = (change.entity.clone(), change.entity_id);
        if let Some(held) = self.held.get(&key).filter(|_| !mutant::is("no_dedupe")) {
            // A payment bears no id of its own in its body, but its entity id is one.
            if held.body_hash == body_hash {
                return Verdict::Duplicate { seq: held.seq };
            }
            return self.quarantine(change, "other_fact_with_this_id");
        }
        let seq = self.place(change, false);
        let (entity, entity_id) = key.clone();
        let fact = HeldFact { entity, entity_id, seq, body_hash };
        self.held.insert(key, fact.clone());
        self.new.facts.push(fact);
        match body {
            FactBody::Sale(sale) => self.derive_sale(change, sale, seq),
            FactBody::Invoice(invoice) => self.derive_invoice(change, invoice, seq),
            FactBody::PunchCard(card) => self.derive_card(card, seq),
            FactBody::Redemption(redemption) => self.derive_redemption(redemption, seq),
            FactBody::Settlement(settlement) => self.derive_settlement(settlement, seq),
            FactBody::Dispute(dispute) => self.derive_dispute(dispute, seq),
            FactBody::DisputeMessage(message) => self.derive_message(message, seq),
            FactBody::Plain => {}
        }
        Verdict::Applied { seq }
    }

    /// Gives the change its place in the tenant's order.
    fn place(&mut self, change: &PushedChange, is_clamped: bool) -> i64 {
        let of = (self.request.device_id, self.request.epoch);
        self.log.push(new_change(change, of, is_clamped))
    }

    fn derive_sale(&mut self, change: &PushedChange, sale: &SaleBody, seq: i64) {
        self.number(change, &sale.receipt_number, seq);
        if let Some(cancelled) = sale.cancels.filter(|_| !sale.is_training) {
            self.storno(change, (cancelled.0, sale.contact_id), seq);
        }
        if let Some(details) = totals::sale_difference(sale) {
            let contact = sale.contact_id;
            let case = cases::total_mismatch(Entity::Sale, change.entity_id, contact, details);
            self.cases.push(case);
        }
    }

    fn derive_invoice(&mut self, change: &PushedChange, invoice: &InvoiceBody, seq: i64) {
        self.number(change, &invoice.number, seq);
        if let Some(cancelled) = invoice.cancels.filter(|_| !invoice.is_training) {
            self.storno(change, (cancelled.0, Some(invoice.contact_id)), seq);
        }
        if let Some(details) = totals::invoice_difference(invoice) {
            let contact = Some(invoice.contact_id);
            let case = cases::total_mismatch(Entity::Invoice, change.entity_id, contact, details);
            self.cases.push(case);
        }
    }

    /// A document is reversed once (D3); every Storno stands where two desks reversed it.
    fn storno(
        &mut self,
        change: &PushedChange,
        (cancelled_id, contact_id): (Uuid, Option<ContactId>),
        seq: i64,
    ) {
        self.cancelled.insert(cancelled_id);
        self.new.stornos.push(HeldStorno {
            storno_id: change.entity_id,
            entity: change.entity.clone(),
            cancelled_id,
            contact_id,
            seq,
        });
    }

    /// One number, one document (§ 14 Abs. 4 Nr. 4 UStG); both stand where two bear it.
    fn number(&mut self, change: &PushedChange, number: &str, seq: i64) {
        let number = &storable(number);
        let document = NumberedDocument {
            number: number.clone(),
            entity: change.entity.clone(),
            entity_id: change.entity_id,
            seq,
        };
        let first = self.numbers.iter().find(|held| held.number == *number);
        if let Some(first) = first.filter(|_| !mutant::is("clash_unnoticed")) {
            let later = (change.entity.as_str(), change.entity_id);
            let case = cases::number_clash(number, (&first.entity, first.entity_id), later);
            self.cases.push(case);
        }
        self.numbers.push(document.clone());
        self.new.numbers.push(document);
    }

    fn derive_card(&mut self, card: &PunchCardBody, seq: i64) {
        self.touched.insert(card.punch_card_id, card.contact_id);
        self.new.cards.push(HeldCard {
            punch_card_id: card.punch_card_id,
            contact_id: card.contact_id,
            entries: i64::from(card.entries),
            sale_id: card.sale_id,
            seq,
        });
    }

    fn derive_redemption(&mut self, redemption: &RedemptionBody, seq: i64) {
        self.touched.insert(redemption.punch_card_id, redemption.contact_id);
        self.new.redemptions.push(HeldRedemption {
            redemption_id: redemption.redemption_id,
            punch_card_id: redemption.punch_card_id,
            takes_back: redemption.takes_back,
            seq,
        });
    }

    /// The first settlement of a case in this order counts; it may put a visit on another card.
    fn derive_settlement(&mut self, settlement: &CaseSettlementBody, seq: i64) {
        self.new.settlements.push(HeldSettlement {
            settlement_id: settlement.settlement_id,
            case_id: settlement.case_id,
            resolution: settlement.resolution,
            redemption_id: settlement.redemption_id,
            to_card: settlement.to_card,
            seq,
        });
        self.settled.extend(settlement.to_card);
    }

    /// Y5: from here on the entry is frozen, whatever the desk knew of it.
    fn derive_dispute(&mut self, dispute: &CommissionDisputeBody, seq: i64) {
        self.new.disputes.push(HeldDispute {
            dispute_id: dispute.dispute_id,
            commission_id: dispute.commission_entry_id,
            reason: storable(&dispute.reason),
            opened_at: to_micros(dispute.at),
            seq,
        });
    }

    fn derive_message(&mut self, message: &CommissionDisputeMessageBody, seq: i64) {
        self.new.messages.push(HeldMessage {
            message_id: message.message_id,
            dispute_id: message.dispute_id,
            text: storable(&message.text),
            written_at: to_micros(message.at),
            is_from_platform: false,
            seq,
        });
    }

    /// Writes everything; the cases last, as the platform's own changes.
    pub(super) async fn write(mut self, tx: &mut TenantTx) -> Result<(), StorageError> {
        tx.insert_facts(&self.new).await?;
        tx.put_fields(&self.changed).await?;
        self.find_overdrawn(tx).await?;
        self.find_stornos(tx).await?;
        self.open_cases(tx).await?;
        tx.insert_entries(self.request.device_id, self.request.epoch, &self.entries).await?;
        tx.append(self.log).await
    }

    async fn find_overdrawn(&mut self, tx: &mut TenantTx) -> Result<(), StorageError> {
        let mut touched: BTreeSet<PunchCardId> =
            self.touched.keys().chain(&self.settled).copied().collect();
        if !self.cancelled.is_empty() {
            let cancelled: Vec<Uuid> = self.cancelled.iter().copied().collect();
            touched.extend(tx.list_cards_of_sales(&cancelled).await?);
        }
        if touched.is_empty() || mutant::is("overdraft_dropped") {
            return Ok(());
        }
        let ids: Vec<Uuid> = touched.iter().map(|card| card.0).collect();
        let cards = tx.list_punch_cards(&ids).await?;
        let redemptions = tx.list_redemptions(&ids).await?;
        let settled = tx.list_settled_visits(&ids).await?;
        let refunds = tx.list_refunds(&ids).await?;
        for card in cards {
            let own = overdraft::counted(card.punch_card_id, &redemptions, &settled);
            let refund = refunds.get(&card.punch_card_id).copied();
            // A Storno pays every entry back: none is left to use.
            let entries = if refund.is_some() { 0 } else { card.entries };
            for beyond in overdraft::overdrawn(entries, &own) {
                let contact = Some(card.contact_id);
                let case = cases::card_overdraft(card.punch_card_id, beyond, refund, contact);
                self.cases.push(case);
            }
        }
        Ok(())
    }

    async fn find_stornos(&mut self, tx: &mut TenantTx) -> Result<(), StorageError> {
        if self.cancelled.is_empty() {
            return Ok(());
        }
        let cancelled: Vec<Uuid> = self.cancelled.iter().copied().collect();
        let mut first = BTreeMap::new();
        for (storno, number) in tx.list_stornos(&cancelled).await? {
            let key = (storno.entity.clone(), storno.cancelled_id);
            if let Some(first) = first.get(&key) {
                self.cases.push(cases::double_storno(first, &storno, number));
            } else {
                first.insert(key, storno);
            }
        }
        Ok(())
    }

    async fn open_cases(&mut self, tx: &mut TenantTx) -> Result<(), StorageError> {
        if self.cases.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = self.cases.iter().map(|case| case.case_id.0).collect();
        let mut open = tx.list_cases(&ids).await?;
        let mut opened = Vec::new();
        for case in &self.cases {
            if !open.insert(case.case_id) && !mutant::is("case_opened_twice") {
                continue;
            }
            if let Some(change) = case.opening(self.now) {
                self.log.push(change);
                opened.push((case.case_id, case.kind_name().to_owned()));
            }
        }
        tx.insert_cases(&opened, self.now).await
    }
}

/// A pushed change as the order keeps it.
pub(in crate::sync) fn new_change(
    change: &PushedChange,
    (device_id, epoch): (DeviceId, i64),
    is_clamped: bool,
) -> NewChange {
    // Who may see a kind that this version does not know, nobody can say: the owner's scope.
    let scope = change.entity.parse::<Entity>().map_or(Scope::Account, Entity::scope);
    NewChange {
        op: change.op.clone(),
        entity: change.entity.clone(),
        entity_id: change.entity_id,
        recorded_at: change.at,
        actor_id: change.actor_id,
        device_id: Some(device_id),
        epoch,
        dseq: change.dseq,
        received_before: change.received_at,
        hash: change.hash.clone(),
        commitment: change.commitment.clone(),
        scope_bit: scope_bit(scope),
        is_clamped,
        salt: change.salt.clone(),
        body: change.body.clone(),
    }
}

/// PostgreSQL keeps no NUL in a text; the log holds the words as they came.
fn storable(text: &str) -> String {
    text.replace('\0', "")
}

fn number_of(body: &FactBody) -> Option<&str> {
    match body {
        FactBody::Sale(sale) => Some(&sale.receipt_number),
        FactBody::Invoice(invoice) => Some(&invoice.number),
        _ => None,
    }
}
