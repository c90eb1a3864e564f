//! Taking the names of an erased profile out of the list.

use std::path::Path;

use super::Profiles;
use super::register::Entry;

/// The note that an erased profile leaves in its folder.
pub(crate) const ERASED: &str = "erased.json";

/// Whether the profile in `folder` was to be erased: nothing of it is named any more.
pub(super) fn is_erased(folder: &Path) -> bool {
    folder.join(ERASED).exists()
}

impl Entry {
    /// What stays of it: the folder, so that the list says what became of it, and where its key
    /// was, so that the next start looks for it there.
    fn without_names(&self) -> Self {
        Self { folder: self.folder.clone(), in_keychain: self.in_keychain, ..Self::default() }
    }
}

impl Profiles {
    /// Takes the names of the tenant and of who worked there out of the list and of the list of
    /// before. A list that could not be read, and drafts of a writer that was killed, may name them
    /// too and are removed. Done twice it changes nothing more, and it may be interrupted anywhere.
    ///
    /// # Errors
    /// What cannot be written or removed; then it is done again.
    pub(crate) fn take_out_names(&self, profile: &Path) -> std::io::Result<()> {
        if !self.has_files() {
            return Ok(());
        }
        let folder = self.name_of(profile);
        self.rewrite(|register| {
            if let Some(entry) = register.entry(&folder) {
                *entry = entry.without_names();
            }
        })
    }
}
