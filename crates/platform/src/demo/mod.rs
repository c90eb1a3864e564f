//! The demo: invented tenants, people and a year of orders, entered through the same doors as
//! everything else and computed by the same rules. Times are relative to the clock, so that last
//! month always has a statement.

mod chance;
mod contacts;
mod customers;
mod orders;
mod practice;
mod products;
mod tenants;
mod year;

use mojo_domain::{ProductId, TenantId, UserId, to_micros};
use serde::Serialize;

use crate::Platform;
use crate::storage::StorageError;

/// Somebody who may sign in to the demo.
#[derive(Clone, Debug, Serialize)]
pub struct DemoUser {
    /// What is typed to sign in.
    pub name: &'static str,
    /// The role.
    pub role: String,
    /// The tenant's name.
    pub tenant: &'static str,
    /// The password: the demo holds no secrets.
    pub password: &'static str,
}

/// Who buys in the demo, and what.
#[derive(Clone, Debug)]
pub struct DemoCatalogue {
    /// Everybody who may buy.
    pub customers: Vec<UserId>,
    /// What is on offer, each with its seller.
    pub products: Vec<(TenantId, ProductId)>,
}

/// Why the demo could not be filled in.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database holds something else, or half of a demo.
    #[error("the database is not empty; the demo needs an empty one")]
    NotEmpty,
    /// The demo breaks a rule of the platform.
    #[error("the demo was refused: {0}")]
    Refused(String),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What marks a database that holds the whole demo.
const MARK: &str = "demo";

impl Platform {
    /// Fills an empty database with the demo; one that holds it already stays as it is. `true` when
    /// it was filled now.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn seed_demo(&self) -> Result<bool, DemoError> {
        let database = self.state.database();
        let mut tx = database.write_ledger().await?;
        if tx.setting(MARK).await?.is_some() {
            return Ok(false);
        }
        if tx.count_tenants().await? > 0 {
            return Err(DemoError::NotEmpty);
        }
        let now = self.state.clock().now();
        tenants::found(&mut tx, now, self.state.entropy()).await?;
        let customers = customers::invite(&mut tx, now).await?;
        tx.commit().await?;
        tenants::give_codes(database, now).await?;
        products::offer_all(database, now).await?;
        practice::keep_journal(database, self.state.entropy(), now).await?;
        year::play(&self.state, &customers, now).await?;
        let mut tx = database.write_ledger().await?;
        tx.setting_or_set(MARK, to_micros(now).to_string()).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Fills an empty database with the demo without its year of orders: tenants, people, products
    /// and the practice's own data. For tests that make a past of their own.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn seed_demo_without_past(&self) -> Result<DemoCatalogue, DemoError> {
        let database = self.state.database();
        let mut tx = database.write_ledger().await?;
        if tx.count_tenants().await? > 0 {
            return Err(DemoError::NotEmpty);
        }
        let now = self.state.clock().now();
        tenants::found(&mut tx, now, self.state.entropy()).await?;
        let customers = customers::invite(&mut tx, now).await?;
        tx.commit().await?;
        tenants::give_codes(database, now).await?;
        products::offer_all(database, now).await?;
        practice::keep_journal(database, self.state.entropy(), now).await?;
        Ok(DemoCatalogue {
            customers: customers.iter().map(|customer| customer.user_id).collect(),
            products: products::all().map(|p| (p.seller.id(), p.id())).collect(),
        })
    }

    /// Who may sign in to the demo, the owner and the reception of the practice first.
    pub fn demo_users() -> Vec<DemoUser> {
        tenants::USERS
            .iter()
            .map(|user| DemoUser {
                name: user.login,
                role: user.role.to_string(),
                tenant: user.tenant.name,
                password: tenants::PASSWORD,
            })
            .collect()
    }
}
