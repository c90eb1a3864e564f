//! A platform that answers late, twice, never, with an error page, or with garbage: the desk goes
//! on, and in the end both sides hold the same, once.

use mojo_domain::{Entropy as _, SeededEntropy};
use mojo_journeys::network::Mishap;
use mojo_journeys::{TestDesk, journeys};

/// Everything that can happen to a request.
const MISHAPS: [Mishap; 11] = [
    Mishap::None,
    Mishap::RequestLost,
    Mishap::AnswerLost,
    Mishap::Late,
    Mishap::Twice,
    Mishap::Cut,
    Mishap::ErrorPage(200),
    Mishap::ErrorPage(401),
    Mishap::ErrorPage(502),
    Mishap::Noise,
    Mishap::OtherJson,
];

journeys! {
    /// Each mishap alone, at each step of a sync (hello, push, pull).
    async fn each_mishap_at_each_step_is_survived(practice) {
        let desk = practice.desk("Empfang 1").await;
        desk.sync_until_quiet().await;
        let mut receipts = Vec::new();
        for mishap in MISHAPS {
            for step in 0..3 {
                receipts.push(desk.sell_one("Probestunde", "cash").await.receipt_number);
                desk.network.expect(std::iter::repeat_n(Mishap::None, step).chain([mishap]));
                let _ = desk.sync_now().await.unwrap();
                assert!(desk.session().await.unwrap().signed_in, "{mishap:?} signed nobody out");
            }
        }
        desk.network.heal();
        desk.sync_until_quiet().await;
        check(&practice, &desk, &receipts).await;
    }

    /// A bad day: mishaps drawn by a seed, while work goes on.
    async fn a_bad_day_ends_with_both_sides_equal(practice) {
        let desk = practice.desk("Empfang 1").await;
        let chance = SeededEntropy::new(77);
        let mut receipts = Vec::new();
        for _ in 0..40 {
            let mut bytes = [0; 4];
            chance.fill(&mut bytes);
            let mishaps = bytes.map(|byte| MISHAPS[usize::from(byte) % MISHAPS.len()]);
            desk.network.expect(mishaps);
            receipts.push(desk.sell_one("Einzelstunde", "cash").await.receipt_number);
            let _ = desk.sync_now().await.unwrap();
        }
        desk.network.heal();
        desk.sync_until_quiet().await;
        check(&practice, &desk, &receipts).await;
    }
}

/// Another desk of the practice sees every receipt; the till of this one counts each once.
async fn check(practice: &mojo_journeys::Practice, desk: &TestDesk, receipts: &[String]) {
    desk.assert_nothing_is_lost().await;
    let other = practice.desk("Empfang 2").await;
    for number in receipts {
        other.show_sale(number.clone()).await.unwrap();
    }
    let till = desk.till().await.unwrap();
    assert_eq!(till.receipts as usize, receipts.len(), "each sale once");
    assert!(other.list_cases().await.unwrap().is_empty());
}
