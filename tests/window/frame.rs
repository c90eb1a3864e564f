//! The window opens and shows its frame.

use mojo_journeys::webdriver::{Start, Window, desk_binary};

#[test]
fn a_new_window_asks_how_to_begin() {
    let Some(binary) = desk_binary() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let passphrase_file = folder.path().join("passphrase");
    std::fs::write(&passphrase_file, "a passphrase of a test").expect("a small file");
    let text = |path: &std::path::Path| path.to_str().expect("UTF-8").to_owned();
    let start = Start::new(binary)
        .argument("--profile")
        .argument(text(&folder.path().join("desk")))
        .argument("--passphrase-file")
        .argument(text(&passphrase_file));
    let window = Window::open(&start);
    drop(window.find_with_text("h1", "Empfang"));
    drop(window.find_with_text("button", "Beispielpraxis öffnen"));
    assert_eq!(window.ask("GET", "/title", None), "MOJO Desk");
    window.keep_screenshot("first-start");
}
