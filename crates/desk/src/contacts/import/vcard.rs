//! vCards: 3.0 (RFC 2426), 4.0 (RFC 6350), and what telephones still write of 2.1.

use encoding_rs::{Encoding, UTF_8};

use super::ImportError;
use super::columns::{Field, Part};
use super::file::{Line, Lines};

/// A card of a person is shorter; pictures are skipped line by line.
const MOST_LINES: usize = 50_000;

/// A card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct VcardRecord {
    /// The line of its `BEGIN:VCARD`.
    pub(super) line: u32,
    /// What is known of its fields.
    pub(super) values: Vec<(Field, String)>,
    /// It does not end.
    pub(super) is_unterminated: bool,
    /// As it stands in the file, without pictures.
    pub(super) raw: String,
}

/// The next card; what stands between cards is skipped.
pub(super) fn next(lines: &mut Lines) -> Result<Option<VcardRecord>, ImportError> {
    let first = loop {
        match lines.next()? {
            None => return Ok(None),
            Some(line) if is(&line.text, "BEGIN:VCARD") => break line,
            Some(_) => {}
        }
    };
    let mut card = VcardRecord { line: first.no, raw: first.text, ..VcardRecord::default() };
    let mut logical = String::new();
    for _ in 0..MOST_LINES {
        let Some(line) = lines.next()? else { break };
        if is(&line.text, "BEGIN:VCARD") {
            lines.give_back(std::iter::once(line));
            break;
        }
        if continues(&mut logical, &line) {
            continue;
        }
        card.take(&std::mem::take(&mut logical));
        if is(&line.text, "END:VCARD") {
            card.raw.push_str("\nEND:VCARD");
            return Ok(Some(card));
        }
        logical = line.text;
    }
    card.take(&logical);
    card.is_unterminated = true;
    Ok(Some(card))
}

fn is(line: &str, word: &str) -> bool {
    line.trim().eq_ignore_ascii_case(word)
}

/// Whether a line belongs to the one before: folded by a blank, or a soft break of
/// quoted-printable.
fn continues(logical: &mut String, line: &Line) -> bool {
    let is_soft = logical.ends_with('=')
        && logical
            .split(':')
            .next()
            .is_some_and(|head| head.to_ascii_uppercase().contains("QUOTED-PRINTABLE"));
    if is_soft {
        logical.pop();
        logical.push_str(line.text.trim_start_matches([' ', '\t']));
        return true;
    }
    match line.text.strip_prefix([' ', '\t']) {
        Some(rest) if !logical.is_empty() => {
            logical.push_str(rest);
            true
        }
        _ => false,
    }
}

impl VcardRecord {
    fn take(&mut self, line: &str) {
        let Some(property) = Property::read(line) else {
            return;
        };
        if matches!(property.name.as_str(), "PHOTO" | "LOGO" | "KEY" | "SOUND") {
            return;
        }
        self.raw.push('\n');
        self.raw.push_str(line);
        let parts = property.parts();
        let part = |index: usize| parts.get(index).map(String::as_str).unwrap_or_default();
        match property.name.as_str() {
            "N" => {
                self.push(Part::LastName, part(0));
                self.push(Part::FirstName, part(1));
                self.push(Part::MiddleName, part(2));
                self.push(Part::Title, part(3));
            }
            "FN" => self.push(Part::FullName, &property.text()),
            "ORG" => self.push(Part::Organisation, part(0)),
            "BDAY" => self.push(Part::Birthday, &property.text()),
            "NOTE" => self.push(Part::Note, &property.text()),
            "CATEGORIES" => {
                let labels: Vec<String> =
                    split(&property.value, ',').iter().map(|t| plain(t)).collect();
                self.push(Part::Labels, &labels.join(":::"));
            }
            "TEL" => self.push_listed(Part::Phone, Part::PhoneLabel, &property),
            "EMAIL" => self.push_listed(Part::Email, Part::EmailLabel, &property),
            "ADR" => self.push_address(&parts, &property),
            _ => {}
        }
    }

