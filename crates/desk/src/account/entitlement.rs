//! P4 at the desk: what the platform last said that the tenant may use, kept as it was signed, and
//! which verbs wait for which tool.
//!
//! Only new work waits. Reading and exporting are always open, and so is whatever the law or a
//! person may demand afterwards: a Storno, the closing of the day, money received, an address put
//! right or deleted, an entry given back, a case settled.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::memberships::{Access, Entitlement, Tool};
use mojo_domain::{from_micros, to_micros};
use mojo_protocol::{EntitlementBody, Signed};
use mojo_store::{Source, StoreError, settings};

use crate::signed::{check, find_key, learn_key};
use crate::{Desk, Op, Topic};

/// The name of the setting.
const SETTING: &str = "entitlement";

/// The name of the setting with the instant at which it was heard, by this desk's clock, in
/// microseconds.
const HEARD_AT: &str = "entitlement_heard_at";

/// How far two right clocks may differ.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// A tool is closed: why, and until when its membership lasted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct ToolClosed {
    /// What was tried.
    pub op: Op,
    /// The tool that it waits for.
    pub tool: Tool,
    /// When the membership ended that opened it; `None` when none ever did.
    pub ended_at: Option<DateTime<Utc>>,
}

impl ToolClosed {
    fn sentence(&self) -> String {
        let (op, tool) = (self.op.name(), self.tool.code());
        let why = match self.ended_at {
            Some(at) => format!("the membership ended at {at} and was not renewed"),
            None => "the membership does not include it".to_owned(),
        };
        format!(
            "{tool} is closed, so {op} is not possible: {why}; renew it on the platform and sync. \
             Everything can still be read and exported"
        )
    }
}

/// The tool that a verb waits for.
fn tool_of(op: Op) -> Option<Tool> {
    match op {
        Op::CreateContact | Op::ImportContacts | Op::MergeContacts | Op::PartContacts => {
            Some(Tool::Contacts)
        }
        Op::CreateProduct | Op::EditProduct | Op::Sell => Some(Tool::Pos),
        Op::CheckIn | Op::ImportCard => Some(Tool::Checkin),
        Op::DraftInvoice | Op::IssueInvoice => Some(Tool::Invoicing),
        _ => None,
    }
}

/// Refuses a verb whose tool is closed. Without an entitlement nothing is: a platform that says
/// nothing of it closes nothing, nor does the offline demo.
pub(crate) fn check_tool(
    held: Option<&Entitlement>,
    op: Op,
    now: DateTime<Utc>,
) -> Result<(), ToolClosed> {
    let (Some(held), Some(tool)) = (held, tool_of(op)) else { return Ok(()) };
    match held.access(tool, now) {
        Access::Open | Access::Grace { .. } => Ok(()),
        Access::Closed => {
            let ended_at = held.tools.get(&tool).copied().flatten();
            Err(ToolClosed { op, tool, ended_at })
        }
    }
}

/// What was signed, as the rules know it. A tool that this program does not know is left out. The
/// platform's clock may be ahead: what was heard at an instant was said by then.
fn read(signed: &Signed, heard_at: DateTime<Utc>) -> Option<(EntitlementBody, Entitlement)> {
    let body: EntitlementBody = serde_json::from_str(&signed.body).ok()?;
    let known = |(tool, end): (&String, &Option<_>)| Some((tool.parse().ok()?, *end));
    let mut tools: BTreeMap<Tool, Option<DateTime<Utc>>> =
        body.tool_ends.iter().filter_map(known).collect();
    if body.tool_ends.is_empty() {
        // A platform that knows one end for all.
        tools.extend(body.tools.iter().filter_map(|tool| known((tool, &body.ends_at))));
    }
    let held = Entitlement { tools, issued_at: body.issued_at.min(heard_at) };
    Some((body, held))
}

/// Whether the platform said what is held later than at `said_at`. One that this desk's clock dates
/// into the future was heard while that clock was ahead; it stands in the way of nothing.
fn is_newer(held: &Entitlement, said_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    held.issued_at >= said_at && held.issued_at <= now + TOLERANCE
}

/// What is kept, as the platform wrote it; whoever needs it true looks at whose it is.
async fn find_body(source: &mut impl Source) -> Result<Option<EntitlementBody>, StoreError> {
    let text = settings::find(source, SETTING).await?;
    let signed: Option<Signed> = text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(signed.and_then(|signed| serde_json::from_str(&signed.body).ok()))
}

impl Desk {
    /// What the platform said last of this tenant, as it was signed.
    pub(crate) async fn told_entitlement(&self) -> Result<Option<EntitlementBody>, StoreError> {
        let tenant = self.find_session().await?.map(|session| session.tenant_id);
        let body = find_body(&mut self.reader().await?).await?;
        Ok(body.filter(|body| Some(body.tenant_id) == tenant))
    }

    /// Whether a payout of commissions would reach the tenant, as the platform said last (Y2);
    /// `None` where it did not say it, or not of this tenant.
    pub(crate) async fn payout_ready(&self) -> Result<Option<bool>, StoreError> {
        Ok(self.told_entitlement().await?.and_then(|body| body.payout_ready))
    }

