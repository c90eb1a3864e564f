//! Commissions on paper: the tax profile is as it was stated, credit notes have numbers without a gap,
//! and objections count once. Desks show of all of it what the platform has.

use std::collections::{BTreeMap, BTreeSet};

use mojo_desk::sync::Method;
use mojo_desk::views::CreditNotesView;
use mojo_protocol::Scope;
use serde::Deserialize;
use serde_json::Value;

use super::commissions::RECIPIENTS;
use super::{TENANTS, fault};
use crate::simulation::codes::Answer;
use crate::simulation::machine::Machine;
use crate::simulation::papers::{Objection, Profile};
use crate::simulation::server::read;
use crate::simulation::verbs::papers::shown;
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// A credit note as the platform lists it, and what a desk shows of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Note {
    number: String,
    month: String,
    status: String,
    gross: String,
}

impl Note {
    fn is_objected(&self) -> bool {
        self.status == "objected"
    }
}

#[derive(Debug, Deserialize)]
struct Page {
    credit_notes: Vec<Note>,
}

/// What the platform answers; `None` where it has no such thing.
async fn ask(world: &World, user: &str, path: &str) -> Held<Option<Value>> {
    let fault = |error: String| broken("the platform answers at rest", format!("{path}: {error}"));
    let token = world.server.sign_in(user).await.map_err(fault)?.token;
    let answer = world.server.ask(Method::Get, path, Some(&token), None).await;
    let reply = answer.map_err(fault)?;
    if reply.status == 404 {
        return Ok(None);
    }
    read(&reply).map(Some).map_err(fault)
}

/// The desks of a tenant that see its commissions.
async fn desks_of<'a>(world: &'a World, owner: &str) -> Held<Vec<&'a Machine>> {
    let mut found = Vec::new();
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        let is_own = machine.post.owner == owner && scopes.contains(&Scope::Commissions);
        if is_own && !machine.is_revoked {
            found.push(machine);
        }
    }
    Ok(found)
}

/// Every tenant's profile is as it was stated last, and every desk shows it.
pub(super) async fn profiles_are_as_stated(world: &World) -> Held {
    let wishes = world.papers.profiles();
    for owner in TENANTS {
        let mut held = ask(world, owner, "tax-profile").await?;
        if let Some(fields) = held.as_mut().and_then(Value::as_object_mut) {
            fields.remove("agreement");
            fields.remove("version");
        }
        let own: Vec<&Profile> = wishes.iter().filter(|wish| wish.owner == *owner).collect();
        is_as_stated(owner, held.as_ref(), &own, world.era())?;
        for machine in desks_of(world, owner).await? {
            let view = machine.desk().show_tax_profile().await.map_err(fault)?;
            let here = view.is_stated.then(|| shown(&view));
            if here != held {
                let seen = format!("{}: {here:?}, on the platform {held:?}", machine.name);
                return Err(broken("a desk shows the tax profile of the platform", seen));
            }
        }
    }
    Ok(())
}

/// What was answered last stands, or what was not answered and may have come later. Of before the
/// platform was put back any may stand, or none.
fn is_as_stated(owner: &str, held: Option<&Value>, own: &[&Profile], era: u64) -> Held {
    let is_it = |wish: &Profile| Some(&wish.fields) == held;
    let last = |wish: &&&Profile| wish.era == era && wish.answer == Answer::Done;
    let fits = match own.iter().rev().find(last) {
        Some(last) => {
            is_it(last) || own.iter().any(|wish| wish.answer == Answer::Open && is_it(wish))
        }
        None => {
            held.is_none() || own.iter().any(|wish| wish.answer != Answer::Nothing && is_it(wish))
        }
    };
    if fits {
        return Ok(());
    }
    Err(broken("a tax profile is as it was stated last", format!("{owner}: {held:?}: {own:?}")))
}

/// Numbers have no gap, objections are those that were wished, each counts once, and every desk lists
/// what the platform lists.
pub(super) async fn credit_notes_are_the_platforms(world: &World) -> Held {
    let mut held: BTreeMap<&str, Vec<Note>> = BTreeMap::new();
    for user in RECIPIENTS.iter().filter(|user| **user != "admin") {
        let page = ask(world, user, "credit-notes?limit=500").await?.unwrap_or_default();
        let page: Page = serde_json::from_value(page).map_err(fault)?;
        held.insert(user, page.credit_notes);
    }
    have_no_gap(&held)?;
    let wishes = world.papers.objections();
    for owner in TENANTS {
        let notes = held.get(*owner).map(Vec::as_slice).unwrap_or_default();
        let own: Vec<&Objection> = wishes.iter().filter(|wish| wish.owner == *owner).collect();
        are_objected_as_wished(owner, notes, &own, world.era())?;
        if notes.iter().any(Note::is_objected) {
            let path = "audit-log?action=object_to_credit_note&limit=200";
            let log = ask(world, owner, path).await?.unwrap_or_default();
            are_objected_once(owner, notes, &log)?;
        }
        for machine in desks_of(world, owner).await? {
            let view = machine.desk().list_credit_notes().await.map_err(fault)?;
            are_listed(&machine.name, &view, notes)?;
        }
    }
    Ok(())
}

