//! F1, F2: a newer version of a contract is told by mail, once a tenant and version.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::commerce::{micros, open_shop, platform_admin};
use super::mails::{mails, rename_owner_of};
use super::newer_contracts::{OLDER, accept, bind, newer_in};
use super::payouts::crash_after;
use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, on_both};
use crate::contracts::{Contract, ContractKind};
use crate::jobs::{JobKind, attempt, claim_job, plan_jobs};
use crate::onboarding::tell_newer_contracts;

const READER: &str = "praxis@example.org";

/// The same as somebody accepted it in English.
static OLDER_IN_ENGLISH: Contract =
    Contract { language: "en", text: "Contract of before", ..OLDER };

/// The other contract of before.
static OLDER_OF_DISTRIBUTOR: Contract = Contract { kind: ContractKind::Distributor, ..OLDER };

/// What a newer release will offer.
static LATER: Contract = Contract { version: "2031-01", ..OLDER };

/// The platform and an administrator of it; the practice's owner has an address, and signs in with it.
async fn open(server: &Server) -> String {
    open_shop(server).await;
    rename_owner_of(server, BIRKENHAIN, READER).await;
    platform_admin(server).await
}

async fn tell(server: &Server) -> usize {
    tell_newer_contracts(server.platform.state.database(), micros(NOW)).await.unwrap()
}

