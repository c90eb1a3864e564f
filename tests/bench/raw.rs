//! What the machine could do at best.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use crate::clock::Times;

/// Appending `bytes` to a file and forcing them to the disk, in milliseconds: the least that a
/// durable commit can take.
pub(crate) fn durable_write(folder: &Path, bytes: usize) -> f64 {
    let path = folder.join("raw");
    let mut file = std::fs::File::create(&path).expect("a file");
    let page = vec![0x5a; bytes];
    let mut times = Times::new();
    for _ in 0..60 {
        let start = Instant::now();
        file.write_all(&page).expect("written");
        file.sync_data().expect("on the disk");
        times.since(start);
    }
    times.percentile(50)
}

/// Writing `bytes` once and forcing them to the disk, in seconds.
pub(crate) fn bulk_write(folder: &Path, bytes: u64) -> f64 {
    let start = Instant::now();
    let mut file = std::fs::File::create(folder.join("raw")).expect("a file");
    let block = vec![0x5a; 1 << 20];
    for _ in 0..bytes.div_ceil(1 << 20) {
        file.write_all(&block).expect("written");
    }
    file.sync_all().expect("on the disk");
    start.elapsed().as_secs_f64()
}
