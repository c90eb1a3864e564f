//! How the page is painted on a machine without a graphics card: a remote desktop, an old office PC.
//!
//! WebKit paints through OpenGL. Where a program has to play the card, every shader is compiled in
//! software first: the first picture of the reception came 0.9 s later than with plain painting.

/// Chooses plain painting where there is no card; a choice already made in the environment stands.
#[cfg(target_os = "linux")]
pub fn paint_plainly_without_a_card() {
    use std::os::unix::process::CommandExt as _;

    const CHOICE: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";
    if std::env::var_os(CHOICE).is_some() || has_card() {
        return;
    }
    // A running process cannot change its environment soundly, so it becomes itself once more.
    let Ok(program) = std::env::current_exe() else { return };
    let mut anew = std::process::Command::new(program);
    let error = anew.args(std::env::args_os().skip(1)).env(CHOICE, "1").exec();
    tracing::warn!("painting stays as it is: {error}");
}

/// Elsewhere the system paints.
#[cfg(not(target_os = "linux"))]
pub fn paint_plainly_without_a_card() {}

/// A card shows itself as a render node.
#[cfg(target_os = "linux")]
fn has_card() -> bool {
    let Ok(nodes) = std::fs::read_dir("/dev/dri") else { return false };
    nodes.flatten().any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
}
