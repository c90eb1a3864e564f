//! What makes a PDF an archive (PDF/A-3b, ISO 19005-3): the meaning of its colours, a description
//! that machines read, and the relation of what is attached.

use lopdf::{Dictionary, Document, Object, Stream};

use super::attachment::{self, Attachment};
use super::{Meta, colour_profile, text, xmp};
use crate::DocumentError;

/// Says which colours are meant: all are sRGB.
pub(super) fn put_output_intent(document: &mut Document) -> Result<(), DocumentError> {
    let mut profile = Dictionary::new();
    profile.set("N", 3);
    let profile = document.add_object(Stream::new(profile, colour_profile::srgb()));
    let mut intent = Dictionary::new();
    intent.set("Type", Object::Name(b"OutputIntent".to_vec()));
    intent.set("S", Object::Name(b"GTS_PDFA1".to_vec()));
    intent.set("OutputConditionIdentifier", Object::string_literal("sRGB"));
    intent.set("Info", Object::string_literal("sRGB IEC61966-2.1"));
    intent.set("DestOutputProfile", profile);
    set_in_catalog(document, "OutputIntents", Object::Array(vec![Object::Dictionary(intent)]))
}

/// Attaches a file, and says what it is to the document.
pub(super) fn attach(
    document: &mut Document,
    file: &Attachment<'_>,
    meta: &Meta,
) -> Result<(), DocumentError> {
    let specification = attachment::embed(document, file, meta);
    let mut files = Dictionary::new();
    files.set("Names", Object::Array(vec![text(file.name), specification.into()]));
    let mut names = Dictionary::new();
    names.set("EmbeddedFiles", files);
    set_in_catalog(document, "Names", Object::Dictionary(names))?;
    set_in_catalog(document, "AF", Object::Array(vec![specification.into()]))
}

/// The description; never compressed, so that everybody finds it.
pub(super) fn put_description(
    document: &mut Document,
    meta: &Meta,
    file: Option<&Attachment<'_>>,
) -> Result<(), DocumentError> {
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", Object::Name(b"Metadata".to_vec()));
    dictionary.set("Subtype", Object::Name(b"XML".to_vec()));
    let packet = xmp::packet(meta, file).into_bytes();
    let packet = document.add_object(Stream::new(dictionary, packet).with_compression(false));
    set_in_catalog(document, "Metadata", packet.into())
}

fn set_in_catalog(document: &mut Document, key: &str, value: Object) -> Result<(), DocumentError> {
    let catalog = document.catalog_mut().map_err(|error| DocumentError::Pdf(error.to_string()))?;
    catalog.set(key, value);
    Ok(())
}
