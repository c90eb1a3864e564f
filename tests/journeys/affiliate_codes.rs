//! Affiliate codes at the desk: whoever recruits has them and their flyers without a network; a new
//! one is made by the platform, and its answer may be lost.

use mojo_desk::Refusal;
use mojo_desk::sync::{Body, Http, HttpRequest, Method, Transport as _};
use mojo_desk::views::{AffiliateCodeChange, AffiliateCodeInput, AffiliateCodeRow, decode_base64};
use mojo_domain::commissions::AffiliateCode;
use mojo_journeys::network::Mishap;
use mojo_journeys::{Practice, TestDesk, journeys};
use mojo_platform::Platform;
use mojo_protocol::{LoginRequest, LoginResponse};
use serde_json::json;

const AFFILIATE: &str = "lale.moorlicht";

/// Asks the platform beside any desk, for bytes.
async fn ask(
    practice: &Practice,
    (method, path): (Method, &str),
    token: Option<String>,
    body: Option<Vec<u8>>,
) -> Vec<u8> {
    let request = HttpRequest {
        method,
        url: format!("{}/api/v1/{path}", practice.url),
        token,
        body: body.map(|bytes| Body { bytes, is_zstd: false }),
        idempotency_key: None,
    };
    let reply = Http::new().send(request).await.unwrap();
    assert!((200..300).contains(&reply.status), "{path}: {}", reply.status);
    if reply.is_zstd { zstd::decode_all(&reply.bytes[..]).unwrap() } else { reply.bytes }
}

/// Signs somebody of the demo in beside any desk.
async fn token(practice: &Practice, user: &str) -> String {
    let users = Platform::demo_users();
    let password = users.into_iter().find(|held| held.name == user).unwrap().password;
    let login = LoginRequest { user: user.to_owned(), password: password.to_owned() };
    let body = serde_json::to_vec(&login).unwrap();
    let answer = ask(practice, (Method::Post, "sessions"), None, Some(body)).await;
    serde_json::from_slice::<LoginResponse>(&answer).unwrap().token
}

async fn codes(desk: &TestDesk) -> Vec<AffiliateCodeRow> {
    desk.list_affiliate_codes().await.unwrap().codes
}

fn wish(stem: &str, label: &str) -> AffiliateCodeInput {
    AffiliateCodeInput { key: None, stem: stem.to_owned(), label: label.to_owned() }
}

