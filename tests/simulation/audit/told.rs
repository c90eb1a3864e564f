//! What the platform tells with each greeting, and desks keep beside their journal: the tenant's
//! affiliate codes, and what it may use. No census of facts sees it, so it is compared here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use mojo_desk::sync::Method;
use mojo_desk::views::{AffiliateCodesView, instant};
use mojo_protocol::{EntitlementBody, MAX_TOLD_CODES, Scope, Signed};
use mojo_store::settings;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{TENANTS, fault};
use crate::simulation::codes::{Answer, Kind, Wish};
use crate::simulation::server::read;
use crate::simulation::template::morning;
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// A code as the platform lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Row {
    code: String,
    label: String,
    created_at: DateTime<Utc>,
    retired_at: Option<DateTime<Utc>>,
    clicks: i64,
}

/// One page of them, the latest first: no run makes more.
#[derive(Debug, Deserialize)]
struct Page {
    codes: Vec<Row>,
}

/// The codes of every tenant, by its owner.
type Codes = BTreeMap<&'static str, Vec<Row>>;

async fn ask<T: DeserializeOwned>(world: &World, user: &str, path: &str) -> Held<T> {
    let fault = |error: String| broken("the platform answers at rest", format!("{path}: {error}"));
    let token = world.server.sign_in(user).await.map_err(fault)?.token;
    let answer = world.server.ask(Method::Get, path, Some(&token), None).await;
    read(&answer.map_err(fault)?).map_err(fault)
}

/// The codes on the platform are those that were wished, and every desk that may see them shows them
/// as they are there, whatever of the two was put back.
pub(super) async fn codes_are_the_platforms(world: &World) -> Held {
    let mut held = Codes::new();
    for owner in TENANTS {
        let page: Page = ask(world, owner, "affiliate-codes").await?;
        held.insert(*owner, page.codes);
    }
    are_as_wished(&held, &world.codes.all(), world.era())?;
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        let is_told = [Scope::Commissions, Scope::Admin].iter().any(|one| scopes.contains(one));
        if machine.is_revoked || !is_told {
            continue;
        }
        let view = machine.desk().list_affiliate_codes().await.map_err(fault)?;
        are_shown(&machine.name, &view, &held[machine.post.owner])?;
    }
    Ok(())
}

/// A desk shows what the platform lists, in its order; of more than are told it says how many.
fn are_shown(name: &str, view: &AffiliateCodesView, held: &[Row]) -> Held {
    let shown: Vec<_> = view
        .codes
        .iter()
        .map(|row| {
            let (created, retired) = (row.created_at.clone(), row.retired_at.clone());
            (row.code.clone(), row.label.clone(), created, retired, i64::from(row.clicks))
        })
        .collect();
    let told = |row: &Row| {
        let (created, retired) = (instant(row.created_at), row.retired_at.map(instant));
        (row.code.clone(), row.label.clone(), created, retired, row.clicks)
    };
    let expected: Vec<_> = held.iter().take(MAX_TOLD_CODES).map(told).collect();
    let untold = held.len().saturating_sub(MAX_TOLD_CODES);
    let is_whole = view.is_told && usize::try_from(view.untold) == Ok(untold);
    if shown != expected || !is_whole {
        let seen = format!("{name}: {view:?}, on the platform {expected:?}");
        return Err(broken("a desk shows the affiliate codes of the platform", seen));
    }
    Ok(())
}

