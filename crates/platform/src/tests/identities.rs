//! People whom an identity provider vouches for: tokens of every hostile kind, rotation and silence
//! of the provider, and whose account an identity is.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use mojo_domain::TenantId;
use mojo_protocol::ExchangeRequest;
use mojo_testkit::identity::{FakeProvider, Misdeed};
use ring::hmac;
use serde_json::{Value, json};

use super::commerce::{open_shop, platform_admin};
use super::storage::run;
use crate::IdentitySettings;
use crate::auth::Role;
use crate::http::{Bucket, Limits};
use crate::storage::accounts::NewUser;
use crate::tests::support::{BIRKENHAIN, LINDENAU, Server, on_both, password_hash};

/// Whom the tests sign in.
const OWNER: &str = "owner@birkenhain";
const ENTITLEMENT: &str = "/api/v1/entitlement";
const IDENTITIES: &str = "/api/v1/identities";
const EXCHANGE: &str = "/api/v1/sessions/identity";
/// What a desk drew for a sign-in.
const BINDING: &str = "drawn-by-the-desk";

fn settings(provider: &FakeProvider) -> IdentitySettings {
    IdentitySettings {
        issuer: provider.url().to_owned(),
        client_id: FakeProvider::CLIENT.to_owned(),
        audiences: vec![FakeProvider::WEB.to_owned()],
        organisation: None,
        is_sole_audience: false,
    }
}

/// A provider, and the same platform as one that believes it.
async fn trust(server: &Server) -> (FakeProvider, Server) {
    let provider = FakeProvider::start(server.clock.clone()).await;
    let platform = server.platform.clone().with_identity(settings(&provider)).unwrap();
    let trusting = Server::around(platform, server.clock.clone());
    (provider, trusting)
}

/// What the provider says of an account that was made with this address.
fn verified(email: &str) -> Value {
    json!({ "email": email, "email_verified": true })
}

async fn ask(server: &Server, token: &str) -> (StatusCode, Value) {
    server.call("GET", ENTITLEMENT, Some(token), None).await
}

/// The answer is a refusal with this code.
async fn refused(server: &Server, token: &str, code: &str, why: &str) {
    let (status, answer) = ask(server, token).await;
    assert!(status.is_client_error() || status.is_server_error(), "{why}: {status} {answer}");
    assert_eq!(answer["error"]["code"], code, "{why}: {answer}");
}

/// A token as the desk gets one that asked for the platform at this address.
fn for_desk(provider: &FakeProvider, platform: &str, claims: &Value) -> String {
    let nonce = ExchangeRequest::nonce(BINDING, provider.url(), platform);
    let mut claims = claims.clone();
    claims["aud"] = json!(FakeProvider::CLIENT);
    claims["nonce"] = json!(nonce);
    provider.token("user_7", &claims)
}

/// One that renews: such a token has no nonce.
fn renewing(provider: &FakeProvider, subject: &str) -> String {
    provider.token(subject, &json!({ "aud": FakeProvider::CLIENT }))
}

async fn exchange(server: &Server, token: &str, body: Value) -> (StatusCode, Value) {
    server.call("POST", EXCHANGE, Some(token), Some(&body)).await
}

/// The reception's session that began in a browser for this platform.
async fn sign_in_reception(server: &Server, provider: &FakeProvider) -> String {
    let own = server.platform.state.public_url();
    let token = for_desk(provider, own, &verified("reception@birkenhain"));
    let (status, answer) = exchange(server, &token, json!({ "binding": BINDING })).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    answer["token"].as_str().unwrap().to_owned()
}

