//! Tenants (Mandanten): the unit of isolation; the row is the lock under which `seq` is given.

use mojo_domain::memberships::Stage;
use mojo_domain::{Entropy, TenantId};

use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// A tenant as it is founded.
#[derive(Clone, Debug)]
pub(crate) struct NewTenant {
    pub(crate) tenant_id: TenantId,
    pub(crate) name: String,
    /// `platform`, `distributor`, `affiliate`, `practice`.
    pub(crate) kind: &'static str,
    pub(crate) country: String,
    /// The stage that the platform grants it without an order.
    pub(crate) granted_stage: Option<Stage>,
    pub(crate) created_at: i64,
}

/// A tenant in the list of the platform's own people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedTenant {
    pub(crate) tenant_id: TenantId,
    pub(crate) name: String,
    /// As in [`NewTenant`].
    pub(crate) kind: String,
    /// ISO 3166-1 alpha-2.
    pub(crate) country: String,
    /// In microseconds.
    pub(crate) created_at: i64,
    /// When it left, in microseconds.
    pub(crate) deactivated_at: Option<i64>,
}

/// Where a tenant's order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LogHead {
    pub(crate) seq: i64,
    pub(crate) log_epoch: i64,
}

queries! {
    INSERT = include_str!("tenants/insert.sql"),
    EXISTS = "SELECT tenant_id FROM tenants WHERE tenant_id = $1",
    COUNT = "SELECT COUNT(*) AS tenants FROM tenants",
    HEAD = "SELECT seq, log_epoch FROM tenants WHERE tenant_id = $1",
    LOCK = "UPDATE tenants SET seq = seq WHERE tenant_id = $1 RETURNING seq, log_epoch",
    ADVANCE = "UPDATE tenants SET seq = $2 WHERE tenant_id = $1",
    NEXT_CODE = "UPDATE tenants SET codes_given = codes_given + 1 WHERE tenant_id = $1 \
        RETURNING codes_given",
    RAISE_CODES = "UPDATE tenants SET codes_given = $2 WHERE tenant_id = $1 AND codes_given < $2",
    CODES = "SELECT codes_given FROM tenants WHERE tenant_id = $1",
    RENEW = "UPDATE tenants SET codes_given = codes_given + $2, \
        log_epoch = CASE WHEN log_epoch < $3 THEN $3 ELSE log_epoch + 1 END \
        WHERE tenant_id = $1 RETURNING seq, log_epoch",
    RENEW_ALL = "UPDATE tenants SET codes_given = codes_given + $1, \
        log_epoch = CASE WHEN log_epoch < $2 THEN $2 ELSE log_epoch + 1 END",
    DEACTIVATE = "UPDATE tenants SET deactivated_at = $2 \
        WHERE tenant_id = $1 AND deactivated_at IS NULL",
    LEFT_AT = "SELECT deactivated_at FROM tenants WHERE tenant_id = $1",
    LOCK_LEAVING = "UPDATE tenants SET seq = seq WHERE tenant_id = $1 RETURNING deactivated_at",
    DEACTIVATED = "SELECT tenant_id, deactivated_at FROM tenants \
        WHERE deactivated_at IS NOT NULL",
    LIST = "SELECT tenant_id, name, kind, country, created_at, deactivated_at FROM tenants \
        WHERE created_at > $1 OR (created_at = $1 AND tenant_id > $2) \
        ORDER BY created_at, tenant_id LIMIT $3",
    FIND_LISTED = "SELECT tenant_id, name, kind, country, created_at, deactivated_at FROM tenants \
        WHERE tenant_id = $1",
    NAME = "SELECT name FROM tenants WHERE tenant_id = $1",
    COUNTRY = "SELECT country FROM tenants WHERE tenant_id = $1",
    SETTING = "SELECT value FROM installation WHERE name = $1",
    SET_SETTING = "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING",
}

fn head(row: &Row) -> Result<LogHead, StorageError> {
    Ok(LogHead { seq: row.int("seq")?, log_epoch: row.int("log_epoch")? })
}

