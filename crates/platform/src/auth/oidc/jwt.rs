//! A JSON Web Token (RFC 7519) in its compact form, taken apart and judged. Only RS256 and ES256 are
//! known: no `none`, and nothing with a shared secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use super::settings::IdentitySettings;

/// No token of an identity provider is longer.
pub(crate) const MAX_TOKEN_BYTES: usize = 8 * 1024;
/// How far the clocks of provider and platform may lie apart.
const LEEWAY_S: i64 = 60;
/// No name at a provider is longer; OpenID Connect says 255.
const LONGEST_SUBJECT: usize = 255;

/// Why a token proves nothing. The log gets this; whoever sent it learns only that it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenRefused {
    /// Not three parts of base64url with JSON in the first two, or claims of other types.
    #[error("not a token")]
    Malformed,
    /// Longer than any provider's.
    #[error("too long")]
    TooLong,
    /// Signed in a way that is not believed.
    #[error("signed with an algorithm that is not believed")]
    Algorithm,
    /// The provider publishes no such key.
    #[error("signed with an unknown key")]
    UnknownKey,
    /// The signature is of something else.
    #[error("the signature is wrong")]
    Signature,
    /// Another issuer's.
    #[error("of another issuer")]
    Issuer,
    /// Meant for somebody else.
    #[error("for another audience")]
    Audience,
    /// For another organisation.
    #[error("for another organisation")]
    Organisation,
    /// Its time is over.
    #[error("expired")]
    Expired,
    /// Its time has not come.
    #[error("not valid yet")]
    NotYetValid,
    /// The keys cannot be fetched, and none are held.
    #[error("the identity provider does not answer")]
    Silent,
}

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    /// The algorithm of this name, when it is believed.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    /// Extensions that must be understood; none are.
    crit: Option<Value>,
}

/// For whom a token is meant: one name or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        }
    }
}

/// The organisation in Clerk's newer session tokens.
#[derive(Clone, Debug, Deserialize)]
struct Organisation {
    id: Option<String>,
}

/// What the token says, of which only this much is listened to.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Claims {
    iss: String,
    /// Who, at the issuer.
    pub(super) sub: String,
    aud: Option<Audience>,
    azp: Option<String>,
    /// For which client an access token was made (RFC 9068).
    #[serde(default)]
    client_id: Value,
    /// Of a token by which somebody signed in; one that renews may bear none.
    pub(super) nonce: Option<String>,
    /// Whole seconds since 1970, as the others.
    exp: i64,
    nbf: Option<i64>,
    iat: Option<i64>,
    email: Option<String>,
    /// Some write it as text; only the true one counts.
    #[serde(default)]
    email_verified: Value,
    org_id: Option<String>,
    o: Option<Organisation>,
}

/// A token that was taken apart; nothing of it is believed yet.
pub(super) struct Jwt<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) key_id: Option<String>,
    /// What is signed.
    pub(super) signed: &'a str,
    pub(super) signature: Vec<u8>,
    claims: Vec<u8>,
}

/// Two dots: none of the platform's own tokens has one.
pub(crate) fn looks_like_jwt(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == b'.').count() == 2
}

impl<'a> Jwt<'a> {
    /// Takes a token apart.
    ///
    /// # Errors
    /// [`TokenRefused::TooLong`], [`TokenRefused::Malformed`], [`TokenRefused::Algorithm`].
    pub(super) fn parse(text: &'a str) -> Result<Self, TokenRefused> {
        if text.len() > MAX_TOKEN_BYTES {
            return Err(TokenRefused::TooLong);
        }
        let malformed = TokenRefused::Malformed;
        let (signed, signature) = text.rsplit_once('.').ok_or(malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(malformed)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| malformed);
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| malformed)?;
        let algorithm = Algorithm::named(&header.alg).ok_or(TokenRefused::Algorithm)?;
        // A token of another purpose, as a logout token, says so in its type.
        let is_ours = header.typ.as_deref().is_none_or(|typ| {
            ["jwt", "at+jwt", "application/at+jwt"].contains(&typ.to_ascii_lowercase().as_str())
        });
        if !is_ours || header.crit.is_some() {
            return Err(malformed);
        }
        Ok(Self {
            algorithm,
            key_id: header.kid,
            signed,
            signature: decode(signature)?,
            claims: decode(claims)?,
        })
    }

    /// The claims, once the signature is right.
    ///
    /// # Errors
    /// [`TokenRefused::Malformed`].
    pub(super) fn claims(&self) -> Result<Claims, TokenRefused> {
        serde_json::from_slice(&self.claims).map_err(|_| TokenRefused::Malformed)
    }
}