    /// Takes over what the platform said with its greeting: believed when its key signed it, for
    /// this tenant, and not before what is held.
    pub(crate) async fn learn_entitlement(&self, signed: &Signed) -> Result<(), StoreError> {
        let mut reader = self.reader().await?;
        let key = find_key(&mut reader).await?;
        let told = find_body(&mut reader).await?;
        drop(reader);
        let known = key.as_deref().or(Some(signed.key.as_str()));
        let now = self.now();
        let (Ok(()), Some((body, new))) = (check(signed, known), read(signed, now)) else {
            tracing::warn!("what the platform said of the membership is not believed");
            return Ok(());
        };
        let tenant = self.find_session().await?.map(|session| session.tenant_id);
        let held = self.entitlement();
        let is_older = held.as_ref().is_some_and(|held| is_newer(held, body.issued_at, now));
        if tenant != Some(body.tenant_id) || is_older {
            return Ok(());
        }
        // Every greeting says it anew; only what decides otherwise is written.
        let says_more = held.is_none_or(|held| {
            let ends = |end: &DateTime<Utc>| held.issued_at < *end && *end <= new.issued_at;
            // Dated into the future, it would call an end confirmed that has not come.
            let is_ahead = held.issued_at > now + TOLERANCE;
            is_ahead || held.tools != new.tools || new.tools.values().flatten().any(ends)
        });
        // What is shown of it, too.
        let shown = |body: &EntitlementBody| {
            let name = body.membership.clone();
            (body.tenant_id, body.stage, name, body.ends_at, body.payout_ready)
        };
        if !says_more && told.as_ref().map(shown) == Some(shown(&body)) {
            return Ok(());
        }
        let text = serde_json::to_string(signed).map_err(StoreError::body(SETTING))?;
        let mut tx = self.store().transact(Op::Sync.name(), self.sync_actor()).await?;
        learn_key(&mut tx, signed).await?;
        settings::set(&mut tx, SETTING, &text).await?;
        settings::set(&mut tx, HEARD_AT, &to_micros(now).to_string()).await?;
        tx.commit().await?;
        self.set_entitlement(Some(new));
        self.announce(Topic::Account);
        Ok(())
    }

    /// When the membership ended, and when the tools close, while they are still open; the second is
    /// `None` as long as the platform has said nothing since.
    pub(crate) fn grace(&self) -> Option<(DateTime<Utc>, Option<DateTime<Utc>>)> {
        let held = self.entitlement()?;
        held.tools.keys().find_map(|tool| match held.access(*tool, self.now()) {
            Access::Grace { ended_at, closes_at } => Some((ended_at, closes_at)),
            Access::Open | Access::Closed => None,
        })
    }

    /// Takes up what is kept: when the program begins, and when the session changes. What another
    /// tenant's session left, or what the key did not sign, says nothing.
    pub(crate) async fn refresh_entitlement(&self) -> Result<(), StoreError> {
        let session = self.find_session().await?;
        let mut reader = self.reader().await?;
        let key = find_key(&mut reader).await?;
        let text = settings::find(&mut reader, SETTING).await?;
        let signed: Option<Signed> = text.and_then(|text| serde_json::from_str(&text).ok());
        let believed = signed.filter(|signed| check(signed, key.as_deref()).is_ok());
        let heard_at = settings::find(&mut reader, HEARD_AT).await?;
        let heard_at = heard_at.and_then(|text| text.parse().ok()).map(from_micros);
        // An older program kept no instant; then the platform's own word counts.
        let heard_at = heard_at.unwrap_or(DateTime::<Utc>::MAX_UTC);
        let read = believed.as_ref().and_then(|signed| read(signed, heard_at));
        let tenant = session.map(|session| session.tenant_id);
        let own = read.filter(|(body, _)| Some(body.tenant_id) == tenant);
        self.set_entitlement(own.map(|(_, held)| held));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signed::tests::sign;
    use crate::{Refusal as _, testing};

    fn at(day: &str) -> DateTime<Utc> {
        format!("{day}T09:00:00Z").parse().unwrap()
    }

    async fn said(desk: &Desk, issued: &str, tools: &[&str]) -> Signed {
        let session = desk.find_session().await.unwrap().unwrap();
        let body = EntitlementBody {
            tenant_id: session.tenant_id,
            stage: Some(4),
            membership: Some("REGENERATIONSMEDIZIN_OS".to_owned()),
            tools: tools.iter().map(|tool| (*tool).to_owned()).collect(),
            ends_at: Some(at("2026-11-20")),
            tool_ends: BTreeMap::new(),
            payout_ready: None,
            issued_at: at(issued),
        };
        sign(7, mojo_protocol::canonical(&body).unwrap())
    }

    async fn refused(desk: &Desk, op: Op) -> Option<&'static str> {
        desk.transact(op).await.err().map(|error| error.code())
    }

