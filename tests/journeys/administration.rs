//! A day of the platform's own people, at a desk: an agreement, a payout, a customer who came by the
//! wrong link. Support looks on and pays nobody.

use chrono::TimeDelta;
use mojo_desk::Refusal;
use mojo_desk::views::{
    AgreementInput, AttributionChange, AuditQuery, DisputeDecision, PayoutAccountInput,
    PlatformPayoutRow, TenantRow,
};
use mojo_journeys::{Practice, TestDesk, journeys};

/// A desk at which the demo's administrator is signed in, as whatever they are now.
async fn desk_of_admin(practice: &Practice) -> TestDesk {
    let desk = practice.empty_desk().await;
    desk.sign_in(&practice.url, "admin", "Verwaltung").await.unwrap();
    desk
}

/// The administrator is this from now on.
async fn become_role(practice: &Practice, role: &str) {
    let sql = format!("UPDATE users SET role = '{role}' WHERE login_name = 'admin'");
    practice.plant(&sql).await;
}

async fn tenant(desk: &TestDesk, name: &str) -> TenantRow {
    let tenants = desk.list_tenants().await.unwrap();
    tenants.into_iter().find(|tenant| tenant.name == name).unwrap()
}

fn agreement(tenant_id: &str, country: &str) -> AgreementInput {
    AgreementInput {
        tenant_id: tenant_id.to_owned(),
        region_codes: vec![country.to_owned()],
        commission_percent: "25".to_owned(),
        valid_from: "2026-12-01".to_owned(),
        valid_until: None,
        contract_url: None,
    }
}