/// Every code is one tenant's, was wished there, and is as it was wished last.
fn are_as_wished(held: &Codes, wishes: &[Wish], era: u64) -> Held {
    let mut all: BTreeSet<&str> = BTreeSet::new();
    for (owner, rows) in held {
        for row in rows {
            if !all.insert(&row.code) {
                let seen = format!("{owner}: {row:?}");
                return Err(broken("an affiliate code is made once", seen));
            }
        }
    }
    // A platform that was put back since may have forgotten what it answered.
    for wish in wishes.iter().filter(|wish| wish.era == era) {
        let Some(code) = &wish.code else { continue };
        let is_there = match wish.answer {
            Answer::Done => held[wish.owner].iter().any(|row| row.code == *code),
            Answer::Taken => all.contains(code.as_str()),
            Answer::Nothing | Answer::Open => true,
        };
        if !is_there {
            return Err(broken(
                "an affiliate code that was answered is there",
                format!("{wish:?}"),
            ));
        }
    }
    for (owner, rows) in held {
        let own: Vec<&Wish> = wishes.iter().filter(|wish| wish.owner == *owner).collect();
        were_wished(owner, rows, &own)?;
        for row in rows {
            let of_it = own.iter().filter(|wish| wish.code.as_deref() == Some(row.code.as_str()));
            is_as_wished_last(row, &of_it.copied().collect::<Vec<_>>(), era)?;
        }
    }
    Ok(())
}

/// No code is there that nobody of the tenant wished. A network that doubles a request makes two of
/// a drawn one, and of one that was not answered the name is not known.
fn were_wished(owner: &str, rows: &[Row], own: &[&Wish]) -> Held {
    let is_known = |row: &&Row| {
        let makes = |wish: &&Wish| {
            let is_it = wish.code.as_deref() == Some(row.code.as_str());
            is_it && wish.kind != Kind::Change && wish.answer != Answer::Nothing
        };
        row.created_at < morning() || own.iter().any(makes)
    };
    let unknown: Vec<&Row> = rows.iter().filter(|row| !is_known(row)).collect();
    let drawn = own.iter().filter(|wish| wish.kind == Kind::Drawn);
    let possible: usize = drawn
        .map(|wish| match wish.answer {
            Answer::Done => 1,
            Answer::Open | Answer::Taken => 2,
            Answer::Nothing => 0,
        })
        .sum();
    if unknown.len() > possible {
        let seen = format!("{owner}: {unknown:?}, and {possible} may have been drawn unheard");
        return Err(broken("an affiliate code was wished", seen));
    }
    Ok(())
}

/// What was answered last stands, or what was not answered and may have come later. `own` are the
/// wishes of this code, in order.
fn is_as_wished_last(row: &Row, own: &[&Wish], era: u64) -> Held {
    let is_made_here = own.iter().any(|wish| wish.kind != Kind::Change);
    let fits = |is_it: &dyn Fn(&Wish) -> Option<bool>| {
        let last =
            |wish: &&&Wish| wish.era == era && wish.answer == Answer::Done && is_it(wish).is_some();
        let is_open = |wish: &&Wish| {
            [Answer::Open, Answer::Taken].contains(&wish.answer) && is_it(wish) == Some(true)
        };
        match own.iter().rev().find(last) {
            Some(last) => is_it(last) == Some(true) || own.iter().any(is_open),
            // Of before the platform was put back any may stand, and of the template's codes more
            // than was ever wished.
            None => !is_made_here || own.iter().any(|wish| is_it(wish) == Some(true)),
        }
    };
    let label = |wish: &Wish| wish.label.as_ref().map(|label| *label == row.label);
    let retired = |wish: &Wish| wish.is_retired.map(|is| is == row.retired_at.is_some());
    if fits(&label) && fits(&retired) {
        return Ok(());
    }
    Err(broken("an affiliate code is as it was wished last", format!("{row:?}: {own:?}")))
}

/// Every desk keeps what its tenant may use as the platform says it, and believes no other key.
pub(super) async fn entitlements_are_the_platforms(world: &World) -> Held {
    for machine in world.machines.iter().filter(|machine| !machine.is_revoked) {
        let said: Signed = ask(world, machine.post.owner, "entitlement").await?;
        let mut reader = machine.desk().reader().await.map_err(fault)?;
        let text = settings::find(&mut reader, "entitlement").await.map_err(fault)?;
        drop(reader);
        is_kept(&machine.name, text.as_deref(), &said)?;
    }
    Ok(())
}

