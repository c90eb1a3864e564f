//! A text that lost against another is brought back.

use std::collections::BTreeMap;

use mojo_domain::{ContactId, DeviceId, Hlc};
use mojo_protocol::Entity;
use mojo_store::cards::find_kept;

use super::ContactError;
use crate::views::ContactView;
use crate::{Desk, Op};

impl Desk {
    /// Brings a text back that was overwritten ([`crate::views::KeptTextView`]); what stands in its
    /// place is kept instead, so that it can be brought back in turn.
    ///
    /// # Errors
    /// [`ContactError::UnknownText`].
    pub async fn restore_text(&self, text_id: String) -> Result<ContactView, ContactError> {
        let unknown = || ContactError::UnknownText(text_id.clone());
        let (id, name) = read(&text_id).ok_or_else(unknown)?;
        let mut tx = self.transact(Op::RestoreText).await?;
        let kept = find_kept(&mut tx, Entity::Contact, id.0, name).await?.ok_or_else(unknown)?;
        let value = serde_json::from_str(&kept.value).map_err(|_| unknown())?;
        tx.edit_card(Entity::Contact, id.0, BTreeMap::from([(kept.field, value)])).await?;
        self.commit(tx, Op::RestoreText).await?;
        self.show_contact(id.to_string()).await
    }
}

fn read(text_id: &str) -> Option<(ContactId, (Hlc, DeviceId))> {
    let mut parts = text_id.split('.');
    let (id, hlc, device) = (parts.next()?, parts.next()?, parts.next()?);
    Some((id.parse().ok()?, (Hlc(hlc.parse().ok()?), device.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_text_is_its_contact_reading_and_device() {
        let id = uuid::Uuid::from_u128(7);
        let found = read(&format!("{id}.65536.{id}")).unwrap();
        assert_eq!(found, (ContactId(id), (Hlc(65536), DeviceId(id))));
        assert!(read("anything").is_none());
    }
}
