//! The pictures of what is about commissions: the platform's administration and a recipient's
//! statements; and of what several desks of a practice come to: every kind of case, devices that are
//! revoked, a network that is gone. Each size and theme has a demo of its own, so that all show the
//! same.

mod administration;
mod cases;
mod commissions;

use std::path::{Path, PathBuf};

use mojo_journeys::Demo;
use mojo_journeys::webdriver::{Key, Start, Window};
use serde_json::{Value, json};

/// The desk of the platform's administrator.
const OFFICE: &str = "verwaltung";
/// The desk of the distributor's owner.
const DISTRIBUTOR: &str = "vertrieb";

/// Takes the pictures of both desks.
pub(crate) fn of_the_platform(binary: &Path, size: (u32, u32), theme: &str) {
    let suffix = format!("{}-{theme}", size.0);
    let mut demo = Demo::start();
    commissions::prepare(&mut demo);
    sign_in(&demo, OFFICE, "admin");
    let album = |desk: &str| {
        let start = demo.start_at(desk, PathBuf::from(binary)).screen(size.0, size.1);
        Album::open(&start, theme, &suffix)
    };
    administration::walk(&album(OFFICE));
    // What was answered there is read here.
    mojo(&demo, DISTRIBUTOR, &["sync"]);
    let statements = album(DISTRIBUTOR);
    commissions::walk(&statements);
    commissions::differ(&statements, &demo);
    commissions::change_tenant(&statements);
}

/// Takes the pictures of a desk whose practice has something to settle.
pub(crate) fn of_the_cases(binary: &Path, size: (u32, u32), theme: &str) {
    let mut demo = Demo::start();
    cases::prepare(&demo);
    let start = demo.start_at(cases::RECEPTION, PathBuf::from(binary)).screen(size.0, size.1);
    let album = Album::open(&start, theme, &format!("{}-{theme}", size.0));
    cases::walk(&album);
    drop(demo.unplug());
    cases::without_a_network(&album);
}

/// Signs somebody of the demo in at a desk of its own.
fn sign_in(demo: &Demo, desk: &str, user: &str) {
    let file = demo.file(&format!("{desk}-password"));
    std::fs::write(&file, demo.password_of(user)).expect("a small file");
    let file = file.to_str().expect("UTF-8").to_owned();
    let login = ["login", "--platform", demo.url(), "--user", user, "--password-file", &file];
    mojo(demo, desk, &[&login[..], &["--device", desk]].concat());
    mojo(demo, desk, &["sync"]);
}

/// Runs `mojo --json` at a desk, which must not refuse.
fn mojo(demo: &Demo, desk: &str, words: &[&str]) -> Value {
    demo.mojo_at(desk, words).unwrap_or_else(|| panic!("mojo {words:?} refused at {desk}"))
}

/// A window whose pictures are kept under names that say size and theme.
pub(crate) struct Album {
    pub(crate) window: Window,
    suffix: String,
}

impl Album {
    /// Opens the window in its theme.
    fn open(start: &Start, theme: &str, suffix: &str) -> Self {
        let window = Window::open(start);
        let script = "localStorage.setItem('mojo.theme', arguments[0]); location.reload()";
        window.script(script, &json!([theme]));
        drop(window.find(&format!("[data-theme={theme}] #app > *")));
        Self { window, suffix: suffix.to_owned() }
    }

    /// Keeps a picture of what stands there once it has come to rest.
    pub(crate) fn keep(&self, what: &str) {
        settle();
        drop(self.window.keep_screenshot(&format!("gallery/{what}-{}", self.suffix)));
    }

    /// Clicks a button and waits for the dialog that it opens.
    fn open_dialog(&self, button: &str) {
        self.window.click_button(button);
        drop(self.window.find("[role=dialog]"));
    }

    /// The same by a key.
    fn open_by_key(&self, keys: &[&str]) {
        self.window.press(keys);
        drop(self.window.find("[role=dialog]"));
    }

    /// Leaves a dialog that stands before another one by one of its buttons.
    fn leave(&self, title: &str, button: &str) {
        self.window.click_button(button);
        self.window.wait_for(&format!("{title:?} to close"), || {
            let titles = self.window.find_all(".dialog-title");
            (!titles.iter().any(|one| one.text().contains(title))).then_some(())
        });
    }

    /// Closes what stands in front of the screen.
    fn close_dialog(&self) {
        self.window.press(&[Key::ESCAPE]);
        self.wait_until_gone("[role=dialog]");
    }

    /// Chooses a part of the screen by its name.
    fn choose_part(&self, name: &str) {
        self.window.find_with_text(".seg-item", name).click();
        self.wait_until_gone(".ghosts");
        settle();
    }

    fn wait_until_gone(&self, css: &str) {
        self.window.wait_for(&format!("{css} to go"), || {
            self.window.find_now(css).is_none().then_some(())
        });
    }

    /// Gives the focus to an element.
    fn focus(&self, css: &str) {
        self.window.script("document.querySelector(arguments[0]).focus()", &json!([css]));
    }
}

/// Lists and pictures come after the frame.
pub(crate) fn settle() {
    std::thread::sleep(std::time::Duration::from_millis(500));
}
