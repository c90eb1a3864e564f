//! Two desks decide about the same things at the same time, each without a network: afterwards all
//! desks say the same, and nothing is lost.

use chrono::TimeDelta;
use mojo_desk::Refusal as _;
use mojo_desk::views::{CaseRow, ContactInput, ContactView, SettleCaseRequest, UndoRequest};
use mojo_journeys::{Practice, TestDesk, journeys};

journeys! {
    /// D1: one visit too many. One desk gives it away, the other carries it to a new card. The
    /// first in the platform's order counts, the other is shown as later, and no new case is opened.
    async fn two_desks_settle_one_case_differently(practice) {
        let (front, back) = two_desks(&practice).await;
        let client = front.enter_client("Lotte", "Brinkhaus").await;
        let card = front.sell_punch_card("5er-Karte Yoga", &client).await;
        for _ in 0..4 {
            practice.advance(&[&front, &back], TimeDelta::hours(1));
            front.use_card(&card).await;
        }
        sync_all(&[&front, &back]).await;
        unplug(&[&front, &back]);
        practice.advance(&[&front, &back], TimeDelta::hours(1));
        front.use_card(&card).await;
        back.use_card(&card).await;
        let next = back.sell_punch_card("5er-Karte Yoga", &client).await;
        sync_all(&[&front, &back, &front]).await;

        let case = only_case(&front).await;
        assert_eq!(case.sides.len(), 2);
        assert!(case.sides.iter().all(|side| side.entity == "redemption"), "{:?}", case.sides);
        unplug(&[&front, &back]);
        settle(&front, &case, "goodwill", "Stammkundin").await;
        practice.advance(&[&front, &back], TimeDelta::minutes(5));
        settle(&back, &case, "carry", "").await;
        assert_eq!(back.entries_left(&next).await, 4, "carried, as far as this desk knows");
        sync_all(&[&back, &front, &back]).await;

        let third = practice.desk("Büro").await;
        third.sync_until_quiet().await;
        for desk in [&front, &back, &third] {
            desk.assert_nothing_is_lost().await;
            assert!(desk.list_cases().await.unwrap().is_empty());
            let settled = desk.list_settled_cases().await.unwrap();
            assert_eq!(settled.len(), 1);
            let said: Vec<_> = settled[0]
                .settlements
                .iter()
                .map(|one| (one.resolution.as_str(), one.reason.as_str(), one.counts))
                .collect();
            assert_eq!(said, [("carry", "", true), ("goodwill", "Stammkundin", false)]);
            assert_eq!(desk.entries_left(&card).await, 0);
            assert_eq!(desk.entries_left(&next).await, 4);
        }
    }

    /// D1: one visit too many, and it was none. The other desk's visit is taken back in its case, with a
    /// reason, and the case is closed at every desk without a settlement.
    async fn a_visit_that_was_a_mistake_closes_its_case_everywhere(practice) {
        let (front, back) = two_desks(&practice).await;
        let client = front.enter_client("Lotte", "Brinkhaus").await;
        let card = front.sell_punch_card("5er-Karte Yoga", &client).await;
        for _ in 0..4 {
            practice.advance(&[&front, &back], TimeDelta::hours(1));
            front.use_card(&card).await;
        }
        sync_all(&[&front, &back]).await;
        unplug(&[&front, &back]);
        practice.advance(&[&front, &back], TimeDelta::hours(1));
        front.use_card(&card).await;
        back.use_card(&card).await;
        sync_all(&[&front, &back, &front]).await;

        let case = only_case(&front).await;
        let visit = case.sides[1].id.clone();
        practice.advance(&[&front, &back], TimeDelta::minutes(5));
        let undo = |reason: &str| UndoRequest {
            redemption_id: visit.clone(),
            reason: reason.to_owned(),
        };
        let refused = front.undo_check_in(undo(" ")).await.unwrap_err();
        assert_eq!(refused.code(), "reason_required");
        assert_eq!(front.list_cases().await.unwrap().len(), 1);
        front.undo_check_in(undo("verklickt")).await.unwrap();
        assert!(front.list_cases().await.unwrap().is_empty(), "at once, without a network");
        sync_all(&[&front, &back]).await;

        let third = practice.desk("Büro").await;
        third.sync_until_quiet().await;
        for desk in [&front, &back, &third] {
            desk.assert_nothing_is_lost().await;
            assert!(desk.list_cases().await.unwrap().is_empty());
            let settled = desk.list_settled_cases().await.unwrap();
            assert_eq!(settled.len(), 1);
            assert!(settled[0].settlements.is_empty(), "{:?}", settled[0].settlements);
            assert_eq!(desk.entries_left(&card).await, 0);
        }
    }

    /// Two desks merge the same two contacts, each the other way round; a third edits the one that
    /// loses and sells to it. All desks show one contact, with everything.
    async fn contacts_merged_each_way_are_one_everywhere_and_part_again(practice) {
        let (front, back) = two_desks(&practice).await;
        let office = practice.desk("Büro").await;
        let desks = [&front, &back, &office];
        let anna = front.enter_client("Anna", "Quellmann").await;
        let anne = front.enter_client("Anne", "Quellmann-Holm").await;
        let other = front.enter_client("A.", "Quellmann").await;
        let card = front.sell_punch_card("5er-Karte Yoga", &anna).await;
        sync_all(&desks).await;
        unplug(&desks);
        practice.advance(&desks, TimeDelta::minutes(1));
        let (anna_id, anne_id) = (anna.contact_id.clone(), anne.contact_id.clone());
        front.merge_contacts(anne_id.clone(), anna_id.clone()).await.unwrap();
        practice.advance(&desks, TimeDelta::minutes(1));
        back.merge_contacts(anna_id.clone(), anne_id.clone()).await.unwrap();
        // A chain, made where the first merge is not known.
        back.merge_contacts(other.contact_id.clone(), anne_id.clone()).await.unwrap();
        practice.advance(&desks, TimeDelta::minutes(1));
        note(&office, &anna_id, "ruft vormittags an").await;
        office.invoice(&anna, 5_000).await;
        sync_all(&[&office, &back, &front, &office, &back]).await;

        let mut shown = Vec::new();
        for desk in desks {
            desk.assert_nothing_is_lost().await;
            let view = desk.show_contact(anna_id.clone()).await.unwrap();
            assert_eq!(view.merged.len(), 2, "{:?}", view.merged);
            assert_eq!(view.note, "ruft vormittags an", "the edit of the loser is an edit of the winner");
            assert_eq!(view.cards.len(), 1, "the card of the loser");
            assert_eq!(view.open_amount.cents, 5_950, "and its invoice");
            let visible = listed(desk, "Quellmann").await;
            assert_eq!(visible, std::slice::from_ref(&view.contact_id), "one in the list");
            let own = desk.show_card(card.clone()).await.unwrap();
            assert_eq!(own.row.contact_name, view.name);
            shown.push(same(view));
        }
        assert_eq!(shown[0], shown[1]);
        assert_eq!(shown[0], shown[2]);

        // It was a mistake: Anna is somebody else after all. A merge made meanwhile elsewhere, that
        // the parting did not know of, stands.
        front.part_contact(anna_id.clone()).await.unwrap();
        sync_all(&[&front, &back, &office]).await;
        for desk in desks {
            let view = desk.show_contact(anna_id.clone()).await.unwrap();
            assert_eq!((view.contact_id.as_str(), view.cards.len()), (anna_id.as_str(), 1));
            assert!(view.merged.is_empty());
            assert_eq!(listed(desk, "Quellmann").await.len(), 2);
        }
    }

    /// A contact is deleted here while it is edited there: the deletion stands, the edit is kept,
    /// and one case asks what is to be. Whichever arrives first.
    async fn a_deletion_against_an_edit_opens_one_case_and_loses_nothing(practice) {
        let (front, back) = two_desks(&practice).await;
        for (no, deleted_first) in [true, false].into_iter().enumerate() {
            let client = front.enter_client("Jette", &format!("Holm{no}")).await;
            let id = client.contact_id.clone();
            sync_all(&[&front, &back]).await;
            unplug(&[&front, &back]);
            practice.advance(&[&front, &back], TimeDelta::minutes(3));
            front.delete_contact(id.clone()).await.unwrap();
            practice.advance(&[&front, &back], TimeDelta::minutes(3));
            note(&back, &id, "neue Nummer folgt").await;
            let order: [&TestDesk; 3] =
                if deleted_first { [&front, &back, &front] } else { [&back, &front, &back] };
            sync_all(&order).await;
            for desk in [&front, &back] {
                let case = only_case(desk).await;
                assert_eq!((case.kind.as_str(), case.details.as_str()), ("deleted_edit", "note"));
                assert_eq!(case.sides.len(), 2);
                assert!(case.sides.iter().all(|side| side.actor == "Mira Tannhoff"), "{case:?}");
                let view = desk.show_contact(id.clone()).await.unwrap();
                assert!(view.is_deleted, "the deletion stands");
                assert_eq!(view.note, "neue Nummer folgt", "the edit is kept");
                assert!(!listed(desk, &format!("Holm{no}")).await.contains(&id));
            }
            let answer = if deleted_first { "restore" } else { "leave" };
            settle(&back, &only_case(&back).await, answer, "").await;
            sync_all(&[&back, &front]).await;
            for desk in [&front, &back] {
                assert!(desk.list_cases().await.unwrap().is_empty());
                let view = desk.show_contact(id.clone()).await.unwrap();
                assert_eq!(view.is_deleted, !deleted_first);
            }
        }
        // An edit by somebody who knew of the deletion and one of a contact that was deleted later
        // by somebody who knew of the edit: no case.
        let client = front.enter_client("Insa", "Petersen").await;
        note(&front, &client.contact_id, "eins").await;
        sync_all(&[&front, &back]).await;
        back.delete_contact(client.contact_id.clone()).await.unwrap();
        sync_all(&[&back, &front]).await;
        front.restore_contact(client.contact_id.clone()).await.unwrap();
        note(&front, &client.contact_id, "zwei").await;
        sync_all(&[&front, &back]).await;
        assert!(back.list_cases().await.unwrap().is_empty());
        assert!(!back.show_contact(client.contact_id).await.unwrap().is_deleted);
    }

    /// Two notes written at the same time: the later stands, the other is shown with who wrote it,
    /// and is brought back, everywhere.
    async fn an_overwritten_note_is_shown_and_brought_back_on_all_desks(practice) {
        let (front, back) = two_desks(&practice).await;
        let client = front.enter_client("Lotte", "Brinkhaus").await;
        let id = client.contact_id.clone();
        sync_all(&[&front, &back]).await;
        unplug(&[&front, &back]);
        practice.advance(&[&front, &back], TimeDelta::minutes(5));
        note(&front, &id, "kommt mit").await;
        practice.advance(&[&front, &back], TimeDelta::minutes(5));
        note(&front, &id, "kommt mit Hund").await;
        practice.advance(&[&front, &back], TimeDelta::minutes(5));
        note(&back, &id, "braucht einen Stuhl").await;
        sync_all(&[&front, &back, &front]).await;
        for desk in [&front, &back] {
            let view = desk.show_contact(id.clone()).await.unwrap();
            assert_eq!(view.note, "braucht einen Stuhl");
            let kept: Vec<_> = view.kept_texts.iter().map(|kept| kept.text.as_str()).collect();
            assert_eq!(kept, ["kommt mit Hund"], "what its own writer replaced is not kept");
            assert_eq!(view.kept_texts[0].by, "Mira Tannhoff");
            assert_eq!(view.kept_texts[0].overwritten_by, "Mira Tannhoff");
        }
        let kept = front.show_contact(id.clone()).await.unwrap().kept_texts.remove(0);
        practice.advance(&[&front, &back], TimeDelta::minutes(5));
        front.restore_text(kept.text_id).await.unwrap();
        sync_all(&[&front, &back]).await;
        for desk in [&front, &back] {
            let view = desk.show_contact(id.clone()).await.unwrap();
            assert_eq!(view.note, "kommt mit Hund");
            let kept: Vec<_> = view.kept_texts.iter().map(|kept| kept.text.as_str()).collect();
            assert_eq!(kept, ["braucht einen Stuhl"], "what gave way is kept in its place");
        }
    }

    /// The price rises at one desk while the other sells without a network: the sale keeps its
    /// price, and says on every desk that another held.
    async fn a_sale_for_the_old_price_says_so_once_the_change_is_known(practice) {
        let (front, back) = two_desks(&practice).await;
        sync_all(&[&front, &back]).await;
        unplug(&[&front, &back]);
        practice.advance(&[&front, &back], TimeDelta::minutes(10));
        let old = price_of(&back, "Einzelstunde").await;
        raise_price(&front, "Einzelstunde", old + 300).await;
        practice.advance(&[&front, &back], TimeDelta::minutes(10));
        let sale = back.sell_one("Einzelstunde", "cash").await;
        let number = sale.receipt_number.clone();
        assert!(back.show_sale(number.clone()).await.unwrap().price_notes.is_empty());
        sync_all(&[&front, &back, &front]).await;
        for desk in [&front, &back] {
            let row = desk.show_sale(number.clone()).await.unwrap();
            assert_eq!(row.gross.cents, old, "the sale keeps its price");
            assert_eq!(row.price_notes.len(), 1, "{row:?}");
            let note = &row.price_notes[0];
            assert_eq!((note.sold_for.cents, note.in_force.cents), (old, old + 300));
            assert!(note.since < row.at);
        }
        let later = back.sell_one("Einzelstunde", "cash").await.receipt_number;
        assert!(back.show_sale(later).await.unwrap().price_notes.is_empty());
    }

    /// A clock that runs a year ahead never wins for a year: its edits count as received, in their
    /// order, at every desk, its own included.
    async fn a_clock_a_year_ahead_does_not_win_for_a_year(practice) {
        let (front, back) = two_desks(&practice).await;
        let client = front.enter_client("Lotte", "Brinkhaus").await;
        let id = client.contact_id.clone();
        sync_all(&[&front, &back]).await;
        back.clock.advance(TimeDelta::days(365));
        note(&back, &id, "aus der Zukunft, erstens").await;
        note(&back, &id, "aus der Zukunft, zweitens").await;
        back.sync_until_quiet().await;
        front.sync_until_quiet().await;
        let seen = front.show_contact(id.clone()).await.unwrap().note;
        assert_eq!(seen, "aus der Zukunft, zweitens", "the second of one push is the later one");
        practice.advance(&[&front], TimeDelta::minutes(1));
        note(&front, &id, "von heute").await;
        sync_all(&[&front, &back]).await;
        for desk in [&front, &back] {
            assert_eq!(desk.show_contact(id.clone()).await.unwrap().note, "von heute");
        }
    }
}

