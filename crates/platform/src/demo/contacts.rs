//! The contacts of the demo practice, all invented: the people of the front desk by name, and more
//! put together from lists.

use super::chance::Chance;

/// A contact of the practice.
#[derive(Clone, Debug)]
pub(super) struct DemoContact {
    pub(super) first_name: &'static str,
    pub(super) last_name: &'static str,
    pub(super) role: &'static str,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) street: String,
    pub(super) town: (&'static str, &'static str),
    pub(super) birthday: String,
    /// Which card, and how many entries are used.
    pub(super) card: Option<(usize, u32)>,
}

type Named = (&'static str, &'static str, &'static str, Option<(usize, u32)>);

/// People with a part in the story: name, role, card with used entries.
const NAMED: [Named; 16] = [
    ("Annegret", "Lindqvist", "customer", Some((0, 3))),
    ("Cem", "Yardımcı", "customer", Some((1, 7))),
    ("Hedda", "Sommerkorn", "customer", Some((0, 0))),
    ("Bruno", "Weidlich", "patient", None),
    ("Tilda", "Rosenquist", "customer", Some((1, 6))),
    ("Ole", "Fährmann", "customer", Some((0, 9))),
    ("Magdalena", "Krötzsch", "patient", Some((0, 3))),
    ("Karim", "Benhaddou", "customer", Some((1, 7))),
    ("Jasper", "von Ahlen", "lead", None),
    ("Ilse", "Nebelthau", "customer", Some((0, 5))),
    ("Frida", "Osterwind", "customer", Some((1, 0))),
    ("Nuri", "Kapteyn", "partner", Some((1, 9))),
    ("Gesine", "Halbritter", "customer", Some((1, 8))),
    ("Lorenz", "Adomeit", "patient", Some((1, 1))),
    ("Wanda", "Kiesling", "customer", Some((0, 4))),
    ("Malte", "Ohnesorg", "customer", Some((0, 8))),
];

const FIRST: [&str; 28] = [
    "Adele", "Anton", "Beate", "Carla", "Dörte", "Edgar", "Elif", "Emil", "Fenja", "Georg",
    "Grete", "Henrik", "Ida", "Ingo", "Jördis", "Kaspar", "Klara", "Leif", "Łucja", "Marit",
    "Mehmet", "Nele", "Oskar", "Paula", "Rasmus", "Sören", "Thea", "Vroni",
];
const LAST: [&str; 28] = [
    "Achternbusch",
    "Birnstiel",
    "Brückner",
    "Dahlhoff",
    "Eschenbach",
    "Falkenried",
    "Gößmann",
    "Haselünne",
    "Immergrün",
    "Jürgensen",
    "Kaltwasser",
    "Kühnapfel",
    "Langenfeld",
    "Möllerchen",
    "Nordhaus",
    "Öhlschläger",
    "Piepenbrink",
    "Quendler",
    "Rauschenbach",
    "Sandmann",
    "Süßkind",
    "Tollkühn",
    "Überall",
    "Veilchenfeld",
    "Wagenknopf",
    "Weißhaupt",
    "Zander",
    "Żurek",
];
const STREETS: [&str; 10] = [
    "Tannenweg",
    "Marktplatz",
    "Ulmengasse",
    "Am Anger",
    "Seestraße",
    "Werftweg",
    "Lindenallee",
    "Hafenstraße",
    "Gartenweg",
    "Deichweg",
];
const TOWNS: [(&str, &str); 3] =
    [("99998", "Auenfeld"), ("99997", "Rabenau"), ("99996", "Moorstätt")];

/// All contacts.
pub(super) fn all() -> Vec<DemoContact> {
    let chance = Chance::new(4);
    let named = NAMED.iter().map(|named| contact(&chance, *named));
    let mut contacts: Vec<DemoContact> = named.collect();
    for number in 0..64 {
        // Steps without a common factor: no two have the same name.
        let (first, last) = (FIRST[number % 28], LAST[(number * 5 + number / 28) % 28]);
        let role = *chance.pick(&["customer", "customer", "customer", "patient", "lead"]);
        let used = u32::try_from(chance.below(9)).unwrap_or(0);
        let card = chance.percent(45).then(|| (chance.below(3), used));
        // The card with five entries is used less.
        let card =
            card.map(|(product, used)| (product, if product == 2 { used % 5 } else { used }));
        contacts.push(contact(&chance, (first, last, role, card)));
    }
    contacts
}

fn contact(chance: &Chance, (first_name, last_name, role, card): Named) -> DemoContact {
    let name = format!("{}.{}", plain(first_name), plain(last_name));
    let year = 1938 + chance.below(68);
    DemoContact {
        first_name,
        last_name,
        role,
        phone: format!("017{} {:07}", chance.below(10), chance.below(10_000_000)),
        email: if chance.percent(12) { String::new() } else { format!("{name}@post.example") },
        street: format!("{} {}", chance.pick(&STREETS), 1 + chance.below(60)),
        town: *chance.pick(&TOWNS),
        birthday: format!("{year}-{:02}-{:02}", 1 + chance.below(12), 1 + chance.below(28)),
        card,
    }
}

/// A name as it stands in an address.
fn plain(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .flat_map(|letter| match letter {
            'ä' => "ae".chars().collect::<Vec<_>>(),
            'ö' => "oe".chars().collect(),
            'ü' => "ue".chars().collect(),
            'ß' => "ss".chars().collect(),
            'ı' => vec!['i'],
            'ł' => vec!['l'],
            'ż' => vec!['z'],
            ' ' => vec!['-'],
            other => vec![other],
        })
        .filter(char::is_ascii)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn eighty_people_and_no_name_twice() {
        let contacts = all();
        let names: BTreeSet<_> = contacts.iter().map(|c| (c.first_name, c.last_name)).collect();
        assert_eq!((contacts.len(), names.len()), (80, 80));
        assert!(contacts.iter().all(|contact| contact.email.is_ascii()));
    }
}
