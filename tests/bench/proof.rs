//! The proof of the sync over a long history: every entry compared with the platform, beside what
//! hashing the same bytes takes.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use mojo_desk::keys::KeySource;
use mojo_desk::views::{ImportRequest, SignInInput};
use mojo_desk::{Desk, OpenDesk, SystemClock, SystemEntropy};
use mojo_domain::journal::Hash;
use mojo_platform::Platform;
use serde_json::Value;
use tokio::sync::oneshot;

use crate::{Bound, row};

pub(crate) async fn measure(folder: &Path, count: usize) -> Vec<Value> {
    let database = format!("sqlite:{}", folder.join("platform.db").display());
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let platform = Platform::open(&database, clock, entropy).await.expect("a platform");
    platform.seed_demo().await.expect("the demo");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = platform.clone();
    let server = tokio::spawn(async move {
        let stopped = async move { drop(stopped.await) };
        serving.serve(listener, stopped).await.expect("served");
    });
    let profile = folder.join("proof");
    let key = KeySource::PassphraseFile(folder.join("passphrase"));
    let desk = Desk::open(OpenDesk::new(&profile, key).marks_in(Some(folder.join("marks"))))
        .await
        .expect("a new profile");
    fill(&desk, &url, folder, count).await;

    let start = Instant::now();
    let found = desk.verify_sync().await.expect("compared");
    let ours = start.elapsed().as_secs_f64() * 1000.0;
    assert_eq!(found.state, "equal", "{:?}", found.differences);
    let raw = hash_of_files(&profile, folder);
    desk.close().await;
    drop(stop);
    server.await.expect("ended");
    platform.close().await;
    let limit = (raw, "both database files read and hashed");
    let what = format!("proof of {} entries, here and there", found.entries);
    vec![row(&what, "ms", ours, limit, Bound::None)]
}

async fn fill(desk: &Desk, url: &str, folder: &Path, count: usize) {
    let user = Platform::demo_users().into_iter().find(|user| user.role == "reception");
    let user = user.expect("a reception");
    desk.sign_in(SignInInput {
        platform: url.to_owned(),
        user: user.name.to_owned(),
        password: user.password.to_owned(),
        device_name: "Empfang 1".to_owned(),
    })
    .await
    .expect("signed in");
    let file = mojo_journeys::contact_file(folder, count);
    let request =
        ImportRequest { path: file.display().to_string(), dry_run: false, map: Vec::new() };
    desk.import_contacts(request, &mojo_desk::contacts::Unwatched).await.expect("imported");
    loop {
        let round = desk.sync_round().await.expect("a round");
        if round.pending == 0 && round.error.is_none() {
            break;
        }
    }
}

/// Reading both databases once and hashing them, in milliseconds.
fn hash_of_files(profile: &Path, folder: &Path) -> f64 {
    let start = Instant::now();
    for file in [profile.join("desk.db"), folder.join("platform.db")] {
        let bytes = std::fs::read(file).expect("a database");
        std::hint::black_box(Hash::of(&bytes));
    }
    start.elapsed().as_secs_f64() * 1000.0
}
