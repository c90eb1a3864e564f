//! The platform's own work: payment problems, files for the bank, jobs and mail, and to where
//! tenants are paid.

use mojo_domain::journal::Hash;

use super::*;
use crate::views::PayoutAccountInput;

fn problem(id: &str, amount: &str, currency: &str) -> Value {
    json!({
        "event_id": id, "kind": "refund.failed", "payment_id": "pi_1",
        "checkout_id": "c-1", "seller_tenant_id": "t-1", "amount": amount, "currency": currency,
        "reference": "re_1", "happened_at": "2026-11-20T09:00:00Z",
        "reason": "the refund did not go through", "settled": null,
    })
}

#[tokio::test]
async fn a_payment_problem_is_shown_with_what_it_is_about_and_settled_for_a_reason() {
    let (desk, fake) = desk_of("platform_admin").await;
    fake.names();
    let mut of_nobody = problem("evt_2", "1200", "JPY");
    of_nobody["checkout_id"] = Value::Null;
    of_nobody["seller_tenant_id"] = Value::Null;
    let mut of_platform = problem("evt_3", "0.05", "EUR");
    of_platform["seller_tenant_id"] = Value::Null;
    of_platform["settled"] = json!({ "reason": "Geklärt", "at": "2026-11-20T10:00:00Z" });
    let problems = [problem("evt_1", "12.34", "EUR"), of_nobody, of_platform];
    fake.say(200, json!({ "problems": problems, "next": "settled.7.evt_3" }));
    let page = desk.list_payment_problems(Some("open.9.evt_0".to_owned())).await.unwrap();
    let (_, path) = fake.paths().pop().unwrap();
    assert_eq!(path, "payment-problems?limit=50&before=open.9.evt_0");
    assert_eq!(page.next.as_deref(), Some("settled.7.evt_3"));
    let [first, yen, settled] = &page.rows[..] else { panic!("{page:?}") };
    assert_eq!(first.amount.as_ref().map(|amount| amount.cents), Some(1_234));
    assert_eq!((first.seller.as_str(), first.state.as_str()), ("Studio Moorlicht", "open"));
    assert_eq!((yen.amount.as_ref(), yen.units.as_str()), (None, "1200 JPY"), "it has no cents");
    assert_eq!(yen.seller, "", "nobody knows who sold");
    assert_eq!((settled.seller.as_str(), settled.state.as_str()), ("MOJO LLC", "settled"));
    assert_eq!(settled.settled_because, "Geklärt");

    fake.say(204, Value::Null);
    desk.settle_payment_problem("evt/1".to_owned(), "Erstattet".to_owned()).await.unwrap();
    assert_eq!(fake.last_body(), json!({ "reason": "Erstattet" }));
    let asked = fake.paths().pop().unwrap();
    assert_eq!(asked, (Method::Post, "payment-problems/evt%2F1/settle".to_owned()));
    fake.say(409, envelope("problem_settled", "This problem is settled already."));
    let again = desk.settle_payment_problem("evt_1".to_owned(), "Nochmal".to_owned()).await;
    assert_eq!(again.unwrap_err().values()["code"], "problem_settled");
}

#[tokio::test]
async fn support_reads_payment_problems_and_settles_none() {
    let (desk, fake) = desk_of("support").await;
    fake.names();
    fake.say(200, json!({ "problems": [], "next": null }));
    assert!(desk.list_payment_problems(None).await.unwrap().rows.is_empty());
    let before = fake.paths().len();
    let refused = desk.settle_payment_problem("evt_1".to_owned(), "x".to_owned()).await;
    let refused = refused.unwrap_err();
    assert_eq!(
        (refused.code(), refused.values()["who"].as_str()),
        ("not_allowed", "platform_admin")
    );
    assert_eq!(fake.paths().len(), before, "what is refused here is not asked there");
}

const XML: &[u8] = b"<Document/>";

fn file(number: u32, status: &str) -> Value {
    json!({
        "id": format!("f/{number}"), "number": number, "message_id": format!("MOJO-SEPA-{number}"),
        "status": status, "execution_on": "2026-11-23", "debtor_iban": "DE89370400440532013000",
        "payouts": 2, "currency": "EUR", "control_sum": "212.30",
        "sha256": Hash::of(XML).to_hex(), "created_at": "2026-11-20T09:00:00Z",
        "booked_on": null, "ended_at": null,
    })
}