/// Of a year they are 1, 2, 3 and so on, of all recipients together.
fn have_no_gap(held: &BTreeMap<&str, Vec<Note>>) -> Held {
    let mut years: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for note in held.values().flatten() {
        let parts = note.number.rsplit_once('-');
        let Some((year, Ok(counter))) = parts.map(|(year, text)| (year, text.parse::<u32>()))
        else {
            return Err(broken("a credit note has a number", format!("{note:?}")));
        };
        years.entry(year).or_default().push(counter);
    }
    for (year, mut counters) in years {
        counters.sort_unstable();
        if !counters.iter().copied().eq((1..).take(counters.len())) {
            let seen = format!("{year}: {counters:?}");
            return Err(broken("the numbers of credit notes have no gap", seen));
        }
    }
    Ok(())
}

/// What was answered stands, unless the platform was put back since; and nothing is objected to that
/// nobody objected to.
fn are_objected_as_wished(owner: &str, notes: &[Note], own: &[&Objection], era: u64) -> Held {
    let objected: BTreeSet<&str> =
        notes.iter().filter(|note| note.is_objected()).map(|note| note.number.as_str()).collect();
    let is_answered =
        |wish: &Objection| wish.era == era && matches!(wish.answer, Answer::Done | Answer::Taken);
    let lost =
        own.iter().find(|wish| is_answered(wish) && !objected.contains(wish.number.as_str()));
    if let Some(wish) = lost {
        return Err(broken("an objection that was answered counts", format!("{wish:?}")));
    }
    let may_be = |number: &str| {
        own.iter().any(|wish| wish.number == number && wish.answer != Answer::Nothing)
    };
    if let Some(number) = objected.into_iter().find(|number| !may_be(number)) {
        let seen = format!("{owner}: {number}: {own:?}");
        return Err(broken("nobody but the recipient objects to a credit note", seen));
    }
    Ok(())
}

/// The audit log says of each objection once that it was made, and of no other.
fn are_objected_once(owner: &str, notes: &[Note], log: &Value) -> Held {
    let entries = log["entries"].as_array().into_iter().flatten();
    let mut logged: Vec<&str> = entries.filter_map(|entry| entry["subject_id"].as_str()).collect();
    logged.sort_unstable();
    let mut objected: Vec<&str> =
        notes.iter().filter(|note| note.is_objected()).map(|note| note.number.as_str()).collect();
    objected.sort_unstable();
    if logged != objected {
        let seen = format!("{owner}: {objected:?}, in the audit log {logged:?}");
        return Err(broken("an objection counts once", seen));
    }
    Ok(())
}

