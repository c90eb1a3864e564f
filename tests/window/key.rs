//! A profile whose key is gone: the window opens, says so, and takes the recovery key.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use mojo_journeys::webdriver::{Key, Start, Window, desk_binary};
use serde_json::Value;

#[test]
fn a_lost_key_is_brought_back_from_paper_and_the_window_locks_and_unlocks() {
    let Some(binary) = desk_binary() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("passphrase"), "a passphrase of a test").expect("a file");
    mojo(folder.path(), &["init", "--demo"]);
    let issued = mojo(folder.path(), &["key", "recovery"]);
    let printed = issued["recovery_key"].as_str().expect("a key").to_owned();
    std::fs::remove_file(folder.path().join("desk/key.json")).expect("the wrapped key is there");

    let words = profile_words(folder.path());
    let window = Window::open(&words.into_iter().fold(Start::new(binary), Start::argument));
    let field = window.find("[data-testid=recovery-typed]");
    window.keep_screenshot("key-lost");
    field.fill(&printed[1..]);
    window.find("[data-testid=recovery-submit]").click();
    window.wait_for_text("Tippfehler");
    field.fill(&printed.to_lowercase());
    window.find("[data-testid=recovery-submit]:not(:disabled)").click();
    drop(window.find("[data-testid=scan]"));

    window.press(&[Key::CONTROL, "l"]);
    drop(window.find("[data-testid=lock]"));
    window.keep_screenshot("locked");
    assert!(!window.page_text().contains("Heute eingecheckt"), "nothing is readable behind it");
    window.find("[data-testid=unlock]").click();
    window.wait_for_text("Heute eingecheckt");
}

fn profile_words(folder: &Path) -> Vec<String> {
    let text = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    vec!["--profile".into(), text("desk"), "--passphrase-file".into(), text("passphrase")]
}

fn mojo(folder: &Path, words: &[&str]) -> Value {
    let program = std::env::var_os("MOJO_BIN").expect("MOJO_BIN is set: run `cargo xtask test`");
    let output = Command::new(program)
        .args(profile_words(folder))
        .arg("--json")
        .args(words)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("mojo can be started");
    assert!(output.status.success(), "mojo {words:?}: {}", output.status);
    serde_json::from_slice(&output.stdout).expect("mojo answers JSON")
}
