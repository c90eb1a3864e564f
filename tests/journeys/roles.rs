//! Who may do what: the desk's table and the platform's are one. What somebody may do at the desk,
//! their account may push; nothing that the desk allowed is refused or set aside afterwards.

use mojo_desk::account::Role;
use mojo_desk::views::{BreakdownView, CheckInRequest, CommissionRow, InvoiceQuery, StatementView};
use mojo_desk::{Op, Refusal};
use mojo_journeys::journeys;

/// The kinds of changes that a verb records.
fn writes(op: Op) -> &'static [&'static str] {
    match op {
        Op::SetUp => &["register"],
        Op::EditPractice => &["practice"],
        Op::CreateContact
        | Op::EditContact
        | Op::ImportContacts
        | Op::DeleteContact
        | Op::RestoreContact
        | Op::RestoreText => &["contact"],
        Op::MergeContacts | Op::PartContacts => &["contact_merge"],
        Op::SettleCase => &["case_settlement"],
        Op::CreateProduct | Op::EditProduct => &["product"],
        Op::Sell | Op::CancelSale => &["sale", "punch_card"],
        Op::MoveCash => &["cash_movement"],
        Op::CloseDay => &["cash_closing"],
        Op::CheckIn | Op::UndoCheckIn => &["redemption"],
        Op::ImportCard => &["punch_card"],
        Op::DraftInvoice => &["invoice_draft"],
        Op::IssueInvoice => &["invoice", "invoice_draft"],
        Op::CancelInvoice => &["invoice"],
        Op::PayInvoice => &["invoice_payment"],
        Op::DisputeCommission => &["commission_dispute"],
        Op::ReplyToDispute => &["commission_dispute_message"],
        // The platform does it at once, or refuses it.
        Op::ReadAdministration
        | Op::ChangeAttribution
        | Op::Administer
        | Op::PayOut
        | Op::SettleMail => &[],
        // Nothing of it is journaled; the first ten are asked of the platform itself.
        Op::EditTaxProfile
        | Op::SetUpPayouts
        | Op::ObjectToCreditNote
        | Op::AcceptContract
        | Op::ExtractNames
        | Op::CreateAffiliateCode
        | Op::EditAffiliateCode
        | Op::ManageMembership
        | Op::ReadSoldOrders
        | Op::ReadOwnLog
        | Op::SetPin
        | Op::ResetPin
        | Op::ReplaceRecoveryKey
        | Op::Sync
        | Op::Settings => &[],
    }
}

#[test]
fn what_a_role_may_do_at_the_desk_the_platform_takes_from_it() {
    for (role, name) in Role::ALL {
        for op in Op::ALL.iter().copied().filter(|op| role.may(*op)) {
            for entity in writes(op) {
                let takes = mojo_platform::takes_from(name, entity);
                assert!(takes, "{name} may {} here, and {entity} is refused there", op.name());
            }
        }
    }
}

#[test]
fn an_auditor_pushes_nothing() {
    let written = Op::ALL.iter().copied().flat_map(writes);
    for entity in written {
        assert!(!mojo_platform::takes_from("auditor", entity), "{entity}");
    }
}

