//! An edit that may not stand: the queue goes on, the edit is undone at the desk and shown.

use mojo_journeys::journeys;

journeys! {
    /// Verdicts of a push: a rejected edit of a card leaves the queue, is undone where nothing
    /// later was written, and blocks nothing behind it.
    async fn an_edit_that_may_not_stand_is_undone_and_blocks_nothing(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, "jonte.albers", "Empfang 1").await.unwrap();
        let before = desk.practice().await.unwrap();

        // Offline, Jonte corrects the phone number of the practice, twice. Before it is sent, Mira
        // signs in at the same desk: what waits goes out in her name, and she may not.
        desk.network.unplug();
        for phone in ["03621 99999", "03621 88888"] {
            let mut edited = desk.practice().await.unwrap();
            edited.phone = phone.to_owned();
            desk.save_practice(edited).await.unwrap();
        }
        assert_eq!(desk.practice().await.unwrap().phone, "03621 88888");
        let client = desk.enter_client("Insa", "Petersen").await;
        let receipt = desk.sell_one("Einzelstunde", "cash").await.receipt_number;

        desk.network.plug_in();
        desk.sign_in(&practice.url, "mira.tannhoff", "Empfang 1").await.unwrap();
        let status = desk.sync_until_quiet().await;
        assert_eq!(status.rejected, 2);
        assert_eq!(desk.practice().await.unwrap(), before, "both edits are undone");
        let rejected = desk.list_rejected().await.unwrap();
        assert_eq!(rejected.len(), 2);
        assert_eq!((rejected[0].entity.as_str(), rejected[0].code.as_str()), ("practice", "forbidden"));

        let other = practice.desk("Empfang 2").await;
        other.show_sale(receipt).await.unwrap();
        other.show_contact(client.contact_id).await.unwrap();
        assert_eq!(other.practice().await.unwrap(), before);
    }

    /// The answer with the rejection is lost: it is asked again, not forgotten.
    async fn a_rejection_whose_answer_was_lost_is_asked_again(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, "jonte.albers", "Empfang 1").await.unwrap();
        desk.sync_until_quiet().await;
        let before = desk.practice().await.unwrap();
        let mut edited = before.clone();
        edited.owner = "Mira Tannhoff".to_owned();
        desk.save_practice(edited).await.unwrap();
        use mojo_journeys::network::Mishap::{AnswerLost, None, RequestLost};
        // Mira signs in, and the sync of that moment does not get through.
        desk.network.expect([None, RequestLost]);
        desk.sign_in(&practice.url, "mira.tannhoff", "Empfang 1").await.unwrap();
        desk.network.heal();
        desk.network.expect([None, AnswerLost]);
        assert_eq!(desk.sync_now().await.unwrap().last_error.as_deref(), Some("stalled"));
        assert_eq!(desk.sync_until_quiet().await.rejected, 1);
        assert_eq!(desk.practice().await.unwrap(), before);
    }
}
