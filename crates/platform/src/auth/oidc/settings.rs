//! Which identity provider is believed, and which of its tokens.

/// An identity provider, and what its tokens must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentitySettings {
    /// As the claim `iss` writes it: `https://clerk.example.org`; plain HTTP only on this machine.
    pub issuer: String,
    /// The public client by which desks sign in; the audience of their tokens.
    pub client_id: String,
    /// Further audiences and parties: a web application's client, or its origin.
    pub audiences: Vec<String>,
    /// Only people who act for this organisation of the provider; `None` for everybody.
    pub organisation: Option<String>,
    /// The issuer serves this platform alone: a token that names no audience is taken too, as the
    /// session tokens of Clerk.
    pub is_sole_audience: bool,
}

/// Why no identity provider is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentitySettingsError {
    /// Keys that anybody on the way can change prove nothing.
    #[error("the identity provider is asked over https only; plain http is for this machine")]
    Issuer,
    /// Empty, or with characters that no client id has.
    #[error("the client id of the identity provider is none")]
    Client,
    /// Its tokens go by the time, and the clock of a platform for trying things is led.
    #[error("a platform for trying things believes no identity provider: leave --oidc-issuer out")]
    Trial,
}

impl IdentitySettings {
    /// Refuses what could not work, or could not be trusted.
    ///
    /// # Errors
    /// [`IdentitySettingsError`].
    pub(super) fn check(&self) -> Result<(), IdentitySettingsError> {
        if !is_safe_address(&self.issuer) || self.issuer.contains(['?', '#']) {
            return Err(IdentitySettingsError::Issuer);
        }
        let is_client = !self.client_id.is_empty()
            && self.client_id.bytes().all(|byte| byte.is_ascii_graphic());
        if is_client { Ok(()) } else { Err(IdentitySettingsError::Client) }
    }

    /// Whether a token for this audience, or made for this party, is meant for the platform.
    pub(super) fn is_audience(&self, name: &str) -> bool {
        name == self.client_id || self.audiences.iter().any(|known| known == name)
    }
}

/// `https://`, or `http://` on this machine; without a user's name before the host.
pub(super) fn is_safe_address(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() || authority.contains('@') {
        return false;
    }
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    match scheme {
        "https" => true,
        "http" => ["127.0.0.1", "localhost", "::1"].contains(&host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_over_tls_or_from_this_machine() {
        for good in ["https://id.example.org", "http://127.0.0.1:4700", "http://[::1]:1/x"] {
            assert!(is_safe_address(good), "{good}");
        }
        for bad in [
            "http://id.example.org",
            "http://127.0.0.1@id.example.org",
            "http://localhost.example.org",
            "https://",
            "ftp://localhost",
            "id.example.org",
        ] {
            assert!(!is_safe_address(bad), "{bad}");
        }
    }
}
