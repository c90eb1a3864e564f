//! A contact from the words of a command.

use clap::Args;
use mojo_desk::views::{AddressView, ContactInput, ContactView, EmailView, PhoneView};

use crate::output::Failure;

/// The fields of a contact.
#[derive(Args)]
pub(crate) struct ContactArgs {
    /// Dr., Prof. Dr.
    #[arg(long)]
    title: Option<String>,
    /// First name
    #[arg(long)]
    first_name: Option<String>,
    /// Family name
    #[arg(long)]
    last_name: Option<String>,
    /// Organisation
    #[arg(long)]
    organisation: Option<String>,
    /// USt-IdNr. of a business: DE123456789
    #[arg(long, value_name = "ID")]
    vat_id: Option<String>,
    /// 1981-11-12 or 12.11.1981; empty to take it out
    #[arg(long, value_name = "DAY")]
    birthday: Option<String>,
    /// Free text
    #[arg(long)]
    note: Option<String>,
    /// customer, patient, lead or partner; may be given more than once
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,
    /// A free label; may be given more than once
    #[arg(long, value_name = "TEXT")]
    tag: Vec<String>,
    /// A number, or LABEL:NUMBER; may be given more than once
    #[arg(long, value_name = "NUMBER")]
    phone: Vec<String>,
    /// An address, or LABEL:ADDRESS; may be given more than once
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// Street and number
    #[arg(long)]
    street: Option<String>,
    /// Postal code
    #[arg(long)]
    postal_code: Option<String>,
    /// City
    #[arg(long)]
    city: Option<String>,
    /// ISO 3166-1 alpha-2
    #[arg(long)]
    country: Option<String>,
}

/// A new contact.
pub(super) fn new(args: ContactArgs) -> Result<ContactInput, Failure> {
    let mut input = ContactInput::default();
    apply(&mut input, args)?;
    Ok(input)
}

/// A contact as it is, and the same with what the command changes.
pub(super) fn edited(
    view: &ContactView,
    args: ContactArgs,
    remove: &[String],
) -> Result<(ContactInput, ContactInput), Failure> {
    let seen = ContactInput {
        title: view.title.clone(),
        first_name: view.first_name.clone(),
        last_name: view.last_name.clone(),
        organisation: view.organisation.clone(),
        vat_id: view.vat_id.clone(),
        birthday: view.birthday.clone(),
        note: view.note.clone(),
        roles: view.roles.clone(),
        tags: view.tags.clone(),
        phones: view.phones.clone(),
        emails: view.emails.clone(),
        addresses: view.addresses.clone(),
        consents: view.consents.clone(),
    };
    let mut input = seen.clone();
    for text in remove {
        if !take_out(&mut input, text) {
            let name = &view.name;
            return Err(Failure::usage(format!(
                "{name} has no number, address, role or tag {text:?}"
            )));
        }
    }
    apply(&mut input, args)?;
    Ok((seen, input))
}

fn take_out(input: &mut ContactInput, text: &str) -> bool {
    let count = |input: &ContactInput| {
        input.roles.len() + input.tags.len() + input.phones.len() + input.emails.len()
    };
    let before = count(input);
    input.roles.retain(|role| role != text);
    input.tags.retain(|tag| tag != text);
    input.phones.retain(|phone| phone.number != text);
    input.emails.retain(|email| email.address != text);
    count(input) < before
}

fn apply(input: &mut ContactInput, args: ContactArgs) -> Result<(), Failure> {
    let texts = [
        (&mut input.title, args.title),
        (&mut input.first_name, args.first_name),
        (&mut input.last_name, args.last_name),
        (&mut input.organisation, args.organisation),
        (&mut input.vat_id, args.vat_id),
        (&mut input.note, args.note),
    ];
    for (field, text) in texts {
        if let Some(text) = text {
            *field = text;
        }
    }
    if args.birthday.is_some() {
        input.birthday = args.birthday;
    }
    input.roles.extend(args.role);
    input.tags.extend(args.tag);
    input.phones.extend(args.phone.iter().map(|text| {
        let (label, number) = labelled(text, "");
        PhoneView { id: String::new(), label, number }
    }));
    input.emails.extend(args.email.iter().map(|text| {
        let (label, address) = labelled(text, "home");
        EmailView { id: String::new(), label, address }
    }));
    let parts = [args.street, args.postal_code, args.city, args.country];
    if parts.iter().any(Option::is_some) {
        apply_address(&mut input.addresses, parts)?;
    }
    Ok(())
}

/// The first address is the one that is meant.
fn apply_address(
    addresses: &mut Vec<AddressView>,
    parts: [Option<String>; 4],
) -> Result<(), Failure> {
    let is_country_alone = parts[..3].iter().flatten().all(|part| part.trim().is_empty());
    if addresses.is_empty() && is_country_alone && parts[3].is_some() {
        return Err(Failure::usage(
            "--country alone is no address: give --street, --postal-code or --city with it",
        ));
    }
    if addresses.is_empty() {
        addresses.push(AddressView {
            id: String::new(),
            label: "home".to_owned(),
            street: String::new(),
            postal_code: String::new(),
            city: String::new(),
            country: "DE".to_owned(),
        });
    }
    if let Some(first) = addresses.first_mut() {
        let fields =
            [&mut first.street, &mut first.postal_code, &mut first.city, &mut first.country];
        for (field, part) in fields.into_iter().zip(parts) {
            if let Some(part) = part {
                *field = part;
            }
        }
    }
    Ok(())
}

fn labelled(text: &str, default: &str) -> (String, String) {
    match text.split_once(':') {
        Some((label, value)) if label.chars().all(char::is_alphabetic) => {
            (label.to_owned(), value.to_owned())
        }
        _ => (default.to_owned(), text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_without_a_place_is_refused_and_not_dropped() {
        let country = || Some("Deutschland".to_owned());
        let mut addresses = Vec::new();
        let refused = apply_address(&mut addresses, [None, None, None, country()]).unwrap_err();
        assert!(refused.to_string().contains("--city"), "{refused}");
        assert!(addresses.is_empty());
        let city = Some("Ulm".to_owned());
        apply_address(&mut addresses, [None, None, city, country()]).unwrap();
        assert_eq!(addresses[0].country, "Deutschland", "the desk makes it DE");
        apply_address(&mut addresses, [None, None, None, Some("AT".to_owned())]).unwrap();
        assert_eq!(addresses[0].country, "AT", "of an address that is there");
    }
}
