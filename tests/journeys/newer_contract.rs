//! A newer version of a contract reaches a distributor who accepted an older one, and support finds a
//! customer; at their desks, and on a platform that is there.

use mojo_desk::Refusal;
use mojo_desk::views::{AuditQuery, ContractAcceptanceInput, IssuerFields, IssuerInput};
use mojo_journeys::{Practice, TestDesk, journeys};

const OWNER: &str = "arne.heidkamp";

async fn desk_of(practice: &Practice, user: &str, password: &str) -> TestDesk {
    let desk = practice.empty_desk().await;
    desk.sign_in(&practice.url, user, password).await.unwrap();
    desk
}

/// The distributor accepted a version of before.
async fn accept_older_version(practice: &Practice) {
    let sql = format!(
        "INSERT INTO contract_acceptances (tenant_id, acceptance_id, kind, version, language, \
         sha256, user_id, name, accepted_at, address, terms) SELECT tenant_id, \
         '0190a000-0000-7000-8000-0000000000aa', 'distributor', '2025-01', 'de', 'x', user_id, \
         'Arne Heidkamp', 1, 'unknown', '{{}}' FROM users WHERE login_name = '{OWNER}'"
    );
    practice.plant(&sql).await;
}

/// How often something stands in the audit log.
async fn logged(admin: &TestDesk, action: &str) -> usize {
    let query = AuditQuery {
        before: None,
        user_id: None,
        action: Some(action.to_owned()),
        from: None,
        until: None,
    };
    admin.list_audit_log(query).await.unwrap().rows.len()
}

journeys! {
    /// F1: shown with its text, accepted once, and seen by staff; nothing was locked meanwhile.
    async fn f1_a_newer_contract_is_read_and_accepted_at_the_desk(practice) {
        let desk = desk_of(&practice, OWNER, "Büro").await;
        assert!(desk.show_contract_notice().await.unwrap().notices.is_empty());
        accept_older_version(&practice).await;
        let admin = desk_of(&practice, "admin", "Verwaltung").await;
        let page = admin.list_acceptances(true, None).await.unwrap();
        let [older] = &page.rows[..] else { panic!("{page:?}") };
        assert_eq!((older.version.as_str(), older.state.as_str()), ("2025-01", "outdated"));
        let offered = page.offered.iter().find(|one| one.kind == older.kind).unwrap();
        let (kind, version) = (older.kind.clone(), offered.version.clone());
        let day = "2026-12-31".to_owned();
        admin.demand_contract(kind, version, day, "Neue Fassung".to_owned()).await.unwrap();

        let told = desk.show_contract_notice().await.unwrap();
        let [notice] = &told.notices[..] else { panic!("{told:?}") };
        assert_eq!((notice.needed_from.as_deref(), told.may_accept), (Some("2026-12-31"), true));
        let (kind, version) = (notice.kind.clone(), notice.version.clone());
        let german = desk.show_contract(kind.clone(), version.clone(), None).await.unwrap();
        let shown = desk.show_contract(kind, version, Some("en".to_owned())).await.unwrap();
        assert_eq!((german.language.as_str(), shown.language.as_str()), ("de", "en"));
        assert_ne!(german.sha256, shown.sha256, "each language has its own bytes");
        let accept = |sha256: &str| ContractAcceptanceInput {
            kind: shown.kind.clone(),
            version: shown.version.clone(),
            sha256: sha256.to_owned(),
            name: "Arne Heidkamp".to_owned(),
        };
        let wrong = desk.accept_contract(accept("x")).await.unwrap_err();
        assert_eq!(wrong.values()["code"], "contract_refused", "not what was shown");
        for _ in 0..2 {
            let left = desk.accept_contract(accept(&shown.sha256)).await.unwrap();
            assert!(left.notices.is_empty());
        }
        let all = admin.list_acceptances(false, None).await.unwrap().rows;
        let states: Vec<&str> = all.iter().map(|row| row.state.as_str()).collect();
        assert_eq!(states, ["current", "earlier"], "sent twice it is one");
        assert_eq!((all[0].sha256.as_str(), all[0].name.as_str()), (shown.sha256.as_str(), "Arne Heidkamp"));
        assert_eq!(all[0].language, "en", "the platform knows by the hash which text it was");
        assert!(admin.list_acceptances(true, None).await.unwrap().rows.is_empty());
        assert_eq!(logged(&admin, "demand_contract").await, 1);
    }

    /// A customer is found by the id that an attribution names, and each look is told.
    async fn a_customer_is_looked_up_and_the_issuer_is_stated(practice) {
        let admin = desk_of(&practice, "admin", "Verwaltung").await;
        let known = admin.list_attributions(None).await.unwrap().rows.remove(0);
        let why = || "Anruf".to_owned();
        let found = admin.search_customers(known.customer_id.clone(), why()).await.unwrap();
        let [customer] = &found.rows[..] else { panic!("{found:?}") };
        assert_eq!(customer.customer_id, known.customer_id);
        let file = admin.show_customer(customer.customer_id.clone(), why()).await.unwrap();
        assert!(file.attributions.iter().any(|row| row.attribution_id == known.attribution_id));
        let mute = admin.search_customers(known.customer_id, " ".to_owned()).await.unwrap_err();
        assert_eq!(mute.values()["code"], "search_refused");
        assert_eq!((logged(&admin, "search_customers").await, logged(&admin, "read_customer").await), (1, 1));

        let before = admin.show_issuer().await.unwrap();
        let input = IssuerInput {
            issuer: IssuerFields {
                name: "MOJO LLC".to_owned(),
                street: "1209 Orange Street".to_owned(),
                postal_code: "19801".to_owned(),
                city: "Wilmington, DE".to_owned(),
                country: "us".to_owned(),
                ..IssuerFields::default()
            },
            version: before.version,
            reason: "Gründung".to_owned(),
        };
        admin.put_issuer(input.clone()).await.unwrap();
        admin.put_issuer(input).await.unwrap();
        let held = admin.show_issuer().await.unwrap();
        assert_eq!((held.version, held.versions.len()), (before.version + 1, before.versions.len() + 1));
        assert_eq!(held.issuer.unwrap().country, "US");
    }
}
