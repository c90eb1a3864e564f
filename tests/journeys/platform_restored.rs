//! The server's disk is lost and its database comes back from last night's backup. The desks bring
//! again what it forgot, none of them is taken for a copy, and no number is given twice.

use mojo_journeys::{Practice, TestDesk, journeys};

async fn code(desk: &TestDesk) -> String {
    desk.sync_status().await.unwrap().number_code
}

/// A sale whose receipt reached the platform.
async fn sell(desk: &TestDesk) -> String {
    let number = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
    desk.sync_until_quiet().await;
    number
}

/// Nobody became a new device, every chain is whole and acknowledged, everybody has every receipt.
async fn assert_all_is_well(desks: &[&TestDesk], numbers: &[String]) {
    for desk in desks {
        let sync = desk.sync_status().await.unwrap();
        assert_eq!(sync.new_device, None, "{} was taken for a copy", sync.device);
        desk.assert_nothing_is_lost().await;
        for number in numbers {
            desk.show_sale(number.clone()).await.unwrap();
        }
        assert!(desk.list_cases().await.unwrap().is_empty());
    }
}

/// A practice whose platform lost a day: two desks that knew it before, one that came since.
struct LostDay {
    desks: [TestDesk; 3],
    codes: Vec<String>,
    numbers: Vec<String>,
}

async fn lose_a_day(practice: &mut Practice) -> LostDay {
    let one = practice.desk("Empfang 1").await;
    let two = practice.desk("Empfang 2").await;
    let quiet = practice.desk("Behandlung").await;
    let mut numbers = vec![sell(&one).await, sell(&two).await];
    quiet.sync_until_quiet().await;
    let backup = practice.back_up().await;
    numbers.push(sell(&one).await);
    numbers.push(sell(&two).await);
    numbers.push(sell(&one).await);
    // This one only listens: the platform forgets its greetings.
    for _ in 0..3 {
        quiet.sync_until_quiet().await;
    }
    let late = practice.desk("Empfang 3").await;
    numbers.push(sell(&late).await);
    let mut codes = Vec::new();
    for desk in [&one, &two, &quiet, &late] {
        codes.push(code(desk).await);
    }
    practice.restore(&backup).await;
    assert!(quiet.sync_round().await.unwrap().error.is_none(), "greetings alone are no copy");
    assert_eq!(quiet.sync_status().await.unwrap().new_device, None);
    // The platform forgot that this one signed in, and asks again.
    assert_eq!(late.sync_round().await.unwrap().error.as_deref(), Some("signed_out"));
    late.sign_in(&practice.url, "mira.tannhoff", "Empfang 3").await.unwrap();
    LostDay { desks: [one, two, late], codes, numbers }
}