/// The tenants that were told so far.
async fn told(server: &Server, admin: &str) -> BTreeSet<String> {
    let all = mails(server, admin).await;
    let tenants: BTreeSet<String> =
        all.iter().map(|mail| mail["tenant_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(tenants.len(), all.len(), "nobody is told twice: {all:?}");
    tenants
}

on_both! {
    async fn f2_who_accepted_an_older_version_is_told_once_by_mail(server) {
        let admin = open(&server).await;
        bind(&server, BIRKENHAIN, &OLDER).await;
        assert_eq!((tell(&server).await, tell(&server).await), (1, 0));
        let all = mails(&server, &admin).await;
        assert_eq!(all.len(), 1, "{all:?}");
        let mail = &all[0];
        assert_eq!((&mail["kind"], &mail["to"], &mail["tenant_id"]),
            (&json!("newer_contract"), &json!(READER), &json!(BIRKENHAIN)));
        assert_eq!((&mail["subject"], &mail["language"]),
            (&json!("Ihr Partnervertrag hat eine neue Fassung"), &json!("de")));
        assert!(mail["text"].as_str().unwrap().contains("2026-11"), "{mail}");
    }

    /// The language is that in which the contract was accepted last.
    async fn f2_who_accepted_in_english_is_told_in_english(server) {
        let admin = open(&server).await;
        bind(&server, BIRKENHAIN, &OLDER_IN_ENGLISH).await;
        assert_eq!(tell(&server).await, 1);
        let mail = mails(&server, &admin).await.remove(0);
        assert_eq!((&mail["subject"], &mail["language"]),
            (&json!("Your partner contract has a new version"), &json!("en")));
    }

    async fn f2_of_several_processes_at_once_one_tells(server) {
        let admin = open(&server).await;
        bind(&server, BIRKENHAIN, &OLDER).await;
        let counts = tokio::join!(tell(&server), tell(&server), tell(&server));
        assert_eq!(counts.0 + counts.1 + counts.2, 1);
        assert_eq!(told(&server, &admin).await.len(), 1);
    }

    /// At each place where it waits the process dies: nobody is told twice, and the next one tells whom
    /// it had not told.
    async fn f2_a_process_that_dies_at_any_step_tells_everybody_once(server) {
        let admin = open(&server).await;
        rename_owner_of(&server, LINDENAU, "haus@example.org").await;
        for tenant in [BIRKENHAIN, LINDENAU] {
            bind(&server, tenant, &OLDER).await;
        }
        let mut polls: usize = 0;
        let mut counts = BTreeSet::new();
        while !crash_after(polls, tell(&server)).await {
            counts.insert(told(&server, &admin).await.len());
            polls += 1;
            assert!(polls < 400, "it comes to its end");
        }
        assert!(counts.contains(&0) && counts.contains(&1), "it died before and between: {counts:?}");
        let everybody = BTreeSet::from([BIRKENHAIN, LINDENAU].map(|tenant| tenant.to_string()));
        assert_eq!(told(&server, &admin).await, everybody);
        assert_eq!(tell(&server).await, 0);
    }

    async fn f1_each_contract_is_told_by_a_mail_of_its_own(server) {
        let admin = open(&server).await;
        bind(&server, BIRKENHAIN, &OLDER).await;
        bind(&server, BIRKENHAIN, &OLDER_OF_DISTRIBUTOR).await;
        assert_eq!((tell(&server).await, tell(&server).await), (2, 0));
        let all = mails(&server, &admin).await;
        let subjects: BTreeSet<&str> =
            all.iter().map(|mail| mail["subject"].as_str().unwrap()).collect();
        assert_eq!(subjects, BTreeSet::from(["Ihr Partnervertrag hat eine neue Fassung",
            "Ihr Vertriebsvertrag hat eine neue Fassung"]));
    }

    /// Who has not accepted is listed with how far the mail has come.
    async fn f2_staff_see_who_was_told_and_who_not_yet(server) {
        let admin = open(&server).await;
        bind(&server, BIRKENHAIN, &OLDER).await;
        for expected in [Value::Null, json!("waiting")] {
            let path = "/api/v1/contract-acceptances?outdated=true";
            let (status, list) = server.call("GET", path, Some(&admin), None).await;
            assert_eq!(status, StatusCode::OK, "{list}");
            assert_eq!(list["acceptances"][0]["mail"], expected, "{list}");
            tell(&server).await;
        }
    }

    /// Whoever accepts at the desk before the mail went needs it no more.
    async fn f2_who_accepted_meanwhile_is_told_no_more(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let other = server.token("owner@lindenau").await;
        for (tenant, address) in [(BIRKENHAIN, READER), (LINDENAU, "haus@example.org")] {
            rename_owner_of(&server, tenant, address).await;
            bind(&server, tenant, &OLDER).await;
        }
        let (status, kept) = accept(&server, &other, &newer_in("en")).await;
        assert_eq!(status, StatusCode::CREATED, "{kept}");
        assert_eq!(tell(&server).await, 1, "one accepted before anybody was told");
        let (status, kept) = accept(&server, &owner, &newer_in("de")).await;
        assert_eq!(status, StatusCode::CREATED, "{kept}");
        let mail = mails(&server, &admin).await.remove(0);
        assert_eq!((&mail["tenant_id"], &mail["state"], &mail["due_at"]),
            (&json!(BIRKENHAIN), &json!("handed_over"), &Value::Null));
        assert_eq!(tell(&server).await, 0);
        assert_eq!(told(&server, &admin).await.len(), 1);
    }

    /// C13; and a process of an older release beside a newer one has no news to tell.
    async fn f2_who_has_left_or_accepted_a_later_version_or_none_is_told_nothing(server) {
        let admin = open(&server).await;
        rename_owner_of(&server, LINDENAU, "haus@example.org").await;
        bind(&server, LINDENAU, &LATER).await;
        bind(&server, BIRKENHAIN, &OLDER).await;
        server.platform.deactivate_tenant(BIRKENHAIN).await.unwrap();
        assert_eq!(tell(&server).await, 0);
        assert!(told(&server, &admin).await.is_empty());
    }

    async fn f2_who_has_no_address_is_told_once_there_is_one(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        bind(&server, BIRKENHAIN, &OLDER).await;
        assert_eq!(tell(&server).await, 0);
        rename_owner_of(&server, BIRKENHAIN, READER).await;
        assert_eq!(tell(&server).await, 1);
        assert_eq!(told(&server, &admin).await.len(), 1);
    }

    async fn f2_the_day_from_which_it_is_needed_stands_in_the_mail(server) {
        let admin = open(&server).await;
        bind(&server, BIRKENHAIN, &OLDER).await;
        let day = json!({ "needed_from": "2026-12-31", "reason": "Neue Provisionen" });
        let path = "/api/v1/contracts/affiliate/2026-11/needed-from";
        let (status, kept) = server.call("PUT", path, Some(&admin), Some(&day)).await;
        assert_eq!(status, StatusCode::OK, "{kept}");
        assert_eq!(tell(&server).await, 1);
        let mail = mails(&server, &admin).await.remove(0);
        assert!(mail["text"].as_str().unwrap().contains("ab dem 31.12.2026"), "{mail}");
    }

    /// The queue does it by itself, with or without a mail server.
    async fn f2_the_queue_tells_of_newer_versions(server) {
        let admin = open(&server).await;
        bind(&server, BIRKENHAIN, &OLDER).await;
        let state = &server.platform.state;
        plan_jobs(state.database(), state.calendar(), micros(NOW)).await.unwrap();
        let kinds = [JobKind::NewerContracts];
        let job = claim_job(state.database(), &kinds, "a", micros(NOW)).await.unwrap().unwrap();
        let (_tell, stop) = tokio::sync::watch::channel(false);
        attempt(server.platform.clone(), job, stop).await;
        assert_eq!(told(&server, &admin).await.len(), 1);
    }
}
