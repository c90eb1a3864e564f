//! Mail: whatever fails and whenever it stops, what is owed arrives, is recorded once, and never goes
//! again after that; and nobody learns from the platform who is known to it.

use std::pin::Pin;
use std::sync::Arc;

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::{OrderId, TenantId, UserId};
use mojo_testkit::smtp::{SmtpFault, SmtpSink};
use serde_json::{Value, json};
use tokio::sync::Notify;
use uuid::Uuid;

use super::administration::support;
use super::browser::{Browser, Page};
use super::commerce::{DACH, micros, open_shop, order, platform_admin, record};
use super::onboarding::{PASSWORD, accept, first_invitation, invite, link_in, sign_in};
use super::payouts::crash_after;
use super::support::{BIRKENHAIN, NOW, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{NewRefund, record_refunds, run_payouts};
use crate::mail::{
    MailAddress, MailSender, Mailing, NotSent, OutgoingMail, Smtp, SmtpSettings,
    queue_payment_failure, queue_payout_failure, send_due_mails,
};
use crate::onboarding::{Addressee, ask_to_become_partner};
use crate::storage::Database;

const READER: &str = "runa@example.org";

fn smtp(sink: &SmtpSink) -> Smtp {
    let url = sink.url().to_owned();
    let from = "no-reply@mojo.example".to_owned();
    Smtp::try_new(&SmtpSettings { url, login: None, from }).unwrap()
}

/// The same platform, with mail going to `sink`.
fn connect(mut server: Server, sink: &SmtpSink) -> Server {
    let mailing = Mailing::Sender(Arc::new(smtp(sink)));
    server.platform.state = server.platform.state.clone().with_mailing(mailing);
    server.router = server.platform.router();
    server
}

/// A server that refuses a mail for good, and says so when it is told to.
#[derive(Debug, Default)]
struct SlowRefusal {
    is_asked: Notify,
    answers: Notify,
}

impl MailSender for SlowRefusal {
    fn send<'a>(
        &'a self,
        _: &'a OutgoingMail,
    ) -> Pin<Box<dyn Future<Output = Result<(), NotSent>> + Send + 'a>> {
        Box::pin(async move {
            self.is_asked.notify_one();
            self.answers.notified().await;
            Err(NotSent::Refused("550".to_owned()))
        })
    }
}

/// What staff do with the only mail.
async fn act(server: &Server, token: &str, what: &str) -> (StatusCode, Value) {
    let id = mail(server, token).await["id"].as_str().unwrap().to_owned();
    server.call("POST", &format!("/api/v1/mails/{id}/{what}"), Some(token), None).await
}

async fn send(server: &Server) -> usize {
    server.platform.state.send_mails().await.unwrap()
}

/// Somebody of the platform, and a mail that waits for `email`.
async fn owe(server: &Server, email: &str) -> (String, Value) {
    open_shop(server).await;
    let admin = platform_admin(server).await;
    let wish = json!({ "kind": "affiliate", "email": email, "language": "en" });
    let (status, made) = invite(server, &admin, wish).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    (admin, made)
}

pub(super) async fn mails(server: &Server, admin: &str) -> Vec<Value> {
    let (status, list) = server.call("GET", "/api/v1/mails", Some(admin), None).await;
    assert_eq!(status, StatusCode::OK, "{list}");
    list["mails"].as_array().unwrap().clone()
}

/// The only mail.
async fn mail(server: &Server, admin: &str) -> Value {
    let all = mails(server, admin).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].clone()
}

fn later(server: &Server, minutes: i64) {
    server.clock.advance(TimeDelta::minutes(minutes));
}

/// Types an address on the page for partners.
async fn ask(browser: &mut Browser, server: &Server, email: &str) -> Page {
    browser.get(server, "/signup/partner").await;
    browser.post(server, "/signup/partner", &[("email", email)]).await
}

async fn count(server: &Server, table: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    let found = match server.platform.state.database() {
        Database::Sqlite { writer, .. } => sqlx::query_scalar(sql).fetch_one(writer).await,
        Database::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    };
    found.unwrap()
}

