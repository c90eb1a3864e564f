//! What the tests of the projections share: a database of their own, bodies, and what a change
//! costs.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use mojo_domain::vat::VatClass;
use mojo_domain::{
    ActorId, Currency, DeviceId, FixedClock, PunchCardId, RedemptionId, RegisterId, SaleId,
    SeededEntropy, to_micros,
};
use mojo_protocol::facts::{
    PartyBody, PaymentBody, PaymentMethod, PunchCardBody, RedemptionBody, RedemptionKind, SaleBody,
    SaleKind, SaleLineBody, TaxNature, VatGroupBody,
};
use mojo_protocol::{Change, Entity};
use serde::Serialize;
use uuid::Uuid;

use crate::{DatabaseKey, NewDevice, Store, Tx, sync_state};

/// The till of the bench.
pub(crate) const REGISTER: RegisterId = RegisterId(Uuid::from_u128(3));
/// Another till of the tenant.
pub(crate) const OTHER_REGISTER: RegisterId = RegisterId(Uuid::from_u128(33));

/// A database in a folder that goes when it is dropped.
pub(crate) struct Bench {
    pub(crate) store: Store,
    _folder: tempfile::TempDir,
}

impl Bench {
    /// An empty database on 20 November 2026.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(
            &folder.path().join("desk.db"),
            &DatabaseKey::new([9; 32]),
            Arc::new(FixedClock::new(now())),
            Arc::new(SeededEntropy::new(1)),
        )
        .await
        .unwrap();
        let device = NewDevice {
            device_id: Uuid::from_u128(1).into(),
            name: "Empfang 1".to_owned(),
            number_code: "A".to_owned(),
            tenant_id: Uuid::from_u128(2).into(),
            register_id: REGISTER,
            country: "DE".to_owned(),
        };
        store.set_up(&device).await.unwrap();
        Self { store, _folder: folder }
    }

    pub(crate) async fn begin(&self) -> Tx {
        self.store.transact("test", ActorId(Uuid::from_u128(4))).await.unwrap()
    }

    /// Records a fact of this device.
    pub(crate) async fn record(&self, entity: Entity, id: Uuid, body: &impl Serialize) {
        let mut tx = self.begin().await;
        tx.record(entity, id, body).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Applies a fact of another device, as the platform brings it.
    pub(crate) async fn pull(&self, seq: i64, entity: Entity, id: Uuid, body: &impl Serialize) {
        let mut tx = self.begin().await;
        sync_state::apply_page(&mut tx, &[change(seq, entity, id, body)], "c").await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Runs a statement behind the store's back.
    pub(crate) async fn sql(&self, sql: &str) -> Result<u64, sqlx::Error> {
        let mut tx = self.store.begin().await.unwrap();
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }

    /// The steps of SQLite's machine since the last call, over everything the writer ran: a
    /// measure of work that knows no clock.
    pub(crate) async fn steps(&self) -> i64 {
        let mut tx = self.store.begin().await.unwrap();
        let mut handle = tx.lock_handle().await.unwrap();
        let database = handle.as_raw_handle().as_ptr();
        let (mut statement, mut steps) = (std::ptr::null_mut(), 0_i64);
        loop {
            #[expect(unsafe_code, reason = "SQLite counts its steps per statement, in C only")]
            // SAFETY: the handle is locked, and a statement that it names lives as long as it.
            let taken = unsafe {
                statement = libsqlite3_sys::sqlite3_next_stmt(database, statement);
                if statement.is_null() {
                    break;
                }
                let what = libsqlite3_sys::SQLITE_STMTSTATUS_VM_STEP;
                libsqlite3_sys::sqlite3_stmt_status(statement, what, 1)
            };
            steps += i64::from(taken);
        }
        steps
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-20T09:24:00Z".parse().unwrap()
}

/// A fact of another device at a place of the platform's order.
pub(crate) fn change(seq: i64, entity: Entity, id: Uuid, body: &impl Serialize) -> Change {
    Change {
        seq,
        op: "test".to_owned(),
        entity: entity.name().to_owned(),
        entity_id: id,
        at: to_micros(now()),
        actor_id: ActorId(Uuid::from_u128(5)),
        device_id: Some(DeviceId(Uuid::from_u128(99))),
        epoch: 1,
        dseq: seq,
        hash: String::new(),
        body: mojo_protocol::canonical(body).unwrap(),
    }
}

/// A cash sale of one line with 19 % at a till.
pub(crate) fn sale(no: u128, register_id: RegisterId, gross_cents: i64) -> SaleBody {
    let vat_cents = gross_cents * 19 / 119;
    SaleBody {
        sale_id: SaleId(Uuid::from_u128(1_000_000 + no)),
        kind: SaleKind::Sale,
        cancels: None,
        reason: String::new(),
        receipt_number: format!("KB-2026-A-{no:06}"),
        register_id,
        z_number: None,
        seller: PartyBody { name: "Praxis am Markt".to_owned(), ..PartyBody::default() },
        actor_id: ActorId(Uuid::from_u128(4)),
        contact_id: None,
        started_at: now(),
        finished_at: now(),
        recorded_on: "2026-11-20".parse().unwrap(),
        is_training: false,
        currency: Currency::EUR,
        lines: vec![SaleLineBody {
            line_no: 1,
            product_id: None,
            text: "Faszienrolle".to_owned(),
            quantity_milli: 1000,
            unit_gross_cents: gross_cents,
            discount_cents: 0,
            gross_cents,
            vat_class: VatClass::General,
            vat_rate_bp: 1900,
            gv_typ: "Umsatz".to_owned(),
            punch_card_id: None,
        }],
        vat: vec![VatGroupBody {
            vat_class: VatClass::General,
            vat_rate_bp: 1900,
            net_cents: gross_cents - vat_cents,
            vat_cents,
            gross_cents,
        }],
        payments: vec![PaymentBody {
            method: PaymentMethod::Cash,
            amount_cents: gross_cents,
            tendered_cents: gross_cents,
        }],
        net_cents: gross_cents - vat_cents,
        vat_cents,
        gross_cents,
        change_cents: 0,
    }
}

/// The Storno of a sale.
pub(crate) fn storno(no: u128, of: &SaleBody) -> SaleBody {
    let negative = sale(no, of.register_id, -of.gross_cents);
    SaleBody {
        kind: SaleKind::Storno,
        cancels: Some(of.sale_id),
        reason: "vertippt".to_owned(),
        ..negative
    }
}

/// A card of `entries` visits at ten euros each.
pub(crate) fn card(no: u128, entries: u32, sale_id: Option<SaleId>) -> PunchCardBody {
    PunchCardBody {
        punch_card_id: PunchCardId(Uuid::from_u128(2_000_000 + no)),
        code: format!("K-{no:06}"),
        product_id: None,
        text: "10er-Karte".to_owned(),
        contact_id: Uuid::from_u128(70).into(),
        entries,
        price_cents: 10_00 * i64::from(entries),
        entry_value_cents: 10_00,
        currency: Currency::EUR,
        tax_nature: TaxNature::Einzweck,
        vat_class: VatClass::General,
        vat_rate_bp: 1900,
        sold_on: "2026-11-20".parse().unwrap(),
        expires_on: None,
        sale_id,
        actor_id: Some(ActorId(Uuid::from_u128(4))),
        register_id: Some(REGISTER),
        recorded_on: Some("2026-11-20".parse().unwrap()),
    }
}

/// A use of a card, or the taking back of one.
pub(crate) fn redemption(
    no: u128,
    card: &PunchCardBody,
    takes_back: Option<RedemptionId>,
) -> RedemptionBody {
    let is_use = takes_back.is_none();
    RedemptionBody {
        redemption_id: RedemptionId(Uuid::from_u128(3_000_000 + no)),
        punch_card_id: card.punch_card_id,
        contact_id: card.contact_id,
        kind: if is_use { RedemptionKind::Used } else { RedemptionKind::TakenBack },
        takes_back,
        reason: String::new(),
        at: now(),
        recorded_on: "2026-11-20".parse().unwrap(),
        actor_id: ActorId(Uuid::from_u128(4)),
        register_id: REGISTER,
        gv_typ: "EinzweckgutscheinEinloesung".to_owned(),
        value_cents: if is_use { 10_00 } else { -10_00 },
        currency: Currency::EUR,
        is_training: false,
    }
}