journeys! {
    /// A therapist checks in and edits contacts; the till is refused at once, with who may, and
    /// everything that was allowed is acknowledged.
    async fn a_therapist_checks_in_and_is_kept_out_of_the_till(practice) {
        let desk = practice.empty_desk().await;
        let session = desk.sign_in(&practice.url, "selma.brandis", "Therapie").await.unwrap();
        assert_eq!(session.screens, ["reception", "contacts", "cards"]);
        desk.enter_client("Insa", "Petersen").await;
        let checked = desk.check_in(CheckInRequest { target: "K-004401".to_owned() }).await;
        assert!(checked.is_ok(), "{checked:?}");

        let refused = desk.close_day(mojo_desk::views::CloseDayInput {
            counted_cents: Some(0),
            counts: Vec::new(),
            reason: String::new(),
            uncounted: false,
        }).await.unwrap_err();
        assert_eq!((refused.code(), refused.values()["who"].as_str()), ("not_allowed", "owner,reception"));
        let query = InvoiceQuery { text: String::new(), filter: "all".into(), offset: 0, limit: 1 };
        assert_eq!(desk.list_invoices(query).await.unwrap().total, 0, "and she sees no invoice");
        desk.sync_until_quiet().await;
        desk.assert_nothing_is_lost().await;
    }

    /// The owner takes over at a desk of the reception. Who works there is he, but the account is
    /// not: what the platform would refuse is refused at once, and says what to do.
    async fn an_owner_at_the_desk_of_the_reception_is_told_to_sign_in(practice) {
        let desk = practice.desk("Empfang 1").await;
        let staff = desk.session().await.unwrap().staff;
        let jonte = staff.into_iter().find(|row| row.role == "owner").unwrap();
        let view = desk.switch_staff(jonte.actor_id, None).await.unwrap();
        let refused = view.refused.iter().find(|row| row.op == "edit_practice").unwrap();
        assert!(refused.by_account);
        let edited = desk.practice().await.unwrap();
        let edited = mojo_desk::views::PracticeView { phone: "03621 1".to_owned(), ..edited };
        let refused = desk.save_practice(edited.clone()).await.unwrap_err();
        assert_eq!((refused.code(), refused.values()["by"].as_str()), ("not_allowed", "account"));
        desk.sell_one("Einzelstunde", "cash").await;

        desk.sign_in(&practice.url, "jonte.albers", "Empfang 1").await.unwrap();
        desk.save_practice(edited).await.unwrap();
        desk.sync_until_quiet().await;
        desk.assert_nothing_is_lost().await;
    }

    /// The distributor reads region and partners, the affiliate the own customers and nothing else,
    /// and the owner of a tenant both, with the sales beside it.
    async fn distributor_affiliate_and_owner_see_what_is_theirs(practice) {
        type Words = &'static [&'static str];
        const EVERYTHING: Words =
            &["reception", "contacts", "pos", "cards", "invoices", "commissions"];
        const REGIONS: Words = &["product", "region", "partner"];
        const CUSTOMERS: Words = &["product", "customer"];
        let table: [(&str, Words, Words, Words); 4] = [
            ("regina.vossberg", &["commissions"], REGIONS, REGIONS),
            ("lale.moorlicht", &["commissions"], CUSTOMERS, CUSTOMERS),
            ("falk.rabenau", &["commissions"], CUSTOMERS, CUSTOMERS),
            ("arne.heidkamp", EVERYTHING, REGIONS, &["product", "region", "partner", "customer"]),
        ];
        for (user, screens, at_least, at_most) in table {
            let desk = practice.empty_desk().await;
            let session = desk.sign_in(&practice.url, user, "Laptop").await.unwrap();
            assert_eq!(session.screens, screens, "{user}");
            desk.sync_until_quiet().await;
            let mut read = std::collections::BTreeSet::new();
            for month in desk.list_statement_months().await.unwrap() {
                let (name, currency) = (month.month, Some(month.total.currency.clone()));
                let statement = desk.show_statement(name.clone(), currency.clone()).await.unwrap();
                let broken_down = desk.break_down_statement(name, currency).await.unwrap();
                assert_eq!(statement.total, month.total, "the list says what the statement says");
                assert_sums_add_up(&statement);
                assert_adds_up(&statement, &broken_down);
                read.extend(broken_down.groups.into_iter().map(|group| group.by));
            }
            for by in at_least {
                assert!(read.contains(*by), "{user} reads nothing by {by}: {read:?}");
            }
            assert!(read.iter().all(|by| at_most.contains(&by.as_str())), "{user}: {read:?}");
        }
    }

    /// What belongs to the practice stays out of the reach of an account of the distribution.
    async fn an_affiliate_sells_nothing_and_sees_no_contact(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, "lale.moorlicht", "Laptop").await.unwrap();
        desk.sync_until_quiet().await;
        let refused = desk.transact(Op::Sell).await.err().unwrap();
        assert_eq!(refused.code(), "not_allowed");
        let query = mojo_desk::views::ContactQuery {
            text: String::new(),
            role: None,
            offset: 0,
            limit: 1,
        };
        assert_eq!(desk.list_contacts(query).await.unwrap().total, 0);
        assert!(desk.list_products().await.unwrap().is_empty());
    }
}

/// Every entry stands in one row of its group, and no row names whom the statement does not.
fn assert_adds_up(statement: &StatementView, broken_down: &BreakdownView) {
    for group in &broken_down.groups {
        let is_counted = |row: &&CommissionRow| {
            let is_regional = row.kind == "regional_exclusive";
            !["reversal", "correction", "forfeiture"].contains(&row.status.as_str())
                && match group.by.as_str() {
                    "region" => is_regional,
                    "customer" => !is_regional,
                    _ => true,
                }
        };
        let expected = statement.entries.iter().filter(is_counted).count();
        let found: u32 = group.rows.iter().map(|row| row.entries).sum();
        // A regional entry of a customer of one's own counts among the own customers as well.
        let found = usize::try_from(found).unwrap();
        assert!(found >= expected, "{} {}: {found} of {expected}", statement.month, group.by);
        if group.by == "customer" {
            let known = |label: &str| statement.entries.iter().any(|row| row.customer == label);
            assert!(group.rows.iter().all(|row| known(&row.label)), "{:?}", group.rows);
        } else {
            assert_eq!(found, expected, "{} {}", statement.month, group.by);
        }
    }
}

/// The sums of a statement add up to the cent: the way of the balance, its parts, and the forecast.
fn assert_sums_add_up(of: &StatementView) {
    let way = [&of.opening, &of.earned, &of.reversed, &of.forfeited, &of.paid];
    assert_eq!(way.iter().map(|sum| sum.cents).sum::<i64>(), of.closing.cents, "{}", of.month);
    assert_eq!(of.held.cents + of.payable.cents, of.closing.cents, "{}", of.month);
    let totals: i64 = of.totals.iter().map(|total| total.amount.cents).sum();
    assert_eq!(totals, of.total.cents, "{}", of.month);
    for run in &of.forecast.runs {
        let days: i64 = run.approvals.iter().map(|release| release.amount.cents).sum();
        assert_eq!(run.before.cents + days, run.due.cents, "{run:?}");
        assert_eq!(run.paid.cents + run.carried.cents, run.due.cents, "{run:?}");
    }
}
