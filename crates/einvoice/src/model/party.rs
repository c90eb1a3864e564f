//! Seller (BG-4) and buyer (BG-7).

use en16931::Identifier;
use en16931::invoice::{Code, Contact, Party, PostalAddress};
use mojo_domain::invoicing;

/// The scheme of an electronic address that is an e-mail (EAS).
const EMAIL: &str = "EM";

/// The seller. A practice with only a Steuernummer still needs an id (BR-CO-26): the same number
/// stands as BT-29 and as BT-32.
///
/// On an invoice outside of VAT no VAT id may stand as such (BR-O-02).
pub(super) fn seller(seller: &invoicing::Party, outside_of_vat: bool) -> Party {
    let id = text(&seller.tax_number).or_else(|| text(&seller.vat_id));
    Party {
        identifiers: id.into_iter().map(Identifier::new).collect(),
        tax_registration: text(&seller.tax_number),
        contact: Contact {
            name: text(&seller.name),
            phone: text(&seller.phone),
            email: text(&seller.email),
        },
        ..party(seller, outside_of_vat)
    }
}

pub(super) fn buyer(
    buyer: &invoicing::Party,
    customer_number: &str,
    outside_of_vat: bool,
) -> Party {
    Party {
        identifiers: text(customer_number).into_iter().map(Identifier::new).collect(),
        ..party(buyer, outside_of_vat)
    }
}

fn party(party: &invoicing::Party, outside_of_vat: bool) -> Party {
    Party {
        name: text(&party.name),
        vat_identifier: text(&compact(&party.vat_id)).filter(|_| !outside_of_vat),
        electronic_address: text(&party.email).map(|email| Identifier::schemed(email, EMAIL)),
        address: PostalAddress {
            line1: text(&party.street),
            line2: text(&party.addition),
            city: text(&party.city),
            post_code: text(&party.postal_code),
            country: text(&party.country).map(Code::new),
            ..PostalAddress::default()
        },
        ..Party::default()
    }
}

/// What somebody entered; blanks alone are nothing.
pub(super) fn text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// An id without the blanks, dots and dashes that people put into it.
pub(super) fn compact(id: &str) -> String {
    id.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-')).collect()
}
