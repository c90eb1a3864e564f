//! The codes of what does not fit, as sentences.

/// A code of [`super::ContactError::Invalid`] or of an import's fault, in words; a code that has no
/// sentence is given back as it is.
pub fn sentence(why: &str) -> &str {
    match why {
        "no_name" => "the name is missing",
        "not_a_date" => "is not a date; write 1981-11-12 or 12.11.1981",
        "in_the_future" => "lies in the future",
        "too_long_ago" => "lies too far back",
        "not_an_email" => "is not an e-mail address",
        "not_a_phone_number" => "is not a phone number",
        "not_a_vat_id" => "is not a VAT id; write it as DE123456789",
        "not_a_role" => "is not a role: customer, patient, lead or partner",
        "not_an_id" => "is not an id",
        "damaged_letters" => "contains damaged letters; save the file as UTF-8",
        "too_long" => "is too long",
        "column_count" => "the record has another number of columns than the headings",
        "unterminated_quote" => "a quotation mark is never closed",
        "unterminated_card" => "the card has no END:VCARD",
        other => other,
    }
}

/// What does not fit: field, value and why.
pub fn fault_sentence(field: &str, value: &str, why: &str) -> String {
    match (field, value) {
        (_, "") => sentence(why).to_owned(),
        ("record", _) if why == "column_count" => format!("{} ({value})", sentence(why)),
        ("record", _) => sentence(why).to_owned(),
        (field, value) => format!("{} {value:?} {}", field.replace('_', " "), sentence(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::fault_sentence;

    #[test]
    fn a_fault_is_a_sentence_and_no_code() {
        let birthday = fault_sentence("birthday", "31.02.1980", "not_a_date");
        assert!(birthday.starts_with("birthday \"31.02.1980\" is not a date"), "{birthday}");
        let columns = fault_sentence("record", "7 of 18", "column_count");
        assert!(columns.ends_with("than the headings (7 of 18)"), "{columns}");
        assert_eq!(fault_sentence("name", "", "no_name"), "the name is missing");
    }
}