#[tokio::test]
async fn a_file_for_the_bank_is_made_by_a_key_that_follows_from_the_file_before() {
    let (desk, fake) = desk_of("platform_admin").await;
    fake.names();
    let problem = json!({
        "payout_id": "p-1", "recipient_tenant_id": "t-1", "currency": "CHF", "amount": "50.00",
        "code": "currency", "message": "CHF does not travel by SEPA",
    });
    fake.say(201, json!({ "file": file(8, "open"), "is_new": true, "problems": [problem] }));
    let made = desk.make_sepa_file(7, Some(" ".to_owned())).await.unwrap();
    assert_eq!(fake.last_key().as_deref(), Some("desk-after-7"));
    assert_eq!(fake.last_body(), json!({ "execution_on": null }), "the next day of banks");
    assert_eq!((made.file.sum.cents, made.file.payouts), (21_230, 2));
    assert_eq!((made.file.may_end, made.file.may_download), (true, true));
    let [waits] = &made.problems[..] else { panic!("{made:?}") };
    assert_eq!((waits.recipient.as_str(), waits.code.as_str()), ("Studio Moorlicht", "currency"));
    assert_eq!((waits.amount.cents, waits.amount.currency.as_str()), (5_000, "CHF"));

    assert!(made.is_new);
    // It was there before, or nobody says that it was not: the bank may have it.
    for said in [json!(false), Value::Null] {
        fake.names();
        fake.say(200, json!({ "file": file(8, "open"), "is_new": said, "problems": [] }));
        assert!(!desk.make_sepa_file(7, None).await.unwrap().is_new);
    }

    // The answer is lost and it is asked for again: by the same key, so that it is the same file.
    for _ in 0..2 {
        fake.names();
        fake.fail(TransportError::Broken);
        let lost = desk.make_sepa_file(8, Some("2026-11-24".to_owned())).await.unwrap_err();
        assert_eq!(lost.code(), "administration_unanswered");
        assert_eq!(fake.last_key().as_deref(), Some("desk-after-8"));
    }
    assert_eq!(fake.last_body(), json!({ "execution_on": "2026-11-24" }));
}

#[tokio::test]
async fn a_file_is_saved_as_it_was_made_and_no_other_bytes_are_believed() {
    let (desk, fake) = desk_of("support").await;
    fake.say(200, json!({ "files": [file(8, "open")], "next": 8 }));
    fake.give(200, "application/xml", XML.to_vec());
    let document = desk.sepa_file_xml(8).await.unwrap();
    assert_eq!(document.file_name, "MOJO-SEPA-8.xml");
    assert_eq!(crate::views::decode_base64(&document.base64).as_deref(), Some(XML));
    let paths: Vec<String> = fake.paths().into_iter().map(|(_, path)| path).collect();
    assert_eq!(paths, ["payouts/sepa-files?limit=1&before=9", "payouts/sepa-files/f%2F8"]);

    fake.say(200, json!({ "files": [file(8, "open")], "next": 8 }));
    fake.give(200, "application/xml", b"<Document>other</Document>".to_vec());
    let refused = desk.sepa_file_xml(8).await.unwrap_err();
    assert!(matches!(refused, AdministrationError::Unreadable), "{refused}");
    fake.say(200, json!({ "files": [file(7, "void")], "next": 7 }));
    let refused = desk.sepa_file_xml(8).await.unwrap_err();
    assert!(matches!(refused, AdministrationError::Unreadable), "another file than was asked for");
    fake.say(200, json!({ "files": [file(7, "void")], "next": 7 }));
    fake.say(409, envelope("file_ended", "this file has ended: void"));
    assert_eq!(desk.sepa_file_xml(7).await.unwrap_err().values()["code"], "file_ended");
}

