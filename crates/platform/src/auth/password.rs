//! Passwords: Argon2id (RFC 9106), computed beside the async threads.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use mojo_domain::Entropy;

/// How many passwords are checked at once.
static TURNS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);

/// 19 MiB, two passes, one lane: the least that OWASP names for Argon2id.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("constants within the limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The shortest password, in letters; the longest, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 10..=200;

/// Long enough to be hard to guess (at least ten letters), and not endless.
pub(crate) fn is_password(text: &str) -> bool {
    text.chars().count() >= *LENGTHS.start() && text.len() <= *LENGTHS.end()
}

/// The hash of `password` in PHC form.
pub(crate) fn hash_password(password: &str, entropy: &dyn Entropy) -> String {
    hash_with(password, drawn_salt(entropy))
}

/// The hash of a password that somebody chose, computed beside the async threads.
///
/// # Errors
/// When the thread that computed it did not come to its end.
pub(crate) async fn hash_chosen_password(
    password: String,
    entropy: &dyn Entropy,
) -> Result<String, tokio::task::JoinError> {
    let salt = drawn_salt(entropy);
    let _turn = TURNS.acquire().await;
    tokio::task::spawn_blocking(move || hash_with(&password, salt)).await
}

fn drawn_salt(entropy: &dyn Entropy) -> [u8; 16] {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    salt
}

fn hash_with(password: &str, salt: [u8; 16]) -> String {
    argon2()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .expect("salt and parameters are within the limits")
        .to_string()
}

/// The hash that an unknown user is compared with, so that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What a password is compared with, and whether it may belong to it. An account whose password was
/// taken away has an empty hash, and takes as long as nobody's.
fn compared_with(hash: Option<String>) -> (String, bool) {
    match hash.filter(|hash| !hash.is_empty()) {
        Some(hash) => (hash, true),
        None => (NOBODY.to_owned(), false),
    }
}

/// Whether `password` belongs to `hash`; `None` is nobody's hash, and no password belongs to it.
pub(crate) async fn verify_password(password: String, hash: Option<String>) -> bool {
    let check = move || {
        let (hash, is_known) = compared_with(hash);
        let matches = PasswordHash::new(&hash)
            .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok());
        matches && is_known
    };
    // Argon2 takes memory on purpose: few at a time, the others wait.
    let _turn = TURNS.acquire().await;
    tokio::task::spawn_blocking(check).await.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_is_accepted() {
        let hash = hash_password("Tannenweg 4", &mojo_domain::SeededEntropy::new(7));
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify_password("Tannenweg 4".to_owned(), Some(hash.clone())).await);
        assert!(!verify_password("tannenweg 4".to_owned(), Some(hash)).await);
        assert!(!verify_password("Tannenweg 4".to_owned(), None).await);
    }

    #[test]
    fn nobodys_hash_is_readable_so_that_it_costs_the_same() {
        assert!(PasswordHash::new(NOBODY).is_ok());
        for none in [None, Some(String::new())] {
            assert_eq!(compared_with(none.clone()), (NOBODY.to_owned(), false), "{none:?}");
        }
        assert_eq!(compared_with(Some("x".to_owned())), ("x".to_owned(), true));
    }
}