/// A desk lists what the platform lists; what the platform lists no more it marks so.
fn are_listed(name: &str, view: &CreditNotesView, notes: &[Note]) -> Held {
    let mut here: Vec<Note> = view
        .notes
        .iter()
        .filter(|row| row.status != "unlisted")
        .map(|row| Note {
            number: row.number.clone(),
            month: row.month.clone(),
            status: row.status.clone(),
            gross: row.gross.cents.to_string(),
        })
        .collect();
    let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap_or(i64::MIN).to_string();
    let mut there: Vec<Note> =
        notes.iter().map(|note| Note { gross: cents(&note.gross), ..note.clone() }).collect();
    here.sort();
    there.sort();
    if !view.is_current || here != there {
        let seen = format!("{name}: {here:?}, on the platform {there:?}");
        return Err(broken("a desk lists the credit notes of the platform", seen));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use mojo_desk::views::{CreditNoteRow, MoneyView};
    use serde_json::json;

    use super::*;
    use crate::simulation::audit::planted::spoke;

    const OWNER: &str = "jonte.albers";

    fn profile(name: &str, answer: Answer, era: u64) -> Profile {
        Profile { owner: OWNER, fields: json!({ "name": name }), answer, era }
    }

    fn stated(held: Option<&str>, wishes: &[Profile], era: u64) -> Option<&'static str> {
        let held = held.map(|name| json!({ "name": name }));
        let own: Vec<&Profile> = wishes.iter().collect();
        spoke(is_as_stated(OWNER, held.as_ref(), &own, era))
    }

    #[test]
    fn a_profile_that_is_lost_or_another_than_the_last_is_noticed() {
        let other = Some("a tax profile is as it was stated last");
        let two = [profile("a", Answer::Done, 0), profile("b", Answer::Done, 0)];
        assert_eq!(stated(Some("b"), &two, 0), None);
        assert_eq!(stated(Some("a"), &two, 0), other);
        assert_eq!(stated(None, &two, 0), other);
        assert_eq!((stated(Some("a"), &two, 1), stated(None, &two, 1)), (None, None));
        assert_eq!(stated(Some("c"), &two, 1), other);
        let late = [profile("c", Answer::Open, 0), profile("b", Answer::Done, 0)];
        assert_eq!(stated(Some("c"), &late, 0), None, "it may have been late");
        let nothing = [profile("a", Answer::Nothing, 0)];
        assert_eq!(stated(Some("a"), &nothing, 0), other, "nothing was sent");
        assert_eq!(stated(None, &nothing, 0), None);
    }

    fn note(number: &str, status: &str) -> Note {
        let (number, status) = (number.to_owned(), status.to_owned());
        Note { number, month: "2026-12".to_owned(), status, gross: "-12.30".to_owned() }
    }

    fn objection(number: &str, answer: Answer) -> Objection {
        Objection { owner: OWNER, number: number.to_owned(), answer, era: 0 }
    }

    #[test]
    fn a_number_that_is_missing_or_given_twice_is_noticed() {
        let gap = Some("the numbers of credit notes have no gap");
        let is = |own: &[&str], others: &[&str]| {
            let notes =
                |all: &[&str]| all.iter().map(|one| note(one, "issued")).collect::<Vec<_>>();
            spoke(have_no_gap(&BTreeMap::from([(OWNER, notes(own)), ("other", notes(others))])))
        };
        assert_eq!(is(&["GS-2026-000001", "GS-2027-000001"], &["GS-2026-000002"]), None);
        assert_eq!(is(&["GS-2026-000001"], &["GS-2026-000003"]), gap);
        assert_eq!(is(&["GS-2026-000001"], &["GS-2026-000001"]), gap);
        assert_eq!(is(&["GS-2026-000002"], &[]), gap);
        assert_eq!(is(&["GS-2026-x"], &[]), Some("a credit note has a number"));
    }

    #[test]
    fn an_objection_that_is_lost_or_that_nobody_made_is_noticed() {
        let is = |status: &str, wishes: &[Objection], era| {
            let own: Vec<&Objection> = wishes.iter().collect();
            spoke(are_objected_as_wished(OWNER, &[note("GS-2026-000001", status)], &own, era))
        };
        let lost = Some("an objection that was answered counts");
        for answer in [Answer::Done, Answer::Taken] {
            let made = [objection("GS-2026-000001", answer)];
            assert_eq!(is("objected", &made, 0), None);
            assert_eq!(is("issued", &made, 0), lost);
            assert_eq!(is("issued", &made, 1), None, "the platform was put back since");
        }
        let open = [objection("GS-2026-000001", Answer::Open)];
        assert_eq!((is("objected", &open, 0), is("issued", &open, 0)), (None, None));
        let nobody = Some("nobody but the recipient objects to a credit note");
        assert_eq!(is("objected", &[], 0), nobody);
        assert_eq!(is("objected", &[objection("GS-2026-000001", Answer::Nothing)], 0), nobody);
        assert_eq!(is("objected", &[objection("GS-2026-000002", Answer::Open)], 0), nobody);
    }

    #[test]
    fn an_objection_that_counts_twice_is_noticed() {
        let notes = [note("GS-2026-000001", "objected"), note("GS-2026-000002", "issued")];
        let is = |numbers: &[&str]| {
            let entries: Vec<Value> =
                numbers.iter().map(|number| json!({ "subject_id": number })).collect();
            spoke(are_objected_once(OWNER, &notes, &json!({ "entries": entries })))
        };
        assert_eq!(is(&["GS-2026-000001"]), None);
        let once = Some("an objection counts once");
        assert_eq!(is(&[]), once);
        assert_eq!(is(&["GS-2026-000001", "GS-2026-000001"]), once);
        assert_eq!(is(&["GS-2026-000001", "GS-2026-000002"]), once);
    }

    fn row(number: &str, status: &str, cents: i64) -> CreditNoteRow {
        let money = |cents| MoneyView { cents, currency: "EUR".to_owned() };
        CreditNoteRow {
            number: number.to_owned(),
            month: "2026-12".to_owned(),
            corrects: None,
            issued_at: String::new(),
            status: status.to_owned(),
            objected_at: None,
            service_from: String::new(),
            service_to: String::new(),
            vat_class: String::new(),
            net: money(cents),
            vat: money(0),
            gross: money(cents),
            is_kept: false,
        }
    }

    #[test]
    fn a_desk_with_other_credit_notes_is_noticed() {
        let there = [note("GS-2026-000001", "objected")];
        let is = |rows: &[CreditNoteRow], is_current| {
            let view = CreditNotesView {
                notes: rows.to_vec(),
                is_current,
                is_local: false,
                listed_at: None,
            };
            spoke(are_listed("desk0", &view, &there))
        };
        let same = row("GS-2026-000001", "objected", -12_30);
        let forgotten = row("GS-2026-000002", "unlisted", 1);
        assert_eq!(is(&[same.clone(), forgotten], true), None);
        let other = Some("a desk lists the credit notes of the platform");
        assert_eq!(is(std::slice::from_ref(&same), false), other);
        assert_eq!(is(&[], true), other);
        assert_eq!(is(&[same.clone(), row("GS-2026-000002", "issued", 1)], true), other);
        assert_eq!(is(&[row("GS-2026-000001", "issued", -12_30)], true), other);
        assert_eq!(is(&[row("GS-2026-000001", "objected", -12_31)], true), other);
    }
}