impl TenantTx {
    /// Where the tenant's order stands.
    pub(crate) async fn log_head(&mut self) -> Result<LogHead, StorageError> {
        let row = self.tx.one(HEAD, vec![self.own()]).await?;
        head(&row.ok_or(StorageError::Inconsistency { column: "tenant_id" })?)
    }

    /// Locks the tenant's row until the transaction ends: commits happen in the order of `seq`.
    pub(crate) async fn lock_log(&mut self) -> Result<LogHead, StorageError> {
        let row = self.tx.one(LOCK, vec![self.own()]).await?;
        head(&row.ok_or(StorageError::Inconsistency { column: "tenant_id" })?)
    }

    /// Notes the last place given; under the lock.
    pub(super) async fn advance_log(&mut self, seq: i64) -> Result<(), StorageError> {
        self.tx.execute(ADVANCE, values![self.own(), seq]).await.map(drop)
    }

    /// When the tenant left, in microseconds; `None` while it is there.
    pub(crate) async fn left_at(&mut self) -> Result<Option<i64>, StorageError> {
        let row = self.tx.one(LEFT_AT, vec![self.own()]).await?;
        row.ok_or(StorageError::Inconsistency { column: "tenant_id" })?.opt_int("deactivated_at")
    }

    /// What the tenant is called.
    pub(crate) async fn tenant_name(&mut self) -> Result<String, StorageError> {
        let row = self.tx.one(NAME, vec![self.own()]).await?;
        row.ok_or(StorageError::Inconsistency { column: "name" })?.text("name")
    }

    /// Counts one more number code and says the how manieth it is.
    pub(crate) async fn next_code(&mut self) -> Result<i64, StorageError> {
        let row = self.tx.one(NEXT_CODE, vec![self.own()]).await?;
        row.ok_or(StorageError::Inconsistency { column: "codes_given" })?.int("codes_given")
    }
}

/// How a tenant's log goes on after a restore. One backup may be restored twice: neither the new
/// log epoch nor the codes that follow may be those of the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Renewal {
    /// The new log epoch, unless the present one is as late.
    log_epoch: i64,
    /// How many number codes are left out: those that were given since the backup was made are known
    /// to their devices alone.
    codes_left_out: i64,
}

impl Renewal {
    const LEAST_LEFT_OUT: i64 = 26;
    const DRAWN: i64 = 26 * 26 * 26;

    /// A renewal at `now`, in microseconds.
    pub(crate) fn draw(now: i64, entropy: &dyn Entropy) -> Self {
        let mut random = [0; 4];
        entropy.fill(&mut random);
        let drawn = i64::from(u32::from_be_bytes(random)) % Self::DRAWN;
        Self { log_epoch: now, codes_left_out: Self::LEAST_LEFT_OUT + drawn }
    }
}

impl TenantTx {
    /// How many number codes were given.
    pub(crate) async fn codes_given(&mut self) -> Result<i64, StorageError> {
        let row = self.tx.one(CODES, vec![self.own()]).await?;
        row.ok_or(StorageError::Inconsistency { column: "codes_given" })?.int("codes_given")
    }

    /// No code up to the `count`-th is given any more.
    pub(crate) async fn raise_codes(&mut self, count: i64) -> Result<(), StorageError> {
        self.tx.execute(RAISE_CODES, values![self.own(), count]).await.map(drop)
    }

    /// The tenant's log was restored from a backup: a new log epoch begins.
    pub(crate) async fn renew_log(&mut self, renewal: Renewal) -> Result<LogHead, StorageError> {
        let Renewal { log_epoch, codes_left_out } = renewal;
        let row = self.tx.one(RENEW, values![self.own(), codes_left_out, log_epoch]).await?;
        head(&row.ok_or(StorageError::Inconsistency { column: "tenant_id" })?)
    }
}

fn listed(row: &Row) -> Result<ListedTenant, StorageError> {
    Ok(ListedTenant {
        tenant_id: row.parsed("tenant_id")?,
        name: row.text("name")?,
        kind: row.text("kind")?,
        country: row.text("country")?,
        created_at: row.int("created_at")?,
        deactivated_at: row.opt_int("deactivated_at")?,
    })
}

