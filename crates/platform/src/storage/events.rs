//! What tenants offer to customers (F4): who sees it, who holds which place, and to which account the
//! money of a tenant's products flows.

use std::collections::BTreeSet;

use mojo_domain::memberships::Stage;
use mojo_domain::{Currency, ProductId, TenantId};
use uuid::Uuid;

use super::orders::stage_of;
use super::purchases::PurchaseKind;
use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// What makes a product something that customers can book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EventOffer {
    pub(crate) product_id: ProductId,
    pub(crate) is_offered: bool,
    /// `None`: by agreement.
    pub(crate) starts_at: Option<i64>,
    /// `None`: without a limit.
    pub(crate) places: Option<i64>,
    /// The smallest stage that sees it; `None`: everybody who is signed in.
    pub(crate) least_stage: Option<Stage>,
}

/// Something that is offered, with its product and its seller.
#[derive(Clone, Debug)]
pub(crate) struct OfferedEvent {
    pub(crate) offer: EventOffer,
    pub(crate) seller: TenantId,
    pub(crate) seller_name: String,
    pub(crate) name: String,
    pub(crate) description_de: String,
    pub(crate) description_en: String,
    pub(crate) price_net_cents: i64,
    pub(crate) currency: Currency,
    pub(crate) vat_rate_bp: i64,
    /// How many places are held or sold.
    pub(crate) taken: i64,
}

/// A place that was held for long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StalePlace {
    pub(crate) seller: TenantId,
    pub(crate) purchase_id: Uuid,
    /// How its purchase is paid.
    pub(crate) kind: PurchaseKind,
}

queries! {
    PUT_OFFER = "INSERT INTO event_offers (tenant_id, product_id, is_offered, starts_at, places, \
        least_stage, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
        ON CONFLICT (tenant_id, product_id) DO UPDATE SET is_offered = excluded.is_offered, \
        starts_at = excluded.starts_at, places = excluded.places, \
        least_stage = excluded.least_stage, changed_at = excluded.changed_at",
    FIND_OFFER = "SELECT product_id, is_offered, starts_at, places, least_stage \
        FROM event_offers WHERE tenant_id = $1 AND product_id = $2",
    OFFERED = include_str!("events/offered.sql"),
    HELD = "SELECT freed_at FROM event_places WHERE tenant_id = $1 AND purchase_id = $2",
    TAKEN = "SELECT place_no FROM event_places \
        WHERE tenant_id = $1 AND product_id = $2 AND freed_at IS NULL ORDER BY place_no",
    HOLD = "INSERT INTO event_places (tenant_id, purchase_id, product_id, place_no, held_at, \
        freed_at) VALUES ($1, $2, $3, $4, $5, NULL) ON CONFLICT DO NOTHING",
    FREE = "UPDATE event_places SET freed_at = $3 \
        WHERE tenant_id = $1 AND purchase_id = $2 AND freed_at IS NULL",
    STALE = "SELECT e.tenant_id, e.purchase_id, p.kind FROM event_places e \
        JOIN customer_purchases p ON p.tenant_id = $1 AND p.purchase_id = e.purchase_id \
        LEFT JOIN checkouts c ON c.tenant_id = e.tenant_id AND c.checkout_id = e.purchase_id \
        WHERE e.freed_at IS NULL AND e.held_at <= $2 AND (c.state IS NULL OR c.state <> 'paid') \
        AND (p.kind <> 'free' OR p.closed_at IS NULL) AND ($3 = '' OR e.product_id = $3) \
        ORDER BY e.held_at, e.purchase_id",
    ACCOUNT = "SELECT provider_account_id FROM payment_accounts WHERE tenant_id = $1",
    PUT_ACCOUNT = "INSERT INTO payment_accounts (tenant_id, provider_account_id, set_at) \
        VALUES ($1, $2, $3) ON CONFLICT (tenant_id) DO UPDATE SET \
        provider_account_id = excluded.provider_account_id, set_at = excluded.set_at \
        WHERE payment_accounts.provider_account_id <> excluded.provider_account_id",
    INSERT_DESTINATION = "INSERT INTO checkout_destinations (tenant_id, checkout_id, \
        provider_account_id, fee_cents) VALUES ($1, $2, $3, $4)",
    DESTINATION = "SELECT provider_account_id, fee_cents FROM checkout_destinations \
        WHERE tenant_id = $1 AND checkout_id = $2",
}

fn offer(row: &Row) -> Result<EventOffer, StorageError> {
    Ok(EventOffer {
        product_id: row.parsed("product_id")?,
        is_offered: row.flag("is_offered")?,
        starts_at: row.opt_int("starts_at")?,
        places: row.opt_int("places")?,
        least_stage: stage_of(row.opt_int("least_stage")?)?,
    })
}

fn offered(row: &Row) -> Result<OfferedEvent, StorageError> {
    Ok(OfferedEvent {
        offer: offer(row)?,
        seller: row.parsed("tenant_id")?,
        seller_name: row.text("seller_name")?,
        name: row.text("name")?,
        description_de: row.text("description_de")?,
        description_en: row.text("description_en")?,
        price_net_cents: row.int("price_net_cents")?,
        currency: row.parsed("currency")?,
        vat_rate_bp: row.int("vat_rate_bp")?,
        taken: row.int("taken")?,
    })
}

