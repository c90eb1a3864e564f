//! Walking the chain: every link is computed again from what is stored.

use mojo_domain::journal::{Hash, Link, chain, commitment, genesis, unhex};
use mojo_domain::{from_micros, mutant};
use mojo_protocol::PushedChange;

use crate::store::check_pages;
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

impl Verification {
    /// Nothing walked yet, and these pages of the file are damaged.
    pub fn of_pages(pages: Vec<i64>) -> Self {
        let breaks = pages.into_iter().map(|page| Break { epoch: 0, dseq: page, kind: "page" });
        Self { entries: 0, head: String::new(), breaks: breaks.collect() }
    }
}

/// A place where the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The epoch.
    pub epoch: i64,
    /// The entry; of a damaged page its number, 0 when it is not known.
    pub dseq: i64,
    /// `gap`, `hash`, `commitment`, `head`, `unreadable`; `page` for a damaged page of the file.
    pub kind: &'static str,
}

/// Walks the journal of every epoch from its genesis, after SQLCipher has authenticated every page
/// of the file.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn verify(reader: &mut Reader) -> Result<Verification, StoreError> {
    let mut pages = check_pages(reader.connection()).await?;
    if mutant::is("bad_page_unnoticed") {
        pages.clear();
    }
    let mut found = Verification::of_pages(pages);
    match walk(reader, &mut found).await {
        // What cannot be read any more lies on the page that was named already.
        Err(StoreError::Driver(_)) if !found.breaks.is_empty() => Ok(found),
        walked => walked.map(|()| found),
    }
}

async fn walk(reader: &mut Reader, found: &mut Verification) -> Result<(), StoreError> {
    let device = device::find(reader).await?.ok_or(StoreError::NoDevice)?;
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
