//! A file inside of the file (ISO 32000-1, 7.11; ISO 19005-3, 6.8).

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::{Meta, pdf_instant, text};

/// An electronic invoice beside its page (ZUGFeRD 2, Factur-X).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attachment<'a> {
    /// `factur-x.xml` or `xrechnung.xml`.
    pub(crate) name: &'static str,
    /// As the description calls its profile: `EN 16931` or `XRECHNUNG`.
    pub(crate) conformance_level: &'static str,
    /// What it is, for people.
    pub(crate) description: &'static str,
    /// The file.
    pub(crate) bytes: &'a [u8],
}

/// Puts the file in and gives back its specification. It says the same as the page in another form:
/// an alternative.
pub(super) fn embed(document: &mut Document, file: &Attachment<'_>, meta: &Meta) -> ObjectId {
    let mut parameters = Dictionary::new();
    parameters.set("ModDate", Object::string_literal(pdf_instant(meta.created_at)));
    parameters.set("Size", i64::try_from(file.bytes.len()).unwrap_or(i64::MAX));
    let mut head = Dictionary::new();
    head.set("Type", Object::Name(b"EmbeddedFile".to_vec()));
    head.set("Subtype", Object::Name(b"text/xml".to_vec()));
    head.set("Params", parameters);
    let stream = document.add_object(Stream::new(head, file.bytes.to_vec()));
    let mut place = Dictionary::new();
    place.set("F", stream);
    place.set("UF", stream);
    let mut specification = Dictionary::new();
    specification.set("Type", Object::Name(b"Filespec".to_vec()));
    specification.set("F", Object::string_literal(file.name));
    specification.set("UF", text(file.name));
    specification.set("Desc", text(file.description));
    specification.set("AFRelationship", Object::Name(b"Alternative".to_vec()));
    specification.set("EF", place);
    document.add_object(specification)
}