impl LedgerTx {
    /// The whole database was restored from a backup; gives back how many tenants there are.
    pub(crate) async fn renew_logs(&mut self, renewal: Renewal) -> Result<u64, StorageError> {
        let Renewal { log_epoch, codes_left_out } = renewal;
        self.tx.execute(RENEW_ALL, values![codes_left_out, log_epoch]).await
    }

    pub(crate) async fn count_tenants(&mut self) -> Result<i64, StorageError> {
        let row = self.tx.one(COUNT, Vec::new()).await?;
        row.ok_or(StorageError::Inconsistency { column: "tenants" })?.int("tenants")
    }

    pub(crate) async fn has_tenant(&mut self, id: TenantId) -> Result<bool, StorageError> {
        Ok(self.tx.one(EXISTS, vec![Value::id(id)]).await?.is_some())
    }

    /// Founds a tenant; its log begins in `log_epoch`.
    pub(crate) async fn insert_tenant(
        &mut self,
        tenant: &NewTenant,
        log_epoch: i64,
    ) -> Result<(), StorageError> {
        let values = values![
            Value::id(tenant.tenant_id),
            tenant.name.as_str(),
            tenant.kind,
            tenant.country.as_str(),
            tenant.granted_stage.map(Stage::number),
            tenant.created_at,
            log_epoch,
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }

    /// The tenant leaves (C13); `false` when it had left before.
    pub(crate) async fn deactivate_tenant(
        &mut self,
        tenant: TenantId,
        at: i64,
    ) -> Result<bool, StorageError> {
        Ok(self.tx.execute(DEACTIVATE, values![Value::id(tenant), at]).await? > 0)
    }

    /// Locks a tenant until the transaction ends, so that it does not leave meanwhile, and says
    /// whether it has left; `None` when there is no such tenant.
    pub(crate) async fn lock_whether_left(
        &mut self,
        tenant: TenantId,
    ) -> Result<Option<bool>, StorageError> {
        let row = self.tx.one(LOCK_LEAVING, vec![Value::id(tenant)]).await?;
        row.map(|row| Ok(row.opt_int("deactivated_at")?.is_some())).transpose()
    }

    /// Tenants that left, and when.
    pub(crate) async fn deactivated_tenants(
        &mut self,
    ) -> Result<Vec<(TenantId, i64)>, StorageError> {
        let rows = self.tx.all(DEACTIVATED, Vec::new()).await?;
        rows.iter().map(|row| Ok((row.parsed("tenant_id")?, row.int("deactivated_at")?))).collect()
    }

    /// Every tenant, the oldest first.
    pub(crate) async fn list_tenants(
        &mut self,
        after: Option<(i64, TenantId)>,
        limit: i64,
    ) -> Result<Vec<ListedTenant>, StorageError> {
        let (at, id) = after.map_or((i64::MIN, String::new()), |(at, id)| (at, id.to_string()));
        let rows = self.tx.all(LIST, values![at, id, limit]).await?;
        rows.iter().map(listed).collect()
    }

    /// A tenant; `None` when there is no such one.
    pub(crate) async fn find_tenant(
        &mut self,
        tenant: TenantId,
    ) -> Result<Option<ListedTenant>, StorageError> {
        let row = self.tx.one(FIND_LISTED, vec![Value::id(tenant)]).await?;
        row.as_ref().map(listed).transpose()
    }

    /// Where a tenant is at home.
    pub(crate) async fn country_of(&mut self, tenant: TenantId) -> Result<String, StorageError> {
        let row = self.tx.one(COUNTRY, vec![Value::id(tenant)]).await?;
        row.ok_or(StorageError::Inconsistency { column: "country" })?.text("country")
    }

    /// A value of the installation.
    pub(crate) async fn setting(&mut self, name: &str) -> Result<Option<String>, StorageError> {
        let row = self.tx.one(SETTING, values![name]).await?;
        row.map(|row| row.text("value")).transpose()
    }

    /// A value of the installation, set once.
    pub(crate) async fn setting_or_set(
        &mut self,
        name: &str,
        value: String,
    ) -> Result<String, StorageError> {
        self.tx.execute(SET_SETTING, values![name, value]).await?;
        let row = self.tx.one(SETTING, values![name]).await?;
        row.ok_or(StorageError::Inconsistency { column: "value" })?.text("value")
    }
}
