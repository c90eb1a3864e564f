//! Who may do what at the desk: one table of roles and verbs, asked at the one door for changes.
//!
//! The platform has a table of its own for what it takes; whatever a role may do here, its account
//! may also push (a journey compares the two).

use mojo_domain::ActorId;

use crate::Op;

/// What a member of staff is in the practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The owner: everything.
    Owner,
    /// The reception: everything of the day.
    Reception,
    /// A therapist: check-ins and contacts.
    Therapist,
    /// A bookkeeper: invoices and payments.
    Bookkeeper,
    /// An auditor: reads.
    Auditor,
    /// The distributor of a region: its own commissions.
    Distributor,
    /// Who recruits customers: its own commissions.
    Affiliate,
    /// An administrator of the platform: its contracts and its payouts.
    PlatformAdmin,
    /// The platform's support: reads, and gives a customer to another tenant.
    Support,
    /// Whoever has a role that only a newer version knows: reads.
    Guest,
}

use Role::{
    Affiliate, Auditor, Bookkeeper, Distributor, Guest, Owner, PlatformAdmin, Reception, Support,
    Therapist,
};

const PRACTICE: &[Role] = &[Owner];
const TILL: &[Role] = &[Owner, Reception];
const CARE: &[Role] = &[Owner, Reception, Therapist];
const BOOKS: &[Role] = &[Owner, Reception, Bookkeeper];
const RECIPIENTS: &[Role] = &[Owner, Distributor, Affiliate];
const LEDGER: &[Role] = &[Owner, Bookkeeper, Auditor, Distributor, Affiliate];
const STAFF: &[Role] = &[PlatformAdmin, Support];
const ADMINS: &[Role] = &[PlatformAdmin];

impl Role {
    /// Every role with its name at rest and on the wire; a guest has many names.
    pub const ALL: [(Self, &'static str); 10] = [
        (Owner, "owner"),
        (Reception, "reception"),
        (Therapist, "therapist"),
        (Bookkeeper, "bookkeeper"),
        (Auditor, "auditor"),
        (Distributor, "distributor"),
        (Affiliate, "affiliate"),
        (PlatformAdmin, "platform_admin"),
        (Support, "support"),
        (Guest, "guest"),
    ];

    /// The role of this name.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map_or(Guest, |(role, _)| role)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(role, _)| *role == self).map_or("guest", |(_, name)| name)
    }

    /// Whether this role may do that.
    pub fn may(self, op: Op) -> bool {
        who_may(op).contains(&self)
    }

    /// The screens that this role works with; the scopes of the account may open fewer.
    pub(crate) fn sees(self, screen: &str) -> bool {
        match self {
            PlatformAdmin | Support => true,
            Owner | Auditor | Distributor | Affiliate | Guest => screen != "administration",
            Reception => !matches!(screen, "commissions" | "administration"),
            Therapist => matches!(screen, "reception" | "contacts" | "cards"),
            Bookkeeper => !matches!(screen, "reception" | "cards" | "administration"),
        }
    }
}

/// The one table: a verb and the roles that may do it.
pub fn who_may(op: Op) -> &'static [Role] {
    match op {
        // Whoever holds the recovery key opens everything, PINs or not.
        Op::EditPractice | Op::ResetPin | Op::ReplaceRecoveryKey => PRACTICE,
        Op::SetUp
        | Op::CreateProduct
        | Op::EditProduct
        | Op::Sell
        | Op::CancelSale
        | Op::MoveCash
        | Op::CloseDay
        | Op::SettleCase => TILL,
        Op::CreateContact
        | Op::EditContact
        | Op::ImportContacts
        | Op::DeleteContact
        | Op::RestoreContact
        | Op::RestoreText
        | Op::MergeContacts
        | Op::PartContacts
        | Op::CheckIn
        | Op::UndoCheckIn
        | Op::ImportCard => CARE,
        Op::DraftInvoice | Op::IssueInvoice | Op::CancelInvoice | Op::PayInvoice => BOOKS,
        // The platform alone does it, and takes it from the owner of a recipient.
        Op::EditTaxProfile
        | Op::SetUpPayouts
        | Op::ObjectToCreditNote
        | Op::ManageMembership
        | Op::AcceptContract
        | Op::ReadOwnLog => PRACTICE,
        // Who reads the commissions reads what was sold, too.
        Op::ReadSoldOrders => LEDGER,
        // C16: each of the own account; the platform gives nobody the names of another.
        Op::DisputeCommission
        | Op::ReplyToDispute
        | Op::ExtractNames
        // Who recruits; the platform takes it from nobody else.
        | Op::CreateAffiliateCode
        | Op::EditAffiliateCode => RECIPIENTS,
        Op::ReadAdministration | Op::ChangeAttribution | Op::SettleMail => STAFF,
        Op::Administer | Op::PayOut => ADMINS,
        Op::Sync | Op::Settings | Op::SetPin => &[
            Owner,
            Reception,
            Therapist,
            Bookkeeper,
            Auditor,
            Distributor,
            Affiliate,
            PlatformAdmin,
            Support,
            Guest,
        ],
    }
}

/// Whether nothing of it is pushed: then the account of the desk has no say.
fn stays_here(op: Op) -> bool {
    matches!(op, Op::Sync | Op::Settings | Op::SetPin | Op::ResetPin | Op::ReplaceRecoveryKey)
}

