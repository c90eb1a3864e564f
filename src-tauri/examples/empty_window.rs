//! An empty window of the same frame: what any start of ours is measured against.

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .run(tauri::generate_context!("src-tauri/examples/empty/tauri.conf.json"))
}
