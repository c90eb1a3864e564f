//! Contacts are entered, edited, imported, exported.

use std::collections::BTreeMap;

use mojo_desk::contacts::{ImportWatch, Unwatched};
use mojo_desk::views::{
    ContactInput, ContactQuery, ContactRow, ContactView, ImportRequest, PhoneView,
};
use mojo_domain::cards::ARCHIVED;
use mojo_protocol::Entity;
use mojo_store::cards;
use serde_json::Value;

use super::{Said, Scene, Trouble, nothing_to_do};
use crate::simulation::template::empty_contact;

const FIRST: &[&str] = &["Ada", "Bjarne", "Cosima", "Dörte", "Emil", "Frauke", "Ömer", "Zoë"];
const LAST: &[&str] = &["Albers", "Böhm", "Çelik", "Dorn", "Eßer", "Fink", "Weiß", "Zander"];

fn drawn(scene: &Scene<'_>, all: &[&str]) -> String {
    scene.chance.one(all).map(|text| (*text).to_owned()).unwrap_or_default()
}

/// Somebody of the list.
pub async fn any_contact(scene: &Scene<'_>) -> Result<ContactRow, Trouble> {
    let query = ContactQuery { text: String::new(), role: None, offset: 0, limit: 500 };
    let mut rows = scene.desk.list_contacts(query).await?.rows;
    if rows.is_empty() {
        return Err(nothing_to_do());
    }
    // A few are met again and again, so that edits meet.
    let few = if scene.chance.percent(60) { rows.len().min(4) } else { rows.len() };
    Ok(rows.swap_remove(scene.chance.index(few)))
}

pub(super) async fn create_contact(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let mut input = empty_contact();
    input.first_name = drawn(scene, FIRST);
    input.last_name = format!("{} {}", drawn(scene, LAST), scene.mark);
    input.roles = vec!["customer".to_owned()];
    if scene.chance.percent(40) {
        let (label, number) =
            ("mobile".to_owned(), format!("0171 {:07}", scene.chance.below(9_999_999)));
        input.phones.push(PhoneView { id: String::new(), label, number });
    }
    if scene.chance.percent(60) {
        input.addresses.push(mojo_desk::views::AddressView {
            id: String::new(),
            label: "home".to_owned(),
            street: "Tannenweg 4".to_owned(),
            postal_code: "99998".to_owned(),
            city: "Auenfeld".to_owned(),
            country: "DE".to_owned(),
        });
    }
    let made = scene.desk.create_contact(input.clone()).await?;
    if made.last_name != input.last_name || made.phones.len() != input.phones.len() {
        return Err(Trouble::Broken(format!("entered {input:?}, shown {made:?}")));
    }
    Said::of(format!("contact {}", made.contact_id), Entity::Contact, &made.contact_id)
}

fn input_of(view: ContactView) -> ContactInput {
    ContactInput {
        title: view.title,
        first_name: view.first_name,
        last_name: view.last_name,
        organisation: view.organisation,
        vat_id: view.vat_id,
        birthday: view.birthday,
        note: view.note,
        roles: view.roles,
        tags: view.tags,
        phones: view.phones,
        emails: view.emails,
        addresses: view.addresses,
        consents: view.consents,
    }
}

pub(super) async fn edit_contact(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let row = any_contact(scene).await?;
    let mut input = input_of(scene.desk.show_contact(row.contact_id.clone()).await?);
    match scene.chance.below(7) {
        0 | 5 | 6 => input.title = format!("Dr. {}", scene.mark),
        1 => input.organisation = format!("Verein {}", scene.mark),
        2 => input.birthday = Some(format!("19{:02}-02-28", 40 + scene.chance.below(50))),
        3 => input.tags = vec![format!("t{}", scene.chance.below(4))],
        _ => {
            let number = format!("0361 {:06}", scene.chance.below(999_999));
            let label = "home".to_owned();
            match input.phones.first_mut() {
                Some(phone) => phone.number = number,
                None => input.phones.push(PhoneView { id: String::new(), label, number }),
            }
        }
    }
    edit(scene, row.contact_id, input).await
}

/// Two forms are open on one contact at a desk: the one that is saved last writes only what was
/// changed in it.
pub(super) async fn edit_contact_from(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let row = any_contact(scene).await?;
    let id = row.contact_id;
    let seen = input_of(scene.desk.show_contact(id.clone()).await?);
    let title = format!("Prof. {}", scene.mark);
    scene
        .desk
        .edit_contact(id.clone(), ContactInput { title: title.clone(), ..seen.clone() })
        .await?;
    let organisation = format!("Haus {}", scene.mark);
    let input = ContactInput { organisation: organisation.clone(), ..seen.clone() };
    let after = scene.desk.edit_contact_from(id.clone(), seen, input).await?;
    if (&after.title, &after.organisation) != (&title, &organisation) {
        return Err(Trouble::Broken(format!("{title}, {organisation} written, shown {after:?}")));
    }
    Said::of(format!("edited contact {id} from an older form"), Entity::Contact, &id)
}

