//! Roles, and the scopes and edits that each grants.

use std::fmt;
use std::str::FromStr;

use mojo_protocol::{Entity, Scope, Sort};

/// What a user is within the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    PlatformAdmin,
    Support,
    Distributor,
    Affiliate,
    Owner,
    Reception,
    Therapist,
    Bookkeeper,
    Auditor,
}

impl Role {
    /// Every role with its name at rest and on the wire.
    pub(crate) const ALL: [(Self, &'static str); 9] = [
        (Self::PlatformAdmin, "platform_admin"),
        (Self::Support, "support"),
        (Self::Distributor, "distributor"),
        (Self::Affiliate, "affiliate"),
        (Self::Owner, "owner"),
        (Self::Reception, "reception"),
        (Self::Therapist, "therapist"),
        (Self::Bookkeeper, "bookkeeper"),
        (Self::Auditor, "auditor"),
    ];

    /// What the role may see: the one table of scopes.
    pub(crate) fn scopes(self) -> &'static [Scope] {
        use Scope::{
            Account, Admin, Checkin, Commissions, Contacts, Events, HealthNotes, Invoices,
            Messages, Pos,
        };
        match self {
            Self::PlatformAdmin => &[Admin, Account, Commissions, Events, Messages],
            Self::Support => &[Admin, Account, Messages],
            Self::Distributor | Self::Affiliate => &[Account, Commissions, Messages],
            Self::Owner => &[
                Account,
                Checkin,
                Commissions,
                Contacts,
                Events,
                HealthNotes,
                Invoices,
                Messages,
                Pos,
            ],
            Self::Reception => &[Account, Checkin, Contacts, Events, Invoices, Messages, Pos],
            Self::Therapist => &[Account, Checkin, Contacts, Events, HealthNotes, Messages],
            Self::Bookkeeper => &[Account, Commissions, Contacts, Invoices, Pos],
            Self::Auditor => &[Account, Checkin, Commissions, Contacts, Invoices, Pos],
        }
    }

    /// The scopes as bits, as the change log keeps them.
    pub(crate) fn scope_mask(self) -> i64 {
        self.scopes().iter().map(|scope| scope_bit(*scope)).sum()
    }

    pub(crate) fn has(self, scope: Scope) -> bool {
        self.scopes().contains(&scope)
    }

    /// May edit cards of this kind. The practice and its staff are the owner's.
    pub(crate) fn may_edit(self, entity: Entity) -> bool {
        let own = match entity {
            Entity::Practice | Entity::Staff => self == Self::Owner,
            // A desk enters its own till when it is set up.
            Entity::Register | Entity::Product => matches!(self, Self::Owner | Self::Reception),
            Entity::InvoiceDraft => self != Self::Auditor,
            _ => !matches!(self, Self::Auditor | Self::Bookkeeper),
        };
        own && entity.sort() == Sort::Card && self.has(entity.scope())
    }

    /// May record facts of this kind. A fact from somebody else is kept, and people look at it.
    pub(crate) fn may_record(self, entity: Entity) -> bool {
        let books_only = matches!(entity, Entity::Invoice | Entity::InvoicePayment);
        match self {
            Self::Auditor => false,
            Self::Bookkeeper => books_only,
            _ => self.has(entity.scope()),
        }
    }
}

/// The bit of a scope in the change log; never renumbered.
pub(crate) fn scope_bit(scope: Scope) -> i64 {
    let place = Scope::ALL.iter().position(|(known, _)| *known == scope).unwrap_or(0);
    1 << place
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(role, _)| role == self).map_or("", |(_, name)| name);
        f.write_str(name)
    }
}

/// The text names no role.
#[derive(Debug, thiserror::Error)]
#[error("not a role")]
pub(crate) struct ParseRoleError;

impl FromStr for Role {
    type Err = ParseRoleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|(_, n)| *n == text).map(|(r, _)| r).ok_or(ParseRoleError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_of_the_scopes_never_move() {
        let bits: Vec<i64> = Scope::ALL.iter().map(|(scope, _)| scope_bit(*scope)).collect();
        assert_eq!(bits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
        assert_eq!(scope_bit(Scope::Commissions), 32);
    }

    #[test]
    fn a_bookkeeper_writes_invoices_and_payments_and_stays_out_of_the_till() {
        assert!(Role::Bookkeeper.may_edit(Entity::InvoiceDraft));
        for entity in [Entity::Invoice, Entity::InvoicePayment] {
            assert!(Role::Bookkeeper.may_record(entity), "{entity}");
        }
        for entity in [Entity::Sale, Entity::CashMovement, Entity::CashClosing, Entity::Redemption]
        {
            assert!(!Role::Bookkeeper.may_record(entity), "{entity}");
        }
        assert!(!Role::Bookkeeper.may_edit(Entity::Contact));
    }

    #[test]
    fn reception_sees_no_commission_and_edits_no_staff() {
        assert!(!Role::Reception.has(Scope::Commissions));
        assert!(!Role::Reception.may_edit(Entity::Staff));
        assert!(Role::Reception.may_edit(Entity::Contact));
        assert!(!Role::Auditor.may_edit(Entity::Contact));
        assert!(!Role::Auditor.may_edit(Entity::InvoiceDraft));
        assert!(!Role::Owner.may_edit(Entity::Sale), "a sale is a fact, not a card");
    }
}