#[tokio::test]
async fn what_stands_in_a_file_is_read_with_the_account_to_which_it_goes() {
    let (desk, fake) = desk_of("support").await;
    fake.names();
    let payout = |id: &str, tenant: Value, amount: &str| {
        json!({
            "payout_id": id, "recipient_tenant_id": tenant, "period": "2026-11",
            "currency": "EUR", "amount": amount, "name": "Lale Moorlicht",
            "iban": "DE89370400440532013000", "end_to_end_id": "x",
        })
    };
    let rows = [payout("p-1", json!("t-1"), "200.00"), payout("p-2", Value::Null, "12.30")];
    fake.say(200, json!({ "payouts": rows }));
    let shown = desk.list_sepa_file_payouts("f/8".to_owned()).await.unwrap();
    assert_eq!(fake.paths().pop().unwrap().1, "payouts/sepa-files/f%2F8/payouts");
    let [first, own] = &shown[..] else { panic!("{shown:?}") };
    assert_eq!((first.recipient.as_str(), first.amount.cents), ("Studio Moorlicht", 20_000));
    assert_eq!((first.holder.as_str(), first.month.as_str()), ("Lale Moorlicht", "2026-11"));
    assert_eq!((own.recipient.as_str(), own.amount.cents), ("MOJO LLC", 1_230));
}

#[tokio::test]
async fn y2_a_payout_in_a_file_that_the_bank_may_have_is_offered_to_be_ended_no_other_way() {
    let (desk, fake) = desk_of("platform_admin").await;
    let payout = |id: &str, open_file: Value| {
        json!({
            "id": id, "recipient_tenant_id": "t-1", "currency": "EUR", "amount": "200.00",
            "clawback": "0.00", "kind": "monthly", "period": "2026-11",
            "planned_at": "2026-11-20T09:00:00Z", "status": "open", "ended_at": null,
            "open_file": open_file,
            "transfer": {
                "rail": "sepa_manual", "step": "planned", "destination": "",
                "provider_transfer_id": null, "reason": "", "at": "2026-11-20T09:00:00Z",
            },
        })
    };
    fake.names();
    let payouts = [payout("p-1", json!("MOJO-SEPA-000008")), payout("p-2", Value::Null)];
    fake.say(200, json!({ "payouts": payouts, "next": null }));
    let page = desk.list_payouts(None).await.unwrap();
    let may: Vec<_> = page.rows.iter().map(|row| (row.may_confirm, row.may_release)).collect();
    assert_eq!(may, [(false, false), (true, true)]);
    assert_eq!(page.rows[0].open_file.as_deref(), Some("MOJO-SEPA-000008"));
}

#[tokio::test]
async fn what_became_of_a_file_is_said_and_a_payout_that_came_back_too() {
    let (desk, fake) = desk_of("platform_admin").await;
    fake.say(200, json!({ "files": [file(8, "open"), file(7, "void")], "next": 7 }));
    let page = desk.list_sepa_files(Some("9".to_owned())).await.unwrap();
    assert_eq!(page.next.as_deref(), Some("7"));
    let ends: Vec<_> = page.rows.iter().map(|row| (row.may_end, row.may_download)).collect();
    assert_eq!(
        ends,
        [(true, true), (false, false)],
        "the bytes of a void file are given out no more"
    );

    let text = str::to_owned;
    fake.say(200, json!({ "hello": "world" }));
    let unanswered = desk.confirm_sepa_file(text("f/8"), text("2026-11-23")).await.unwrap_err();
    assert_eq!(unanswered.code(), "administration_unanswered");
    fake.say(200, json!({ "id": "f/8", "status": "confirmed", "paid": 2, "ended_before": 0 }));
    desk.confirm_sepa_file(text("f/8"), text("2026-11-23")).await.unwrap();
    assert_eq!(fake.last_body(), json!({ "booked_on": "2026-11-23" }));
    fake.say(200, json!({ "id": "f/8", "status": "rejected" }));
    desk.reject_sepa_file(text("f/8"), text("RJCT")).await.unwrap();
    assert_eq!(fake.last_body(), json!({ "reason": "RJCT" }));
    fake.say(200, json!({ "id": "f/8", "status": "void" }));
    desk.void_sepa_file(text("f/8"), text("Doppelt erstellt")).await.unwrap();
    let declared = json!({ "never_uploaded": true, "reason": "Doppelt erstellt" });
    assert_eq!(fake.last_body(), declared);
    fake.say(200, json!({ "id": "p-1", "status": "returned" }));
    desk.return_payout(text("p-1"), text("2026-11-25"), text("AC04")).await.unwrap();
    assert_eq!(fake.last_body(), json!({ "reason": "AC04", "returned_on": "2026-11-25" }));
    let paths: Vec<String> = fake.paths().into_iter().skip(2).map(|(_, path)| path).collect();
    let file = |how: &str| format!("payouts/sepa-files/f%2F8/{how}");
    let returned = "payouts/p-1/returned".to_owned();
    assert_eq!(paths, [file("confirm"), file("reject"), file("void"), returned]);
}