/// What is kept may be older, as long as it decides alike.
fn is_kept(name: &str, text: Option<&str>, said: &Signed) -> Held {
    let kept: Option<Signed> = text.and_then(|text| serde_json::from_str(text).ok());
    let decides = |signed: &Signed| {
        let body: Option<EntitlementBody> = serde_json::from_str(&signed.body).ok();
        let of = |body: EntitlementBody| (body.tenant_id, body.tool_ends, body.payout_ready);
        body.map(|body| (signed.key.clone(), of(body)))
    };
    let (here, there) = (kept.as_ref().and_then(decides), decides(said));
    if here.is_none() || here != there {
        let seen = format!("{name}: {here:?}, on the platform {there:?}");
        return Err(broken("a desk keeps what the platform says the tenant may use", seen));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use mojo_desk::views::AffiliateCodeRow;
    use mojo_domain::TenantId;
    use uuid::Uuid;

    use super::*;
    use crate::simulation::audit::planted::spoke;

    const OWNER: &str = "jonte.albers";
    const OTHER: &str = "arne.heidkamp";

    fn row(code: &str, label: &str) -> Row {
        let (code, label) = (code.to_owned(), label.to_owned());
        Row { code, label, created_at: morning(), retired_at: None, clicks: 0 }
    }

    fn wish(kind: Kind, code: Option<&str>, label: &str, answer: Answer) -> Wish {
        Wish {
            owner: OWNER,
            kind,
            code: code.map(str::to_owned),
            label: Some(label.to_owned()),
            is_retired: (kind != Kind::Change).then_some(false),
            answer,
            era: 0,
        }
    }

    fn held(own: &[Row], others: &[Row]) -> Codes {
        Codes::from([(OWNER, own.to_vec()), (OTHER, others.to_vec())])
    }

    #[test]
    fn a_code_of_two_tenants_is_noticed() {
        let wishes = [wish(Kind::Chosen, Some("EINS7"), "a", Answer::Done)];
        let (own, others) = ([row("EINS7", "a")], [row("EINS7", "a")]);
        assert_eq!(spoke(are_as_wished(&held(&own, &[]), &wishes, 0)), None);
        let both = are_as_wished(&held(&own, &others), &wishes, 0);
        assert_eq!(spoke(both), Some("an affiliate code is made once"));
    }

    #[test]
    fn an_answered_code_is_missed_unless_the_platform_was_put_back_since() {
        let lost = Some("an affiliate code that was answered is there");
        for answer in [Answer::Done, Answer::Taken] {
            let wishes = [wish(Kind::Chosen, Some("EINS7"), "a", answer)];
            assert_eq!(spoke(are_as_wished(&held(&[], &[]), &wishes, 0)), lost, "{answer:?}");
            assert_eq!(spoke(are_as_wished(&held(&[], &[]), &wishes, 1)), None, "{answer:?}");
        }
        let open = [wish(Kind::Chosen, Some("EINS7"), "a", Answer::Open)];
        assert_eq!(spoke(are_as_wished(&held(&[], &[]), &open, 0)), None);
    }

    /// A desk that says "nothing was changed" is taken at its word.
    #[test]
    fn a_code_that_nobody_wished_is_noticed() {
        let unwished = Some("an affiliate code was wished");
        let own = [row("EINS7", "a")];
        let nothing = [wish(Kind::Chosen, Some("EINS7"), "a", Answer::Nothing)];
        assert_eq!(spoke(are_as_wished(&held(&own, &[]), &nothing, 0)), unwished);
        let of_the_template = Row { created_at: DateTime::UNIX_EPOCH, ..row("EINS7", "a") };
        assert_eq!(spoke(are_as_wished(&held(&[of_the_template], &[]), &[], 0)), None);
        let drawn = [wish(Kind::Drawn, None, "a", Answer::Open)];
        let two = [row("EINS7", "a"), row("ZWEI7", "a")];
        assert_eq!(spoke(are_as_wished(&held(&two, &[]), &drawn, 0)), None);
        let three = [row("EINS7", "a"), row("ZWEI7", "a"), row("DREI7", "a")];
        assert_eq!(spoke(are_as_wished(&held(&three, &[]), &drawn, 0)), unwished);
    }

    #[test]
    fn the_answer_that_came_last_stands() {
        let made = wish(Kind::Chosen, Some("EINS7"), "a", Answer::Done);
        let changed = wish(Kind::Change, Some("EINS7"), "b", Answer::Done);
        let late = wish(Kind::Change, Some("EINS7"), "c", Answer::Open);
        let retired = Wish { label: None, is_retired: Some(true), ..changed.clone() };
        let old = Some("an affiliate code is as it was wished last");
        let is = |label: &str, wishes: &[&Wish]| {
            spoke(is_as_wished_last(&row("EINS7", label), wishes, 0))
        };
        assert_eq!(is("b", &[&made, &changed]), None);
        assert_eq!(is("a", &[&made, &changed]), old);
        assert_eq!(is("c", &[&made, &changed]), old);
        assert_eq!(is("c", &[&made, &late, &changed]), None, "it may have been late");
        assert_eq!(is("b", &[&made, &changed, &retired]), old);
    }

    fn view(rows: &[Row]) -> AffiliateCodesView {
        let shown = |row: &Row| AffiliateCodeRow {
            code: row.code.clone(),
            label: row.label.clone(),
            link: format!("https://platform.example/r/{}", row.code),
            created_at: instant(row.created_at),
            retired_at: row.retired_at.map(instant),
            clicks: 0,
            recruited: 0,
        };
        AffiliateCodesView {
            codes: rows.iter().map(shown).collect(),
            untold: 0,
            is_told: true,
            is_local: false,
            as_of: None,
        }
    }

    #[test]
    fn a_desk_with_other_codes_is_noticed() {
        let there = [row("EINS7", "a"), row("ZWEI7", "b")];
        assert_eq!(spoke(are_shown("desk0", &view(&there), &there)), None);
        let renamed = [row("EINS7", "a"), row("ZWEI7", "c")];
        for here in [&there[..1], &renamed[..], &[]] {
            let said = spoke(are_shown("desk0", &view(here), &there));
            assert_eq!(said, Some("a desk shows the affiliate codes of the platform"), "{here:?}");
        }
    }

    fn entitlement(tool: &str, key: &str, issued_at: DateTime<Utc>) -> Signed {
        let body = EntitlementBody {
            tenant_id: TenantId(Uuid::from_u128(1)),
            stage: Some(4),
            membership: None,
            tools: vec![tool.to_owned()],
            ends_at: None,
            tool_ends: BTreeMap::from([(tool.to_owned(), None)]),
            payout_ready: Some(false),
            issued_at,
        };
        let body = mojo_protocol::canonical(&body).unwrap();
        Signed { body, signature: String::new(), key: key.to_owned() }
    }

    #[test]
    fn a_desk_that_may_use_something_else_is_noticed() {
        let said = entitlement("pos", "key", morning());
        let kept = |signed: &Signed| {
            let text = serde_json::to_string(signed).unwrap();
            spoke(is_kept("desk0", Some(&text), &said))
        };
        assert_eq!(kept(&entitlement("pos", "key", DateTime::UNIX_EPOCH)), None, "heard earlier");
        let other = Some("a desk keeps what the platform says the tenant may use");
        assert_eq!(kept(&entitlement("campus", "key", morning())), other);
        assert_eq!(kept(&entitlement("pos", "another key", morning())), other);
        assert_eq!(spoke(is_kept("desk0", None, &said)), other);
    }
}