async fn two_desks(practice: &Practice) -> (TestDesk, TestDesk) {
    (practice.desk("Empfang 1").await, practice.desk("Empfang 2").await)
}

/// Everybody's cable is in; they sync in this order.
async fn sync_all(desks: &[&TestDesk]) {
    for desk in desks {
        desk.network.plug_in();
        desk.sync_until_quiet().await;
    }
}

fn unplug(desks: &[&TestDesk]) {
    desks.iter().for_each(|desk| desk.network.unplug());
}

async fn only_case(desk: &TestDesk) -> CaseRow {
    let mut cases = desk.list_cases().await.unwrap();
    assert_eq!(cases.len(), 1, "{cases:?}");
    cases.remove(0)
}

async fn settle(desk: &TestDesk, case: &CaseRow, resolution: &str, reason: &str) {
    let request = SettleCaseRequest {
        case_id: case.case_id.clone(),
        resolution: resolution.to_owned(),
        reason: reason.to_owned(),
        card_id: None,
        document_id: None,
        receipt_number: None,
    };
    desk.settle_case(request).await.unwrap();
}

async fn listed(desk: &TestDesk, text: &str) -> Vec<String> {
    let query =
        mojo_desk::views::ContactQuery { text: text.to_owned(), role: None, offset: 0, limit: 20 };
    let page = desk.list_contacts(query).await.unwrap();
    page.rows.into_iter().map(|row| row.contact_id).collect()
}

