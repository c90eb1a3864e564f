//! Signing in with the browser: a desk at which nobody types a password. The browser is played; the
//! identity provider and the way back to the desk are real.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use mojo_desk::account::{Browser, SignInError};
use mojo_desk::views::{BrowserSignInInput, ContactQuery, SessionView};
use mojo_desk::{Desk, Refusal};
use mojo_journeys::{Practice, TestDesk, journeys};
use mojo_testkit::identity::{FakeProvider, Misdeed, Person};

/// A browser that goes where it is sent, and says what it saw there.
#[derive(Default)]
struct Played {
    seen: Arc<Mutex<Vec<String>>>,
}

impl Browser for Played {
    fn open(&self, address: &str) -> std::io::Result<()> {
        let (address, seen) = (address.to_owned(), Arc::clone(&self.seen));
        std::thread::spawn(move || {
            let page =
                ureq::get(&address).call().and_then(|page| page.into_body().read_to_string());
            seen.lock().unwrap().push(page.unwrap_or_else(|error| error.to_string()));
        });
        Ok(())
    }
}

/// No browser at all.
struct Missing;

impl Browser for Missing {
    fn open(&self, _: &str) -> std::io::Result<()> {
        Err(std::io::Error::other("there is none"))
    }
}

fn mira(is_verified: bool) -> Person {
    let (subject, email) = ("user_mira".to_owned(), "mira.tannhoff@example.org".to_owned());
    Person { subject, email, is_verified }
}

/// The reception has an address, as people who were invited have.
async fn give_address(practice: &Practice) {
    for table in ["users", "logins"] {
        let name = "login_name = 'mira.tannhoff@example.org'";
        let sql = format!("UPDATE {table} SET {name} WHERE login_name = 'mira.tannhoff'");
        practice.plant(&sql).await;
    }
}

async fn provider_of(practice: &mut Practice) -> FakeProvider {
    let provider = FakeProvider::start(practice.clock.clone()).await;
    practice.trust(provider.url(), FakeProvider::CLIENT).await;
    give_address(practice).await;
    provider
}

fn browser(desk: &Desk) -> Arc<Mutex<Vec<String>>> {
    let played = Played::default();
    let seen = Arc::clone(&played.seen);
    desk.use_browser(Arc::new(played));
    seen
}

async fn sign_in(desk: &TestDesk, practice: &Practice) -> Result<SessionView, SignInError> {
    let (platform, device_name) = (practice.url.clone(), "Empfang 1".to_owned());
    desk.sign_in_by_browser(BrowserSignInInput { platform, device_name }).await
}

/// Two weeks and a day later, everywhere.
fn wait_two_weeks(practice: &Practice, desk: &TestDesk) {
    practice.advance(&[desk], chrono::TimeDelta::days(15));
}