    fn push(&mut self, part: Part, text: &str) {
        if !text.trim().is_empty() && !self.values.iter().any(|(field, _)| field.part == part) {
            self.values.push((Field::new(part, 1), text.to_owned()));
        }
    }

    /// The next free slot of a list.
    fn slot(&self, part: Part) -> u8 {
        let slots = self.values.iter().filter(|(field, _)| field.part == part);
        slots.map(|(field, _)| field.slot).max().unwrap_or(0).saturating_add(1)
    }

    fn push_listed(&mut self, part: Part, label: Part, property: &Property) {
        let text = property.text();
        let text =
            text.strip_prefix("tel:").or_else(|| text.strip_prefix("mailto:")).unwrap_or(&text);
        if text.trim().is_empty() {
            return;
        }
        let slot = self.slot(part);
        self.values.push((Field::new(part, slot), text.to_owned()));
        let kinds = property.kinds();
        if !kinds.is_empty() {
            self.values.push((Field::new(label, slot), kinds));
        }
    }

    fn push_address(&mut self, parts: &[String], property: &Property) {
        // Post office box, extended, street, city, region, postal code, country.
        let slot = [Part::Street, Part::City, Part::PostalCode, Part::Country]
            .into_iter()
            .map(|part| self.slot(part))
            .max()
            .unwrap_or(1);
        for (index, part) in
            [(2, Part::Street), (3, Part::City), (5, Part::PostalCode), (6, Part::Country)]
        {
            if let Some(text) = parts.get(index).filter(|text| !text.trim().is_empty()) {
                self.values.push((Field::new(part, slot), text.clone()));
            }
        }
        self.values.push((Field::new(Part::AddressLabel, slot), property.kinds()));
    }
}

struct Property {
    name: String,
    params: Vec<(String, String)>,
    value: String,
}

impl Property {
    /// `item1.TEL;TYPE=CELL,VOICE;PREF=1:+49…`; the older form is `TEL;CELL:`.
    fn read(line: &str) -> Option<Self> {
        let colon = unquoted(line, ':')?;
        let (head, value) = (&line[..colon], &line[colon + 1..]);
        let mut parts = split(head, ';').into_iter();
        let name = parts.next()?;
        let name = name.rsplit('.').next()?.trim().to_ascii_uppercase();
        let params = parts.map(|part| match part.split_once('=') {
            Some((name, value)) => (name.to_ascii_uppercase(), value.trim_matches('"').to_owned()),
            None => ("TYPE".to_owned(), part),
        });
        let mut property = Self { name, params: params.collect(), value: value.to_owned() };
        property.decode();
        Some(property)
    }

    fn param(&self, name: &str) -> impl Iterator<Item = &str> {
        self.params.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    fn decode(&mut self) {
        let is_quoted = self
            .param("ENCODING")
            .chain(self.param("TYPE"))
            .any(|encoding| encoding.eq_ignore_ascii_case("quoted-printable"));
        if is_quoted {
            let label = self.param("CHARSET").next().unwrap_or("utf-8").to_owned();
            let encoding = Encoding::for_label(label.as_bytes()).unwrap_or(UTF_8);
            let bytes = quoted_printable(&self.value);
            self.value = encoding.decode_without_bom_handling(&bytes).0.into_owned();
        }
    }

    fn text(&self) -> String {
        plain(&self.value)
    }

    fn parts(&self) -> Vec<String> {
        split(&self.value, ';').iter().map(|part| plain(part)).collect()
    }

    fn kinds(&self) -> String {
        let types = self.param("TYPE").flat_map(|types| types.split(','));
        types.map(|kind| kind.trim().to_ascii_lowercase()).collect::<Vec<_>>().join(" ")
    }
}

/// Where a letter stands first outside of quotation marks.
fn unquoted(text: &str, letter: char) -> Option<usize> {
    let mut is_quoted = false;
    text.char_indices().find_map(|(index, c)| {
        is_quoted ^= c == '"';
        (c == letter && !is_quoted).then_some(index)
    })
}

/// Splits at a separator that is not escaped; the escapes stay.
fn split(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut is_escaped = false;
    for letter in text.chars() {
        if letter == separator && !is_escaped {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    parts
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, if letter == '\\' { letters.next() } else { None }) {
            ('\\', Some('n' | 'N')) => out.push('\n'),
            ('\\', Some(escaped)) => out.push(escaped),
            (letter, _) => out.push(letter),
        }
    }
    out
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let code = bytes.get(index + 1..index + 3).filter(|_| bytes[index] == b'=');
        let byte = code
            .and_then(|code| std::str::from_utf8(code).ok())
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        out.push(byte.unwrap_or(bytes[index]));
        index += if byte.is_some() { 3 } else { 1 };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, fields with their values, and whether the card has an end.
    type ReadCard = (u32, Vec<(String, String)>, bool);

    fn cards(text: &str) -> Vec<ReadCard> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cards.vcf");
        std::fs::write(&path, text).unwrap();
        let mut lines = Lines::open(&path, UTF_8).unwrap();
        let mut cards = Vec::new();
        while let Some(card) = next(&mut lines).unwrap() {
            let values = card.values.into_iter().map(|(field, text)| (field.name(), text));
            cards.push((card.line, values.collect(), card.is_unterminated));
        }
        cards
    }

