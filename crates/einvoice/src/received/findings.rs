//! What stands against a received invoice: the file, its container, and the rules that it claims.

use en16931::invoice::Invoice;
use en16931::profiles::{Declaration, EN16931, classify};
use en16931_formats::Read;
use en16931_formats::report::{Entry, Kind};
use en16931_formats::zugferd::{Divergence, Extracted};

use crate::{Finding, check};

/// All of it; the rules are those of the profile that the invoice names, or the core's.
pub(super) fn of(read: &Read) -> Vec<Finding> {
    let declared = classify(read.invoice.specification_id.as_deref());
    let mut findings: Vec<Finding> = read.entries.iter().filter_map(entry).collect();
    if let Some(pdf) = &read.pdf {
        findings.extend(container(pdf));
    }
    if declared.profile().is_none() {
        findings.push(unknown_profile(&read.invoice));
    }
    let rules = declared.profile().unwrap_or(&EN16931);
    if rules.is_en16931_invoice() {
        findings.extend(check::findings(&read.invoice, rules));
    } else {
        findings.push(found(
            "BMF 15.10.2024",
            "profile",
            format!(
                "Das Profil {} ist keine E-Rechnung im Sinn des § 14 UStG: Es nennt keine \
                 Positionen. Als sonstige Rechnung behandeln.",
                rules.id
            ),
        ));
    }
    findings
}

/// The profile as people call it; the text itself where nobody knows it.
pub(super) fn profile_name(invoice: &Invoice) -> String {
    match classify(invoice.specification_id.as_deref()) {
        Declaration::Known(profile) => profile.id.to_owned(),
        Declaration::Unknown(text) => text.unwrap_or_default(),
        Declaration::WrongProcess(text) => text,
    }
}

fn unknown_profile(invoice: &Invoice) -> Finding {
    let text = match invoice.specification_id.as_deref() {
        Some(id) => format!("Das Profil „{id}“ ist unbekannt; geprüft wurde nach EN 16931."),
        None => "Die Rechnung nennt kein Profil (BT-24); geprüft wurde nach EN 16931.".to_owned(),
    };
    found("BT-24", "profile", text)
}

/// Of what the reader has to say only what makes the file wrong.
fn entry(entry: &Entry) -> Option<Finding> {
    let place = entry.term.clone().unwrap_or_else(|| entry.path.clone());
    let value = entry.value.as_deref().unwrap_or_default();
    let text = match entry.kind {
        Kind::Malformed => format!("{place}: „{value}“ ist kein zulässiger Wert."),
        Kind::Duplicate => format!("{place} steht mehrmals da; gelesen wurde das Erste."),
        Kind::Schema => format!("{place} entspricht nicht dem Schema."),
        Kind::Ambiguous => "Das PDF und die Rechnung darin nennen verschiedene Profile.".to_owned(),
        _ => return None,
    };
    Some(found(entry.rule.as_deref().unwrap_or("Schema"), place, text))
}

/// What the PDF says of the invoice in it (ZUGFeRD 2, ISO 19005-3).
fn container(pdf: &Extracted) -> Vec<Finding> {
    pdf.divergence.iter().map(|one| found("ZUGFeRD", "pdf", divergence(one))).collect()
}

fn divergence(divergence: &Divergence) -> String {
    match divergence {
        Divergence::Profile { xmp, payload } => {
            format!("Das PDF nennt das Profil „{xmp}“, die Rechnung darin „{payload}“.")
        }
        Divergence::Filename { xmp, actual } => {
            format!("Das PDF nennt die Datei „{xmp}“, eingebettet ist „{actual}“.")
        }
        Divergence::Relationship { found, .. } => {
            format!("Die Rechnung ist als „{found}“ eingebettet statt als Alternative.")
        }
        Divergence::NoXmp => "Das PDF beschreibt die Rechnung nicht, die in ihm steckt.".to_owned(),
        Divergence::NotAssociated | Divergence::NotInEmbeddedFiles | Divergence::NoRelationship => {
            "Die Rechnung ist nur ein gewöhnlicher Anhang des PDFs.".to_owned()
        }
        Divergence::NotPdfA3 { .. } => "Das PDF ist kein PDF/A-3.".to_owned(),
        _ => "Das PDF und die Rechnung darin passen nicht zusammen.".to_owned(),
    }
}

fn found(rule: &str, field: impl Into<String>, text: impl Into<String>) -> Finding {
    Finding { rule: rule.to_owned(), field: field.into(), text: text.into() }
}
