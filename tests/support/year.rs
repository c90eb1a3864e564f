//! A year of a distributor as the platform sends it: entries, refunds, payouts, disputes, frozen
//! payments, and each month signed.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use mojo_desk::{Desk, Op};
use mojo_domain::commissions::Policy;
use mojo_domain::journal::hex;
use mojo_domain::{CommissionEntryId, Currency, Month, TenantId, berlin_month};
use mojo_protocol::facts::{
    AgreementBody, AttributionBody, CommissionBasisBody, CommissionDisputeBody,
    CommissionEntryBody, CommissionFreezeBody, CommissionPayoutBody, CommissionReversalBody,
    PackagedEntry, PackagedPayout, PackagedReversal, StatementContent, StatementPackageBody,
};
use mojo_protocol::{Change, Entity, Signed, canonical};
use mojo_store::{device, settings, sync_state};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde::Serialize;
use uuid::Uuid;

/// The months of a year, the present one among them.
pub const MONTHS: u32 = 12;
/// Changes that are written together.
const PAGE: usize = 5_000;

/// Brings a year with so many commissions to a desk that is set up: twelve months up to the present
/// one, as a sync brings them.
///
/// # Panics
/// When the desk refuses.
pub async fn fill_year(desk: &Desk, entries: u32) {
    let own = device::find(&mut desk.reader().await.expect("a reader")).await.expect("a device");
    let mut year = Year::of(own.expect("a device").tenant_id);
    let mut tx = desk.transact(Op::Sync).await.expect("a change");
    // Where a desk keeps the key that the platform told it.
    settings::set(&mut tx, "platform_key", &year.key()).await.expect("kept");
    tx.commit().await.expect("kept");
    let mut month = berlin_month(desk.now());
    for _ in 1..MONTHS {
        month = month.previous();
    }
    for index in 0..MONTHS {
        let entries = entries * (index + 1) / MONTHS - entries * index / MONTHS;
        for page in year.month(month, entries).chunks(PAGE) {
            let mut tx = desk.transact(Op::Sync).await.expect("a change");
            sync_state::apply_page(&mut tx, page, "bench").await.expect("applied");
            tx.commit().await.expect("written");
        }
        month = month.next();
    }
}

/// What has been sent so far.
struct Year {
    own: TenantId,
    platform: Ed25519KeyPair,
    seq: i64,
    number: u32,
    balance: i64,
    unpaid: Vec<CommissionEntryBody>,
    /// Those that lie ahead, in order of time.
    refunds: Vec<CommissionReversalBody>,
}

/// A month under way.
struct Parts {
    changes: Vec<Change>,
    content: StatementContent,
}

impl Year {
    /// The year of this tenant.
    fn of(own: TenantId) -> Self {
        let platform = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a key");
        let (unpaid, refunds) = (Vec::new(), Vec::new());
        Self { own, platform, seq: 0, number: 0, balance: 0, unpaid, refunds }
    }

    /// The platform's key as a desk keeps it.
    fn key(&self) -> String {
        hex(self.platform.public_key().as_ref())
    }

    /// What the platform sends of the next month.
    fn month(&mut self, month: Month, entries: u32) -> Vec<Change> {
        let content = StatementContent {
            recipient: self.own,
            month,
            currency: Currency::EUR,
            opening_cents: self.balance,
            earned_cents: 0,
            reversed_cents: 0,
            corrected_cents: 0,
            forfeited_cents: 0,
            paid_cents: 0,
            closing_cents: 0,
            entries: Vec::new(),
            reversals: Vec::new(),
            corrections: Vec::new(),
            payouts: Vec::new(),
        };
        let mut parts = Parts { changes: Vec::new(), content };
        let begins = month.first_day().and_time(NaiveTime::MIN).and_utc();
        let ends = month.next().first_day().and_time(NaiveTime::MIN).and_utc();
        // The last hours belong to the next month in Berlin.
        let seconds = (ends - begins).num_seconds() - 3 * 3600;
        for index in 0..entries {
            let at = begins + TimeDelta::seconds(seconds * i64::from(index) / i64::from(entries));
            self.entry(at, &mut parts);
        }
        self.take_back(month, &mut parts);
        self.pay(begins + TimeDelta::hours(4 * 24 + 3), &mut parts);
        self.sign(parts)
    }