    fn value<'a>(values: &'a [(String, String)], name: &str) -> &'a str {
        values.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    #[test]
    fn a_card_of_version_3_and_one_of_version_4_are_read() {
        let found = cards(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Müller;Anna;Maria;Dr.;\r\nFN:Dr. Anna Müller\r\n\
             item1.TEL;TYPE=CELL,VOICE:0151 2345678\r\nitem1.X-ABLabel:privat\r\n\
             TEL;TYPE=WORK:030 1\r\nEMAIL;TYPE=INTERNET:anna@exa\r\n mple.de\r\n\
             ADR;TYPE=HOME:;;Weg 1\\, Hof;Ulm;;89073;Deutschland\r\nBDAY:19811112\r\n\
             NOTE:Zeile 1\\nZeile 2\\; \\\\\r\nCATEGORIES:Kunde,Yoga\r\nPHOTO:AAAA\r\n BBBB\r\n\
             END:VCARD\r\n\r\nbegin:vcard\nVERSION:4.0\nFN:Weber\nTEL;VALUE=uri;TYPE=\"cell\":tel:+49151\n\
             ADR;LABEL=\"Weg: 1; Ulm\";TYPE=work:;;Weg 1;Ulm;;;\nend:vcard\n",
        );
        assert_eq!(found.len(), 2);
        let (line, values, _) = &found[0];
        assert_eq!(*line, 1);
        for (name, text) in [
            ("last_name", "Müller"),
            ("middle_name", "Maria"),
            ("phone", "0151 2345678"),
            ("phone_label", "cell voice"),
            ("phone_2", "030 1"),
            ("email", "anna@example.de"),
            ("street", "Weg 1, Hof"),
            ("postal_code", "89073"),
            ("birthday", "19811112"),
            ("note", "Zeile 1\nZeile 2; \\"),
            ("labels", "Kunde:::Yoga"),
        ] {
            assert_eq!(value(values, name), text, "{name}");
        }
        let (line, values, _) = &found[1];
        assert_eq!((*line, value(values, "phone"), value(values, "city")), (18, "+49151", "Ulm"));
    }

    #[test]
    fn quoted_printable_of_version_2_is_read_in_its_charset() {
        let found = cards(
            "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg\n\
             NOTE;ENCODING=QUOTED-PRINTABLE:erste=0D=0A=\nzweite=3D\nTEL;CELL:0151\nEND:VCARD\n",
        );
        let values = &found[0].1;
        assert_eq!((value(values, "last_name"), value(values, "first_name")), ("Müller", "Jörg"));
        assert_eq!(value(values, "note"), "erste\r\nzweite=");
        assert_eq!(value(values, "phone_label"), "cell");
    }

    #[test]
    fn a_card_that_does_not_end_spoils_itself_only() {
        let found = cards("BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nBEGIN:VCARD\nFN:C");
        let ends: Vec<(u32, bool)> = found.iter().map(|card| (card.0, card.2)).collect();
        assert_eq!(ends, [(1, true), (3, false), (6, true)]);
    }
}
