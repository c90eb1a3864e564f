//! The shell: one window around the desk. It knows Tauri; nothing below it does.

/// Opens the window and returns when it is closed.
///
/// # Errors
/// When the window system refuses, for example without a display.
pub fn run() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