on_both! {
    async fn f1_an_invitation_arrives_once_and_the_platform_forgets_its_link(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        let (admin, made) = owe(&server, READER).await;
        assert_eq!((&made["mail"]["sent_by"], &made["email"]), (&json!("smtp"), &json!(READER)));
        assert_eq!(mail(&server, &admin).await["state"], "waiting");
        assert_eq!((send(&server).await, send(&server).await), (1, 0));
        later(&server, 600);
        assert_eq!(send(&server).await, 0, "what was sent never goes again");
        let taken = sink.taken();
        assert_eq!(taken.len(), 1);
        assert_eq!((taken[0].from.as_str(), taken[0].to.as_slice()), ("no-reply@mojo.example", &[READER.to_owned()][..]));
        let kept = mail(&server, &admin).await;
        let id = kept["id"].as_str().unwrap();
        assert_eq!(taken[0].header("Message-ID"), format!("<{id}@mojo.example>"));
        assert_eq!(taken[0].header("Subject"), "Your invitation to MOJO");
        assert!(taken[0].header("Date").contains("20 Nov 2026 10:00:00"), "{}", taken[0].header("Date"));
        assert!(taken[0].header("Content-Type").starts_with("multipart/alternative"));
        assert!(taken[0].data.contains("text/plain") && taken[0].data.contains("text/html"));
        let token = made["link"].as_str().unwrap().rsplit('/').next().unwrap();
        // Quoted-printable may break a long line anywhere.
        assert!(taken[0].data.replace("=\r\n", "").contains(token));
        assert_eq!((&kept["state"], &kept["text"], &kept["attempts"]), (&json!("sent"), &json!(""), &json!(1)));
    }

    async fn a_mail_that_is_refused_for_now_waits_longer_each_time_and_arrives(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        let (admin, _) = owe(&server, READER).await;
        sink.fail_with(&[SmtpFault::Later, SmtpFault::Busy]);
        assert_eq!(send(&server).await, 0);
        let waiting = mail(&server, &admin).await;
        assert_eq!((&waiting["state"], &waiting["due_at"]), (&json!("waiting"), &json!("2026-11-20T10:01:00Z")));
        assert!(waiting["answer"].as_str().unwrap().contains("451"), "{waiting}");
        assert_eq!(send(&server).await, 0, "it is not due");
        later(&server, 1);
        assert_eq!(send(&server).await, 0);
        assert_eq!(mail(&server, &admin).await["due_at"], "2026-11-20T10:06:00Z");
        later(&server, 5);
        assert_eq!(send(&server).await, 1);
        assert_eq!(count(&server, "mail_attempts").await, 3);
    }

    async fn a_mail_that_is_refused_for_good_is_seen_by_staff_who_may_try_again(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        let (admin, _) = owe(&server, READER).await;
        sink.fail_with(&[SmtpFault::Refused; 2]);
        assert_eq!(send(&server).await, 0);
        let refused = mail(&server, &admin).await;
        assert_eq!((&refused["state"], &refused["due_at"]), (&json!("refused"), &Value::Null));
        assert!(refused["answer"].as_str().unwrap().contains("550"), "{refused}");
        assert!(refused["text"].as_str().unwrap().contains("/invitations/"), "staff may hand it over");
        later(&server, 60 * 24);
        assert_eq!(send(&server).await, 0);
        let (_, list) = server.call("GET", "/api/v1/mails?state=refused", Some(&admin), None).await;
        assert_eq!(list["mails"].as_array().unwrap().len(), 1);
        let path = format!("/api/v1/mails/{}/retry", refused["id"].as_str().unwrap());
        assert_eq!(server.call("POST", &path, Some(&admin), None).await.0, StatusCode::OK);
        assert_eq!(send(&server).await, 1);
        let (status, answer) = server.call("POST", &path, Some(&admin), None).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("already_sent")));
        assert_eq!(sink.taken().len(), 1);
    }

    /// A server that refuses the platform refuses no mail: no reader is given up because of it.
    async fn a_server_that_refuses_everybody_refuses_no_mail(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        let (admin, _) = owe(&server, READER).await;
        sink.fail_with(&[SmtpFault::Closed, SmtpFault::Closed]);
        assert_eq!(send(&server).await, 0);
        assert_eq!(mail(&server, &admin).await["state"], "waiting");
        later(&server, 1);
        assert_eq!(send(&server).await, 1);
    }

    /// A sender that was mistyped, or that the server does not know any more, is the operator's to mend.
    async fn a_server_that_refuses_the_sender_for_good_refuses_no_mail(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        let (admin, _) = owe(&server, READER).await;
        sink.fail_with(&[SmtpFault::Sender; 2]);
        assert_eq!(send(&server).await, 0);
        let waiting = mail(&server, &admin).await;
        assert_eq!(waiting["state"], "waiting");
        assert!(waiting["answer"].as_str().unwrap().contains("553"), "staff see why: {waiting}");
        later(&server, 1);
        assert_eq!(send(&server).await, 1);
    }

    async fn what_is_refused_for_what_stands_in_it_or_once_only_is_tried_again(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        let (admin, _) = owe(&server, READER).await;
        for faults in [&[SmtpFault::Content], &[SmtpFault::Refused]] {
            sink.fail_with(faults);
            assert_eq!(send(&server).await, 0);
            assert_eq!(mail(&server, &admin).await["state"], "waiting", "{faults:?}");
            later(&server, 60);
        }
        assert_eq!(send(&server).await, 1);
        assert_eq!(sink.taken().len(), 1);
    }

    async fn three_mails_a_day_go_to_an_address_also_when_it_is_typed_by_many_at_once(server) {
        open_shop(&server).await;
        let asked = (0..12).map(|_| {
            let state = server.platform.state.clone();
            tokio::spawn(async move {
                let to = Addressee {
                    login_name: READER.to_owned(),
                    address: MailAddress::try_new(READER).unwrap(),
                    language: "de",
                    public_url: "https://mojo.example".to_owned(),
                };
                let sources = (state.clock(), state.entropy());
                ask_to_become_partner(state.database(), sources, to).await.unwrap();
            })
        });
        for one in asked.collect::<Vec<_>>() {
            one.await.unwrap();
        }
        assert_eq!(count(&server, "mails").await, 3);
        assert_eq!(count(&server, "invitations").await, 3);
    }

    async fn a_mail_whose_answer_is_lost_goes_again_as_the_same_message(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        let (admin, _) = owe(&server, READER).await;
        sink.fail_with(&[SmtpFault::LostAfter]);
        assert_eq!(send(&server).await, 0);
        later(&server, 1);
        assert_eq!(send(&server).await, 1);
        let taken = sink.taken();
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0].header("Message-ID"), taken[1].header("Message-ID"));
        assert_eq!(taken[0].header("Date"), taken[1].header("Date"));
        later(&server, 60);
        assert_eq!(send(&server).await, 0);
        assert_eq!(mail(&server, &admin).await["state"], "sent");
    }

    async fn a_mail_that_cannot_be_handed_over_is_given_up_after_four_days(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        let (admin, _) = owe(&server, READER).await;
        for hour in 0..200 {
            sink.fail_with(&[SmtpFault::Later]);
            send(&server).await;
            if mail(&server, &admin).await["state"] == "given_up" {
                assert!(hour >= 96, "not before: {hour}");
                return;
            }
            later(&server, 60);
        }
        panic!("it is tried for ever");
    }

    /// The platform had no mail server for a week: what waited is tried for four days all the same.
    async fn a_mail_that_waited_for_a_server_is_not_given_up_at_once(server) {
        let (admin, _) = owe(&server, READER).await;
        assert_eq!(send(&server).await, 0);
        later(&server, 7 * 24 * 60);
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        sink.fail_with(&[SmtpFault::Later]);
        assert_eq!(send(&server).await, 0);
        assert_eq!(mail(&server, &admin).await["state"], "waiting");
        later(&server, 1);
        assert_eq!(send(&server).await, 1);
    }

    /// The invitation was made before anybody told the platform where it is reached.
    async fn a_link_leads_to_where_the_platform_is_reached_when_it_is_sent(server) {
        let (_, made) = owe(&server, READER).await;
        let sink = SmtpSink::start().await;
        let mut server = connect(server, &sink);
        server.platform.state = server.platform.state.clone().with_public_url("https://mojo.example/");
        assert_eq!(send(&server).await, 1);
        let text = sink.taken()[0].data.replace("=\r\n", "");
        let link = format!("https://mojo.example{}", made["link"].as_str().unwrap());
        assert_eq!(text.matches(&link).count(), 3, "once in the text, twice in the HTML: {text}");
        assert!(!text.contains("127.0.0.1:8787"), "{text}");
    }

    async fn a_mail_of_a_clock_that_was_ahead_waits_no_longer_than_a_lease(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        later(&server, 2 * 24 * 60);
        let wish = json!({ "kind": "affiliate", "email": READER });
        assert_eq!(invite(&server, &admin, wish).await.0, StatusCode::CREATED);
        server.clock.set(NOW.parse::<DateTime<Utc>>().unwrap());
        assert_eq!(send(&server).await, 0, "somebody may be at it");
        later(&server, 15);
        assert_eq!(send(&server).await, 1);
    }

    /// What staff do while an attempt is under way: nothing goes out a second time, and what they
    /// handed over does not come back as refused.
    async fn staff_and_the_loop_do_not_overrule_each_other(server) {
        let slow = Arc::new(SlowRefusal::default());
        let mut server = server;
        let mailing = Mailing::Sender(Arc::<SlowRefusal>::clone(&slow));
        server.platform.state = server.platform.state.clone().with_mailing(mailing);
        server.router = server.platform.router();
        let (admin, _) = owe(&server, READER).await;
        let meanwhile = async {
            slow.is_asked.notified().await;
            let (status, answer) = act(&server, &admin, "retry").await;
            assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("being_sent")));
            assert_eq!(act(&server, &admin, "hand-over").await.0, StatusCode::OK);
            slow.answers.notify_one();
        };
        let (sent, ()) = tokio::join!(send(&server), meanwhile);
        assert_eq!(sent, 0);
        let kept = mail(&server, &admin).await;
        assert_eq!((&kept["state"], &kept["text"]), (&json!("handed_over"), &json!("")));
        let (status, answer) = act(&server, &admin, "retry").await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("already_sent")));
    }

    /// With the link somebody becomes another's partner, and names the account that is paid to.
    async fn support_sees_no_link_and_hands_none_over(server) {
        let (admin, made) = owe(&server, READER).await;
        let link = made["link"].as_str().unwrap();
        let support = support(&server).await;
        let seen = mail(&server, &support).await;
        assert_eq!((&seen["to"], &seen["text"]), (&json!(READER), &json!("")));
        let (_, list) = server.call("GET", "/api/v1/mails", Some(&support), None).await;
        assert!(!list.to_string().contains(link), "{list}");
        assert_eq!(act(&server, &support, "hand-over").await.0, StatusCode::FORBIDDEN);
        assert_eq!(act(&server, &support, "retry").await.0, StatusCode::OK);
        assert_eq!(link_in(&mail(&server, &admin).await), link, "an administrator does");
    }

    /// The reader of a mail without a secret is told by support as well.
    async fn support_reads_and_hands_over_what_opens_nothing(server) {
        open_shop(&server).await;
        rename_owner(&server, "praxis@example.org").await;
        let mut tx =
            server.platform.state.database().write(Tenant::named_by_platform(BIRKENHAIN)).await.unwrap();
        queue_payout_failure(&mut tx, Uuid::from_u128(5), 7).await.unwrap();
        tx.commit().await.unwrap();
        let support = support(&server).await;
        assert!(mail(&server, &support).await["text"].as_str().unwrap().contains("Auszahlung"));
        assert_eq!(act(&server, &support, "hand-over").await.0, StatusCode::OK);
    }

    /// F1: whoever accepted has the link, wherever from; the mail that waited with it does not go years
    /// later, and the platform forgets the link.
    async fn f1_the_mail_of_an_invitation_that_was_accepted_goes_no_more(server) {
        let (admin, made) = owe(&server, READER).await;
        let link = made["link"].as_str().unwrap();
        let page = accept(&mut Browser::default(), &server, link, READER).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let kept = mail(&server, &admin).await;
        assert_eq!((&kept["state"], &kept["text"]), (&json!("handed_over"), &json!("")));
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        assert_eq!(send(&server).await, 0);
        assert!(sink.taken().is_empty());
    }

    async fn f1_the_mail_of_an_invitation_that_was_taken_back_goes_no_more(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        let (admin, made) = owe(&server, READER).await;
        let path = format!("/api/v1/invitations/{}", made["id"].as_str().unwrap());
        assert_eq!(server.call("DELETE", &path, Some(&admin), None).await.0, StatusCode::OK);
        assert_eq!(send(&server).await, 0);
        let kept = mail(&server, &admin).await;
        assert_eq!((&kept["state"], &kept["text"]), (&json!("given_up"), &json!("")));
        let (status, answer) = act(&server, &admin, "retry").await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("invitation_closed")));
        assert!(sink.taken().is_empty());
    }

    async fn several_processes_at_once_send_one_mail(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        owe(&server, READER).await;
        let sent = tokio::join!(send(&server), send(&server), send(&server));
        assert_eq!(sent.0 + sent.1 + sent.2, 1);
        assert_eq!(sink.taken().len(), 1);
    }

    /// At each place where the loop waits the process dies: the mail arrives all the same, and what was
    /// recorded as sent does not go again.
    async fn a_loop_that_dies_at_any_step_loses_no_mail(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let mut polls: usize = 0;
        loop {
            assert!(polls < 400, "the loop comes to its end");
            let wish = json!({ "kind": "affiliate", "email": format!("r{polls}@example.org") });
            assert_eq!(invite(&server, &admin, wish).await.0, StatusCode::CREATED);
            let state = &server.platform.state;
            let is_done = crash_after(polls, async {
                send_due_mails(state.database(), state.clock(), (state.mailing(), state.public_url())).await.unwrap();
            })
            .await;
            // The lease of the one that died runs out.
            later(&server, 16);
            send(&server).await;
            let mine = mails(&server, &admin).await.remove(0);
            assert_eq!(mine["state"], "sent", "stopped after {polls} steps: {mine}");
            let before = sink.taken().len();
            later(&server, 60);
            assert_eq!(send(&server).await, 0);
            assert_eq!(sink.taken().len(), before);
            let id = format!("<{}@mojo.example>", mine["id"].as_str().unwrap());
            let copies = sink.taken().iter().filter(|mail| mail.header("Message-ID") == id).count();
            assert!((1..=2).contains(&copies), "{copies} copies after {polls} steps");
            if is_done {
                break;
            }
            polls += 1;
        }
        assert!(polls > 3, "it was stopped at {polls} steps only");
    }

    async fn without_a_server_staff_see_the_text_and_hand_it_over(server) {
        let (admin, made) = owe(&server, READER).await;
        assert_eq!(made["mail"]["sent_by"], "hand");
        assert!(made["mail"]["text"].as_str().unwrap().contains(made["link"].as_str().unwrap()));
        assert_eq!(send(&server).await, 0);
        let waiting = mail(&server, &admin).await;
        assert_eq!(link_in(&waiting), made["link"].as_str().unwrap());
        let printed = server.platform.list_open_mails().await.unwrap();
        assert_eq!((&printed["sent_by"], &printed["mails"][0]), (&json!("hand"), &waiting));
        let path = format!("/api/v1/mails/{}/hand-over", waiting["id"].as_str().unwrap());
        for _ in 0..2 {
            assert_eq!(server.call("POST", &path, Some(&admin), None).await.0, StatusCode::OK);
        }
        let done = mail(&server, &admin).await;
        assert_eq!((&done["state"], &done["text"]), (&json!("handed_over"), &json!("")));
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let kept = log["entries"].as_array().unwrap().iter();
        assert_eq!(kept.filter(|entry| entry["action"] == "hand_over_mail").count(), 1);
        let printed = server.platform.list_open_mails().await.unwrap();
        assert_eq!(printed["mails"], json!([]));
    }

    async fn f2_nobody_learns_from_the_page_for_partners_who_is_known(server) {
        let (admin, made) = owe(&server, READER).await;
        let link = made["link"].as_str().unwrap().to_owned();
        let page = accept(&mut Browser::default(), &server, &link, "else@example.org").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        // It signs in with the address that the invitation went to, whatever was typed.
        assert_eq!(sign_in(&server, READER).await.0, StatusCode::CREATED);
        assert_eq!(sign_in(&server, "else@example.org").await.0, StatusCode::UNAUTHORIZED);
        let mut browser = Browser::default();
        let known = ask(&mut browser, &server, "Runa@Example.org ").await;
        let unknown = ask(&mut browser, &server, "neu@example.org").await;
        assert_eq!((known.status, &known.place, &known.text), (unknown.status, &unknown.place, &unknown.text));
        let said = browser.get(&server, known.place.as_deref().unwrap()).await;
        assert!(said.text.contains("verschickt zurzeit keine E-Mails"), "{}", said.text);
        assert!(said.text.contains("Anfrage ist eingegangen") && !said.text.contains("Postfach"), "{}", said.text);
        let all = mails(&server, &admin).await;
        let of = |kind: &str| all.iter().find(|mail| mail["kind"] == kind).unwrap();
        assert_eq!(of("account_known")["to"], READER);
        assert!(!of("account_known")["text"].as_str().unwrap().contains("/invitations/"));
        assert_eq!(of("partner_link")["to"], "neu@example.org");
        let model = browser.get(&server, &link_in(of("partner_link"))).await;
        assert!(model.text.contains("Partner werden"), "{}", model.text);
        let page = ask(&mut browser, &server, "keine Adresse").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains("href=\"#email\""), "{}", page.text);
    }

    /// A link that staff handed over says the same of an address that is known and of one that is not;
    /// what is so, the mailbox learns.
    async fn f1_a_link_without_an_address_tells_nobody_who_is_known(server) {
        let (admin, made) = owe(&server, READER).await;
        let invited = made["link"].as_str().unwrap().to_owned();
        accept(&mut Browser::default(), &server, &invited, READER).await;
        let before = mails(&server, &admin).await.len();
        let mut pages = Vec::new();
        for email in ["Runa@example.org", "neu@example.org"] {
            let by_hand = json!({ "kind": "affiliate", "label": email });
            let (status, made) = invite(&server, &admin, by_hand).await;
            assert_eq!(status, StatusCode::CREATED, "{made}");
            let link = made["link"].as_str().unwrap().to_owned();
            let mut browser = Browser::default();
            let page = accept(&mut browser, &server, &link, email).await;
            let place = page.place.clone().unwrap_or_default();
            assert_eq!(place, format!("{link}?lang=de&step=taken"), "{}", page.text);
            let said = browser.get(&server, &place).await;
            pages.push((page.status, page.text, said.status, said.text.replace(&link, "")));
        }
        assert_eq!(pages[0], pages[1]);
        let all = mails(&server, &admin).await;
        assert_eq!(all.len(), before + 1, "{all:?}");
        let known: Vec<_> = all.iter().filter(|mail| mail["kind"] == "account_known").collect();
        assert_eq!(known.len(), 1);
        assert_eq!(known[0]["to"], READER);
        assert_eq!(sign_in(&server, "neu@example.org").await.0, StatusCode::CREATED);
    }

    /// A customer's sign-up too: one page, and a word to the owner of the address.
    async fn a_known_address_that_signs_up_again_is_told_by_mail(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        for _ in 0..6 {
            let mut browser = Browser::default();
            browser.get(&server, "/signup").await;
            let fields = [("name", "Anna Berger"), ("email", READER), ("password", PASSWORD)];
            let page = browser.post(&server, "/signup", &fields).await;
            assert_eq!(page.place.as_deref(), Some("/signup/done?lang=de"), "{}", page.text);
        }
        let told = mails(&server, &admin).await;
        assert_eq!(told.len(), 3, "no mailbox is filled by that: {told:?}");
        for mail in &told {
            assert_eq!((&mail["kind"], &mail["to"]), (&json!("account_known"), &json!(READER)));
            assert!(mail["text"].as_str().unwrap().contains("das bisherige Passwort"), "{mail}");
        }
    }

    async fn no_mailbox_is_filled_by_typing_its_address(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let mut browser = Browser::default();
        for _ in 0..5 {
            assert_eq!(ask(&mut browser, &server, READER).await.status, StatusCode::SEE_OTHER);
        }
        assert_eq!(mails(&server, &admin).await.len(), 3);
        later(&server, 24 * 60 + 1);
        ask(&mut browser, &server, READER).await;
        assert_eq!(mails(&server, &admin).await.len(), 4);
    }

    /// The page that sent somebody a mail says so where the platform sends mail.
    async fn the_page_says_how_the_mail_comes(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        let page = Browser::default().get(&server, "/signup/partner?step=sent").await;
        assert!(page.text.contains("in Ihr Postfach") && page.text.contains("Spam-Ordner"), "{}", page.text);
    }

    async fn an_address_with_letters_of_its_own_is_handed_over_in_ascii(server) {
        let sink = SmtpSink::start().await;
        let server = connect(server, &sink);
        let (admin, made) = owe(&server, "Runa@Bücher.example").await;
        assert_eq!(made["email"], "runa@bücher.example");
        assert_eq!(send(&server).await, 1);
        assert_eq!(sink.taken()[0].to, ["runa@xn--bcher-kva.example"]);
        assert_eq!(mail(&server, &admin).await["to"], "runa@xn--bcher-kva.example");
        for email in ["", "runa", "runa@example.org\r\nBcc: eva@example.org", "runa@example.org\0"] {
            let wish = json!({ "kind": "affiliate", "email": email });
            let (status, answer) = invite(&server, &admin, wish).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{email:?}: {answer}");
        }
        assert_eq!(first_invitation(&server, &admin).await["id"], made["id"], "nothing was made");
    }

    async fn y3_a_month_that_is_over_is_told_of_once_and_a_correction_once_more(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        rename_owner(&server, "praxis@example.org").await;
        server.clock.set("2026-12-02T08:00:00Z".parse::<DateTime<Utc>>().unwrap());
        record(&server, order(1, "2026-09-01T10:00:00Z")).await;
        record(&server, order(2, "2026-11-10T10:00:00Z")).await;
        for _ in 0..2 {
            server.platform.sign_statements(None).await.unwrap();
        }
        let all = mails(&server, &admin).await;
        let told: Vec<&str> = all.iter().map(|mail| mail["subject"].as_str().unwrap()).collect();
        assert_eq!(told, ["Ihre Abrechnung für November 2026"], "DACH has no address, and years are not told at once");
        assert_eq!((&all[0]["to"], &all[0]["tenant_id"]), (&json!("praxis@example.org"), &json!(BIRKENHAIN)));
        record(&server, order(3, "2026-11-20T10:00:00Z")).await;
        server.platform.sign_statements(None).await.unwrap();
        let all = mails(&server, &admin).await;
        assert_eq!(all.len(), 2);
        let subjects: Vec<&Value> = all.iter().map(|mail| &mail["subject"]).collect();
        assert!(subjects.contains(&&json!("Ihre berichtigte Abrechnung für November 2026")), "{subjects:?}");
    }

    /// C13: later months state what is still owed, and are no second end.
    async fn c13_the_month_of_leaving_is_told_as_the_final_one_and_no_other(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        rename_owner(&server, "praxis@example.org").await;
        let state = &server.platform.state;
        record(&server, order(1, "2026-09-01T10:00:00Z")).await;
        run_payouts(state.payout_run(micros("2026-10-05T10:00:00Z"))).await.unwrap();
        let refund = NewRefund {
            refund_id: Uuid::from_u128(1),
            order_id: OrderId(Uuid::from_u128(0x0D01)),
            line_no: 1,
            refunded_at: micros("2026-11-02T10:00:00Z"),
            net_cents: 100_000,
        };
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        record_refunds(state.database(), llc, &[refund]).await.unwrap();
        server.platform.deactivate_tenant(BIRKENHAIN).await.unwrap();
        let mut told = Vec::new();
        for (at, count) in [("2026-12-02T08:00:00Z", 1), ("2027-01-02T08:00:00Z", 2)] {
            server.clock.set(at.parse::<DateTime<Utc>>().unwrap());
            for _ in 0..2 {
                server.platform.sign_statements(None).await.unwrap();
            }
            let all = mails(&server, &admin).await;
            assert_eq!(all.len(), count, "{all:?}");
            told = all.iter().map(|mail| mail["subject"].as_str().unwrap().to_owned()).collect();
        }
        told.sort();
        assert_eq!(told, ["Ihre Abrechnung für Dezember 2026", "Ihre Schlussabrechnung für November 2026"]);
    }

    async fn y2_a_refused_payout_is_told_once_with_no_amount(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        rename_owner(&server, "praxis@example.org").await;
        for tenant in [BIRKENHAIN, BIRKENHAIN, DACH] {
            let tenant = Tenant::named_by_platform(tenant);
            let mut tx = server.platform.state.database().write(tenant).await.unwrap();
            queue_payout_failure(&mut tx, Uuid::from_u128(5), 7).await.unwrap();
            tx.commit().await.unwrap();
        }
        let told = mail(&server, &admin).await;
        assert_eq!((&told["kind"], &told["to"]), (&json!("payout_failed"), &json!("praxis@example.org")));
        assert_eq!(told["tenant_id"], json!(BIRKENHAIN));
    }

    /// What a mail says is written with the act, or not at all.
    async fn a_mail_of_an_act_that_is_not_done_is_not_owed(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        rename_owner(&server, "praxis@example.org").await;
        let tenant = Tenant::named_by_platform(BIRKENHAIN);
        let mut tx = server.platform.state.database().write(tenant).await.unwrap();
        queue_payout_failure(&mut tx, Uuid::from_u128(5), 7).await.unwrap();
        drop(tx);
        assert!(mails(&server, &admin).await.is_empty());
    }

    async fn a_customer_is_told_once_a_purchase_that_the_payment_did_not_go_through(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let mut browser = Browser::default();
        browser.get(&server, "/signup?lang=en").await;
        let fields = [("name", "Anna Berger"), ("email", "anna@example.org"), ("password", "Tannenweg 4")];
        let page = browser.post(&server, "/signup?lang=en", &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let customer = UserId(customer_id(&server).await);
        for (checkout, who) in [(1, customer), (1, customer), (2, UserId(Uuid::from_u128(9)))] {
            let mut tx = server.platform.state.database().write_ledger().await.unwrap();
            queue_payment_failure(&mut tx, (Uuid::from_u128(checkout), who), 7).await.unwrap();
            tx.commit().await.unwrap();
        }
        let told = mail(&server, &admin).await;
        assert_eq!((&told["to"], &told["language"]), (&json!("anna@example.org"), &json!("en")));
        assert_eq!((&told["subject"], &told["tenant_id"]), (&json!("Your payment did not go through"), &Value::Null));
    }
}

