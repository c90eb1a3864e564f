//! The session of a customer's browser: 32 random bytes in a cookie, of which only the hash is kept.

use mojo_domain::journal::{Hash, hex};
use mojo_domain::{Entropy, UserId};

/// What the cookie holds.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct CustomerToken(String);

impl CustomerToken {
    /// A new one.
    pub(crate) fn draw(entropy: &dyn Entropy) -> Self {
        let mut random = [0; 32];
        entropy.fill(&mut random);
        Self(hex(&random))
    }

    /// Reads what a cookie holds; `None` for what no cookie of ours does.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    /// As it stands in the cookie.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// What is kept: 256 random bits need no slow hash.
    pub(crate) fn hash(&self) -> String {
        Hash::of(self.0.as_bytes()).to_hex()
    }
}

impl std::fmt::Debug for CustomerToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CustomerToken(..)")
    }
}

/// Which customer asks.
#[derive(Clone, Debug)]
pub(crate) struct CustomerSession {
    pub(crate) customer_user_id: UserId,
    /// The e-mail address.
    pub(crate) login_name: String,
    pub(crate) name: String,
    pub(crate) signed_up_at: i64,
}

impl CustomerSession {
    /// After so long a customer signs in anew; in days.
    pub(crate) const LIFE_DAYS: i64 = 30;
    /// The same in microseconds.
    pub(crate) const LIFE_MICROS: i64 = Self::LIFE_DAYS * 86_400_000_000;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_nothing_else_is() {
        let token = CustomerToken::draw(&mojo_domain::SeededEntropy::new(1));
        assert_eq!(CustomerToken::parse(token.text()), Some(token.clone()));
        assert_ne!(token.hash(), token.text(), "what is kept opens nothing");
        for text in ["", "x", &"g".repeat(64), &"A".repeat(64), &token.text()[1..]] {
            assert_eq!(CustomerToken::parse(text), None, "{text}");
        }
    }
}
