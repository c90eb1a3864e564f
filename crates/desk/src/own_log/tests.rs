//! The log at a desk whose platform is written here: what is asked, what is shown, and to whom.

use serde_json::json;

use crate::Refusal as _;
use crate::testing::signed_in;
use crate::views::AuditQuery;

fn everything() -> AuditQuery {
    AuditQuery { before: None, user_id: None, action: None, from: None, until: None }
}

#[tokio::test]
async fn an_owner_reads_the_log_with_the_names_that_are_known_here() {
    let (desk, platform) = signed_in("owner", "owner").await;
    let session = desk.find_session().await.unwrap().unwrap();
    let worker = desk.list_staff().await.unwrap().into_iter().next().unwrap();
    platform.say(
        "audit-log?limit=50&action=edit_product",
        200,
        json!({ "entries": [
            {
                "id": "a-1", "at": "2026-11-20T09:00:00Z", "user_id": "u-9", "user": "Jonte Albers",
                "by_platform": false, "action": "edit_product", "subject_id": "p-9", "reason": "",
                "details": { "to": { "price_cents": 6500 }, "worker": worker.actor_id },
            },
            {
                "id": "a-2", "at": "2026-11-19T09:00:00Z", "user_id": null, "user": "",
                "by_platform": true, "action": "extract_named", "subject_id": session.tenant_id,
                "reason": "", "details": { "month": "2026-11" },
            },
            {
                "id": "a-3", "at": "2026-11-18T09:00:00Z", "user_id": "u-0", "user": "",
                "by_platform": false, "action": "edit_product", "subject_id": "p-9", "reason": "",
                "details": { "worker": worker.actor_id },
            },
        ], "next": "7.a-2" }),
    );
    let query = AuditQuery { action: Some("edit_product".to_owned()), ..everything() };
    let page = desk.list_own_log(query).await.unwrap();
    assert_eq!(page.next.as_deref(), Some("7.a-2"));
    let [own, theirs, nameless] = &page.rows[..] else { panic!("{page:?}") };
    assert_eq!((own.user.as_str(), own.subject.as_str()), ("Jonte Albers", "p-9"));
    assert!(own.details.contains(&worker.name), "{}", own.details);
    assert_eq!((theirs.user.as_str(), theirs.user_id.as_str()), ("MOJO LLC", ""));
    assert_eq!(theirs.subject, session.tenant, "the practice by its name");
    assert_eq!(nameless.user, worker.name, "who worked there, where the account has no name");
}

#[tokio::test]
async fn nobody_but_the_owner_asks_and_without_a_network_it_is_said() {
    for (role, account) in [
        ("reception", "owner"),
        ("owner", "reception"),
        ("owner", "bookkeeper"),
        ("owner", "auditor"),
    ] {
        let (desk, platform) = signed_in(role, account).await;
        let refused = desk.list_own_log(everything()).await.unwrap_err();
        assert_eq!(refused.code(), "not_allowed", "{role} {account}");
        assert!(platform.asked().is_empty(), "{role} {account}: nothing was asked");
    }
    let (desk, platform) = signed_in("owner", "owner").await;
    assert_eq!(desk.list_own_log(everything()).await.unwrap_err().code(), "needs_network");
    let error = json!({ "error": { "code": "forbidden", "message": "" } });
    platform.say("audit-log?limit=50", 403, error);
    assert_eq!(desk.list_own_log(everything()).await.unwrap_err().code(), "forbidden");
}
