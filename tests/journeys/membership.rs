//! The practice's own membership at the desk: seen by everybody and without a network; what is on
//! offer and for how much is the platform's word, and an owner's alone to ask for.

use mojo_desk::Refusal as _;
use mojo_desk::views::BuyMembershipInput;
use mojo_journeys::journeys;

/// The owner of the practice of the demo.
const OWNER: &str = "jonte.albers";

journeys! {
    /// A platform without a key of a payment provider: the prices are told, and nothing is bought.
    async fn the_membership_is_known_offline_and_its_prices_are_the_platforms(practice) {
        let mut desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, OWNER, "Büro").await.unwrap();
        desk.sync_until_quiet().await;
        let offers = desk.list_membership_offers().await.unwrap();
        assert!(!offers.payable && offers.subscriptions.is_empty(), "{offers:?}");
        assert!(!offers.levels.is_empty(), "the demo sells levels");
        for level in &offers.levels {
            let price = &level.first;
            let net = price.net.cents - price.discount.cents;
            assert_eq!(price.gross.cents, net + price.vat.cents, "C7: {level:?}");
            assert_eq!(level.interval.is_some(), level.later.is_some(), "{level:?}");
            assert!(level.purchase.is_none(), "{level:?}");
        }
        let level = &offers.levels[0];
        let wish = BuyMembershipInput {
            product_id: level.product_id.clone(),
            amount: level.first.gross.clone(),
            later_amount: level.later.as_ref().map(|later| later.gross.clone()),
        };
        let refused = desk.buy_membership(wish.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "membership_no_payments", "{refused}");

        desk.network.unplug();
        desk.reopen().await;
        let view = desk.show_membership().await.unwrap();
        assert!(view.is_told && !view.is_local && view.stage.is_some(), "{view:?}");
        let refused = desk.list_membership_offers().await.unwrap_err();
        assert_eq!(refused.code(), "needs_network", "{refused}");
        let refused = desk.buy_membership(wish).await.unwrap_err();
        assert_eq!(refused.code(), "needs_network", "nothing waits to be bought later");
    }

    async fn others_see_the_membership_and_are_told_who_may_buy(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, "selma.brandis", "Therapie").await.unwrap();
        desk.sync_until_quiet().await;
        assert!(desk.show_membership().await.unwrap().is_told);
        let refused = desk.list_membership_offers().await.unwrap_err();
        assert_eq!((refused.code(), refused.values()["who"].as_str()), ("not_allowed", "owner"));
    }
}