/// The only customer who signed up.
async fn customer_id(server: &Server) -> Uuid {
    let sql = "SELECT customer_user_id FROM customer_accounts";
    let id: String = match server.platform.state.database() {
        Database::Sqlite { writer, .. } => sqlx::query_scalar(sql).fetch_one(writer).await.unwrap(),
        Database::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
    };
    id.parse().unwrap()
}

/// The practice's owner signs in with an address.
async fn rename_owner(server: &Server, login: &str) {
    rename_owner_of(server, BIRKENHAIN, login).await;
}

/// The owner of a tenant signs in with an address.
pub(super) async fn rename_owner_of(server: &Server, tenant: TenantId, login: &str) {
    let sql = format!(
        "UPDATE users SET login_name = '{login}' WHERE tenant_id = '{tenant}' AND role = 'owner'"
    );
    crate::tests::storage::run(server.platform.state.database(), &sql).await.unwrap();
}

#[tokio::test]
async fn a_name_and_a_subject_make_no_header() {
    let sink = SmtpSink::start().await;
    let evil = "Anna\r\nBcc: eva@example.org\r\n\r\nHallo";
    let mut mail = OutgoingMail {
        mail_id: Uuid::from_u128(1),
        to_address: READER.to_owned(),
        to_name: evil.to_owned(),
        subject: evil.to_owned(),
        text: "Guten Tag\r\n.\r\nBcc: eva@example.org\r\n".to_owned(),
        html: "<p>Guten Tag</p>".to_owned(),
        queued_at: NOW.parse::<DateTime<Utc>>().unwrap().timestamp_micros(),
    };
    let sender = smtp(&sink);
    sender.send(&mail).await.unwrap();
    mail.to_name = "Jörg „Ü“ <x@y.de>".to_owned();
    sender.send(&mail).await.unwrap();
    let taken = sink.taken();
    assert_eq!(taken.len(), 2, "a line with a dot ends nothing");
    for one in &taken {
        assert_eq!(one.to, [READER]);
        let names: Vec<String> = one
            .headers()
            .iter()
            .filter_map(|line| line.split_once(':').map(|(name, _)| name.to_lowercase()))
            .collect();
        assert!(!names.contains(&"bcc".to_owned()), "{names:?}");
        assert!(one.header("To").ends_with(&format!("<{READER}>")), "{}", one.header("To"));
    }
    assert_eq!(taken[0].header("Subject"), "Anna Bcc: eva@example.org Hallo");
    mail.to_address = "runa@example.org>\r\nRCPT TO:<eva@example.org".to_owned();
    let refused = sender.send(&mail).await;
    assert!(matches!(refused, Err(NotSent::Refused(_))), "{refused:?}");
    assert_eq!(sink.taken().len(), 2);
}
