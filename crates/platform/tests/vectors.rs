//! Every scenario in `vectors/commissions/` comes out exactly as it is written there. A new case
//! is a new file.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;

use serde_json::Value;

fn vectors() -> Vec<(PathBuf, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/commissions");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (path, value)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn every_vector_comes_out_identical() {
    let vectors = vectors();
    assert!(vectors.len() >= 14, "the vectors are missing");
    for (path, vector) in vectors {
        let result = mojo_platform::scenario::calculate(&vector["scenario"].to_string());
        let result: Value = serde_json::from_str(&result.unwrap()).unwrap();
        assert_eq!(result, vector["expected"], "{}", path.display());
    }
}

#[test]
fn the_same_scenario_gives_the_same_bytes() {
    for (_, vector) in vectors() {
        let scenario = vector["scenario"].to_string();
        let play = || mojo_platform::scenario::calculate(&scenario).unwrap();
        assert_eq!(play(), play());
    }
}