journeys! {
    /// An agreement is entered, a plan looked at and run, and its result seen; the same confirmation
    /// pays once. Nothing of it is recorded at the desk.
    async fn an_administrator_enters_an_agreement_and_pays_once(practice) {
        let desk = desk_of_admin(&practice).await;
        let session = desk.session().await.unwrap();
        assert_eq!(session.screens, ["commissions", "administration"]);
        let recorded = desk.sync_status().await.unwrap().recorded;

        let studio = tenant(&desk, "Studio Moorlicht").await;
        let made = desk.create_agreement(agreement(&studio.tenant_id, "fr")).await.unwrap();
        assert_eq!((made.tenant.as_str(), made.state.as_str()), ("Studio Moorlicht", "coming"));
        let refused = desk.create_agreement(agreement(&studio.tenant_id, "AT")).await.unwrap_err();
        assert_eq!(refused.code(), "administration_refused");
        assert_eq!(refused.values()["code"], "not_exclusive", "Austria has an agreement");
        assert_eq!(desk.list_agreements().await.unwrap().len(), 2);

        practice.advance(&[&desk], TimeDelta::days(20));
        let plan = desk.preview_payouts().await.unwrap();
        assert!(!plan.pay.is_empty(), "{plan:?}");
        assert_eq!(plan.month, "2026-12");
        let run = desk.run_payouts(plan.plan.clone()).await.unwrap();
        assert_eq!((run.paid.len(), &run.totals), (plan.pay.len(), &plan.totals));
        let again = desk.run_payouts(plan.plan).await.unwrap_err();
        assert_eq!(again.values()["code"], "plan_changed", "the same confirmation pays once");
        let listed = desk.list_payouts(None).await.unwrap().rows;
        let of_today = listed.iter().filter(|payout| payout.month == "2026-12");
        assert_eq!(of_today.count(), run.paid.len());
        assert!(desk.reconcile_payouts().await.unwrap().agrees);
        assert_eq!(desk.sync_status().await.unwrap().recorded, recorded, "nothing is kept here");
    }

    /// The platform knows who is support before the desk does: it refuses the payout itself. A desk
    /// that knows refuses it at once, reads, and gives a customer to another tenant for a reason.
    async fn support_is_refused_the_payout_and_changes_an_attribution(practice) {
        let unaware = desk_of_admin(&practice).await;
        practice.advance(&[&unaware], TimeDelta::days(20));
        become_role(&practice, "support").await;
        let plan = unaware.preview_payouts().await.unwrap();
        let refused = unaware.run_payouts(plan.plan.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "administration_forbidden");

        let desk = desk_of_admin(&practice).await;
        assert_eq!(desk.session().await.unwrap().screens, ["administration"]);
        let refused = desk.run_payouts(plan.plan).await.unwrap_err();
        assert_eq!((refused.code(), refused.values()["who"].as_str()), ("not_allowed", "platform_admin"));
        let listed = desk.list_payouts(None).await.unwrap().rows;
        assert!(listed.iter().all(|payout| payout.month != "2026-12"), "nobody was paid");

        let rows = desk.list_attributions(None).await.unwrap().rows;
        let live = rows.iter().find(|row| row.is_live && row.tenant != "Studio Moorlicht").unwrap();
        let studio = tenant(&desk, "Studio Moorlicht").await;
        let change = |reason: &str| AttributionChange {
            customer_id: live.customer_id.clone(),
            tenant_id: studio.tenant_id.clone(),
            reason: reason.to_owned(),
            code: None,
        };
        let refused = desk.change_attribution(change(" ")).await.unwrap_err();
        assert_eq!(refused.values()["code"], "attribution_refused", "a change is explained");
        let history = desk.change_attribution(change("Falscher Link")).await.unwrap();
        assert_eq!(history.last().unwrap().tenant, "Studio Moorlicht");
        let query = AuditQuery {
            before: None,
            user_id: None,
            action: Some("change_attribution".to_owned()),
            from: None,
            until: None,
        };
        let log = desk.list_audit_log(query).await.unwrap().rows;
        assert_eq!(log[0].reason, "Falscher Link");
        assert_eq!((log[0].user.as_str(), log.len()), ("Odette Farnham", 1));
    }

    /// C13: what a distributor loses when it leaves stands in its own statement, entry by entry and
    /// with the reason, and adds up.
    async fn what_is_forfeited_stands_in_the_statement_of_who_leaves(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, "arne.heidkamp", "Büro").await.unwrap();
        desk.sync_until_quiet().await;
        let latest = desk.list_statement_months().await.unwrap().remove(0);
        let show = async || {
            let currency = Some(latest.total.currency.clone());
            desk.show_statement(latest.month.clone(), currency).await.unwrap()
        };
        let before = show().await;
        let held = before.forecast.runs.iter().flat_map(|run| &run.approvals);
        let held: i64 = held.map(|release| release.amount.cents).sum();
        assert!(held > 0 && before.forecast.frozen.cents == 0, "{:?}", before.forecast);

        let admin = desk_of_admin(&practice).await;
        let leaving = tenant(&admin, &before.recipient).await;
        admin.deactivate_tenant(leaving.tenant_id, "Vertrag beendet".to_owned()).await.unwrap();
        desk.sync_until_quiet().await;
        let after = show().await;
        assert_eq!((after.forfeited.cents, after.held.cents), (-held, 0), "{after:?}");
        let way = [&after.opening, &after.earned, &after.reversed, &after.forfeited, &after.paid];
        assert_eq!(way.iter().map(|sum| sum.cents).sum::<i64>(), after.closing.cents);
        let lost: Vec<_> = after.entries.iter().filter(|row| row.status == "forfeiture").collect();
        assert_eq!(lost.iter().map(|row| row.amount.cents).sum::<i64>(), -held);
        let why = lost.iter().filter_map(|row| row.forfeited.as_ref());
        assert!(why.clone().count() == lost.len() && why.clone().all(|it| it.reason == "deactivated"));
        assert!(after.forecast.runs.iter().all(|run| run.approvals.is_empty()), "{after:?}");
        assert!(desk.recompute_statement(None).await.unwrap().differences.is_empty());
    }

    /// Y2: money that came back stands in the recipient's own statement, in the month in which it was
    /// told, and is due again.
    async fn what_came_back_stands_in_the_statement_of_whom_it_was_paid(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, "arne.heidkamp", "Büro").await.unwrap();
        desk.sync_until_quiet().await;
        let show = async |month: &str| {
            desk.show_statement(month.to_owned(), Some("EUR".to_owned())).await.unwrap()
        };
        let before = show("2026-11").await;
        let october = show("2026-10").await;
        let admin = desk_of_admin(&practice).await;
        let listed = admin.list_payouts(None).await.unwrap().rows;
        let to_it = |status: &'static str| {
            let recipient = before.recipient.clone();
            move |row: &&PlatformPayoutRow| {
                row.recipient == recipient && row.status == status && row.amount.currency == "EUR"
            }
        };
        let paid = listed.iter().find(to_it("paid")).unwrap();
        let (id, today) = (paid.payout_id.parse().unwrap(), "2026-11-20".parse().unwrap());
        practice.platform.return_payout(id, today, "AC04").await.unwrap();
        assert!(practice.platform.return_payout(id, today, "AC04").await.is_err(), "once");
        let listed = admin.list_payouts(None).await.unwrap().rows;
        let returned = listed.iter().find(to_it("returned")).unwrap();
        assert_eq!(returned.payout_id, paid.payout_id);

        for _ in 0..2 {
            desk.sync_until_quiet().await;
            let after = show("2026-11").await;
            let back: Vec<_> = after.payouts.iter().filter(|row| row.kind == "returned").collect();
            let [back] = back[..] else { panic!("{:?}", after.payouts) };
            assert_eq!((back.on.as_str(), back.amount.cents), ("2026-11-20", -paid.amount.cents));
            assert_eq!(after.payouts.len(), before.payouts.len() + 1);
            assert_eq!(after.paid.cents, before.paid.cents + paid.amount.cents);
            assert_eq!(after.closing.cents, before.closing.cents + paid.amount.cents);
            assert_eq!(show("2026-10").await.closing, october.closing, "no month before changes");
        }
        assert!(desk.recompute_statement(None).await.unwrap().differences.is_empty());
        assert!(desk.verify_journal().await.unwrap().breaks.is_empty());
    }

    /// Y5: where a distributor was right, its statement says by how much it was corrected and why, adds
    /// up, and recomputes without a difference.
    async fn y5_what_is_upheld_is_corrected_in_the_statement_of_who_was_right(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, "arne.heidkamp", "Büro").await.unwrap();
        desk.sync_until_quiet().await;
        let latest = desk.list_statement_months().await.unwrap().remove(0);
        let show = async || {
            let currency = Some(latest.total.currency.clone());
            desk.show_statement(latest.month.clone(), currency).await.unwrap()
        };
        let before = show().await;
        let entry = before.entries.iter().find(|row| row.status == "pending").unwrap();
        desk.dispute_commission(entry.entry_id.clone(), "Satz falsch".to_owned()).await.unwrap();
        desk.sync_until_quiet().await;

        let admin = desk_of_admin(&practice).await;
        let disputes = admin.list_platform_disputes(true).await.unwrap();
        let dispute = disputes.iter().find(|row| row.reason == "Satz falsch").unwrap();
        let decide = |correction: Option<&str>| DisputeDecision {
            dispute_id: dispute.dispute_id.clone(),
            recipient_id: dispute.recipient_id.clone(),
            outcome: "upheld".to_owned(),
            reason: "Der Satz war falsch".to_owned(),
            correction: correction.map(str::to_owned),
            corrected_by: None,
        };
        let refused = admin.settle_dispute(decide(None)).await.unwrap_err();
        assert_eq!(refused.values()["code"], "correction_missing");
        admin.settle_dispute(decide(Some("1.23"))).await.unwrap();
        let refused = admin.settle_dispute(decide(Some("1.23"))).await.unwrap_err();
        assert_eq!(refused.values()["code"], "dispute_settled", "it is corrected once");

        desk.sync_until_quiet().await;
        let after = show().await;
        assert_eq!((after.corrected.cents, after.closing.cents), (1_23, before.closing.cents + 1_23));
        assert_eq!(after.held.cents, before.held.cents + 1_23, "it waits with its entry");
        let row = after.entries.iter().find(|row| row.status == "correction").unwrap();
        assert_eq!(row.corrected_because.as_deref(), Some("Der Satz war falsch"));
        assert!(desk.recompute_statement(None).await.unwrap().differences.is_empty());
    }

    /// Y2: an account that is named is shown as the platform keeps it, and what is none is refused.
    async fn y2_an_account_for_payouts_is_named_and_seen_by_support(practice) {
        let admin = desk_of_admin(&practice).await;
        let studio = tenant(&admin, "Studio Moorlicht").await;
        let named = |iban: &str| PayoutAccountInput {
            tenant_id: studio.tenant_id.clone(),
            rail: "sepa_manual".to_owned(),
            provider_account_id: None,
            iban: Some(iban.to_owned()),
            bic: None,
            holder: Some("Studio Moorlicht".to_owned()),
            reason: "Vertrag vom 3. November".to_owned(),
            version: None,
        };
        let refused = admin.put_payout_account(named("DE00370400440532013000")).await.unwrap_err();
        assert_eq!(refused.values()["code"], "account_refused", "the check digits are wrong");
        admin.put_payout_account(named("DE89 3704 0044 0532 0130 00")).await.unwrap();
        become_role(&practice, "support").await;
        let support = desk_of_admin(&practice).await;
        let shown = support.show_payout_account(studio.tenant_id.clone()).await.unwrap().unwrap();
        assert_eq!((shown.rail.as_str(), shown.is_payable), ("sepa_manual", true));
        assert_eq!(shown.iban, "DE89370400440532013000");
        assert_eq!(shown.holder, "Studio Moorlicht");
        let refused = support.put_payout_account(named("DE89370400440532013000")).await;
        assert_eq!(refused.unwrap_err().code(), "not_allowed");
    }

    /// What the platform does by itself and has to write is read as it says it; what is not there is
    /// neither settled nor tried again, and the key of a file for the bank arrives.
    async fn the_platforms_own_work_is_read_and_told_as_it_is(practice) {
        let desk = desk_of_admin(&practice).await;
        assert!(desk.list_payment_problems(None).await.unwrap().rows.is_empty());
        assert!(desk.list_sepa_files(None).await.unwrap().rows.is_empty());
        desk.list_jobs(Some("failed".to_owned()), None).await.unwrap();
        for job in desk.list_jobs(None, None).await.unwrap().rows {
            let attempts = desk.list_job_attempts(job.job_id).await.unwrap();
            assert_eq!(attempts.is_empty(), job.attempts == 0, "{attempts:?}");
        }
        let mails = desk.list_mails(None, None).await.unwrap();
        assert_eq!(mails.sent_by, "hand", "no mail server is set up");
        let nobody = || "00000000-0000-0000-0000-000000000001".to_owned();
        let why = || "Nachgesehen".to_owned();
        for refused in [
            desk.settle_payment_problem("evt_1".to_owned(), why()).await.unwrap_err(),
            desk.retry_job(nobody(), why()).await.unwrap_err(),
            desk.retry_mail(nobody()).await.unwrap_err(),
            desk.hand_over_mail(nobody()).await.unwrap_err(),
            desk.list_job_attempts(nobody()).await.unwrap_err(),
            desk.list_sepa_file_payouts(nobody()).await.unwrap_err(),
            desk.confirm_sepa_file(nobody(), "2026-11-20".to_owned()).await.unwrap_err(),
            desk.void_sepa_file(nobody(), why()).await.unwrap_err(),
            desk.return_payout(nobody(), "2026-11-20".to_owned(), why()).await.unwrap_err(),
        ] {
            assert_eq!(refused.values()["code"], "not_found", "{refused}");
        }
        let refused = desk.make_sepa_file(0, None).await.unwrap_err();
        assert_eq!(refused.values()["code"], "no_debtor_account", "and not a missing key");
    }

    /// Without a connection nothing is shown and nothing is done, and the desk says so.
    async fn administering_needs_a_connection(practice) {
        let desk = desk_of_admin(&practice).await;
        desk.list_agreements().await.unwrap();
        desk.network.unplug();
        for code in [
            desk.list_agreements().await.unwrap_err().code(),
            desk.preview_payouts().await.unwrap_err().code(),
            desk.run_payouts("x".to_owned()).await.unwrap_err().code(),
        ] {
            assert_eq!(code, "administration_offline");
        }
        desk.network.plug_in();
        assert!(desk.list_agreements().await.is_ok());
        let owner = practice.empty_desk().await;
        owner.sign_in(&practice.url, "jonte.albers", "Empfang 1").await.unwrap();
        assert_eq!(owner.list_tenants().await.unwrap_err().code(), "not_allowed");
    }
}
