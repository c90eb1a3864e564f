//! Writes one sample of each document into a folder: `render_samples DIR`. For looking at.

use std::path::Path;

#[path = "../tests/samples/mod.rs"]
mod samples;

fn main() -> Result<(), samples::Failure> {
    let folder = std::env::args().nth(1).ok_or("usage: render_samples DIR")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    for (name, bytes) in samples::render_all()? {
        std::fs::write(folder.join(format!("{name}.pdf")), bytes)?;
    }
    Ok(())
}
