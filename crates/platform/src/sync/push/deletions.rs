//! Deleting against editing: both are kept, and a case is opened when neither knew of the other.

use std::collections::BTreeMap;

use mojo_domain::DeviceId;
use mojo_domain::cards::{ARCHIVED, Card, FieldStamp, Seen, unseen_deletion, unseen_edits};
use mojo_protocol::PushedChange;

use crate::sync::cases::{self, NewCase};

/// The cases that an edit opens, before it is merged into the card that is held.
pub(super) fn clashes(
    change: &PushedChange,
    held: &Card,
    edit: &Card,
    seen: &Seen,
) -> Vec<NewCase> {
    let case = |deletion, stamp, fields: &[&str]| {
        cases::deleted_edit(&change.entity, change.entity_id, deletion, stamp, fields)
    };
    if let Some(deletion) = unseen_deletion(held, edit, seen)
        && let Some(stamp) = edit.values().map(|write| write.stamp).max()
        && stamp.device_id != deletion.device_id
    {
        let fields: Vec<&str> = edit.keys().map(String::as_str).collect();
        return vec![case(deletion, stamp, &fields)];
    }
    let Some(deletion) = edit.get(ARCHIVED).map(|write| write.stamp) else { return Vec::new() };
    let mut by_device: BTreeMap<DeviceId, (FieldStamp, Vec<String>)> = BTreeMap::new();
    for (field, stamp) in unseen_edits(held, edit, seen) {
        let (latest, fields) = by_device.entry(stamp.device_id).or_insert((stamp, Vec::new()));
        *latest = (*latest).max(stamp);
        fields.push(field);
    }
    let of_device = |(stamp, fields): &(FieldStamp, Vec<String>)| {
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        case(deletion, *stamp, &fields)
    };
    by_device.values().map(of_device).collect()
}
