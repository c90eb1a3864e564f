//! A file of invented people, as large as wanted.

use std::io::Write as _;
use std::path::{Path, PathBuf};

const FIRST: &[&str] = &[
    "Anna",
    "Bernd",
    "Çelik",
    "Doris",
    "Emil",
    "Frieda",
    "Günther",
    "Hedda",
    "Ilse",
    "Jörg",
    "Karim",
    "Łukasz",
    "Magdalena",
    "Nuri",
    "Ole",
    "Petra",
    "Rosa",
    "Sören",
    "Tilda",
    "Wanda",
];
const LAST: &[&str] = &[
    "Müller",
    "Groß",
    "Weiß",
    "Öztürk",
    "Schäfer",
    "Lindqvist",
    "Yardımcı",
    "Krötzsch",
    "Nguyễn",
    "Fährmann",
    "Rosenquist",
    "Weidlich",
    "Osterwind",
    "Halbritter",
    "Adomeit",
    "Kiesling",
    "Benhaddou",
    "Ohnesorg",
    "Nebelthau",
    "Sommerkorn",
];

/// A file as Google writes it; the same every time. Gives back where it lies.
///
/// # Panics
/// When it cannot be written.
pub fn contact_file(folder: &Path, count: usize) -> PathBuf {
    let path = folder.join(format!("contacts-{count}.csv"));
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    writeln!(
        file,
        "First Name,Last Name,Birthday,Labels,E-mail 1 - Value,Phone 1 - Value,\
         Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country"
    )
    .expect("written");
    for index in 0..count {
        let (first, last) = (FIRST[index % FIRST.len()], LAST[index / FIRST.len() % LAST.len()]);
        let (year, month, day) = (1940 + index % 65, 1 + index % 12, 1 + index % 28);
        writeln!(
            file,
            "{first},{last} {index},{year}-{month:02}-{day:02},Kunde,c{index}@example.org,\
             +49171{index:07},Lindenweg {},Auenfeld,{:05},Deutschland",
            index % 90 + 1,
            10_000 + index % 89_999
        )
        .expect("written");
    }
    file.flush().expect("written");
    path
}