/// What must be the same on every desk.
fn same(view: ContactView) -> ContactView {
    ContactView { last_visit: None, ..view }
}

async fn note(desk: &TestDesk, contact_id: &str, text: &str) {
    let held = desk.show_contact(contact_id.to_owned()).await.unwrap();
    let input = ContactInput {
        title: held.title,
        first_name: held.first_name,
        last_name: held.last_name,
        organisation: held.organisation,
        vat_id: held.vat_id,
        birthday: held.birthday,
        note: text.to_owned(),
        roles: held.roles,
        tags: held.tags,
        phones: held.phones,
        emails: held.emails,
        addresses: held.addresses,
        consents: held.consents,
    };
    desk.edit_contact(contact_id.to_owned(), input).await.unwrap();
}

async fn price_of(desk: &TestDesk, name: &str) -> i64 {
    let products = desk.list_products().await.unwrap();
    products.iter().find(|product| product.name == name).unwrap().price.cents
}

async fn raise_price(desk: &TestDesk, name: &str, cents: i64) {
    let products = desk.list_products().await.unwrap();
    let product = products.into_iter().find(|product| product.name == name).unwrap();
    let input = mojo_desk::views::ProductInput {
        name: product.name,
        code: product.code,
        kind: product.kind,
        price_cents: cents,
        vat_class: product.vat_class,
        entries: None,
        valid_months: None,
        tax_nature: None,
        position: None,
        archived: false,
    };
    desk.edit_product(product.product_id, input).await.unwrap();
}