/// Why somebody may not do that, and who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct NotAllowed {
    /// What was tried.
    pub op: Op,
    /// The role that may not.
    pub role: Role,
    /// The person may, but the account that this desk is signed in with may not: the platform
    /// would take nothing of it.
    pub is_account: bool,
}

impl NotAllowed {
    /// Who may, as names of roles.
    pub fn who(&self) -> Vec<&'static str> {
        who_may(self.op).iter().map(|role| role.name()).collect()
    }

    fn sentence(&self) -> String {
        let (op, role, who) = (self.op.name(), self.role.name(), self.who().join(", "));
        if self.is_account {
            return format!(
                "this desk is signed in as {role}, and {role} may not {op}; sign in as {who}"
            );
        }
        format!("{role} may not {op}; {who} may")
    }
}

/// Who works at the desk, and in whose account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Worker {
    /// The member of staff.
    pub(crate) actor_id: ActorId,
    /// What they are in the practice.
    pub(crate) role: Role,
    /// What the account is that this desk is signed in with; `None` in the offline demo.
    pub(crate) account: Option<Role>,
}

impl Worker {
    /// Whether they may do that here: person and account must both be allowed to.
    pub(crate) fn check(&self, op: Op) -> Result<(), NotAllowed> {
        if !self.role.may(op) {
            return Err(NotAllowed { op, role: self.role, is_account: false });
        }
        match self.account {
            Some(role) if !stays_here(op) && !role.may(op) => {
                Err(NotAllowed { op, role, is_account: true })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Desk, DeskError, Refusal, testing};

    /// The table as people read it: a row per verb, a column per role.
    const TABLE: &str = "
        set_up          owner reception
        edit_practice   owner
        create_contact  owner reception therapist
        edit_contact    owner reception therapist
        import_contacts owner reception therapist
        delete_contact  owner reception therapist
        restore_contact owner reception therapist
        restore_text    owner reception therapist
        merge_contacts  owner reception therapist
        part_contacts   owner reception therapist
        settle_case     owner reception
        create_product  owner reception
        edit_product    owner reception
        sell            owner reception
        cancel_sale     owner reception
        move_cash       owner reception
        close_day       owner reception
        check_in        owner reception therapist
        undo_check_in   owner reception therapist
        import_card     owner reception therapist
        draft_invoice   owner reception bookkeeper
        issue_invoice   owner reception bookkeeper
        cancel_invoice  owner reception bookkeeper
        pay_invoice     owner reception bookkeeper
        dispute_commission owner distributor affiliate
        reply_to_dispute owner distributor affiliate
        read_administration platform_admin support
        change_attribution platform_admin support
        administer      platform_admin
        pay_out         platform_admin
        settle_mail     platform_admin support
        edit_tax_profile owner
        set_up_payouts  owner
        manage_membership owner
        object_to_credit_note owner
        accept_contract owner
        extract_names   owner distributor affiliate
        create_affiliate_code owner distributor affiliate
        edit_affiliate_code owner distributor affiliate
        read_own_log    owner
        read_sold_orders owner bookkeeper auditor distributor affiliate
        set_pin         owner reception therapist bookkeeper auditor distributor affiliate platform_admin support guest
        reset_pin       owner
        replace_recovery_key owner
        sync            owner reception therapist bookkeeper auditor distributor affiliate platform_admin support guest
        settings        owner reception therapist bookkeeper auditor distributor affiliate platform_admin support guest
    ";

    async fn try_op(desk: &Desk, role: Role, account: Option<Role>, op: Op) -> Option<DeskError> {
        let actor_id = desk.actor().unwrap();
        desk.set_worker(Some(Worker { actor_id, role, account }));
        desk.transact(op).await.err()
    }

    #[tokio::test]
    async fn the_door_opens_for_every_verb_to_the_roles_of_its_row_and_to_no_other() {
        let desk = testing::desk().await;
        let rows: Vec<Vec<&str>> = TABLE
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>())
            .filter(|row| !row.is_empty())
            .collect();
        for op in Op::ALL.iter().copied() {
            let row = rows.iter().find(|row| row[0] == op.name());
            let row = row.unwrap_or_else(|| panic!("{} has no row", op.name()));
            for (role, name) in Role::ALL {
                let refused = try_op(&desk, role, None, op).await;
                assert_eq!(refused.is_none(), row[1..].contains(&name), "{} {name}", op.name());
                let Some(refused) = refused else { continue };
                assert_eq!(refused.code(), "not_allowed");
                assert_eq!(refused.values()["who"], row[1..].join(","), "{}", op.name());
            }
        }
        assert_eq!(rows.len(), Op::ALL.len(), "a row for a verb that is none");
    }

    #[tokio::test]
    async fn an_owner_at_a_desk_of_the_reception_may_what_the_reception_may() {
        let desk = testing::desk().await;
        let refused = try_op(&desk, Owner, Some(Reception), Op::EditPractice).await.unwrap();
        assert_eq!(refused.values()["by"], "account");
        assert!(refused.to_string().contains("signed in as reception"), "{refused}");
        assert!(try_op(&desk, Owner, Some(Reception), Op::Sell).await.is_none());
        assert!(try_op(&desk, Auditor, Some(Owner), Op::Sell).await.is_some());
        let here = try_op(&desk, Owner, Some(Reception), Op::ResetPin).await;
        assert!(here.is_none(), "the platform hears nothing of it");
    }

    #[test]
    fn a_role_that_nobody_knows_reads() {
        for name in ["chief", "platform", ""] {
            assert_eq!(Role::named(name), Guest);
        }
        assert!(!Guest.may(Op::CreateContact));
    }
}
