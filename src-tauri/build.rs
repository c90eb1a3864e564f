//! Hands Tauri its configuration: the window's rights lie in `src-tauri`, the page in `ui/dist`.

use tauri_build::{AppManifest, Attributes};

fn main() {
    // A fresh clone must compile (check, clippy, editor) before npm has run.
    std::fs::create_dir_all("ui/dist").expect("the folder of the built page can be made");
    // A page built after an empty folder was embedded would otherwise go unnoticed.
    println!("cargo:rerun-if-changed=ui/dist");
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    let app = AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*.toml");
    let attributes = Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*.json")
        .app_manifest(app);
    tauri_build::try_build(attributes).expect("configuration, rights and icons are in order");
}