/// The owner's identity is linked by the verified address.
async fn link_owner(server: &Server, provider: &FakeProvider) {
    let (status, answer) = ask(server, &provider.token("user_1", &verified(OWNER))).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

/// A token with this header and these claims, signed with a shared secret.
fn by_secret(alg: &str, claims: &Value, secret: &[u8]) -> String {
    let header = json!({ "alg": alg, "kid": "key-1", "typ": "JWT" }).to_string();
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!("{}.{}", encode(header.as_bytes()), encode(claims.to_string().as_bytes()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    format!("{signed}.{}", encode(hmac::sign(&key, signed.as_bytes()).as_ref()))
}

/// The same token with another header, or other claims.
fn forged(token: &str, place: usize, part: &Value) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts[place] = URL_SAFE_NO_PAD.encode(part.to_string());
    parts.join(".")
}

/// The platform's administrator, and their token.
async fn admin(server: &Server) -> String {
    open_shop(server).await;
    platform_admin(server).await
}

on_both! {
    async fn whoever_is_vouched_for_works_with_the_role_that_the_platform_knows(server) {
        let (provider, server) = trust(&server).await;
        let mut claims = verified("reception@birkenhain");
        // Nothing of this gives a right.
        claims["org_role"] = json!("org:admin");
        claims["role"] = json!("owner");
        claims["org_permissions"] = json!(["org:sys_profile:manage"]);
        let token = provider.token("user_7", &claims);
        let (status, answer) = ask(&server, &token).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let (status, answer) = server.call("GET", "/api/v1/checkouts", Some(&token), None).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
        let (status, answer) = server.call("POST", EXCHANGE, Some(&token), None).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        assert_eq!(answer["user"]["role"], "reception", "{answer}");
        assert_eq!(answer["tenant"]["tenant_id"], BIRKENHAIN.to_string(), "{answer}");
        let (status, answer) = ask(&server, answer["token"].as_str().unwrap()).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    async fn a_token_that_proves_nothing_is_refused(server) {
        let (provider, server) = trust(&server).await;
        link_owner(&server, &provider).await;
        let good = provider.token("user_1", &json!({}));
        let claims = provider.claims("user_1", &json!({}));
        let header = |alg: &str| json!({ "alg": alg, "kid": "key-1", "typ": "JWT" });
        let modulus = provider.published()["keys"][0]["n"].as_str().unwrap().to_owned();
        let key = provider.published()["keys"][0].to_string();
        let now = claims["iat"].as_i64().unwrap();
        let token = |changes: Value| provider.token("user_1", &changes);
        let unsigned = forged(&good, 0, &header("none"));
        let (head, _) = unsigned.rsplit_once('.').unwrap();
        let hostile = [
            ("alg none with a signature", unsigned.clone()),
            ("alg none without one", format!("{head}.")),
            ("the public key as a secret", by_secret("HS256", &claims, modulus.as_bytes())),
            ("the published key as a secret", by_secret("HS256", &claims, key.as_bytes())),
            ("a secret under another name", by_secret("RS256", &claims, modulus.as_bytes())),
            ("another algorithm than the key's", forged(&good, 0, &header("ES256"))),
            ("no key of the provider", forged(&good, 0, &json!({ "alg": "RS256", "kid": "x" }))),
            ("other claims", forged(&good, 1, &provider.claims("user_2", &json!({})))),
            ("another issuer", token(json!({ "iss": "https://id.example.org" }))),
            ("another audience", token(json!({ "aud": "somebody-else" }))),
            ("no audience", token(json!({ "aud": null }))),
            ("another party", token(json!({ "azp": "https://evil.example.org" }))),
            ("expired", token(json!({ "exp": now - 60 }))),
            ("no end", token(json!({ "exp": null }))),
            ("an end in words", token(json!({ "exp": "tomorrow" }))),
            ("not yet", token(json!({ "nbf": now + 61 }))),
            ("made tomorrow", token(json!({ "iat": now + 86_400 }))),
            ("nobody", token(json!({ "sub": "" }))),
            ("no subject", token(json!({ "sub": null }))),
            ("huge", token(json!({ "padding": "x".repeat(16_000) }))),
        ];
        for (why, token) in hostile {
            refused(&server, &token, "unauthorized", why).await;
        }
        for change in [json!({ "exp": now - 59 }), json!({ "nbf": now + 60 })] {
            let (status, answer) = ask(&server, &token(change.clone())).await;
            assert_eq!(status, StatusCode::OK, "clocks differ by a minute: {change} {answer}");
        }
        let (status, answer) = ask(&server, &good).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    /// A false platform names the true provider, and shows the true platform what it is told.
    async fn a_token_that_a_desk_got_for_another_platform_is_refused(server) {
        let squatter = server.token("reception@birkenhain").await;
        let (provider, server) = trust(&server).await;
        let own = server.platform.state.public_url().to_owned();
        let claims = verified("reception@birkenhain");
        let relayed = for_desk(&provider, "https://false.example", &claims);
        let good = for_desk(&provider, &own, &claims);
        let without = renewing(&provider, "user_7");
        let session = server.token(OWNER).await;
        for (why, token, body) in [
            ("for another platform", &relayed, json!({ "binding": BINDING })),
            ("with nothing to prove it", &relayed, json!({})),
            ("with nothing to prove it", &good, json!({})),
            ("with another binding", &good, json!({ "binding": "guessed" })),
            ("with somebody's session", &relayed, json!({ "former": session })),
            ("without a nonce", &without, json!({ "binding": BINDING })),
            ("without a nonce", &without, json!({ "former": "0".repeat(96) })),
        ] {
            let (status, answer) = exchange(&server, token, body).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{why}: {answer}");
        }
        for token in [&relayed, &good, &without] {
            refused(&server, token, "session_needed", "for a request").await;
        }
        assert_eq!(ask(&server, &squatter).await.0, StatusCode::OK, "no account was touched");
        let (status, answer) = exchange(&server, &good, json!({ "binding": BINDING })).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }

    /// What renews lies on the desk, and goes with it when it is stolen.
    async fn what_renews_a_session_ends_with_the_device_that_was_revoked(server) {
        let owner = server.token("platform_admin@birkenhain").await;
        let (provider, server) = trust(&server).await;
        let session = sign_in_reception(&server, &provider).await;
        let device = uuid::Uuid::from_u128(7);
        let body = json!({ "device_id": device, "name": "Empfang", "epoch": 1 });
        let (status, answer) =
            server.call("POST", "/api/v1/devices", Some(&session), Some(&body)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let renew = async |token: String, former: &str| {
            exchange(&server, &token, json!({ "former": former })).await
        };
        // Long after the session ran out; and nobody renews with somebody else's session.
        server.clock.advance(TimeDelta::days(60));
        refused(&server, &session, "unauthorized", "two weeks").await;
        let (status, answer) = renew(renewing(&provider, "user_7"), &session).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let unbound = answer["token"].as_str().unwrap().to_owned();
        assert_eq!(ask(&server, &unbound).await.0, StatusCode::OK);
        let other = provider.token("user_9", &verified("therapist@birkenhain"));
        assert_eq!(ask(&server, &other).await.0, StatusCode::OK);
        let (status, _) = renew(renewing(&provider, "user_9"), &session).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "another person's");

        let path = format!("/api/v1/devices/{device}/revoke?lost=true");
        let (status, answer) = server.call("POST", &path, Some(&owner), None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        refused(&server, &unbound, "unauthorized", "it lived nowhere yet").await;
        let (status, answer) = renew(renewing(&provider, "user_7"), &unbound).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{answer}");
        let (status, answer) = renew(renewing(&provider, "user_7"), &session).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
        assert_eq!(answer["error"]["code"], "device_revoked", "it learns so, and parts");
        // With the session that ran out it hands over what it holds, and does nothing else.
        refused(&server, &session, "unauthorized", "it has run out").await;
        let desk = crate::tests::support::TestDesk::unenrolled(
            session.clone(),
            mojo_domain::DeviceId(device),
            1,
        );
        let parting = desk.parting(Vec::new());
        let path = "/api/v1/sync/parting";
        let (status, answer) = server.call("POST", path, Some(&session), Some(&parting)).await;
        assert_eq!((status, &answer["is_lost"]), (StatusCode::OK, &json!(true)), "{answer}");
        assert_eq!(ask(&server, &owner).await.0, StatusCode::OK, "whoever revoked goes on");
    }

    /// However the two meet, nobody holds a session afterwards.
    async fn a_session_that_is_renewed_while_its_device_is_revoked_ends_too(server) {
        let owner = server.token("platform_admin@birkenhain").await;
        let (provider, server) = trust(&server).await;
        let session = sign_in_reception(&server, &provider).await;
        let device = uuid::Uuid::from_u128(7);
        let body = json!({ "device_id": device, "name": "Empfang", "epoch": 1 });
        server.call("POST", "/api/v1/devices", Some(&session), Some(&body)).await;
        let path = format!("/api/v1/devices/{device}/revoke");
        let token = renewing(&provider, "user_7");
        let (revoked, (status, answer)) = tokio::join!(
            server.call("POST", &path, Some(&owner), None),
            exchange(&server, &token, json!({ "former": session })),
        );
        assert_eq!(revoked.0, StatusCode::OK, "{}", revoked.1);
        if status == StatusCode::CREATED {
            let renewed = answer["token"].as_str().unwrap();
            refused(&server, renewed, "unauthorized", "renewed a moment before").await;
        } else {
            let refusals = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN];
            assert!(refusals.contains(&status), "{status} {answer}");
        }
    }

    async fn a_new_key_counts_at_once_and_one_that_was_withdrawn_no_more(server) {
        let (provider, server) = trust(&server).await;
        link_owner(&server, &provider).await;
        let by_old = provider.token("user_1", &json!({ "exp": 4_000_000_000_i64 }));
        server.clock.advance(TimeDelta::seconds(31));
        provider.rotate(true);
        let by_new = provider.token("user_1", &json!({}));
        for token in [&by_new, &by_old] {
            let (status, answer) = ask(&server, token).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
        }
        server.clock.advance(TimeDelta::seconds(31));
        provider.rotate(false);
        let by_newest = provider.token("user_1", &json!({}));
        let (status, answer) = ask(&server, &by_newest).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        refused(&server, &by_old, "unauthorized", "a withdrawn key").await;
        assert_eq!(provider.key_requests(), 3);
    }

    /// A flood of tokens with made-up keys must not become a flood at the provider.
    async fn unknown_keys_ask_the_provider_every_thirty_seconds_at_most(server) {
        let (provider, server) = trust(&server).await;
        link_owner(&server, &provider).await;
        let good = provider.token("user_1", &json!({}));
        let made_up = |number: usize| {
            let header = json!({ "alg": "RS256", "kid": format!("made-up-{number}") });
            forged(&good, 0, &header)
        };
        for number in 0..50 {
            refused(&server, &made_up(number), "unauthorized", "an unknown key").await;
        }
        assert_eq!(provider.key_requests(), 1, "they were fetched a moment ago");
        server.clock.advance(TimeDelta::seconds(30));
        let (one, two) = (made_up(51), made_up(52));
        tokio::join!(
            refused(&server, &one, "unauthorized", "an unknown key"),
            refused(&server, &two, "unauthorized", "an unknown key"),
        );
        assert_eq!(provider.key_requests(), 2);
        // A clock that was set back does not stop it for ever.
        server.clock.advance(TimeDelta::days(-1));
        refused(&server, &made_up(53), "unauthorized", "an unknown key").await;
        assert_eq!(provider.key_requests(), 3);
    }

    async fn a_silent_provider_lets_those_in_whose_keys_are_held_for_a_day(server) {
        let (provider, server) = trust(&server).await;
        provider.misbehave(Some(Misdeed::Silent));
        let first = provider.token("user_1", &verified(OWNER));
        refused(&server, &first, "identity_silent", "no keys yet").await;
        server.clock.advance(TimeDelta::seconds(31));
        provider.misbehave(None);
        link_owner(&server, &provider).await;
        for misdeed in [Misdeed::Silent, Misdeed::Garbled, Misdeed::OtherIssuer] {
            provider.misbehave(Some(misdeed));
            server.clock.advance(TimeDelta::hours(2));
            let (status, answer) = ask(&server, &provider.token("user_1", &json!({}))).await;
            assert_eq!(status, StatusCode::OK, "{misdeed:?}: {answer}");
        }
        server.clock.advance(TimeDelta::hours(18));
        let token = provider.token("user_1", &json!({}));
        refused(&server, &token, "identity_silent", "a day").await;
        provider.misbehave(None);
        server.clock.advance(TimeDelta::seconds(31));
        let (status, answer) = ask(&server, &provider.token("user_1", &json!({}))).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    async fn an_account_is_found_by_an_address_only_when_it_was_verified(server) {
        let (provider, server) = trust(&server).await;
        for (why, changes) in [
            ("no address", json!({})),
            ("not verified", json!({ "email": OWNER, "email_verified": false })),
            ("verified in words", json!({ "email": OWNER, "email_verified": "true" })),
            ("nothing said of it", json!({ "email": OWNER })),
            ("another address", verified("stranger@example.org")),
            ("letters that become others", verified("owner@bir\u{212a}enhain")),
        ] {
            let token = provider.token("user_1", &changes);
            refused(&server, &token, "identity_unknown", why).await;
        }
        let token = provider.token("user_1", &verified("Owner@Birkenhain"));
        assert_eq!(ask(&server, &token).await.0, StatusCode::OK);
        // From here on the subject counts, whatever becomes of the address.
        let token = provider.token("user_1", &verified("owner@lindenau"));
        let (_, answer) = server.call("POST", EXCHANGE, Some(&token), None).await;
        assert_eq!(answer["tenant"]["tenant_id"], BIRKENHAIN.to_string(), "{answer}");
        // And nobody else comes to the account with the same address.
        let token = provider.token("user_2", &verified(OWNER));
        refused(&server, &token, "identity_unknown", "a second identity of the account").await;
    }

    /// Whoever made an account with somebody else's address loses it to them.
    async fn a_verified_address_takes_password_and_sessions_from_whoever_typed_it(server) {
        let squatter = server.token(OWNER).await;
        let (provider, server) = trust(&server).await;
        assert_eq!(ask(&server, &squatter).await.0, StatusCode::OK);
        let token = provider.token("user_1", &verified(OWNER));
        let (one, two) = tokio::join!(ask(&server, &token), ask(&server, &token));
        assert_eq!((one.0, two.0), (StatusCode::OK, StatusCode::OK), "{} {}", one.1, two.1);
        refused(&server, &squatter, "unauthorized", "the session of before").await;
        let body = json!({ "user": OWNER, "password": crate::tests::support::PASSWORD });
        let (status, answer) = server.call("POST", "/api/v1/sessions", None, Some(&body)).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{answer}");
        let body = json!({ "user": OWNER, "password": "" });
        let (status, answer) = server.call("POST", "/api/v1/sessions", None, Some(&body)).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{answer}");
    }

    async fn an_account_that_was_closed_lets_nobody_in(server) {
        let (provider, server) = trust(&server).await;
        link_owner(&server, &provider).await;
        let token = provider.token("user_1", &verified(OWNER));
        let (_, answer) = server.call("POST", EXCHANGE, Some(&token), None).await;
        let session = answer["token"].as_str().unwrap().to_owned();
        let close = "UPDATE users SET disabled_at = 1 WHERE login_name = 'owner@birkenhain'";
        run(server.platform.state.database(), close).await.unwrap();
        refused(&server, &token, "identity_unknown", "a closed account").await;
        refused(&server, &session, "unauthorized", "its session").await;
    }

    async fn what_is_another_tenants_stays_so_for_whoever_is_vouched_for(server) {
        let victim = crate::tests::support::TestDesk::enrol(&server, "reception@lindenau", 1).await;
        let (provider, server) = trust(&server).await;
        link_owner(&server, &provider).await;
        // The token says what it likes.
        let claims = json!({ "tenant_id": LINDENAU, "org_id": LINDENAU, "org_slug": "lindenau" });
        let token = provider.token("user_1", &claims);
        let (status, devices) = server.call("GET", "/api/v1/devices", Some(&token), None).await;
        assert_eq!(status, StatusCode::OK, "{devices}");
        assert!(!devices.to_string().contains(&victim.device_id.to_string()), "{devices}");
        let path = format!("/api/v1/devices/{}/revoke", victim.device_id);
        let (status, answer) = server.call("POST", &path, Some(&token), None).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
        let (status, answer) = server.call("GET", IDENTITIES, Some(&token), None).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
    }

    /// A device lives on a session of the platform, so that revoking the device ends it.
    async fn a_device_lives_on_a_session_and_on_no_foreign_token(server) {
        let (provider, server) = trust(&server).await;
        link_owner(&server, &provider).await;
        let token = provider.token("user_1", &json!({}));
        let device = uuid::Uuid::from_u128(0xDE);
        let body = json!({ "device_id": device, "name": "Empfang", "epoch": 1 });
        let enrol = |token: String, body: Value| {
            let server = &server;
            async move { server.call("POST", "/api/v1/devices", Some(&token), Some(&body)).await }
        };
        let (status, answer) = enrol(token.clone(), body.clone()).await;
        assert_eq!(status, StatusCode::CONFLICT, "{answer}");
        assert_eq!(answer["error"]["code"], "session_needed", "{answer}");
        let (_, answer) = server.call("POST", EXCHANGE, Some(&token), None).await;
        let session = answer["token"].as_str().unwrap().to_owned();
        let (status, answer) = enrol(session.clone(), body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let (status, answer) = server.call("POST", EXCHANGE, Some(&session), None).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
        assert_eq!(answer["error"]["code"], "identity_needed", "{answer}");
        // Two weeks later the provider is asked again, however often the device was heard from.
        server.clock.advance(TimeDelta::days(13));
        assert_eq!(ask(&server, &session).await.0, StatusCode::OK);
        server.clock.advance(TimeDelta::days(1));
        refused(&server, &session, "unauthorized", "two weeks").await;
    }

    async fn staff_link_an_identity_with_a_reason_and_end_it(server) {
        let admin = admin(&server).await;
        let (provider, server) = trust(&server).await;
        let token = provider.token("user_9", &json!({}));
        refused(&server, &token, "identity_unknown", "not linked yet").await;
        let wish = |subject: &str, login: &str, reason: &str| {
            json!({ "subject": subject, "login_name": login, "reason": reason })
        };
        let link = |body: Value| {
            let (server, admin) = (&server, &admin);
            async move { server.call("POST", IDENTITIES, Some(admin), Some(&body)).await }
        };
        for (body, status) in [
            (wish("", OWNER, "Ticket 7"), StatusCode::UNPROCESSABLE_ENTITY),
            (wish("user_9", OWNER, " "), StatusCode::UNPROCESSABLE_ENTITY),
            (wish("user_9", "nobody@example.org", "Ticket 7"), StatusCode::NOT_FOUND),
        ] {
            assert_eq!(link(body.clone()).await.0, status, "{body}");
        }
        let (status, linked) = link(wish("user_9", OWNER, "Ticket 7")).await;
        assert_eq!(status, StatusCode::CREATED, "{linked}");
        assert_eq!(ask(&server, &token).await.0, StatusCode::OK);
        // The password stays: nobody took the account from anybody.
        let password = server.token(OWNER).await;
        for taken in [wish("user_9", "owner@lindenau", "x"), wish("user_8", OWNER, "x")] {
            let (status, answer) = link(taken).await;
            assert_eq!(status, StatusCode::CONFLICT, "{answer}");
        }
        let path = format!("{IDENTITIES}/{}/end", linked["id"].as_str().unwrap());
        let reason = json!({ "reason": "verwechselt" });
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&reason)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        refused(&server, &token, "identity_unknown", "ended").await;
        refused(&server, &password, "unauthorized", "sessions end with it").await;
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&reason)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "twice: {answer}");
        let (status, answer) = link(wish("user_9", "owner@lindenau", "Ticket 8")).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        for action in ["link_identity", "end_identity"] {
            assert!(log.to_string().contains(action), "{log}");
        }
        let (_, list) = server.call("GET", IDENTITIES, Some(&admin), None).await;
        assert_eq!(list["identities"].as_array().unwrap().len(), 1, "{list}");
        assert_eq!(list["identities"][0]["login_name"], "owner@lindenau", "{list}");
    }

    /// What staff ended stays ended: with the next request the address would link it anew.
    async fn a_link_that_staff_ended_is_not_made_anew_by_the_address(server) {
        let admin = admin(&server).await;
        let (provider, server) = trust(&server).await;
        link_owner(&server, &provider).await;
        let token = provider.token("user_1", &verified(OWNER));
        let (_, answer) = server.call("POST", EXCHANGE, Some(&token), None).await;
        let session = answer["token"].as_str().unwrap().to_owned();
        let (_, list) = server.call("GET", IDENTITIES, Some(&admin), None).await;
        let path = format!("{IDENTITIES}/{}/end", list["identities"][0]["id"].as_str().unwrap());
        let reason = json!({ "reason": "ausgeschieden" });
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&reason)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        refused(&server, &session, "unauthorized", "the session of the link").await;
        refused(&server, &token, "identity_unknown", "the same person").await;
        let other = provider.token("user_2", &verified(OWNER));
        refused(&server, &other, "identity_unknown", "another account with the address").await;
        // Only people let them in again.
        let wish = json!({ "subject": "user_1", "login_name": OWNER, "reason": "wieder da" });
        let (status, answer) = server.call("POST", IDENTITIES, Some(&admin), Some(&wish)).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        assert_eq!(ask(&server, &token).await.0, StatusCode::OK);
        refused(&server, &other, "identity_unknown", "the account has an identity").await;
    }

    /// A password that is being checked while it is taken away begins a session after the end of all.
    async fn a_session_by_a_password_does_not_outlive_the_password(server) {
        let late = server.token(OWNER).await;
        let (provider, server) = trust(&server).await;
        let reception = provider.token("user_7", &verified("reception@birkenhain"));
        let (_, answer) = server.call("POST", EXCHANGE, Some(&reception), None).await;
        let by_identity = answer["token"].as_str().unwrap().to_owned();
        assert_eq!(ask(&server, &late).await.0, StatusCode::OK);
        let take = "UPDATE users SET password_hash = '' WHERE login_name = 'owner@birkenhain'";
        run(server.platform.state.database(), take).await.unwrap();
        refused(&server, &late, "unauthorized", "the password was taken").await;
        assert_eq!(ask(&server, &by_identity).await.0, StatusCode::OK, "it needs no password");
    }

    /// The platform's own people are vouched for as well, and only at MOJO LLC are they that.
    async fn an_administrator_elsewhere_is_none_of_the_platforms(server) {
        admin(&server).await;
        let (provider, server) = trust(&server).await;
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        tx.insert_user(&NewUser {
            tenant_id: TenantId::MOJO_LLC,
            user_id: mojo_domain::UserId(uuid::Uuid::from_u128(0xAE)),
            login_name: "staff@mojo.example.org".to_owned(),
            name: "Odette Farnham".to_owned(),
            role: Role::PlatformAdmin,
            password_hash: password_hash(),
            created_at: 0,
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
        for (subject, email, status) in [
            ("user_1", "staff@mojo.example.org", StatusCode::OK),
            ("user_2", "platform_admin@lindenau", StatusCode::FORBIDDEN),
        ] {
            let token = provider.token(subject, &verified(email));
            let (found, answer) = server.call("GET", IDENTITIES, Some(&token), None).await;
            assert_eq!(found, status, "{email}: {answer}");
        }
    }

    async fn the_desk_learns_where_people_sign_in(server) {
        let path = "/api/v1/identity-provider";
        let (status, answer) = server.call("GET", path, None, None).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
        assert_eq!(answer["error"]["code"], "no_identity_provider", "{answer}");
        let (provider, server) = trust(&server).await;
        let (status, answer) = server.call("GET", path, None, None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let told = json!({ "issuer": provider.url(), "client_id": FakeProvider::CLIENT });
        assert_eq!(answer, told);
    }
}

/// Each exchange keeps a session, and a token may be shown as often as somebody likes.
#[tokio::test]
async fn exchanging_is_slowed_down_as_signing_in_is() {
    let logins = Bucket { burst: 2, per_minute: 1 };
    let server = Server::with_limits(Limits { logins, ..Limits::default() }).await;
    let (provider, server) = trust(&server).await;
    link_owner(&server, &provider).await;
    let exchange = || {
        let (server, token) = (&server, provider.token("user_1", &json!({})));
        async move { server.call("POST", EXCHANGE, Some(&token), None).await }
    };
    for _ in 0..2 {
        let (status, answer) = exchange().await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }
    let (status, answer) = exchange().await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{answer}");
    server.clock.advance(TimeDelta::minutes(2));
    assert_eq!(exchange().await.0, StatusCode::CREATED);
}