#[tokio::test]
async fn a_job_may_be_tried_again_only_after_it_went_wrong() {
    let (desk, fake) = desk_of("platform_admin").await;
    let job = |state: &str, failures: u32| {
        json!({
            "id": "j/1", "kind": "payout", "period": "2026-11", "state": state,
            "run_at": "2026-11-20T09:00:00Z", "attempts": 3, "failures": failures, "worker": null,
            "lease_until": null, "last_error": "the bank is closed",
            "created_at": "2026-11-05T00:00:00Z", "finished_at": null,
        })
    };
    let jobs =
        [job("failed", 20), job("queued", 1), job("queued", 0), job("running", 1), job("done", 0)];
    fake.say(200, json!({ "jobs": jobs, "next": null }));
    let page = desk.list_jobs(Some("failed".to_owned()), Some("1.2.x".to_owned())).await.unwrap();
    let may: Vec<bool> = page.rows.iter().map(|row| row.may_retry).collect();
    assert_eq!(may, [true, true, false, false, false]);
    assert_eq!((page.rows[0].month.as_str(), page.rows[0].worker.as_str()), ("2026-11", ""));
    let (_, path) = fake.paths().pop().unwrap();
    assert_eq!(path, "jobs?limit=50&state=failed&after=1.2.x");
    fake.say(200, json!({ "id": "j/1", "state": "queued" }));
    desk.retry_job("j/1".to_owned(), "Bank ist wieder da".to_owned()).await.unwrap();
    assert_eq!(fake.last_body(), json!({ "reason": "Bank ist wieder da" }));
    assert_eq!(fake.paths().pop().unwrap(), (Method::Post, "jobs/j%2F1/retry".to_owned()));
}

#[tokio::test]
async fn what_became_of_the_attempts_at_a_job_is_read_by_support_too() {
    let (desk, fake) = desk_of("support").await;
    let log = json!([{
        "attempt": 3, "step": "failed", "at": "2026-11-20T09:00:00Z", "worker": "w-1",
        "note": "the bank is closed",
    }]);
    fake.say(200, json!({ "id": "j/1", "kind": "payout", "log": log }));
    let shown = desk.list_job_attempts("j/1".to_owned()).await.unwrap();
    assert_eq!(fake.paths().pop().unwrap(), (Method::Get, "jobs/j%2F1".to_owned()));
    let [last] = &shown[..] else { panic!("{shown:?}") };
    assert_eq!((last.attempt, last.step.as_str()), (3, "failed"));
    assert_eq!(last.note, "the bank is closed");
}

#[tokio::test]
async fn support_sends_a_mail_again_and_hands_over_what_it_reads() {
    let (desk, fake) = desk_of("support").await;
    let mail = |state: &str, text: &str, attempts: u32| {
        json!({
            "id": "m/1", "tenant_id": "t-1", "kind": "payout_failed", "language": "de",
            "to": "lale@example.org", "name": "Lale", "subject": "Auszahlung", "text": text,
            "queued_at": "2026-11-20T09:00:00Z", "state": state, "due_at": null,
            "attempts": attempts, "ended_at": null, "answer": "550 no such user",
        })
    };
    fake.names();
    let mails = [
        mail("refused", "Hallo", 1),
        mail("waiting", "", 0),
        mail("waiting", "Hallo", 2),
        mail("sent", "Hallo", 1),
        mail("handed_over", "Hallo", 1),
    ];
    fake.say(200, json!({ "sent_by": "smtp", "mails": mails, "next": "7.x" }));
    let page = desk.list_mails(Some(String::new()), None).await.unwrap();
    let may: Vec<_> = page.rows.iter().map(|row| (row.may_retry, row.may_hand_over)).collect();
    let nothing = (false, false);
    assert_eq!(may, [(true, true), nothing, (true, true), nothing, nothing]);
    assert_eq!((page.rows[0].tenant.as_str(), page.sent_by.as_str()), ("Studio Moorlicht", "smtp"));
    assert_eq!(fake.paths().pop().unwrap().1, "mails?limit=50");
    fake.say(200, json!({ "id": "m/1", "state": "waiting" }));
    desk.retry_mail("m/1".to_owned()).await.unwrap();
    assert_eq!(fake.paths().pop().unwrap(), (Method::Post, "mails/m%2F1/retry".to_owned()));
    fake.say(403, envelope("forbidden", "Words."));
    let refused = desk.hand_over_mail("m/1".to_owned()).await.unwrap_err();
    assert_eq!(refused.code(), "administration_forbidden", "its link is an administrator's");
    let before = fake.paths().len();
    let refused = desk.retry_job("j-1".to_owned(), "x".to_owned()).await.unwrap_err();
    assert_eq!(refused.code(), "not_allowed", "the run of the month is a job");
    assert_eq!(fake.paths().len(), before);
}