journeys! {
    /// Nobody says that it was restored: the first desk that greets makes it notice.
    async fn a_platform_that_lost_a_day_gets_it_again_from_its_desks(mut practice) {
        let LostDay { desks: [one, two, late], codes, mut numbers } =
            lose_a_day(&mut practice).await;
        for desk in [&one, &two, &late] {
            desk.sync_until_quiet().await;
        }
        let new = practice.desk("Empfang 4").await;
        numbers.push(sell(&new).await);
        for desk in [&one, &two, &late, &new] {
            desk.sync_until_quiet().await;
        }
        assert!(!codes.contains(&code(&new).await), "a code that was given is not given again");
        assert_eq!(code(&one).await, codes[0]);
        assert_eq!(code(&late).await, codes[3], "it keeps the code that is on its receipts");
        assert_all_is_well(&[&one, &two, &late, &new], &numbers).await;
    }

    /// It is said before the platform is served again: then even a device that is faster than all
    /// the others gets a code of its own.
    async fn a_declared_restore_gives_no_code_twice(mut practice) {
        let one = practice.desk("Empfang 1").await;
        let backup = practice.back_up().await;
        let late = practice.desk("Empfang 2").await;
        let mut numbers = vec![sell(&one).await, sell(&late).await];
        let held = code(&late).await;
        practice.restore(&backup).await;
        practice.platform.declare_restored().await.unwrap();
        let new = practice.desk("Empfang 3").await;
        numbers.push(sell(&new).await);
        assert_ne!(code(&new).await, held);
        late.sync_round().await.unwrap();
        late.sign_in(&practice.url, "mira.tannhoff", "Empfang 2").await.unwrap();
        for _ in 0..2 {
            for desk in [&one, &late, &new] {
                desk.sync_until_quiet().await;
            }
        }
        assert_eq!(code(&late).await, held);
        assert_all_is_well(&[&one, &late, &new], &numbers).await;
    }

    /// A copy is still noticed after a restore, once its original has greeted.
    async fn a_copy_is_noticed_after_a_restore_too(mut practice) {
        let mut desk = practice.desk("Empfang 1").await;
        let backup = practice.back_up().await;
        desk.sync_until_quiet().await;
        let copy = desk.back_up().await;
        let clone = desk.open_disk_clone(copy).await;
        practice.restore(&backup).await;
        desk.sync_until_quiet().await;
        clone.sync_until_quiet().await;
        let notice = |desk: mojo_desk::views::SyncView| desk.new_device.map(|new| new.reason);
        assert_eq!(notice(desk.sync_status().await.unwrap()), None);
        let noticed = notice(clone.sync_status().await.unwrap());
        assert_eq!(noticed.as_deref(), Some("platform"));
        desk.assert_nothing_is_lost().await;
        sell(&clone).await;
        clone.assert_nothing_is_lost().await;
    }

    /// One backup put back twice: what was read after the first time does not fit the second.
    async fn one_backup_is_put_back_twice(mut practice) {
        let one = practice.desk("Empfang 1").await;
        let two = practice.desk("Empfang 2").await;
        let mut numbers = vec![sell(&one).await];
        let backup = practice.back_up().await;
        for _ in 0..2 {
            numbers.push(sell(&one).await);
            two.sync_until_quiet().await;
            numbers.push(sell(&two).await);
            one.sync_until_quiet().await;
            practice.restore(&backup).await;
            for desk in [&one, &two, &one] {
                desk.sync_until_quiet().await;
            }
        }
        assert_all_is_well(&[&one, &two], &numbers).await;
        for desk in [&one, &two] {
            assert_eq!(desk.verify_sync().await.unwrap().state, "equal");
        }
    }

    /// The desk that recorded it is gone; its copy has it, under the device that it was before.
    async fn what_was_recorded_before_a_device_changed_its_identity_comes_again(mut practice) {
        let mut desk = practice.desk("Empfang 1").await;
        let backup = practice.back_up().await;
        let numbers = [sell(&desk).await, sell(&desk).await];
        let copy = desk.back_up().await;
        let heir = desk.open_copy(copy).await;
        heir.sync_until_quiet().await;
        drop(desk);
        practice.restore(&backup).await;
        heir.sync_round().await.unwrap();
        heir.sign_in(&practice.url, "mira.tannhoff", "Empfang 1").await.unwrap();
        heir.sync_until_quiet().await;
        heir.assert_nothing_is_lost().await;
        let new = practice.desk("Empfang 2").await;
        new.sync_until_quiet().await;
        for number in numbers {
            new.show_sale(number).await.unwrap();
        }
    }

    /// The owner's edit stood, and other desks had read it. Its device brings it again when somebody is
    /// signed in there who may not make it: it is judged anew, undone and told. Whoever had read it keeps
    /// it until they compare.
    async fn a_forgotten_edit_is_judged_by_who_is_signed_in_when_it_comes_again(mut practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, "jonte.albers", "Empfang 1").await.unwrap();
        let other = practice.desk("Empfang 2").await;
        for desk in [&desk, &other] {
            desk.sync_until_quiet().await;
        }
        let before = desk.practice().await.unwrap();
        let backup = practice.back_up().await;
        let mut edited = before.clone();
        edited.phone = "03621 99999".to_owned();
        desk.save_practice(edited).await.unwrap();
        for desk in [&desk, &other] {
            desk.sync_until_quiet().await;
            assert_eq!(desk.practice().await.unwrap().phone, "03621 99999");
        }

        practice.restore(&backup).await;
        desk.sign_in(&practice.url, "mira.tannhoff", "Empfang 1").await.unwrap();
        assert_eq!(desk.sync_until_quiet().await.rejected, 1);
        assert_eq!(desk.practice().await.unwrap(), before);
        assert_eq!(desk.verify_sync().await.unwrap().state, "equal");
        other.sync_until_quiet().await;
        assert_eq!(other.practice().await.unwrap().phone, "03621 99999");
        assert_eq!(other.verify_sync().await.unwrap().state, "repaired");
        assert_eq!(other.practice().await.unwrap(), before);
    }
}