journeys! {
    async fn a_desk_signs_in_without_a_password_and_works_like_any_other(mut practice) {
        let provider = provider_of(&mut practice).await;
        provider.seat(mira(true));
        let desk = practice.empty_desk().await;
        let seen = browser(&desk);
        let session = sign_in(&desk, &practice).await.unwrap();
        assert!(session.signed_in);
        assert_eq!(session.role, "reception", "the platform says so, and no token");
        assert_eq!(provider.visits(), 1);
        let page = wait_for_page(&seen).await;
        assert!(page.contains("Sie können dieses Fenster schließen"), "{page}");
        let round = desk.sync_round().await.unwrap();
        assert_eq!((round.error, round.pending), (None, 0));
        assert!(!has_no_contacts(&desk).await);
    }

    async fn a_session_that_ran_out_renews_itself_while_the_provider_vouches(mut practice) {
        let provider = provider_of(&mut practice).await;
        provider.seat(mira(true));
        let mut desk = practice.empty_desk().await;
        let _seen = browser(&desk);
        sign_in(&desk, &practice).await.unwrap();
        let before = desk.find_session().await.unwrap().unwrap();
        wait_two_weeks(&practice, &desk);
        desk.reopen().await;
        // A provider that does not answer signs nobody out.
        provider.misbehave(Some(Misdeed::Silent));
        assert_eq!(desk.sync_round().await.unwrap().error.as_deref(), Some("offline"));
        assert_eq!(desk.find_session().await.unwrap().unwrap(), before);
        provider.misbehave(None);
        assert_eq!(settled(&desk).await, None);
        let after = desk.find_session().await.unwrap().unwrap();
        assert_ne!(after.token, before.token);
        assert_ne!(after.identity, before.identity, "a refresh token counts once");
        assert_eq!(provider.visits(), 1, "nobody was asked again");
        // And again, by the next one.
        wait_two_weeks(&practice, &desk);
        desk.reopen().await;
        assert_eq!(settled(&desk).await, None);
    }

    async fn whoever_was_let_go_at_the_provider_is_signed_out_and_keeps_the_data(mut practice) {
        let provider = provider_of(&mut practice).await;
        provider.seat(mira(true));
        let mut desk = practice.empty_desk().await;
        let _seen = browser(&desk);
        sign_in(&desk, &practice).await.unwrap();
        provider.forget_everybody();
        wait_two_weeks(&practice, &desk);
        desk.reopen().await;
        let round = desk.sync_round().await.unwrap();
        assert_eq!(round.error.as_deref(), Some("signed_out"));
        let session = desk.find_session().await.unwrap().unwrap();
        assert_eq!((session.token, session.identity), (None, None));
        assert!(!has_no_contacts(&desk).await);
        // Taken back in, the desk goes on where it stood.
        let _seen = browser(&desk);
        sign_in(&desk, &practice).await.unwrap();
        assert_eq!(settled(&desk).await, None);
    }

    async fn what_comes_back_and_is_not_ours_signs_nobody_in(mut practice) {
        let provider = provider_of(&mut practice).await;
        let desk = practice.empty_desk().await;
        let seen = browser(&desk);
        provider.seat(mira(true));
        for (misdeed, code) in [
            (Misdeed::Denied, "sign_in_cancelled"),
            (Misdeed::OtherNonce, "identity_refused"),
            (Misdeed::OtherIssuer, "identity_refused"),
            (Misdeed::Silent, "identity_silent"),
        ] {
            provider.misbehave(Some(misdeed));
            let refused = sign_in(&desk, &practice).await.unwrap_err();
            assert_eq!(refused.code(), code, "{misdeed:?}");
            assert!(desk.find_session().await.unwrap().is_none());
        }
        // Another state ends nothing: the desk goes on waiting until somebody takes it back.
        provider.misbehave(Some(Misdeed::OtherState));
        let count = seen.lock().unwrap().len();
        let (waited, ()) = tokio::join!(sign_in(&desk, &practice), async {
            while seen.lock().unwrap().len() == count {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            desk.cancel_sign_in().await.unwrap();
        });
        assert_eq!(waited.unwrap_err().code(), "sign_in_cancelled");
        provider.misbehave(None);
        provider.seat(mira(false));
        let refused = sign_in(&desk, &practice).await.unwrap_err();
        assert_eq!(refused.code(), "identity_unknown", "an address that nobody has verified");
        desk.use_browser(Arc::new(Missing));
        assert_eq!(sign_in(&desk, &practice).await.unwrap_err().code(), "no_browser");
        assert!(desk.find_session().await.unwrap().is_none());
    }

    async fn a_platform_without_a_provider_says_so(practice) {
        let desk = practice.empty_desk().await;
        let refused = sign_in(&desk, &practice).await.unwrap_err();
        assert_eq!(refused.code(), "no_identity_provider");
    }
}

async fn has_no_contacts(desk: &Desk) -> bool {
    let query = ContactQuery { text: String::new(), role: None, offset: 0, limit: 10 };
    desk.list_contacts(query).await.unwrap().rows.is_empty()
}

/// The page that the browser shows in the end.
async fn wait_for_page(seen: &Mutex<Vec<String>>) -> String {
    loop {
        if let Some(page) = seen.lock().unwrap().last() {
            return page.clone();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Syncs until a round goes well, three times at most: a new session greets before it pulls.
async fn settled(desk: &TestDesk) -> Option<String> {
    let mut error = None;
    for _ in 0..3 {
        error = desk.sync_round().await.unwrap().error;
        error.as_ref()?;
    }
    error
}
