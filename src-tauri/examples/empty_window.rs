//! An empty window of the same frame: what any start of ours is measured against.

fn main() -> tauri::Result<()> {
    // Painted as ours is: the difference is what we add.
    mojo_shell::paint_plainly_without_a_card();
    tauri::Builder::default()
        .run(tauri::generate_context!("src-tauri/examples/empty/tauri.conf.json"))
}