impl Claims {
    /// Whether this token is meant for the platform, and now; `now` in microseconds.
    ///
    /// # Errors
    /// The first reason why not.
    pub(super) fn check(&self, settings: &IdentitySettings, now: i64) -> Result<(), TokenRefused> {
        if self.iss != settings.issuer {
            return Err(TokenRefused::Issuer);
        }
        let is_subject = !self.sub.is_empty()
            && self.sub.len() <= LONGEST_SUBJECT
            && !self.sub.chars().any(char::is_control);
        if !is_subject {
            return Err(TokenRefused::Malformed);
        }
        self.check_audience(settings)?;
        let organisation = self.org_id.as_ref().or(self.o.as_ref().and_then(|o| o.id.as_ref()));
        if settings.organisation.is_some() && settings.organisation.as_ref() != organisation {
            return Err(TokenRefused::Organisation);
        }
        let now = now.div_euclid(1_000_000);
        if self.exp.saturating_add(LEEWAY_S) <= now {
            return Err(TokenRefused::Expired);
        }
        let begins = self.nbf.into_iter().chain(self.iat).max();
        if begins.is_some_and(|begins| begins.saturating_sub(LEEWAY_S) > now) {
            return Err(TokenRefused::NotYetValid);
        }
        Ok(())
    }

    /// One of the audiences is ours; where there are several, or none, the authorised party is ours
    /// too. A party that is named must be ours in any case.
    fn check_audience(&self, settings: &IdentitySettings) -> Result<(), TokenRefused> {
        let names = self.aud.as_ref().map(Audience::names).unwrap_or_default();
        let is_party_ours = self.azp.as_ref().map(|party| settings.is_audience(party));
        let is_ours = match (names.len(), is_party_ours) {
            (_, Some(false)) => false,
            (0, None) => self.aud.is_none() && settings.is_sole_audience,
            (0, Some(true)) => self.aud.is_none(),
            (1, _) | (_, Some(true)) => names.iter().any(|name| settings.is_audience(name)),
            (_, None) => false,
        };
        if is_ours { Ok(()) } else { Err(TokenRefused::Audience) }
    }

    /// It was made for the desks' client: whoever has it may have been told another platform.
    pub(super) fn is_for_desk(&self, settings: &IdentitySettings) -> bool {
        let names = self.aud.as_ref().map(Audience::names).unwrap_or_default();
        let is_client = |name: &str| name == settings.client_id;
        names.iter().any(|name| is_client(name))
            || self.azp.as_deref().is_some_and(is_client)
            || self.client_id.as_str().is_some_and(is_client)
    }

