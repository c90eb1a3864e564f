//! Walking the chain: every link is computed again from what is stored.

use mojo_domain::from_micros;
use mojo_domain::journal::{Hash, Link, chain, commitment, genesis, unhex};
use mojo_protocol::PushedChange;

use crate::{Reader, StoreError, device};

/// What the walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// How many entries were walked.
    pub entries: i64,
    /// The last hash that was computed.
    pub head: String,
    /// Where the chain does not hold; empty when it is whole.
    pub breaks: Vec<Break>,
}

/// A place where the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The epoch.
    pub epoch: i64,
    /// The entry.
    pub dseq: i64,
    /// `gap`, `hash`, `commitment`, `head`, `unreadable`; `page` for a damaged page of the file.
    pub kind: &'static str,
}

/// Walks the journal of every epoch from its genesis, after SQLCipher has authenticated every page
/// of the file.
///
/// # Errors
/// [`StoreError`] of the database, as when SQLCipher finds a page that was tampered with.
pub async fn verify(reader: &mut Reader) -> Result<Verification, StoreError> {
    let device = device::find(reader).await?.ok_or(StoreError::NoDevice)?;
    let mut found = Verification { entries: 0, head: String::new(), breaks: Vec::new() };
    let pages = sqlx::query("PRAGMA cipher_integrity_check").fetch_all(reader.connection()).await?;
    if !pages.is_empty() {
        found.breaks.push(Break { epoch: 0, dseq: 0, kind: "page" });
    }
    match walk_epochs(reader, &device, &mut found).await {
        // What cannot be read any more lies on the page that was named already.
        Err(StoreError::Driver(_)) if !found.breaks.is_empty() => Ok(found),
        walked => walked.map(|()| found),
    }
}

async fn walk_epochs(
    reader: &mut Reader,
    device: &device::Device,
    found: &mut Verification,
) -> Result<(), StoreError> {
    for epoch in 1..=device.epoch {
        let former = device::find_former(reader, epoch).await?;
        let mut walk =
            Walk { epoch, dseq: 0, prev: genesis(former.unwrap_or(device.device_id), epoch) };
        loop {
            let page = super::list(reader, epoch, walk.dseq, 1000).await?;
            for entry in &page {
                walk.step(entry, &mut found.breaks);
                found.entries += 1;
            }
            if page.len() < 1000 {
                break;
            }
        }
        if epoch == device.epoch {
            found.head = walk.prev.to_hex();
            if walk.dseq != device.head_dseq || walk.prev != device.head_hash {
                found.breaks.push(Break { epoch, dseq: device.head_dseq, kind: "head" });
            }
        }
    }
    Ok(())
}

struct Walk {
    epoch: i64,
    dseq: i64,
    prev: Hash,
}

impl Walk {
    fn step(&mut self, entry: &PushedChange, breaks: &mut Vec<Break>) {
        let mut report = |kind| breaks.push(Break { epoch: self.epoch, dseq: entry.dseq, kind });
        if entry.dseq != self.dseq + 1 {
            report("gap");
        }
        self.dseq = entry.dseq;
        let (Some(stored), Some(committed)) =
            (Hash::from_hex(&entry.hash), Hash::from_hex(&entry.commitment))
        else {
            return report("unreadable");
        };
        // An erased body has no salt; its commitment stays and keeps the chain whole.
        let salt = unhex(&entry.salt).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
        if let Some(salt) = salt
            && commitment(&salt, entry.body.as_bytes()) != committed
        {
            report("commitment");
        }
        let link = Link {
            dseq: entry.dseq,
            op: &entry.op,
            entity: &entry.entity,
            entity_id: entry.entity_id,
            at: from_micros(entry.at),
            actor_id: entry.actor_id,
            commitment: committed,
        };
        if chain(self.prev, &link) != stored {
            report("hash");
        }
        // Go on from what is stored, so that one flipped byte is one break and not all that follow.
        self.prev = stored;
    }
}
