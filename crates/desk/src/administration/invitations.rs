//! Invitations of distributors and affiliates (F1, F2).

use serde_json::json;

use super::agreements::codes;
use super::names::Names;
use super::wire::{Invitation, InvitationList};
use super::{AdministrationError, every, given, in_address};
use crate::views::{InvitationInput, InvitationRow, instant};
use crate::{Desk, Op};

const PATH: &str = "invitations";

impl Desk {
    /// The invitations, the latest first. None of them has its link any more.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_invitations(&self) -> Result<Vec<InvitationRow>, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let invitations = every::<InvitationList>(&client, PATH, "before").await?;
        Ok(invitations.into_iter().map(|one| row(one, &names, "")).collect())
    }

    /// Invites somebody; the answer has the link, once. Asked again with the same key and words, there
    /// is one invitation, and its link is the same.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn create_invitation(
        &self,
        input: InvitationInput,
    ) -> Result<InvitationRow, AdministrationError> {
        let client = self.administration(Op::Administer).await?;
        let is_distributor = input.kind == "distributor";
        let regions = is_distributor.then(|| codes(&input.region_codes));
        let percent = is_distributor.then(|| input.commission_percent.trim().to_owned());
        let request = json!({
            "kind": input.kind,
            "label": input.label,
            "region_codes": regions,
            "commission_percent": percent,
            "agreement_from": given(input.agreement_from).filter(|_| is_distributor),
            "valid_days": input.valid_days,
        });
        let names = Names::fetch(&client).await?;
        let made = client.post_once(PATH, given(input.key).as_deref(), &request).await;
        let made: Invitation = self.administered(made)?;
        let platform = self.find_session().await?.and_then(|session| session.platform);
        Ok(row(made, &names, platform.as_deref().unwrap_or_default()))
    }

    /// Takes an invitation back that nobody has accepted.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `already_accepted` when somebody has.
    pub async fn revoke_invitation(
        &self,
        invitation_id: String,
    ) -> Result<InvitationRow, AdministrationError> {
        let client = self.administration(Op::Administer).await?;
        let names = Names::fetch(&client).await?;
        let path = format!("{PATH}/{}", in_address(&invitation_id));
        let revoked: Invitation = self.administered(client.delete(&path).await)?;
        Ok(row(revoked, &names, ""))
    }
}

/// `platform` is the address below which the link leads.
fn row(invitation: Invitation, names: &Names, platform: &str) -> InvitationRow {
    let platform = platform.trim_end_matches('/');
    InvitationRow {
        invitation_id: invitation.id,
        kind: invitation.kind,
        label: invitation.label,
        region_codes: invitation.region_codes,
        commission_percent: invitation.commission_percent,
        agreement_from: invitation.agreement_from.map(|day| day.to_string()),
        created_at: instant(invitation.created_at),
        valid_until: instant(invitation.valid_until),
        state: invitation.state,
        tenant: invitation.tenant_id.map(|id| names.of(&id)).unwrap_or_default(),
        link: invitation.link.map(|path| format!("{platform}{path}")),
    }
}
