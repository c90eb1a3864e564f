//! A small disk in memory, which is filled to the last byte for a while.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A disk that is mounted as long as it is held.
#[derive(Debug)]
pub(crate) struct SmallDisk(PathBuf);

/// A disk without room, as long as it is held.
#[derive(Debug)]
pub(crate) struct Full(PathBuf);

impl SmallDisk {
    /// Of so many megabytes; only root can make one.
    pub(crate) fn mount(folder: &Path, megabytes: u64) -> Option<Self> {
        std::fs::create_dir_all(folder).unwrap();
        let mut mount = Command::new("mount");
        let size = format!("size={megabytes}m");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder);
        let is_mounted = mount.output().is_ok_and(|output| output.status.success());
        is_mounted.then(|| Self(folder.to_owned()))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// Filled to the last byte.
    pub(crate) fn fill(&self) -> Full {
        let file = self.0.join("filler");
        let mut filler = std::fs::File::create(&file).unwrap();
        let block = vec![7; 4096];
        while filler.write_all(&block).is_ok() {}
        Full(file)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.0).output());
    }
}

impl Drop for Full {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}