    #[tokio::test]
    async fn p4_a_tool_closes_after_seven_days_that_the_platform_confirmed_and_reading_never() {
        let mut desk = testing::desk().await;
        let tools = ["contacts", "pos", "checkin", "invoicing"];
        desk.learn_entitlement(&said(&desk, "2026-11-19", &tools).await).await.unwrap();
        desk.clock.set(at("2027-06-01"));
        assert_eq!(refused(&desk, Op::Sell).await, None, "D4: the platform has said nothing since");
        desk.clock.set(at("2026-11-21"));
        desk.learn_entitlement(&said(&desk, "2026-11-21", &tools).await).await.unwrap();
        assert_eq!(refused(&desk, Op::Sell).await, None, "seven days of grace");
        let view = desk.session().await.unwrap();
        assert_eq!(view.membership_ended_on.as_deref(), Some("2026-11-20"));
        assert_eq!(view.tools_close_on.as_deref(), Some("2026-11-27"));
        desk.clock.set(at("2026-11-28"));
        desk.reopen().await;
        assert_eq!(refused(&desk, Op::Sell).await, Some("tool_closed"), "kept over a restart");
        for open in [Op::CancelSale, Op::CloseDay, Op::EditContact, Op::DeleteContact] {
            assert_eq!(refused(&desk, open).await, None, "{}", open.name());
        }
        assert!(desk.list_products().await.is_ok(), "reading is always open");
    }

    #[tokio::test]
    async fn what_another_key_says_or_what_was_said_before_counts_for_nothing() {
        let desk = testing::desk().await;
        let all = ["contacts", "pos", "checkin", "invoicing"];
        desk.learn_entitlement(&said(&desk, "2026-11-19", &all).await).await.unwrap();
        let older = said(&desk, "2026-11-18", &["campus"]).await;
        desk.learn_entitlement(&older).await.unwrap();
        let foreign = sign(8, said(&desk, "2026-11-20", &["campus"]).await.body);
        desk.learn_entitlement(&foreign).await.unwrap();
        assert_eq!(refused(&desk, Op::Sell).await, None);
        desk.learn_entitlement(&said(&desk, "2026-11-20", &["campus"]).await).await.unwrap();
        let error = desk.transact(Op::Sell).await.err().unwrap();
        assert_eq!((error.code(), error.values()["tool"].as_str()), ("tool_closed", "pos"));
    }
    /// The platform's clock was a year ahead and was put right: what it says then counts at once.
    #[tokio::test]
    async fn what_was_dated_into_the_future_stands_in_the_way_of_nothing() {
        let mut desk = testing::desk().await;
        let all = ["contacts", "pos", "checkin", "invoicing"];
        desk.learn_entitlement(&said(&desk, "2027-11-20", &["campus"]).await).await.unwrap();
        assert_eq!(refused(&desk, Op::Sell).await, Some("tool_closed"));
        let older = said(&desk, "2026-11-19", &all).await;
        desk.learn_entitlement(&older).await.unwrap();
        assert_eq!(refused(&desk, Op::Sell).await, Some("tool_closed"), "said before it was heard");
        desk.clock.set(at("2026-11-21"));
        desk.learn_entitlement(&said(&desk, "2026-11-21", &all).await).await.unwrap();
        assert_eq!(refused(&desk, Op::Sell).await, None, "nobody is locked out");
        desk.learn_entitlement(&said(&desk, "2027-11-22", &all).await).await.unwrap();
        desk.clock.set(at("2026-11-23"));
        desk.reopen().await;
        desk.learn_entitlement(&said(&desk, "2026-11-23", &["campus"]).await).await.unwrap();
        assert_eq!(refused(&desk, Op::Sell).await, Some("tool_closed"), "nothing is kept too long");
    }

    /// D4: an end counts as confirmed only when it was over by this desk's clock too.
    #[tokio::test]
    async fn d4_an_end_that_was_told_ahead_of_time_is_not_confirmed() {
        let mut desk = testing::desk().await;
        let all = ["contacts", "pos", "checkin", "invoicing"];
        desk.clock.set(at("2026-11-01"));
        desk.learn_entitlement(&said(&desk, "2027-11-20", &all).await).await.unwrap();
        desk.clock.set(at("2026-12-15"));
        desk.reopen().await;
        assert_eq!(refused(&desk, Op::Sell).await, None, "it has said nothing since the end");
        desk.learn_entitlement(&said(&desk, "2026-12-15", &all).await).await.unwrap();
        assert_eq!(refused(&desk, Op::Sell).await, Some("tool_closed"));
    }

    /// Both clocks were ahead, as on one machine, and both were put right.
    #[tokio::test]
    async fn a_desk_that_was_ahead_with_its_platform_believes_it_again() {
        let desk = testing::desk().await;
        let all = ["contacts", "pos", "checkin", "invoicing"];
        desk.clock.set(at("2027-11-20"));
        desk.learn_entitlement(&said(&desk, "2027-11-20", &["campus"]).await).await.unwrap();
        desk.clock.set(at("2026-11-20"));
        desk.learn_entitlement(&said(&desk, "2026-11-20", &all).await).await.unwrap();
        assert_eq!(refused(&desk, Op::Sell).await, None);
    }
}
