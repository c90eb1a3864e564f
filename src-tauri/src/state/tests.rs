//! The window changes from one tenant to another and back.

use std::path::{Path, PathBuf};

use mojo_desk::OpenDesk;
use mojo_desk::keys::KeySource;
use mojo_desk::profiles::Profiles;
use mojo_desk::views::SetPinInput;

use super::Shell;

/// A laptop with the demo practice in its first profile, and a place for another.
struct Laptop {
    folder: PathBuf,
    profiles: Profiles,
}

impl Laptop {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("mojo-shell-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("passphrase"), "one for both").unwrap();
        let profiles = Profiles::new(folder.join("mojo-desk"));
        Self { folder, profiles }
    }

    fn first(&self) -> PathBuf {
        self.folder.join("mojo-desk/default")
    }

    fn shell(&self, profile: &Path) -> Shell {
        let key = KeySource::PassphraseFile(self.folder.join("passphrase"));
        let open = OpenDesk::new(profile, key).marks_in(Some(self.folder.join("marks")));
        Shell::new(open, Some(self.profiles.clone()))
    }
}

impl Drop for Laptop {
    fn drop(&mut self) {
        // A temporary folder that stays does no harm.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test]
async fn the_window_changes_over_and_an_old_page_is_answered_nothing() {
    let laptop = Laptop::new("over");
    let shell = laptop.shell(&laptop.first());
    let one = shell.unlocked().await.unwrap();
    one.open_demo().await.unwrap();
    one.start_sync();
    shell.label_profile(&one).await;
    let mira = one.session().await.unwrap().actor_id;
    let pin = SetPinInput { actor_id: mira, current: None, pin: Some("2580".to_owned()) };
    one.set_pin(pin).await.unwrap();

    let other = shell.add_profile().await.unwrap();
    shell.switch_profile(&other).await.unwrap();
    assert!(one.session().await.is_err(), "the database of the tenant before is closed");
    let refused = shell.unlocked().await.err().unwrap();
    assert_eq!(refused.code, "profile_changes", "until the window shows a new page");
    assert!(shell.list_profiles().await.unwrap().profiles.iter().any(|row| row.is_current));
    shell.begin_page();
    let two = shell.unlocked().await.unwrap();
    assert_eq!(two.session().await.unwrap().mode, "none", "nothing of the other tenant is here");

    shell.switch_profile(&laptop.first()).await.unwrap();
    shell.begin_page();
    let refused = shell.unlocked().await.err().unwrap();
    assert_eq!(refused.code, "locked", "a PIN holds after the change");
    assert_eq!(shell.add_profile().await.err().unwrap().code, "locked");
    assert_eq!(shell.forget_profile(&other).await.err().unwrap().code, "locked");
    shell.switch_profile(&other).await.unwrap();
    shell.begin_page();
    let view = shell.list_profiles().await.unwrap();
    assert_eq!(view.profiles.len(), 2);
    shell.unlocked().await.unwrap().close().await;
}

#[tokio::test]
async fn what_the_old_page_asks_during_the_change_never_reaches_the_other_tenant() {
    let laptop = Laptop::new("during");
    let shell = laptop.shell(&laptop.first());
    let one = shell.unlocked().await.unwrap();
    one.open_demo().await.unwrap();
    one.start_sync();
    shell.label_profile(&one).await;
    let other = shell.add_profile().await.unwrap();
    // The page asks while the old desk closes, and is loaded anew before the change is done.
    let asked = async { shell.unlocked().await.err().map(|refused| refused.code) };
    let page = async { shell.begin_page() };
    let (changed, refused, ()) = tokio::join!(shell.switch_profile(&other), asked, page);
    changed.unwrap();
    assert_eq!(refused.as_deref(), Some("profile_changes"));
    let two = shell.unlocked().await.unwrap();
    assert_eq!(two.session().await.unwrap().mode, "none", "the new page is answered");
    two.close().await;
}

#[tokio::test]
async fn a_profile_that_cannot_be_taken_leaves_the_window_where_it_is() {
    let laptop = Laptop::new("stays");
    let shell = laptop.shell(&laptop.first());
    let desk = shell.unlocked().await.unwrap();
    desk.open_demo().await.unwrap();
    shell.label_profile(&desk).await;
    let other = shell.add_profile().await.unwrap();
    let second = laptop.shell(&other);
    let held = second.unlocked().await.unwrap();
    held.open_demo().await.unwrap();
    second.label_profile(&held).await;

    let refused = shell.switch_profile(&other).await.unwrap_err();
    assert_eq!(refused.code, "profile_in_use", "another window works there");
    let refused = shell.switch_profile(&laptop.folder.join("elsewhere")).await.unwrap_err();
    assert_eq!(refused.code, "unknown_profile", "the page cannot name any folder it likes");
    let refused = shell.switch_profile(&laptop.first()).await.unwrap_err();
    assert_eq!(refused.code, "profile_in_use", "the same one is open here");
    assert_eq!(shell.unlocked().await.unwrap().session().await.unwrap().mode, "demo");

    held.close().await;
    drop(second);
    shell.switch_profile(&other).await.unwrap();
    shell.begin_page();
    assert_eq!(shell.unlocked().await.unwrap().session().await.unwrap().mode, "demo");
    shell.unlocked().await.unwrap().close().await;
}

#[tokio::test]
async fn a_second_window_on_the_same_profile_is_refused_and_opens_when_the_first_is_closed() {
    let laptop = Laptop::new("twice");
    let first = laptop.shell(&laptop.first());
    let desk = first.unlocked().await.unwrap();
    let second = laptop.shell(&laptop.first());
    assert_eq!(second.unlocked().await.err().unwrap().code, "profile_in_use");
    desk.close().await;
    drop((desk, first));
    second.unlocked().await.unwrap().close().await;
}