fn account(rail: &str) -> PayoutAccountInput {
    PayoutAccountInput {
        tenant_id: "t/1".to_owned(),
        rail: rail.to_owned(),
        provider_account_id: Some(" acct_1 ".to_owned()),
        iban: Some("DE89 3704 0044 0532 0130 00".to_owned()),
        bic: Some(" ".to_owned()),
        holder: Some("Lale Moorlicht".to_owned()),
        reason: "Vertrag".to_owned(),
        version: Some("7".to_owned()),
    }
}

#[tokio::test]
async fn y2_an_account_is_seen_where_there_is_one_and_named_for_its_rail_alone() {
    let (desk, fake) = desk_of("platform_admin").await;
    fake.say(404, envelope("not_found", "Words."));
    assert_eq!(desk.show_payout_account("t/1".to_owned()).await.unwrap(), None);
    fake.say(
        200,
        json!({
            "tenant_id": "t-1", "rail": "sepa_manual", "provider_account_id": "",
            "status": "active", "step": "active", "payouts_enabled": true, "requirements": [],
            "disabled_reason": "",
        }),
    );
    let shown = desk.show_payout_account("t/1".to_owned()).await.unwrap().unwrap();
    assert_eq!((shown.iban.as_str(), shown.is_payable), ("", true), "an older platform tells none");
    assert_eq!(shown.version, None);
    fake.say(500, envelope("internal", "Words."));
    let fault = desk.show_payout_account("t/1".to_owned()).await.unwrap_err();
    assert_eq!(fault.code(), "administration_fault", "what is not known is no missing account");

    fake.say(200, json!({ "tenant_id": "t/2", "status": "active" }));
    let other = desk.put_payout_account(account("sepa_manual")).await.unwrap_err();
    assert_eq!(other.code(), "administration_unanswered", "it is about somebody else");
    fake.say(200, json!({ "tenant_id": "t/1", "status": "active" }));
    desk.put_payout_account(account("sepa_manual")).await.unwrap();
    let expected = json!({
        "rail": "sepa_manual", "provider_account_id": null, "iban": "DE89 3704 0044 0532 0130 00",
        "bic": null, "account_holder": "Lale Moorlicht", "reason": "Vertrag", "version": "7",
    });
    assert_eq!(fake.last_body(), expected);
    assert_eq!(fake.paths().pop().unwrap(), (Method::Put, "payout-accounts/t%2F1".to_owned()));
    fake.say(409, envelope("account_taken", "Words."));
    let refused = desk.put_payout_account(account("stripe_connect")).await.unwrap_err();
    assert_eq!(refused.values()["code"], "account_taken");
    let asked = fake.last_body();
    assert_eq!(asked["provider_account_id"], "acct_1");
    assert_eq!((&asked["iban"], &asked["account_holder"]), (&Value::Null, &Value::Null));

    let (support, fake) = desk_of("support").await;
    let refused = support.put_payout_account(account("sepa_manual")).await.unwrap_err();
    assert_eq!(refused.code(), "not_allowed");
    assert!(fake.paths().is_empty(), "what is refused here is not asked there");
}
