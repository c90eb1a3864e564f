//! Who this installation is.

mod epoch;
mod former;
mod listed;
mod mark;

pub(crate) use epoch::former_ids;
pub use epoch::{NewIdentity, find_former};
pub(crate) use former::offer_former;
pub use listed::{keep_listed, listed};
pub use mark::{IdentityChange, Place, find_unseen_change, list_changes, peek, see_changes};

use mojo_domain::journal::{Hash, genesis};
use mojo_domain::{DeviceId, Hlc, RegisterId, TenantId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::source::Source;
use crate::{Connection, Reader, StoreError, Tx};

/// This installation.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its id.
    pub device_id: DeviceId,
    /// Grows when a copy of this database was noticed.
    pub epoch: i64,
    /// The name people see.
    pub name: String,
    /// The code in document numbers.
    pub number_code: String,
    /// The platform gave the code.
    pub is_enrolled: bool,
    /// A mark of this identity stands outside the database.
    pub is_marked: bool,
    /// What the owner decided: empty, `revoked` or `lost`.
    pub revocation: String,
    /// The tenant it works for.
    pub tenant_id: TenantId,
    /// Its till.
    pub register_id: RegisterId,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The last entry of the journal.
    pub head_dseq: i64,
    /// The hash at `head_dseq`.
    pub head_hash: Hash,
    /// The last reading of the hybrid clock.
    pub last_hlc: Hlc,
}

impl Device {
    /// The owner has revoked it.
    pub fn is_revoked(&self) -> bool {
        !self.revocation.is_empty()
    }
}

pub(crate) async fn load(connection: &mut Connection) -> Result<Option<Device>, StoreError> {
    sqlx::query(
        "SELECT device_id, epoch, name, number_code, is_enrolled, is_marked, revocation, tenant_id
              , register_id, country, head_dseq, head_hash, last_hlc
           FROM device",
    )
    .fetch_optional(connection)
    .await?
    .map(|row| read(&row))
    .transpose()
}

/// This installation, as far as the database was set up.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(source: &mut impl Source) -> Result<Option<Device>, StoreError> {
    load(source.rows()).await
}

/// Takes over the code that the platform gave, and the name.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn enrol(tx: &mut Tx, name: &str, number_code: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE device SET name = $1, number_code = $2, is_enrolled = 1")
        .bind(name)
        .bind(number_code)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Gives this installation another name; the platform learns it at the next enrolment.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn rename(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE device SET name = $1").bind(name).execute(tx.connection()).await?;
    Ok(())
}

/// Notes that the owner has revoked this device; `is_lost`: and called it lost.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn revoke(tx: &mut Tx, is_lost: bool) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE device SET revocation = CASE WHEN $1 OR revocation = 'lost' THEN 'lost'
                                             ELSE 'revoked' END",
    )
    .bind(is_lost)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Takes over the country of the practice, once it is known: whose fiscal law holds.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn settle_country(tx: &mut Tx, country: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE device SET country = $1").bind(country).execute(tx.connection()).await?;
    Ok(())
}

fn read(row: &SqliteRow) -> Result<Device, StoreError> {
    let broken =
        |column| StoreError::Inconsistency { table: "device", column, row: "1".to_owned() };
    let text = |column: &'static str| row.try_get::<String, _>(column);
    let device_id: DeviceId = text("device_id")?.parse().map_err(|_| broken("device_id"))?;
    let epoch = row.try_get("epoch")?;
    let head_hash = Hash::from_hex(&text("head_hash")?).ok_or_else(|| broken("head_hash"))?;
    let head_dseq: i64 = row.try_get("head_dseq")?;
    if head_dseq == 0 && head_hash != genesis(device_id, epoch) {
        return Err(broken("head_hash"));
    }
    Ok(Device {
        device_id,
        epoch,
        name: text("name")?,
        number_code: text("number_code")?,
        is_enrolled: row.try_get::<i64, _>("is_enrolled")? == 1,
        is_marked: row.try_get::<i64, _>("is_marked")? == 1,
        revocation: text("revocation")?,
        tenant_id: text("tenant_id")?.parse().map_err(|_| broken("tenant_id"))?,
        register_id: text("register_id")?.parse().map_err(|_| broken("register_id"))?,
        country: text("country")?,
        head_dseq,
        head_hash,
        last_hlc: Hlc(row.try_get("last_hlc")?),
    })
}

/// The till that another device entered when it was set up: what people know it by.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_register_of(
    reader: &mut Reader,
    device_id: DeviceId,
) -> Result<Option<RegisterId>, StoreError> {
    let row: Option<(String,)> = sqlx::query_as(
        "SELECT entity_id FROM pulled
          WHERE entity = 'register' AND device_id = $1 ORDER BY seq LIMIT 1",
    )
    .bind(device_id.to_string())
    .fetch_optional(reader.connection())
    .await?;
    Ok(row.and_then(|(id,)| id.parse().ok()))
}