    fn entry(&mut self, at: DateTime<Utc>, parts: &mut Parts) {
        let body = body(self.own, self.number, at);
        self.number += 1;
        let number = i64::from(self.number);
        if number % 10 == 0 {
            self.refunds.push(CommissionReversalBody {
                commission_entry_id: body.commission_entry_id,
                recipient: self.own,
                at: at + TimeDelta::days(10),
                refunded_net_cents: body.base_cents / 2,
                reversed_cents: body.amount_cents / 2,
                reversed_total_cents: body.amount_cents / 2,
                currency: body.currency,
            });
        }
        self.send(parts, Entity::CommissionEntry, body.commission_entry_id.0, &body);
        if number % 1_000 == 500 {
            self.dispute(body.commission_entry_id, at, parts);
        }
        parts.content.earned_cents += body.amount_cents;
        parts.content.entries.push(PackagedEntry {
            commission_entry_id: body.commission_entry_id,
            order_number: body.order_number.clone(),
            line: body.line.clone(),
            ordered_at: body.ordered_at,
            commission_type: body.commission_type.clone(),
            percent: body.percent.clone(),
            base_cents: body.base_cents,
            amount_cents: body.amount_cents,
            settled_as: body.settled_as.clone(),
        });
        self.unpaid.push(body);
    }

    /// Every second one by the recipient, the others by who paid the order.
    fn dispute(&mut self, entry: CommissionEntryId, at: DateTime<Utc>, parts: &mut Parts) {
        let id = Uuid::from_u128((0xD << 96) | u128::from(self.number));
        if self.number % 2_000 == 500 {
            let dispute = CommissionDisputeBody {
                dispute_id: id.into(),
                commission_entry_id: entry,
                reason: "Satz falsch".to_owned(),
                at,
                actor_id: Uuid::nil().into(),
            };
            self.send(parts, Entity::CommissionDispute, id, &dispute);
        } else {
            let freeze = CommissionFreezeBody { freeze_id: id, entries: vec![entry], at };
            self.send(parts, Entity::CommissionFreeze, id, &freeze);
        }
    }

    /// The refunds of the month.
    fn take_back(&mut self, month: Month, parts: &mut Parts) {
        let ahead = self.refunds.iter().position(|refund| berlin_month(refund.at) > month);
        let later = self.refunds.split_off(ahead.unwrap_or(self.refunds.len()));
        for refund in std::mem::replace(&mut self.refunds, later) {
            let id = Uuid::from_u128((0xB << 96) | refund.commission_entry_id.0.as_u128());
            self.send(parts, Entity::CommissionReversal, id, &refund);
            parts.content.reversed_cents += refund.reversed_cents;
            parts.content.reversals.push(PackagedReversal {
                commission_entry_id: refund.commission_entry_id,
                at: refund.at,
                reversed_cents: refund.reversed_cents,
            });
        }
    }

    /// Everything whose hold period is over.
    fn pay(&mut self, at: DateTime<Utc>, parts: &mut Parts) {
        let hold = TimeDelta::days(i64::from(Policy::default().hold_days));
        let held = self.unpaid.iter().position(|one| one.ordered_at + hold > at);
        let later = self.unpaid.split_off(held.unwrap_or(self.unpaid.len()));
        let due = std::mem::replace(&mut self.unpaid, later);
        if due.is_empty() {
            return;
        }
        let payout = CommissionPayoutBody {
            recipient: self.own,
            at,
            amount_cents: due.iter().map(|one| one.amount_cents).sum(),
            currency: Currency::EUR,
            kind: "monthly".to_owned(),
            entries: due.iter().map(|one| one.commission_entry_id).collect(),
            clawback_cents: 0,
            vat_cents: 0,
        };
        let id = Uuid::from_u128((0xA << 96) | u128::from(self.number));
        self.send(parts, Entity::CommissionPayout, id, &payout);
        parts.content.paid_cents += payout.amount_cents;
        let CommissionPayoutBody { amount_cents, kind, .. } = payout;
        parts.content.payouts.push(PackagedPayout { at, amount_cents, kind, vat_cents: 0 });
    }

