//! What the command line does with people: it founds the platform, and makes a further administrator.

use mojo_domain::TenantId;
use serde_json::json;

use super::Platform;
use crate::people::{AdminWish, FoundError, Founding, create_admin, found};
use crate::storage::StorageError;

impl Platform {
    /// Founds the platform: the operator's tenant and its first administrator, in one transaction. Gives
    /// back who that is.
    ///
    /// # Errors
    /// [`FoundError`]; [`FoundError::Founded`], naming who exists, when it was founded before.
    pub async fn found(&self, founding: Founding) -> Result<serde_json::Value, FoundError> {
        let sources = (self.state.clock(), self.state.entropy());
        let user_id = found(self.state.database(), sources, founding).await?;
        Ok(json!({ "tenant_id": TenantId::MOJO_LLC, "user_id": user_id }))
    }

    /// Makes a further administrator, as where all have lost access; who did it cannot be known, so that
    /// the audit log names the new one and that the database was the proof.
    ///
    /// # Errors
    /// [`FoundError`]; [`FoundError::NotFounded`] before there is an operator.
    pub async fn create_admin(
        &self,
        admin: AdminWish,
        reason: &str,
    ) -> Result<serde_json::Value, FoundError> {
        let sources = (self.state.clock(), self.state.entropy());
        let user_id = create_admin(self.state.database(), sources, admin, reason).await?;
        Ok(json!({ "tenant_id": TenantId::MOJO_LLC, "user_id": user_id }))
    }

    /// Whether somebody has founded it: before that nobody can sign in.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn is_founded(&self) -> Result<bool, StorageError> {
        self.state.database().read_ledger().await?.has_tenant(TenantId::MOJO_LLC).await
    }
}
