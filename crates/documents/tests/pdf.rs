//! The files as a reader sees them: judged by independent programs, poppler and zbar.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};
use std::process::Command;

use lopdf::{Document, Object};
use mojo_documents::{FlyerFacts, FlyerLanguage, render_flyer, render_qr_png};

mod samples;

/// Whether the judges are to be asked: a missing one fails the test, unless the run leaves parts
/// out on purpose.
fn asks_judges() -> bool {
    std::env::var_os("MOJO_TEST_FAST").is_none()
}

/// What a program says on its standard output.
fn judge(program: &str, package: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|error| {
        panic!("{program} cannot be started ({error}): install the package {package}")
    });
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The samples as files, in a folder of this test.
fn files(folder: &str) -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    let write = |(name, bytes): (String, Vec<u8>)| {
        let path = folder.join(format!("{name}.pdf"));
        std::fs::write(&path, bytes).unwrap();
        (name, path)
    };
    samples::render_all().unwrap().into_iter().map(write).collect()
}

fn text(path: &Path) -> String {
    judge("pdftotext", "poppler-utils", &["-layout", path.to_str().unwrap(), "-"])
}

fn codes(path: &Path) -> String {
    let picture = path.with_extension("");
    let target = picture.to_str().unwrap();
    let source = path.to_str().unwrap();
    judge("pdftoppm", "poppler-utils", &["-r", "200", "-png", "-singlefile", source, target]);
    let picture = picture.with_extension("png");
    judge("zbarimg", "zbar-tools", &["--raw", "-q", picture.to_str().unwrap()])
}

fn find<'a>(files: &'a [(String, PathBuf)], name: &str) -> &'a Path {
    let found = files.iter().find(|(sample, _)| sample == name);
    &found.unwrap_or_else(|| panic!("no sample {name}")).1
}

#[test]
fn invariant_10_the_same_facts_give_the_same_bytes() {
    let first = samples::render_all().unwrap();
    let second = samples::render_all().unwrap();
    for (name, bytes) in &first {
        assert!(*bytes == second[name], "{name} differs");
    }
}

#[test]
fn every_file_says_what_it_is_and_in_which_language() {
    for (name, bytes) in samples::render_all().unwrap() {
        let document = Document::load_mem(&bytes).unwrap();
        let catalog = document.catalog().unwrap();
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"de-DE", "{name}");
        let info = document.trailer.get(b"Info").and_then(Object::as_reference).unwrap();
        let info = document.get_dictionary(info).unwrap();
        for key in ["Title", "Author", "CreationDate"] {
            assert!(!info.get(key.as_bytes()).unwrap().as_str().unwrap().is_empty(), "{name}");
        }
        let created = info.get(b"CreationDate").unwrap().as_str().unwrap();
        // The correction is a month later than the rest.
        let month = if name == "gutschrift-korrektur" { "D:202612" } else { "D:202611" };
        assert!(created.starts_with(month.as_bytes()), "{name}: the time is that of the facts");
    }
}

#[test]
fn every_font_is_embedded_and_subset() {
    if !asks_judges() {
        return;
    }
    for (name, path) in files("fonts") {
        let table = judge("pdffonts", "poppler-utils", &[path.to_str().unwrap()]);
        let fonts: Vec<&str> = table.lines().skip(2).collect();
        assert!(!fonts.is_empty(), "{name}");
        for font in fonts {
            assert!(font.contains("Inter-"), "{name}: {font}");
            // Embedded, subset, with a map to Unicode.
            assert!(font.contains("yes yes yes"), "{name}: {font}");
        }
    }
}

#[test]
fn the_girocode_is_read_back_as_it_was_written() {
    if !asks_judges() {
        return;
    }
    let files = files("codes");
    let payload = "BCD\n002\n1\nSCT\nCOBADEFFXXX\nPraxis Birkenhain\nDE89370400440532013000\n\
                   EUR1785.95\n\n\nRE-2026-A-000417";
    assert_eq!(codes(find(&files, "rechnung")).trim_end(), payload);
    assert_eq!(codes(find(&files, "beleg")).trim_end(), "KB-2026-A-000042");
}