    /// The address that the provider has verified, in small letters. Letters beyond ASCII name
    /// nobody: some of them fall together with others when they are made small. Nor do characters
    /// that nobody sees: no account is made with them, and not every database can look for them.
    pub(super) fn verified_email(&self) -> Option<String> {
        let email = self.email.as_deref().filter(|_| self.email_verified == Value::Bool(true))?;
        let is_plain = email.bytes().all(|byte| byte.is_ascii_graphic());
        (is_plain && email.contains('@')).then(|| email.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn settings() -> IdentitySettings {
        IdentitySettings {
            issuer: "https://id.example.org".to_owned(),
            client_id: "desk".to_owned(),
            audiences: vec!["https://app.example.org".to_owned()],
            organisation: None,
            is_sole_audience: false,
        }
    }

    fn judge(settings: &IdentitySettings, changes: Value) -> Result<(), TokenRefused> {
        let mut claims = json!({
            "iss": "https://id.example.org", "sub": "user_1", "aud": "desk", "exp": NOW + 60,
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let claims: Claims = serde_json::from_value(claims).unwrap();
        claims.check(settings, NOW * 1_000_000)
    }

    #[test]
    fn the_clocks_may_differ_by_a_minute_and_no_more() {
        let judge = |changes| judge(&settings(), changes);
        assert_eq!(judge(json!({ "exp": NOW - 59 })), Ok(()));
        assert_eq!(judge(json!({ "exp": NOW - 60 })), Err(TokenRefused::Expired));
        assert_eq!(judge(json!({ "exp": i64::MAX })), Ok(()));
        assert_eq!(judge(json!({ "exp": i64::MIN })), Err(TokenRefused::Expired));
        assert_eq!(judge(json!({ "nbf": NOW + 60 })), Ok(()));
        assert_eq!(judge(json!({ "nbf": NOW + 61 })), Err(TokenRefused::NotYetValid));
        assert_eq!(judge(json!({ "iat": NOW + 61 })), Err(TokenRefused::NotYetValid));
    }

    #[test]
    fn a_token_counts_only_where_it_is_meant_for() {
        let judge = |changes| judge(&settings(), changes);
        let other = Err(TokenRefused::Audience);
        assert_eq!(judge(json!({ "aud": ["desk"] })), Ok(()));
        assert_eq!(judge(json!({ "aud": "https://app.example.org" })), Ok(()));
        assert_eq!(judge(json!({ "aud": ["desk", "other"], "azp": "desk" })), Ok(()));
        assert_eq!(judge(json!({ "aud": ["desk", "other"] })), other);
        assert_eq!(judge(json!({ "aud": ["desk", "other"], "azp": "other" })), other);
        assert_eq!(judge(json!({ "aud": "desk", "azp": "other" })), other);
        assert_eq!(judge(json!({ "aud": "other", "azp": "desk" })), other);
        assert_eq!(judge(json!({ "aud": [] })), other);
        assert_eq!(judge(json!({ "aud": null })), other);
        let by_clerk = json!({ "aud": null, "azp": "https://app.example.org" });
        assert_eq!(judge(by_clerk), Ok(()));
        assert_eq!(judge(json!({ "iss": "https://id.example.org/" })), Err(TokenRefused::Issuer));
    }

    #[test]
    fn a_sole_audience_takes_a_token_without_one_and_no_other() {
        let settings = IdentitySettings { is_sole_audience: true, ..settings() };
        assert_eq!(judge(&settings, json!({ "aud": null })), Ok(()));
        assert_eq!(judge(&settings, json!({ "aud": [] })), Err(TokenRefused::Audience));
        assert_eq!(judge(&settings, json!({ "aud": "x" })), Err(TokenRefused::Audience));
        let foreign = json!({ "aud": null, "azp": "x" });
        assert_eq!(judge(&settings, foreign), Err(TokenRefused::Audience));
    }

    #[test]
    fn only_the_organisation_that_is_asked_for_comes_in() {
        let settings = IdentitySettings { organisation: Some("org_1".to_owned()), ..settings() };
        let other = Err(TokenRefused::Organisation);
        assert_eq!(judge(&settings, json!({ "org_id": "org_1" })), Ok(()));
        assert_eq!(judge(&settings, json!({ "o": { "id": "org_1", "rol": "admin" } })), Ok(()));
        assert_eq!(judge(&settings, json!({})), other);
        assert_eq!(judge(&settings, json!({ "org_id": "org_2", "o": { "id": "org_1" } })), other);
    }

    #[test]
    fn an_address_counts_only_when_it_was_verified() {
        let email = |email: &str, verified: Value| {
            let claims = json!({
                "iss": "i", "sub": "s", "exp": 1, "email": email, "email_verified": verified,
            });
            serde_json::from_value::<Claims>(claims).unwrap().verified_email()
        };
        assert_eq!(email("Runa@Example.org", json!(true)).as_deref(), Some("runa@example.org"));
        assert_eq!(email("runa@example.org", json!(false)), None);
        assert_eq!(email("runa@example.org", json!("true")), None);
        // The sign for kelvin becomes a k.
        assert_eq!(email("\u{212a}arl@example.org", json!(true)), None);
        assert_eq!(email("runa", json!(true)), None);
        for unseen in ["runa\0@example.org", "runa@example.org\n", " runa@example.org"] {
            assert_eq!(email(unseen, json!(true)), None, "{unseen:?}");
        }
    }

    #[test]
    fn what_is_no_token_is_refused_before_anything_is_verified() {
        let header = |text: &str| format!("{}.e30.AA", URL_SAFE_NO_PAD.encode(text));
        let refused = |text: &str| Jwt::parse(text).err();
        assert_eq!(refused(&header(r#"{"alg":"RS256","kid":"1"}"#)), None);
        for (name, why) in [
            (r#"{"alg":"none"}"#, TokenRefused::Algorithm),
            (r#"{"alg":"HS256"}"#, TokenRefused::Algorithm),
            (r#"{"alg":"rs256"}"#, TokenRefused::Algorithm),
            (r#"{"alg":"RS256","crit":["b64"],"b64":false}"#, TokenRefused::Malformed),
            (r#"{"alg":"RS256","typ":"logout+jwt"}"#, TokenRefused::Malformed),
            (r#"{"alg":"none","alg":"RS256"}"#, TokenRefused::Malformed),
            ("{}", TokenRefused::Malformed),
            ("", TokenRefused::Malformed),
        ] {
            assert_eq!(refused(&header(name)), Some(why), "{name}");
        }
        for text in ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "ä.ö.ü"] {
            assert_eq!(refused(text), Some(TokenRefused::Malformed), "{text}");
        }
        assert_eq!(refused(&"a".repeat(MAX_TOKEN_BYTES + 1)), Some(TokenRefused::TooLong));
    }
}
