//! Affiliate codes and the clicks on their links (A1).

use mojo_domain::TenantId;
use uuid::Uuid;

use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// A code of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodeRecord {
    pub(crate) code: String,
    pub(crate) label: String,
    pub(crate) created_at: i64,
    pub(crate) retired_at: Option<i64>,
    /// Clicks that counted.
    pub(crate) clicks: i64,
}

/// Whose a code is, and whether it still recruits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CodeOwner {
    pub(crate) tenant_id: TenantId,
    /// Neither the code was retired nor has the tenant left.
    pub(crate) is_live: bool,
}

/// A click on an affiliate link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClickRecord {
    pub(crate) tenant_id: TenantId,
    pub(crate) click_id: Uuid,
    pub(crate) code: String,
    pub(crate) clicked_at: i64,
    /// No earlier click of the same visitor was live.
    pub(crate) counts: bool,
}

/// A code as the desks of its tenant are told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ToldCode {
    pub(crate) record: CodeRecord,
    /// Customers whom it brought (A6).
    pub(crate) recruited: i64,
}

queries! {
    TOLD = include_str!("affiliates/told.sql"),
    CODES = include_str!("affiliates/codes.sql"),
    CLAIM = "INSERT INTO affiliate_code_owners (code, owner_tenant_id) VALUES ($1, $2) \
        ON CONFLICT DO NOTHING",
    INSERT_CODE = "INSERT INTO affiliate_codes (tenant_id, code, label, created_at) \
        VALUES ($1, $2, $3, $4)",
    UPDATE_CODE = "UPDATE affiliate_codes SET label = $3, retired_at = $4 \
        WHERE tenant_id = $1 AND code = $2",
    OWNER = "SELECT c.tenant_id, c.retired_at, t.deactivated_at FROM affiliate_code_owners o \
        JOIN affiliate_codes c ON c.tenant_id = o.owner_tenant_id AND c.code = o.code \
        JOIN tenants t ON t.tenant_id = o.owner_tenant_id WHERE o.code = $1",
    INSERT_CLICK = "INSERT INTO clicks (tenant_id, click_id, code, clicked_at, counts) \
        VALUES ($1, $2, $3, $4, $5)",
    CLICK = "SELECT tenant_id, click_id, code, clicked_at, counts FROM clicks WHERE click_id = $1",
}

fn code(row: &Row) -> Result<CodeRecord, StorageError> {
    Ok(CodeRecord {
        code: row.text("code")?,
        label: row.text("label")?,
        created_at: row.int("created_at")?,
        retired_at: row.opt_int("retired_at")?,
        clicks: row.int("clicks")?,
    })
}

impl TenantTx {
    /// The tenant's codes, the latest first.
    pub(crate) async fn list_affiliate_codes(&mut self) -> Result<Vec<CodeRecord>, StorageError> {
        self.page_affiliate_codes(None, i64::MAX).await
    }

    /// A page of them before the given place.
    pub(crate) async fn page_affiliate_codes(
        &mut self,
        before: Option<(i64, String)>,
        limit: i64,
    ) -> Result<Vec<CodeRecord>, StorageError> {
        let (at, last) = before.unwrap_or((i64::MAX, String::new()));
        let rows = self.tx.all(CODES, values![self.own(), at, last, limit]).await?;
        rows.iter().map(code).collect()
    }

    /// The tenant's codes with whom each brought, the latest first, `limit` at most; and how many
    /// there are.
    pub(crate) async fn list_told_codes(
        &mut self,
        limit: i64,
    ) -> Result<(Vec<ToldCode>, i64), StorageError> {
        let rows = self.tx.all(TOLD, values![self.own(), limit]).await?;
        let total = rows.first().map_or(Ok(0), |row| row.int("total"))?;
        let told =
            |row: &Row| Ok(ToldCode { record: code(row)?, recruited: row.int("recruited")? });
        let told: Result<Vec<ToldCode>, StorageError> = rows.iter().map(told).collect();
        Ok((told?, total))
    }

    /// `false` when somebody holds the code already.
    pub(crate) async fn insert_affiliate_code(
        &mut self,
        code: &str,
        label: &str,
        created_at: i64,
    ) -> Result<bool, StorageError> {
        if self.tx.execute(CLAIM, vec![Value::from(code), self.own()]).await? == 0 {
            return Ok(false);
        }
        self.tx.execute(INSERT_CODE, values![self.own(), code, label, created_at]).await?;
        Ok(true)
    }

    /// What the tenant calls it, and whether it recruits.
    pub(crate) async fn update_affiliate_code(
        &mut self,
        record: &CodeRecord,
    ) -> Result<(), StorageError> {
        let (code, label) = (record.code.as_str(), record.label.as_str());
        let values = values![self.own(), code, label, record.retired_at];
        self.tx.execute(UPDATE_CODE, values).await.map(drop)
    }
}

impl LedgerTx {
    /// A code of a tenant that is being founded; `false` when somebody holds it already.
    pub(crate) async fn insert_code_of(
        &mut self,
        tenant: TenantId,
        code: &str,
        created_at: i64,
    ) -> Result<bool, StorageError> {
        if self.tx.execute(CLAIM, values![code, Value::id(tenant)]).await? == 0 {
            return Ok(false);
        }
        self.tx.execute(INSERT_CODE, values![Value::id(tenant), code, "", created_at]).await?;
        Ok(true)
    }

    /// Whose a code is.
    pub(crate) async fn find_code_owner(
        &mut self,
        code: &str,
    ) -> Result<Option<CodeOwner>, StorageError> {
        let Some(row) = self.tx.one(OWNER, values![code]).await? else { return Ok(None) };
        let is_retired = row.opt_int("retired_at")?.is_some();
        let has_left = row.opt_int("deactivated_at")?.is_some();
        let is_live = !is_retired && !has_left;
        Ok(Some(CodeOwner { tenant_id: row.parsed("tenant_id")?, is_live }))
    }

    /// Keeps a click.
    pub(crate) async fn insert_click(&mut self, click: &ClickRecord) -> Result<(), StorageError> {
        let values = values![
            Value::id(click.tenant_id),
            Value::id(click.click_id),
            click.code.as_str(),
            click.clicked_at,
            click.counts,
        ];
        self.tx.execute(INSERT_CLICK, values).await.map(drop)
    }

    /// The click that a cookie names.
    pub(crate) async fn find_click(
        &mut self,
        click_id: Uuid,
    ) -> Result<Option<ClickRecord>, StorageError> {
        let row = self.tx.one(CLICK, vec![Value::id(click_id)]).await?;
        let read = |row: Row| {
            Ok(ClickRecord {
                tenant_id: row.parsed("tenant_id")?,
                click_id: row.parsed("click_id")?,
                code: row.text("code")?,
                clicked_at: row.int("clicked_at")?,
                counts: row.flag("counts")?,
            })
        };
        row.map(read).transpose()
    }
}
