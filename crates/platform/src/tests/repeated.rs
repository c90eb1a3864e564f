//! What is sent again after an answer that was lost is done once: a product that is put on offer, a tenant, a
//! customer, an invitation with its mail, an affiliate code, and a word in a dispute.

use axum::body::Body;
use axum::http::{Request, header};
use mojo_domain::commissions::AffiliateCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{open_shop, platform_admin};
use super::disputes::{DISPUTE, dispute};
use super::support::{BIRKENHAIN, LINDENAU, Server, on_both};

const PRODUCTS: &str = "/api/v1/products";
const PLATFORM_PRODUCTS: &str = "/api/v1/platform-products";
const INVITATIONS: &str = "/api/v1/invitations";
const TENANTS: &str = "/api/v1/tenants";
const CUSTOMERS: &str = "/api/v1/customers";
const CODES: &str = "/api/v1/affiliate-codes";

/// A request with a key.
async fn post(
    server: &Server,
    (token, key): (&str, &str),
    path: &str,
    body: &Value,
) -> (u16, Value) {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header("Idempotency-Key", key)
        .body(Body::from(body.to_string()))
        .unwrap();
    let (status, bytes) = server.send(request).await;
    (status.as_u16(), serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

async fn list(server: &Server, token: &str, path: &str, rows: &str) -> Vec<Value> {
    let (_, answer) = server.call("GET", path, Some(token), None).await;
    answer[rows].as_array().unwrap().clone()
}

async fn logged(server: &Server, token: &str, action: &str) -> usize {
    let path = format!("/api/v1/audit-log?action={action}&limit=200");
    list(server, token, &path, "entries").await.len()
}

fn level() -> Value {
    json!({ "name": "Regeneration 3", "price_net": "300.00", "user_journey_level": 3 })
}

fn course(tenant: impl serde::Serialize) -> Value {
    json!({ "tenant_id": tenant, "name": "Atemkurs", "price_net": "100.00", "kind": "course" })
}

on_both! {
    async fn a_product_with_a_key_is_put_on_offer_once_also_at_once(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let before = list(&server, &admin, PLATFORM_PRODUCTS, "products").await.len();
        let with_key = (admin.as_str(), "k-1");
        let wish = level();
        let (one, other) = tokio::join!(
            post(&server, with_key, PLATFORM_PRODUCTS, &wish),
            post(&server, with_key, PLATFORM_PRODUCTS, &wish),
        );
        assert_eq!((one.0, other.0), (201, 201), "{one:?} {other:?}");
        assert_eq!(one.1, other.1);
        assert_eq!(list(&server, &admin, PLATFORM_PRODUCTS, "products").await.len(), before + 1);
        assert_eq!(logged(&server, &admin, "enter_product").await, 1);
        let mut dearer = level();
        dearer["price_net"] = json!("301.00");
        let (status, answer) = post(&server, with_key, PLATFORM_PRODUCTS, &dearer).await;
        assert_eq!((status, &answer["error"]["code"]), (409, &json!("key_reused")));
        let anew = (admin.as_str(), "k-2");
        let (status, second) = post(&server, anew, PLATFORM_PRODUCTS, &wish).await;
        assert_eq!(status, 201, "{second}");
        assert_ne!(second["id"], one.1["id"], "another key is another wish");
        for bad in ["", " ", &"k".repeat(201)] {
            let (status, answer) = post(&server, (&admin, bad), PLATFORM_PRODUCTS, &wish).await;
            let refused = (400, &json!("idempotency_key_refused"));
            assert_eq!((status, &answer["error"]["code"]), refused, "{bad:?}");
        }
    }

    async fn a_key_says_nothing_about_the_products_of_another_tenant(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let with_key = (admin.as_str(), "k-1");
        let (status, ours) = post(&server, with_key, PRODUCTS, &course(BIRKENHAIN)).await;
        assert_eq!(status, 201, "{ours}");
        let (status, theirs) = post(&server, with_key, PRODUCTS, &course(LINDENAU)).await;
        assert_eq!(status, 201, "{theirs}");
        assert_ne!(ours["id"], theirs["id"]);
        assert_eq!(theirs["tenant_id"], json!(LINDENAU));
    }

    async fn a_tenant_and_a_customer_with_a_key_are_entered_once_also_at_once(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let with_key = (admin.as_str(), "k-1");
        let tenants = list(&server, &admin, TENANTS, "tenants").await.len();
        let house = json!({ "name": "Haus am See", "reason": "Vertrag im Ordner 7" });
        let customer = json!({ "buyer_tenant_id": BIRKENHAIN, "reason": "Anruf" });
        for (path, wish, action) in
            [(TENANTS, &house, "enter_tenant"), (CUSTOMERS, &customer, "enter_customer")]
        {
            let (one, other) = tokio::join!(
                post(&server, with_key, path, wish),
                post(&server, with_key, path, wish),
            );
            assert_eq!((one.0, other.0), (201, 201), "{one:?} {other:?}");
            assert_eq!(one.1, other.1);
            assert_eq!(logged(&server, &admin, action).await, 1, "{path}");
            let (status, second) = post(&server, (&admin, "k-2"), path, wish).await;
            assert_eq!(status, 201, "{second}");
            assert_ne!(second["id"], one.1["id"], "another key is another wish");
        }
        assert_eq!(list(&server, &admin, TENANTS, "tenants").await.len(), tenants + 2);
        let other = json!({ "name": "Haus am Meer", "reason": "Vertrag im Ordner 8" });
        let buys_for_other = json!({ "buyer_tenant_id": LINDENAU, "reason": "Anruf" });
        for (path, wish) in [(TENANTS, other), (CUSTOMERS, buys_for_other)] {
            let (status, answer) = post(&server, with_key, path, &wish).await;
            assert_eq!((status, &answer["error"]["code"]), (409, &json!("key_reused")), "{path}");
        }
        // For nobody first: for whom it buys would be another word.
        let alone = json!({ "reason": "Anruf" });
        assert_eq!(post(&server, (&admin, "k-3"), CUSTOMERS, &alone).await.0, 201);
        let (status, answer) = post(&server, (&admin, "k-3"), CUSTOMERS, &customer).await;
        assert_eq!((status, &answer["error"]["code"]), (409, &json!("key_reused")));
        assert_eq!(logged(&server, &admin, "enter_customer").await, 3);
    }

    async fn an_invitation_with_a_key_is_one_with_one_link_until_it_is_taken_back(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let with_key = (admin.as_str(), "k-1");
        let wish = json!({
            "kind": "affiliate", "label": "Studio Nord", "email": "runa@example.org",
        });
        let (one, other) = tokio::join!(
            post(&server, with_key, INVITATIONS, &wish),
            post(&server, with_key, INVITATIONS, &wish),
        );
        assert_eq!((one.0, other.0), (201, 201), "{one:?} {other:?}");
        assert_eq!(one.1, other.1, "the same link and the same mail");
        assert_eq!(list(&server, &admin, INVITATIONS, "invitations").await.len(), 1);
        assert_eq!(list(&server, &admin, "/api/v1/mails", "mails").await.len(), 1);
        assert_eq!(logged(&server, &admin, "invite").await, 1);
        let link = one.1["link"].as_str().unwrap();
        let (status, page) = server.call("GET", link, None, None).await;
        assert_eq!(status.as_u16(), 200, "{page}");

        let other = json!({ "kind": "affiliate", "label": "Studio Süd" });
        let (status, answer) = post(&server, with_key, INVITATIONS, &other).await;
        assert_eq!((status, &answer["error"]["code"]), (409, &json!("key_reused")));
        let path = format!("{INVITATIONS}/{}", one.1["id"].as_str().unwrap());
        assert_eq!(server.call("DELETE", &path, Some(&admin), None).await.0.as_u16(), 200);
        let (status, again) = post(&server, with_key, INVITATIONS, &wish).await;
        assert_eq!((status, &again["state"]), (201, &json!("revoked")));
        assert_eq!(again["link"], Value::Null, "it opens nothing any more");
        let (_, without) = server.call("POST", INVITATIONS, Some(&admin), Some(&wish)).await;
        assert_ne!(without["link"], json!(link), "without a key each is another one");
    }

    async fn a_code_with_a_key_is_drawn_once_and_a_chosen_one_is_no_others(server) {
        let ours = server.token("owner@birkenhain").await;
        let theirs = server.token("owner@lindenau").await;
        let drawn = json!({ "label": "Messe" });
        let (_, one) = post(&server, (&ours, "k-1"), CODES, &drawn).await;
        let (status, again) = post(&server, (&ours, "k-1"), CODES, &drawn).await;
        assert_eq!((status, &again["code"]), (201, &one["code"]));
        let (status, other) = post(&server, (&theirs, "k-1"), CODES, &drawn).await;
        assert_eq!(status, 201, "{other}");
        assert_ne!(other["code"], one["code"]);
        let chosen = json!({ "stem": "WINTER", "label": "Messe" });
        for _ in 0..2 {
            let (status, made) = post(&server, (&ours, "k-2"), CODES, &chosen).await;
            assert_eq!(status, 201, "{made}");
        }
        let taken = (409, json!("code_taken"));
        let (status, answer) = post(&server, (&theirs, "k-2"), CODES, &chosen).await;
        assert_eq!((status, answer["error"]["code"].clone()), taken);
        let named = json!({ "stem": "WINTER", "label": "Flyer" });
        let (status, answer) = post(&server, (&ours, "k-2"), CODES, &named).await;
        assert_eq!((status, answer["error"]["code"].clone()), taken, "another label is another wish");
        let (status, answer) = server.call("POST", CODES, Some(&ours), Some(&chosen)).await;
        assert_eq!((status.as_u16(), answer["error"]["code"].clone()), taken, "nobody asks again");
        let path = format!("{CODES}/{}", AffiliateCode::of_stem("WINTER").unwrap());
        let retired = json!({ "retired": true });
        let (status, answer) = server.call("PATCH", &path, Some(&ours), Some(&retired)).await;
        assert_eq!(status.as_u16(), 200, "{answer}");
        let (status, answer) = post(&server, (&ours, "k-2"), CODES, &chosen).await;
        assert_eq!((status, answer["error"]["code"].clone()), taken, "it recruits nobody any more");
        assert_eq!(list(&server, &ours, CODES, "codes").await.len(), 2);
        assert_eq!(logged(&server, &ours, "enter_affiliate_code").await, 2);
    }

    async fn y5_an_answer_of_the_platform_that_is_sent_again_stands_once_in_the_thread(server) {
        dispute(&server).await;
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/disputes/{DISPUTE}/messages");
        let words = json!({ "id": Uuid::from_u128(0xE7), "text": "Wir sehen nach." });
        let (one, other) = tokio::join!(
            server.call("POST", &path, Some(&admin), Some(&words)),
            server.call("POST", &path, Some(&admin), Some(&words)),
        );
        assert_eq!((one.0.as_u16(), other.0.as_u16()), (204, 204));
        let disputes = list(&server, &admin, "/api/v1/disputes", "disputes").await;
        let thread = disputes[0]["messages"].as_array().unwrap();
        let ours = thread.iter().filter(|one| one["from"] == "platform").count();
        assert_eq!(ours, 1, "{thread:?}");
    }
}
