//! What an owner asks the platform about the own practice: what it sold, and who did what in it. Both
//! need the network, and nothing of them stays at the desk.

use mojo_desk::Refusal as _;
use mojo_desk::views::{AgreementInput, AuditQuery, SoldOrderQuery};
use mojo_journeys::journeys;

/// The owner of the practice of the demo.
const OWNER: &str = "jonte.albers";

fn everything() -> AuditQuery {
    AuditQuery { before: None, user_id: None, action: None, from: None, until: None }
}

journeys! {
    /// C10, C16: what is given back and what others get, with what is left, is the net of each order;
    /// the page and the table say the same.
    async fn what_the_practice_sold_adds_up_and_its_customers_go_by_a_pseudonym(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, OWNER, "Büro").await.unwrap();
        let recorded = desk.sync_status().await.unwrap().recorded;
        let (mut query, mut rows) = (SoldOrderQuery::default(), Vec::new());
        loop {
            let page = desk.list_sold_orders(query.clone()).await.unwrap();
            rows.extend(page.rows);
            query.before = page.next;
            if query.before.is_none() {
                break;
            }
        }
        assert!(!rows.is_empty(), "the practice of the demo sells something");
        for row in &rows {
            let others = row.refunded.cents + row.platform_fee.cents + row.commissions.cents;
            assert_eq!(row.net.cents, others + row.rest.cents, "{row:?}");
            assert!(row.customer.starts_with("K-"), "{row:?}");
            let shares = desk.list_order_shares(row.order_id.clone()).await.unwrap();
            let given = |is_fee: bool| -> i64 {
                let of_kind = shares.iter().filter(|one| (one.kind == "platform_fee") == is_fee);
                of_kind.map(|one| one.amount.cents - one.reversed.cents).sum()
            };
            assert_eq!((given(true), given(false)), (row.platform_fee.cents, row.commissions.cents));
        }
        let month = Some(rows[0].ordered_at[..7].to_owned());
        let of_month = SoldOrderQuery { month, ..SoldOrderQuery::default() };
        let table = desk.sold_orders_csv(of_month, None).await.unwrap();
        assert!(table.file_name.starts_with("Verkaeufe-20"), "{}", table.file_name);
        assert_eq!(desk.sync_status().await.unwrap().recorded, recorded, "nothing is kept here");

        desk.network.unplug();
        let refused = desk.list_sold_orders(SoldOrderQuery::default()).await.unwrap_err();
        assert_eq!(refused.code(), "needs_network", "{refused}");
    }

    /// The own people by their names, the platform's as the platform; nobody else reads it.
    async fn an_owner_reads_who_did_what_and_what_the_platform_did(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, OWNER, "Büro").await.unwrap();
        desk.sync_until_quiet().await;
        let own = desk.list_devices().await.unwrap().devices.into_iter().find(|row| row.is_own);
        desk.rename_device(own.unwrap().device_id, "Büro hinten".to_owned()).await.unwrap();

        let admin = practice.empty_desk().await;
        admin.sign_in(&practice.url, "admin", "Verwaltung").await.unwrap();
        let tenants = admin.list_tenants().await.unwrap();
        let tenant = tenants.into_iter().find(|one| one.name == "Praxis Birkenhain").unwrap();
        let agreement = AgreementInput {
            tenant_id: tenant.tenant_id,
            region_codes: vec!["FR".to_owned()],
            commission_percent: "25".to_owned(),
            valid_from: "2026-12-01".to_owned(),
            valid_until: None,
            contract_url: None,
        };
        admin.create_agreement(agreement).await.unwrap();

        let rows = desk.list_own_log(everything()).await.unwrap().rows;
        let find = |action: &str| {
            let found = rows.iter().filter(|row| row.action == action).collect::<Vec<_>>();
            assert_eq!(found.len(), 1, "{action}: {rows:?}");
            found[0]
        };
        let renamed = find("rename_device");
        assert_eq!((renamed.user.as_str(), renamed.subject.as_str()), ("Jonte Albers", "Büro hinten"));
        let entered = find("enter_agreement");
        assert_eq!((entered.user.as_str(), entered.user_id.as_str()), ("MOJO LLC", ""));
        assert!(entered.details.contains("Praxis Birkenhain"), "{}", entered.details);

        let other = practice.empty_desk().await;
        other.sign_in(&practice.url, "selma.brandis", "Therapie").await.unwrap();
        let refused = other.list_own_log(everything()).await.unwrap_err();
        assert_eq!((refused.code(), refused.values()["who"].as_str()), ("not_allowed", "owner"));
    }
}