/// Free text: whatever somebody wrote must be found again.
pub(super) async fn write_note(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let row = any_contact(scene).await?;
    write_note_on(scene, row.contact_id).await
}

/// The same, on this contact.
pub async fn write_note_on(scene: &Scene<'_>, contact_id: String) -> Result<Said, Trouble> {
    let mut input = input_of(scene.desk.show_contact(contact_id.clone()).await?);
    input.note = format!("Notiz {}", scene.mark);
    edit(scene, contact_id, input).await
}

async fn edit(scene: &Scene<'_>, id: String, input: ContactInput) -> Result<Said, Trouble> {
    let after = scene.desk.edit_contact(id.clone(), input.clone()).await?;
    // Somebody who was merged into this contact has a note of their own, which is shown below.
    let is_noted = after.note.starts_with(&input.note);
    let told = (&input.title, &input.organisation, &input.birthday, &input.tags);
    let shown = (&after.title, &after.organisation, &after.birthday, &after.tags);
    let numbers =
        |phones: &[PhoneView]| phones.iter().map(|p| p.number.clone()).collect::<Vec<_>>();
    if told != shown || !is_noted || numbers(&input.phones).len() != numbers(&after.phones).len() {
        return Err(Trouble::Broken(format!(
            "an edit is not shown: told {told:?} {:?}, shown {shown:?} {:?}",
            input.note, after.note
        )));
    }
    Said::of(format!("edited contact {id}"), Entity::Contact, &id)
}

pub(super) async fn delete_contact(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let id = any_contact(scene).await?.contact_id;
    let shown = scene.desk.delete_contact(id.clone()).await?;
    if !shown.is_deleted {
        return Err(Trouble::Broken(format!("{id} was deleted, and is shown as there")));
    }
    Said::of(format!("deleted contact {id}"), Entity::Contact, &id)
}

/// Somebody of those who were deleted.
pub(super) async fn restore_contact(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let mut reader = scene.desk.reader().await?;
    let all = cards::list(&mut reader, Entity::Contact).await?;
    drop(reader);
    let is_deleted = |fields: &BTreeMap<String, Value>| fields.contains_key(ARCHIVED);
    let deleted: Vec<_> = all.iter().filter(|(_, fields)| is_deleted(fields)).collect();
    let (id, _) = *scene.chance.one(&deleted).ok_or_else(nothing_to_do)?;
    let id = id.to_string();
    let shown = scene.desk.restore_contact(id.clone()).await?;
    if shown.is_deleted {
        return Err(Trouble::Broken(format!("{id} came back, and is shown as deleted")));
    }
    Said::of(format!("restored contact {id}"), Entity::Contact, &id)
}

/// Whoever looks for a text that was written over opens so many contacts.
const LOOKED_THROUGH: usize = 12;

/// A note that lost comes back.
pub(super) async fn restore_text(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let query = ContactQuery { text: String::new(), role: None, offset: 0, limit: 500 };
    let rows = scene.desk.list_contacts(query).await?.rows;
    for _ in 0..LOOKED_THROUGH {
        let Some(row) = scene.chance.one(&rows) else { break };
        let shown = scene.desk.show_contact(row.contact_id.clone()).await?;
        let Some(kept) = scene.chance.one(&shown.kept_texts) else { continue };
        let after = scene.desk.restore_text(kept.text_id.clone()).await?;
        // Whoever stands for another shows the notes of both.
        if kept.field == "note" && !after.note.contains(&kept.text) {
            return Err(Trouble::Broken(format!("restored {kept:?}, shown {:?}", after.note)));
        }
        return Said::of(format!("restored {:?}", kept.text), Entity::Contact, &row.contact_id);
    }
    Err(nothing_to_do())
}

pub(super) async fn import_contacts(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let path = scene.folder.join(format!("import-{}.csv", scene.mark));
    let mut text = "Vorname;Nachname;Telefon\n".to_owned();
    let count = 1 + scene.chance.below(4);
    for number in 0..count {
        let (first, last) = (drawn(scene, FIRST), drawn(scene, LAST));
        text.push_str(&format!(
            "{first};{last}-{}-{number};0151 {:06}\n",
            scene.mark,
            scene.chance.below(999_999)
        ));
    }
    std::fs::write(&path, text).unwrap();
    let request =
        ImportRequest { path: path.display().to_string(), dry_run: false, map: Vec::new() };
    let watch: &dyn ImportWatch = &Unwatched;
    let report = scene.desk.import_contacts(request, watch).await?;
    if u64::from(report.read) != count || !report.rejected.is_empty() {
        return Err(Trouble::Broken(format!("{count} records given, {report:?}")));
    }
    Ok(Said::line(format!("imported {} of {count}", report.created)))
}

pub(super) async fn export_contacts(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let mut out = Vec::new();
    let count = scene.desk.export_contacts(&mut out).await?;
    Ok(Said::line(format!("exported {count}")))
}