journeys! {
    /// The cable is out and the program is opened anew: list and flyers are there, byte by byte as
    /// the platform makes them.
    async fn a_flyer_is_made_offline_as_the_platform_makes_it(practice) {
        let mut desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, AFFILIATE, "Studio").await.unwrap();
        let code = AffiliateCode::of_stem("MOORLICHT").unwrap().to_string();
        let token = token(&practice, AFFILIATE).await;
        let theirs = async |query: &str| {
            let path = format!("affiliate-codes/{code}/flyer?{query}");
            ask(&practice, (Method::Get, path.as_str()), Some(token.clone()), None).await
        };
        let image = theirs("format=png").await;
        let german = theirs("format=pdf&language=de").await;
        let english = theirs("format=pdf&language=en").await;

        desk.network.unplug();
        desk.reopen().await;
        let listed = desk.list_affiliate_codes().await.unwrap();
        assert!(listed.is_told && !listed.is_local && listed.as_of.is_some(), "{listed:?}");
        let [row] = &listed.codes[..] else { panic!("{listed:?}") };
        assert_eq!((row.code.as_str(), row.label.as_str()), (code.as_str(), "Homepage"));
        assert_eq!(row.link, format!("{}/r/{code}", practice.url));

        let typed = code.to_lowercase();
        let own = desk.affiliate_flyer_png(typed.clone()).await.unwrap();
        assert!(decode_base64(&own.base64).unwrap() == image, "the image differs");
        for (language, expected) in [("de", german), ("en", english)] {
            let page = desk.affiliate_flyer_pdf(typed.clone(), language.to_owned()).await.unwrap();
            assert!(decode_base64(&page.base64).unwrap() == expected, "{language} differs");
        }
    }

    /// Without a network nothing is made, and after a lost answer nobody claims anything; the next
    /// sync tells, here and at another desk of the tenant.
    async fn a_code_that_was_made_and_not_answered_comes_with_the_next_sync(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, AFFILIATE, "Studio").await.unwrap();
        let laptop = practice.empty_desk().await;
        laptop.sign_in(&practice.url, AFFILIATE, "Laptop").await.unwrap();
        desk.network.unplug();
        let refused = desk.create_affiliate_code(wish("Messe", "Messe Köln")).await.unwrap_err();
        assert_eq!(refused.code(), "needs_network");
        desk.network.plug_in();
        desk.network.expect([Mishap::AnswerLost]);
        let refused = desk.create_affiliate_code(wish("Messe", "Messe Köln")).await.unwrap_err();
        assert_eq!(refused.code(), "unanswered");
        assert_eq!(codes(&desk).await.len(), 1, "nothing is claimed");
        let refused = desk.create_affiliate_code(wish("Messe", "Messe Köln")).await.unwrap_err();
        assert_eq!(refused.code(), "affiliate_code_taken", "by ourselves, as the list says after a sync");
        for desk in [&desk, &laptop] {
            desk.sync_until_quiet().await;
            let listed = codes(desk).await;
            assert_eq!((listed.len(), listed[0].label.as_str()), (2, "Messe Köln"));
        }

        // Retired at one desk, it is known at once there, and after a sync at the other.
        let made = codes(&desk).await[0].code.clone();
        let change =
            AffiliateCodeChange { code: made.clone(), label: None, retired: Some(true) };
        let row = desk.edit_affiliate_code(change).await.unwrap();
        assert!(row.retired_at.is_some() && row.label == "Messe Köln", "{row:?}");
        assert!(laptop.affiliate_flyer_png(made.clone()).await.is_ok());
        laptop.sync_until_quiet().await;
        let refused = laptop.affiliate_flyer_png(made).await.unwrap_err();
        assert_eq!(refused.code(), "affiliate_code_retired");
    }

    /// Who recruits makes codes; the reception is told of none and makes none.
    async fn owner_distributor_and_affiliate_have_codes_and_the_reception_has_none(practice) {
        for (user, stem) in
            [("regina.vossberg", "DACH"), ("falk.rabenau", "RABENAU"), ("jonte.albers", "BIRKENHAIN")]
        {
            let desk = practice.empty_desk().await;
            desk.sign_in(&practice.url, user, "Laptop").await.unwrap();
            let code = AffiliateCode::of_stem(stem).unwrap().to_string();
            let listed = codes(&desk).await;
            assert_eq!(listed.len(), 1, "{user} sees the own codes alone: {listed:?}");
            assert_eq!(listed[0].code, code, "{user}");
            let made = desk.create_affiliate_code(wish("", "Vortrag")).await.unwrap();
            assert!(made.code.parse::<AffiliateCode>().is_ok(), "{made:?}");
            assert_eq!(codes(&desk).await[0].code, made.code, "{user}");
        }
        let reception = practice.desk("Empfang 1").await;
        let listed = reception.list_affiliate_codes().await.unwrap();
        assert!(!listed.is_told && listed.codes.is_empty(), "{listed:?}");
        let refused = reception.create_affiliate_code(wish("EMPFANG", "")).await.unwrap_err();
        let who = "owner,distributor,affiliate";
        assert_eq!((refused.code(), refused.values()["who"].as_str()), ("not_allowed", who));

        // Past the desk, too.
        let token = token(&practice, "mira.tannhoff").await;
        let request = HttpRequest {
            method: Method::Post,
            url: format!("{}/api/v1/affiliate-codes", practice.url),
            token: Some(token),
            body: Some(Body { bytes: json!({}).to_string().into_bytes(), is_zstd: false }),
            idempotency_key: None,
        };
        assert_eq!(Http::new().send(request).await.unwrap().status, 403);
    }
}
