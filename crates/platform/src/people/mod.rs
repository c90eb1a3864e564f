//! The people of a tenant: who founds the platform, who gives and ends roles, and how somebody comes to a
//! password that nobody else knows (`docs/decisions/0042`).

mod found;
mod give;
mod password;

pub use found::{AdminWish, FoundError, Founding};
pub(crate) use found::{create_admin, found};
pub(crate) use give::{
    GiveRefused, Given, LINK_LIFE_MICROS, LinkWay, UserWish, change_role, draw_new_link,
    end_account, give_account, roles_to_give,
};
pub(crate) use password::{is_user_link_open, set_user_password};

use mojo_domain::TenantId;
use uuid::Uuid;

use crate::auth::Role;
use crate::derived::derived_id;
use crate::mail::MailKind;

/// The longest name of a person, in letters.
const LONGEST_NAME: usize = 120;
/// The longest name to sign in with, in bytes: as the longest e-mail address (RFC 5321).
const LONGEST_LOGIN: usize = 254;

/// The role that a tenant never runs out of: without it nobody could give it again.
fn keeper_of(tenant: TenantId) -> Role {
    if tenant == TenantId::MOJO_LLC { Role::PlatformAdmin } else { Role::Owner }
}

/// The mail that bears the link with this hash.
fn mail_of(token_hash: &str) -> Uuid {
    derived_id(&[MailKind::UserLink.code(), token_hash])
}

/// The name of a person, when it is one: one line, one to 120 letters.
pub(crate) fn person_name(text: &str) -> Option<String> {
    let name = text.trim();
    let is_name = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    is_name.then(|| name.to_owned())
}

/// A name to sign in with, in lower case as it is compared: an e-mail address, or a word as `mira.tannhoff`.
pub(crate) fn login_name(text: &str) -> Option<String> {
    let name = text.trim().to_lowercase();
    let is_plain = |c: char| c.is_alphanumeric() || "._+-@'".contains(c);
    let is_login = name.chars().count() >= 2
        && name.len() <= LONGEST_LOGIN
        && name.chars().all(is_plain)
        && name.chars().any(char::is_alphanumeric);
    is_login.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_name_is_an_address_or_a_word_in_lower_case() {
        assert_eq!(login_name(" Mira.Tannhoff ").as_deref(), Some("mira.tannhoff"));
        assert_eq!(login_name("Anna@Example.ORG").as_deref(), Some("anna@example.org"));
        for wrong in ["", "a", "..", "a b", "a\nb", "a\u{200b}b", "<a>", "a,b"] {
            assert_eq!(login_name(wrong), None, "{wrong:?}");
        }
        assert_eq!(login_name(&"a".repeat(LONGEST_LOGIN + 1)), None);
    }

    #[test]
    fn a_person_has_a_name_of_one_line() {
        assert_eq!(person_name(" Mira Tannhoff ").as_deref(), Some("Mira Tannhoff"));
        for wrong in ["", " ", "Mira\nTannhoff", &"ä".repeat(LONGEST_NAME + 1)] {
            assert_eq!(person_name(wrong), None, "{wrong:?}");
        }
    }
}
