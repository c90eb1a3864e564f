//! A contact and the fields of its card: what is a list to people is one field per member.

use std::collections::BTreeMap;

use mojo_domain::contacts::{Address, Consent, Contact, Email, Phone, Role};
use serde_json::{Value, json};
use uuid::Uuid;

/// The contact that the fields of a card mean. A field of another form is read as empty: it may
/// come from a newer program.
pub fn contact_of(fields: &BTreeMap<String, Value>) -> Contact {
    let text = |name: &str| text_of(fields.get(name));
    let mut contact = Contact {
        salutation: text("salutation"),
        title: text("title"),
        first_name: text("first_name"),
        last_name: text("last_name"),
        organisation: text("organisation"),
        vat_id: text("vat_id"),
        birthday: text("birthday").parse().ok(),
        note: text("note"),
        number: text("number"),
        is_archived: fields.get("archived") == Some(&Value::Bool(true)),
        ..Contact::default()
    };
    for (name, value) in fields {
        if let Some((kind, member)) = name.split_once('/') {
            read_member(&mut contact, kind, member, value);
        }
    }
    contact
}

fn read_member(contact: &mut Contact, kind: &str, member: &str, value: &Value) {
    let text = |name: &str| text_of(value.get(name));
    let id = Uuid::parse_str(member).unwrap_or_default();
    match kind {
        "phone" => {
            contact.phones.push(Phone { id, label: text("label"), number: text("number") });
        }
        "email" => {
            contact.emails.push(Email { id, label: text("label"), address: text("address") });
        }
        "address" => contact.addresses.push(Address {
            id,
            label: text("label"),
            street: text("street"),
            postal_code: text("postal_code"),
            city: text("city"),
            country: text("country"),
        }),
        "role" if value == &Value::Bool(true) => contact.roles.extend(member.parse::<Role>().ok()),
        "tag" if value == &Value::Bool(true) => {
            contact.tags.insert(member.to_owned());
        }
        "consent" => contact.consents.push(Consent {
            kind: member.to_owned(),
            given: value.get("given") == Some(&Value::Bool(true)),
            on: text("on").parse().ok(),
        }),
        _ => {}
    }
}

fn text_of(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The fields of a contact; members must have ids. What is empty has no field.
pub fn fields_of(contact: &Contact) -> BTreeMap<String, Value> {
    let texts = [
        ("salutation", &contact.salutation),
        ("title", &contact.title),
        ("first_name", &contact.first_name),
        ("last_name", &contact.last_name),
        ("organisation", &contact.organisation),
        ("vat_id", &contact.vat_id),
        ("note", &contact.note),
        ("number", &contact.number),
    ];
    let mut fields: BTreeMap<String, Value> = texts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name.to_owned(), json!(text)))
        .collect();
    if let Some(day) = contact.birthday {
        fields.insert("birthday".to_owned(), json!(day.to_string()));
    }
    if contact.is_archived {
        fields.insert("archived".to_owned(), json!(true));
    }
    for phone in &contact.phones {
        let value = json!({"label": phone.label, "number": phone.number});
        fields.insert(format!("phone/{}", phone.id), value);
    }
    for email in &contact.emails {
        let value = json!({"label": email.label, "address": email.address});
        fields.insert(format!("email/{}", email.id), value);
    }
    for address in &contact.addresses {
        let value = json!({
            "label": address.label,
            "street": address.street,
            "postal_code": address.postal_code,
            "city": address.city,
            "country": address.country,
        });
        fields.insert(format!("address/{}", address.id), value);
    }
    fields.extend(contact.roles.iter().map(|role| (format!("role/{role}"), json!(true))));
    fields.extend(contact.tags.iter().map(|tag| (format!("tag/{tag}"), json!(true))));
    for consent in &contact.consents {
        let value = json!({"given": consent.given, "on": consent.on.map(|day| day.to_string())});
        fields.insert(format!("consent/{}", consent.kind), value);
    }
    fields
}

/// What an edit writes: the fields that differ; what is gone becomes `null`.
pub fn changes_of(before: &Contact, after: &Contact) -> BTreeMap<String, Value> {
    let before = fields_of(before);
    let mut changes = fields_of(after);
    changes.retain(|name, value| before.get(name) != Some(value));
    let after = fields_of(after);
    let gone = before.into_keys().filter(|name| !after.contains_key(name));
    changes.extend(gone.map(|name| (name, Value::Null)));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_read_back_from_its_fields() {
        let contact = Contact {
            first_name: "Anna".to_owned(),
            last_name: "Müller".to_owned(),
            birthday: chrono::NaiveDate::from_ymd_opt(1981, 11, 12),
            roles: [Role::Patient].into(),
            tags: ["Yoga".to_owned()].into(),
            phones: vec![Phone {
                id: Uuid::from_u128(7),
                label: "home".to_owned(),
                number: "09259 69646".to_owned(),
            }],
            consents: vec![Consent { kind: "newsletter".to_owned(), given: true, on: None }],
            ..Contact::default()
        };
        assert_eq!(contact_of(&fields_of(&contact)), contact);
        assert!(changes_of(&contact, &contact).is_empty());
    }

    #[test]
    fn an_edit_writes_what_differs_and_null_for_what_is_gone() {
        let before = Contact {
            first_name: "Anna".to_owned(),
            note: "alt".to_owned(),
            tags: ["Yoga".to_owned()].into(),
            ..Contact::default()
        };
        let after = Contact {
            first_name: "Anna".to_owned(),
            note: "neu".to_owned(),
            roles: [Role::Lead].into(),
            ..Contact::default()
        };
        let expected = BTreeMap::from([
            ("note".to_owned(), json!("neu")),
            ("role/lead".to_owned(), json!(true)),
            ("tag/Yoga".to_owned(), Value::Null),
        ]);
        assert_eq!(changes_of(&before, &after), expected);
    }
}
