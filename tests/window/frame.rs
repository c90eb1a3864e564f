//! The window opens and shows its frame.

use mojo_journeys::webdriver::{Start, Window, desk_binary};

#[test]
fn the_window_opens_and_shows_its_frame() {
    let Some(binary) = desk_binary() else { return };
    let window = Window::open(&Start::new(binary));
    let title = window.ask("GET", "/title", None);
    assert_eq!(title, "MOJO Desk");
    let frame = window.find("#app > *");
    window.wait_for("text in the frame", || {
        (!frame.text().is_empty()).then_some(())
    });
    window.keep_screenshot("frame");
}