/// Page and image of a flyer lead to the same address.
#[test]
fn a1_the_link_of_a_flyer_is_read_back_as_it_was_written() {
    if !asks_judges() {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("flyers");
    std::fs::create_dir_all(&folder).unwrap();
    let link = "https://mojo.example/r/BIRKENHAINX".to_owned();
    let made_at = "2026-11-20T10:00:00Z".parse().unwrap();
    let facts = FlyerFacts::of_code(
        FlyerLanguage::De,
        "Praxis Birkenhain".to_owned(),
        ("BIRKENHAINX".to_owned(), made_at),
        link.clone(),
    );
    let page = folder.join("page.pdf");
    std::fs::write(&page, render_flyer(&facts).unwrap()).unwrap();
    assert_eq!(codes(&page).trim_end(), link);
    let image = folder.join("image.png");
    std::fs::write(&image, render_qr_png(&link).unwrap()).unwrap();
    let read = judge("zbarimg", "zbar-tools", &["--raw", "-q", image.to_str().unwrap()]);
    assert_eq!(read.trim_end(), link);
}

#[test]
fn what_was_recorded_can_be_read() {
    if !asks_judges() {
        return;
    }
    let files = files("texts");
    for (name, expected) in [
        ("rechnung", vec!["1.785,95 €", "285,15 €", "RE-2026-A-000417", "Zahlen per Banking-App"]),
        (
            "rechnung-gemischt",
            vec!["Łukasz Yardımcı-Nguyễn", "437,59 €", "§ 4 Nr. 14 Buchst. a UStG"],
        ),
        ("rechnung-heilbehandlung", vec!["340,00 €", "§ 4 Nr. 14 Buchst. a UStG"]),
        ("rechnung-entwurf", vec!["Rechnungsentwurf", "wird vergeben"]),
        ("rechnung-200", vec!["Kurseinheit 200", "Seite 7 von 7"]),
        ("stornorechnung", vec!["hebt die Rechnung RE-2026-A-000417 vom 20.11.2026", "−437,59 €"]),
        ("beleg", vec!["152,62 €", "−7,38 €", "TSE nicht eingerichtet", "Faszienrolle"]),
        ("beleg-storno", vec!["STORNO", "zu Beleg KB-2026-A-000042", "−152,62 €"]),
        ("beleg-training", vec!["TRAINING – kein Beleg"]),
        ("beleg-kleinunternehmer", vec!["Steuerbefreiung für Kleinunternehmer gemäß § 19 UStG"]),
        ("z-bericht", vec!["Kassenabschluss Z 231", "1.984,06", "Differenz", "−35,26 €"]),
        ("provisionen", vec!["Endsaldo", "3.154,62 €", "Affiliate, erster Kauf", "K-7F3A"]),
        ("provisionen-2000", vec!["B-2026-10-3381", "B-2026-10-5380"]),
        ("provisionen-leer", vec!["In diesem Monat gab es keine Provisionen."]),
        (
            "gutschrift",
            vec!["Gutschrift", "GS-2026-000042", "1.705,54 €", "1.912,35 €", "Drittland"],
        ),
        ("gutschrift-korrektur", vec!["GS-2026-000042 vom 20.11.2026", "−1.705,54 €"]),
        ("gutschrift-inland", vec!["324,05 €", "2.029,59 €", "157/123/45678"]),
        ("gutschrift-kleinunternehmer", vec!["Kleinunternehmer gemäß § 19 UStG"]),
        ("abgleich", vec!["Nachweis des Abgleichs", "stimmt", "3f9a 02c1", "Unterschrift"]),
        ("abgleich-abweichung", vec!["weicht ab", "besteht", "behoben", "−35,00 €"]),
    ] {
        let text = text(find(&files, name));
        for expected in expected {
            assert!(text.contains(expected), "{name}: {expected} in\n{text}");
        }
    }
    let small = text(find(&files, "beleg-kleinunternehmer"));
    assert!(!small.contains("Steuersatz"), "a small business shows no VAT");
}

#[test]
fn the_words_of_each_document_are_those_agreed_on() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for (name, bytes) in samples::render_all().unwrap() {
        let document = Document::load_mem(&bytes).unwrap();
        let pages: Vec<u32> = document.get_pages().keys().copied().take(2).collect();
        let words = document.extract_text(&pages).unwrap();
        let path = golden.join(format!("{name}.txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &words).unwrap();
        }
        let agreed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(words == agreed, "{name} differs; look at it, then UPDATE_GOLDEN=1\n{words}");
    }
}