    fn sign(&mut self, mut parts: Parts) -> Vec<Change> {
        let content = &mut parts.content;
        content.closing_cents = content.opening_cents + content.earned_cents
            - content.reversed_cents
            - content.paid_cents;
        self.balance = content.closing_cents;
        let signed_at = content.month.next().first_day().and_time(NaiveTime::MIN).and_utc();
        let content = content.clone();
        let package = StatementPackageBody { content, revision: 1, replaces: None, signed_at };
        let body = canonical(&package).expect("a body");
        let signature = hex(self.platform.sign(body.as_bytes()).as_ref());
        let signed = Signed { body, signature, key: self.key() };
        let id = Uuid::from_u128((0xF << 96) | u128::from(self.number));
        self.send(&mut parts, Entity::StatementPackage, id, &signed);
        parts.changes
    }

    fn send(&mut self, parts: &mut Parts, entity: Entity, id: Uuid, body: &impl Serialize) {
        self.seq += 1;
        parts.changes.push(Change {
            seq: self.seq,
            op: "bench".to_owned(),
            entity: entity.name().to_owned(),
            entity_id: id,
            at: 1_790_000_000_000_000,
            actor_id: Uuid::nil().into(),
            device_id: None,
            epoch: 0,
            dseq: 0,
            hash: format!("{:064x}", self.seq),
            body: canonical(body).expect("a body"),
        });
    }
}

/// An entry that the rules give: half of them of the own region, half of own customers.
fn body(own: TenantId, number: u32, at: DateTime<Utc>) -> CommissionEntryBody {
    let is_regional = number.is_multiple_of(2);
    // Of every second regional customer another tenant is the partner.
    let partner = TenantId(Uuid::from_u128(0xC0 + u128::from(number % 40)));
    let recruiter = if is_regional { partner } else { own };
    let attribution = (!is_regional || number.is_multiple_of(4)).then(|| AttributionBody {
        tenant_id: recruiter,
        attributed_at: at - TimeDelta::days(30),
        expires_at: at + TimeDelta::days(300),
    });
    let agreement = is_regional.then(|| AgreementBody {
        tenant_id: own,
        region_codes: ["DE", "AT"].map(str::to_owned).to_vec(),
        percent: "30".to_owned(),
        valid_from: (at - TimeDelta::days(400)).date_naive(),
        valid_until: None,
    });
    let (kind, percent, reasons) = if is_regional {
        ("regional_exclusive", 30, &["agreement_in_force"][..])
    } else {
        ("affiliate_first", 20, &["attribution_live", "first_purchase"][..])
    };
    let base_cents = i64::from(number % 997 + 1) * 2_000;
    CommissionEntryBody {
        commission_entry_id: CommissionEntryId(Uuid::from_u128((0xE << 96) | u128::from(number))),
        order_number: format!("B-{number:06}"),
        line: "1".to_owned(),
        ordered_at: at,
        product_name: format!("BUSINESS BOOTCAMP {}", number % 30),
        customer: format!("K-{:04X}", number % 4_000),
        commission_type: kind.to_owned(),
        recipient: own,
        percent: percent.to_string(),
        base_cents,
        amount_cents: base_cents * percent / 100,
        currency: Currency::EUR,
        settled_as: "payout".to_owned(),
        reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
        rule_version: Policy::default().version.to_string(),
        basis: CommissionBasisBody {
            is_platform_product: true,
            commission_eligible: true,
            via_connect: true,
            is_renewal: false,
            is_first_purchase: true,
            seller: TenantId::MOJO_LLC,
            buyer_tenant: None,
            billing_country: Some(if is_regional { "DE" } else { "US" }.to_owned()),
            agreement,
            attribution,
            deactivated: Vec::new(),
            gross_cents: base_cents * 119 / 100,
            vat_rate_bp: 1900,
        },
    }
}
