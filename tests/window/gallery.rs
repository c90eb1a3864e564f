//! A picture of every screen of the real window, light and dark, at the smallest and at a large size,
//! with the demo practice as it comes and with 10,000 contacts; for `cargo xtask gallery`.
//! They lie in `target/screenshots/gallery`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mojo_journeys::contact_file;
use mojo_journeys::webdriver::{Key, Start, Window};
use serde_json::json;

const SIZES: [(u32, u32); 2] = [(1280, 720), (1920, 1080)];
const MANY: usize = 10_000;

/// Screens by the digit of their key, and what is done there before the picture is taken.
const SCREENS: [(&str, &str, Then); 6] = [
    ("1", "empfang", Then::Type("a")),
    ("2", "kontakte", Then::OpenFirst),
    ("3", "kasse", Then::Keys(&["1", "2", "2", "4"])),
    ("4", "karten", Then::OpenFirst),
    ("5", "rechnungen", Then::OpenFirst),
    ("6", "provisionen", Then::Nothing),
];

#[derive(Clone, Copy)]
enum Then {
    Nothing,
    Type(&'static str),
    Keys(&'static [&'static str]),
    OpenFirst,
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, contacts) in [("demo", 0), ("many", MANY)] {
        let start = practice(&folder.path().join(name), contacts);
        for size in SIZES {
            for theme in ["light", "dark"] {
                let window = Window::open(&start.clone().screen(size.0, size.1));
                let script = "localStorage.setItem('mojo.theme', arguments[0]); location.reload()";
                window.script(script, &json!([theme]));
                drop(window.find(&format!("[data-theme={theme}] #app > *")));
                walk(&window, &format!("{name}-{}-{theme}", size.0));
            }
        }
    }
}

fn walk(window: &Window, suffix: &str) {
    let keep = |what: &str| drop(window.keep_screenshot(&format!("gallery/{what}-{suffix}")));
    for (key, name, then) in SCREENS {
        window.press(&[Key::CONTROL, key]);
        drop(window.find("h1"));
        settle();
        keep(name);
        match then {
            Then::Nothing => continue,
            Then::Type(text) => window.type_text(text),
            Then::Keys(keys) => keys.iter().for_each(|key| window.press(&[key])),
            Then::OpenFirst => window.press(&[Key::DOWN]),
        }
        settle();
        keep(&format!("{name}-open"));
        window.press(&[Key::ESCAPE]);
    }
    window.press(&[Key::CONTROL, "k"]);
    drop(window.find("[role=dialog]"));
    window.type_text("mu");
    settle();
    keep("palette");
    window.press(&[Key::ESCAPE]);
    window.find("[data-testid=sync-pill]").click();
    settle();
    keep("pill");
    window.press(&[Key::ESCAPE]);
    window.press(&[Key::CONTROL, ","]);
    settle();
    keep("settings");
}

/// Lists and pictures come after the frame.
fn settle() {
    std::thread::sleep(std::time::Duration::from_millis(500));
}

/// The demo practice in a profile of its own, with so many more contacts.
fn practice(folder: &Path, contacts: usize) -> Start {
    std::fs::create_dir_all(folder).expect("a folder");
    let passphrase = folder.join("passphrase");
    std::fs::write(&passphrase, "a passphrase of a gallery").expect("a small file");
    let text = |path: PathBuf| path.to_str().expect("UTF-8").to_owned();
    let words = [
        "--profile".to_owned(),
        text(folder.join("desk")),
        "--passphrase-file".to_owned(),
        text(passphrase),
    ];
    mojo(&words, &["init", "--demo"]);
    if contacts > 0 {
        let file = text(contact_file(folder, contacts));
        mojo(&words, &["contacts", "import", &file]);
    }
    words.into_iter().fold(Start::new(program("MOJO_DESK_BIN")), Start::argument)
}

fn mojo(profile: &[String], words: &[&str]) {
    let mut mojo = Command::new(program("MOJO_BIN"));
    let status = mojo.args(profile).args(words).stdout(Stdio::null()).status();
    assert!(status.expect("mojo can be started").success(), "mojo {words:?}");
}

fn program(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable);
    path.unwrap_or_else(|| panic!("{variable} is not set: run `cargo xtask gallery`")).into()
}
