//! An owner ends a subscription of the tenant with the period that is paid.

use serde_json::json;

use super::MembershipError;
use crate::Desk;
use crate::sync::in_address;
use crate::views::MembershipOffersView;

impl Desk {
    /// Ends it; what is paid for stays. Asked again it changes nothing. Gives back how things stand.
    ///
    /// # Errors
    /// [`MembershipError`] says what is in the way.
    pub async fn end_membership_subscription(
        &self,
        subscription_id: String,
    ) -> Result<MembershipOffersView, MembershipError> {
        let client = self.membership_client().await?;
        // Whatever came from the window stays one part of the address.
        let id = in_address(&subscription_id);
        let path = format!("subscriptions/{id}/cancel");
        client.tell_about(&path, &json!({ "at": "period_end" }), &subscription_id).await?;
        self.list_membership_offers().await
    }
}
