//! From the terms of EN 16931 to the fields of the form.

use en16931::bt::{Group, Path};

/// The field that mends what stands at `path`.
pub(crate) fn field(path: &Path) -> String {
    let Some(term) = path.term else { return group_field(path) };
    match (path.index, in_line(term.0)) {
        (Some(index), Some(name)) => format!("lines.{}.{name}", index + 1),
        (None, Some(name)) => format!("lines.{name}"),
        (_, None) => in_head(term.0).map_or_else(|| path.to_string(), str::to_owned),
    }
}

fn group_field(path: &Path) -> String {
    match (path.group, path.index) {
        (Group::Line, Some(index)) => format!("lines.{}", index + 1),
        (Group::Line, None) => "lines".to_owned(),
        (Group::Seller, _) => "seller".to_owned(),
        (Group::Buyer, _) => "recipient".to_owned(),
        (Group::Payment, _) => "seller.iban".to_owned(),
        (Group::Delivery, _) => "service".to_owned(),
        (Group::VatBreakdown, _) => "lines.vat_class".to_owned(),
        _ => path.to_string(),
    }
}

fn in_line(term: u16) -> Option<&'static str> {
    Some(match term {
        127 | 153 | 154 => "text",
        129 => "quantity",
        130 => "unit",
        131 | 146..=150 => "unit_net",
        134 | 135 => "service",
        136..=140 => "discount",
        151 | 152 => "vat_class",
        _ => return None,
    })
}

fn in_head(term: u16) -> Option<&'static str> {
    Some(match term {
        2 => "issued_on",
        5 => "currency",
        9 | 20 => "due_on",
        10 => "buyer_reference",
        13 => "order_reference",
        25 | 26 => "corrects",
        27 => "seller.name",
        29 | 32 => "seller.tax_number",
        31 => "seller.vat_id",
        34 | 43 => "seller.email",
        35 | 36 => "seller.street",
        37 => "seller.city",
        38 => "seller.postal_code",
        40 => "seller.country",
        41 => "seller.contact",
        42 => "seller.phone",
        44 => "recipient.name",
        46 => "customer_number",
        48 => "recipient.vat_id",
        49 | 58 => "recipient.email",
        50 | 51 => "recipient.street",
        52 => "recipient.city",
        53 => "recipient.postal_code",
        55 => "recipient.country",
        72..=74 => "service",
        81 | 84 => "seller.iban",
        86 => "seller.bic",
        95 | 96 | 102 | 103 | 116..=121 => "lines.vat_class",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use en16931::bt::BtId;

    use super::*;

    #[test]
    fn a_line_is_named_by_its_number_from_one() {
        assert_eq!(field(&Path::at_term(Group::Line, 1, BtId(153))), "lines.2.text");
        assert_eq!(field(&Path::at(Group::Line, 0)), "lines.1");
        assert_eq!(field(&Path::group_term(Group::Seller, BtId(42))), "seller.phone");
        assert_eq!(field(&Path::term(BtId(10))), "buyer_reference");
        assert_eq!(field(&Path::group_term(Group::Totals, BtId(112))), "BG-22/BT-112");
    }
}