impl TenantTx {
    /// Keeps how a product of the tenant is offered.
    pub(crate) async fn put_event_offer(
        &mut self,
        offer: &EventOffer,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(offer.product_id),
            offer.is_offered,
            offer.starts_at,
            offer.places,
            offer.least_stage.map(Stage::number),
            at,
        ];
        self.tx.execute(PUT_OFFER, values).await.map(drop)
    }

    /// How a product of the tenant is offered; `None` for one that never was.
    pub(crate) async fn find_event_offer(
        &mut self,
        product: ProductId,
    ) -> Result<Option<EventOffer>, StorageError> {
        let row = self.tx.one(FIND_OFFER, vec![self.own(), Value::id(product)]).await?;
        row.as_ref().map(offer).transpose()
    }

    /// Holds a place for a purchase, under the tenant's lock; `false` when there is none, or when the
    /// purchase had one that was freed. Held again it is the same place. Without a limit one is held too:
    /// a limit that is set later counts it.
    pub(crate) async fn hold_place(
        &mut self,
        purchase: Uuid,
        (product, places): (ProductId, Option<i64>),
        at: i64,
    ) -> Result<bool, StorageError> {
        if let Some(row) = self.tx.one(HELD, vec![self.own(), Value::id(purchase)]).await? {
            return Ok(row.opt_int("freed_at")?.is_none());
        }
        let taken = self.tx.all(TAKEN, vec![self.own(), Value::id(product)]).await?;
        let taken: BTreeSet<i64> =
            taken.iter().map(|row| row.int("place_no")).collect::<Result<_, _>>()?;
        let places = places.unwrap_or(i64::MAX);
        let Some(place) = (1..=places).find(|place| !taken.contains(place)) else {
            return Ok(false);
        };
        let values = values![self.own(), Value::id(purchase), Value::id(product), place, at];
        Ok(self.tx.execute(HOLD, values).await? > 0)
    }

    /// Whether the purchase's place was freed; a purchase without one has lost none.
    pub(crate) async fn is_place_freed(&mut self, purchase: Uuid) -> Result<bool, StorageError> {
        match self.tx.one(HELD, vec![self.own(), Value::id(purchase)]).await? {
            Some(row) => Ok(row.opt_int("freed_at")?.is_some()),
            None => Ok(false),
        }
    }

    /// Frees the place of a purchase that nobody can pay any more; one without a place has none.
    pub(crate) async fn free_place(&mut self, purchase: Uuid, at: i64) -> Result<(), StorageError> {
        self.tx.execute(FREE, values![self.own(), Value::id(purchase), at]).await.map(drop)
    }

    /// The account to which the money of the tenant's products flows.
    pub(crate) async fn find_payment_account(&mut self) -> Result<Option<String>, StorageError> {
        let row = self.tx.one(ACCOUNT, vec![self.own()]).await?;
        row.map(|row| row.text("provider_account_id")).transpose()
    }

    /// Keeps to which account the money of a checkout flows, and what the platform keeps of it.
    pub(crate) async fn insert_checkout_destination(
        &mut self,
        checkout_id: Uuid,
        account: &str,
        fee_cents: i64,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(checkout_id), account, fee_cents];
        self.tx.execute(INSERT_DESTINATION, values).await.map(drop)
    }

    /// To which account the money of a checkout flows, and what the platform keeps of it.
    pub(crate) async fn find_checkout_destination(
        &mut self,
        checkout_id: Uuid,
    ) -> Result<Option<(String, i64)>, StorageError> {
        let row = self.tx.one(DESTINATION, vec![self.own(), Value::id(checkout_id)]).await?;
        row.map(|row| Ok((row.text("provider_account_id")?, row.int("fee_cents")?))).transpose()
    }
}

impl LedgerTx {
    /// What is offered and has not begun at `now`, of all tenants that are there; the next one first.
    pub(crate) async fn list_offered_events(
        &mut self,
        now: i64,
    ) -> Result<Vec<OfferedEvent>, StorageError> {
        self.tx.all(OFFERED, values![now, ""]).await?.iter().map(offered).collect()
    }

    /// The same of one product.
    pub(crate) async fn find_offered_event(
        &mut self,
        product: ProductId,
        now: i64,
    ) -> Result<Option<OfferedEvent>, StorageError> {
        let row = self.tx.one(OFFERED, values![now, product.to_string()]).await?;
        row.as_ref().map(offered).transpose()
    }

    /// Places that were held until `until` and are not paid, the longest held first: of one product, or
    /// of all.
    pub(crate) async fn list_stale_places(
        &mut self,
        until: i64,
        product: Option<ProductId>,
    ) -> Result<Vec<StalePlace>, StorageError> {
        let product = product.map(|id| id.to_string()).unwrap_or_default();
        let values = values![Value::id(TenantId::MOJO_LLC), until, product];
        let stale = |row: &Row| {
            Ok(StalePlace {
                seller: row.parsed("tenant_id")?,
                purchase_id: row.parsed("purchase_id")?,
                kind: row.parsed("kind")?,
            })
        };
        self.tx.all(STALE, values).await?.iter().map(stale).collect()
    }

    /// Keeps the account to which the money of a tenant's products flows; `false` where it is that one.
    pub(crate) async fn put_payment_account(
        &mut self,
        tenant: TenantId,
        account: &str,
        at: i64,
    ) -> Result<bool, StorageError> {
        let values = values![Value::id(tenant), account, at];
        Ok(self.tx.execute(PUT_ACCOUNT, values).await? > 0)
    }
}
