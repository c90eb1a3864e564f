//! Bearer tokens: the tenant, then 32 random bytes, in hexadecimal. Only their hash is kept.

use mojo_domain::journal::{Hash, hex, unhex};
use mojo_domain::{Entropy, TenantId};
use uuid::Uuid;

/// A token as it travels.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token {
    tenant_id: TenantId,
    random: [u8; 32],
}

impl Token {
    /// A new token for a user of `tenant_id`.
    pub(crate) fn draw(tenant_id: TenantId, entropy: &dyn Entropy) -> Self {
        let mut random = [0; 32];
        entropy.fill(&mut random);
        Self { tenant_id, random }
    }

    /// Reads what [`Self::to_text`] writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() != 96 || !text.is_ascii() {
            return None;
        }
        let (tenant, random) = text.split_at(32);
        let tenant = <[u8; 16]>::try_from(unhex(tenant)?).ok()?;
        let random = <[u8; 32]>::try_from(unhex(random)?).ok()?;
        Some(Self { tenant_id: TenantId(Uuid::from_bytes(tenant)), random })
    }

    pub(crate) fn to_text(&self) -> String {
        format!("{}{}", self.tenant_id.0.simple(), hex(&self.random))
    }

    pub(crate) fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    /// What is kept: 256 random bits need no slow hash.
    pub(crate) fn hash(&self) -> String {
        Hash::of(self.to_text().as_bytes()).to_hex()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_nothing_else_is() {
        let token = Token::draw(TenantId::MOJO_LLC, &mojo_domain::SeededEntropy::new(1));
        assert_eq!(Token::parse(&token.to_text()), Some(token.clone()));
        for text in ["", "x", &"g".repeat(96), &"ä".repeat(48), &token.to_text()[1..]] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
    }
}
