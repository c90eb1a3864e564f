//! A1 to A6: who recruited a customer (Zuordnung), from the click on a link to the end of the
//! three years.

use chrono::{DateTime, Months, TimeDelta, Utc};

use super::Policy;

/// A6: how the customer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttributionSource {
    /// By an affiliate link.
    AffiliateCode,
    /// By a personal recommendation.
    Referral,
    /// Entered by support.
    Direct,
}

/// A1: the cookie that a click on an affiliate link leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClickCookie<T> {
    /// Whose link it was.
    pub tenant: T,
    /// When it was clicked.
    pub clicked_at: DateTime<Utc>,
}

impl<T> ClickCookie<T> {
    /// True for 30 days after the click.
    pub fn is_live(&self, at: DateTime<Utc>, policy: &Policy) -> bool {
        let life = TimeDelta::days(i64::from(policy.cookie_days));
        self.clicked_at <= at && at - self.clicked_at < life
    }
}

/// A1: the cookie after a click. First click wins: a live cookie is not replaced, nor renewed.
pub fn click<T>(
    before: Option<ClickCookie<T>>,
    new: ClickCookie<T>,
    policy: &Policy,
) -> ClickCookie<T> {
    match before {
        Some(cookie) if cookie.is_live(new.clicked_at, policy) => cookie,
        _ => new,
    }
}

/// A2: three years as calendar months, counted in UTC; 29 February ends on the 28th. `None`
/// beyond the calendar.
pub fn attribution_expires_at(
    attributed_at: DateTime<Utc>,
    policy: &Policy,
) -> Option<DateTime<Utc>> {
    attributed_at.checked_add_months(Months::new(policy.attribution_months))
}

/// The interval in which a tenant owns a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution<T> {
    /// Who recruited the customer.
    pub tenant: T,
    /// The first instant that counts.
    pub attributed_at: DateTime<Utc>,
    /// The first instant that no longer counts.
    pub expires_at: DateTime<Utc>,
    /// How the customer came.
    pub source: AttributionSource,
}

impl<T> Attribution<T> {
    /// A new attribution of full length. An end beyond the calendar is the calendar's last
    /// instant.
    pub fn new(
        tenant: T,
        attributed_at: DateTime<Utc>,
        source: AttributionSource,
        policy: &Policy,
    ) -> Self {
        let expires_at =
            attribution_expires_at(attributed_at, policy).unwrap_or(DateTime::<Utc>::MAX_UTC);
        Self { tenant, attributed_at, expires_at, source }
    }

    /// A2: true while `attributed_at <= at < expires_at`.
    pub fn is_live(&self, at: DateTime<Utc>) -> bool {
        self.attributed_at <= at && at < self.expires_at
    }
}

/// Why an attribution is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttributionRefusal {
    /// A4: the customer belongs to somebody.
    #[error("the customer's attribution is live")]
    Live,
    /// A5: the account was there before the click.
    #[error("the customer had an account before the click")]
    HadAnAccount,
    /// A1: the cookie is gone or has run out.
    #[error("no live cookie")]
    NoLiveCookie,
}

/// A4: what the audit log keeps of a change by support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributionChange<T, A> {
    /// Who changed it.
    pub by: A,
    /// Why.
    pub why: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The owner before, if the customer was not free.
    pub from: Option<T>,
    /// The owner after.
    pub to: T,
}

/// All attributions of one customer, oldest first; their intervals never overlap (A3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributionHistory<T> {
    intervals: Vec<Attribution<T>>,
}

impl<T> Default for AttributionHistory<T> {
    fn default() -> Self {
        Self { intervals: Vec::new() }
    }
}

impl<T: Clone> AttributionHistory<T> {
    /// The history of intervals that were stored, oldest first.
    pub fn of(intervals: Vec<Attribution<T>>) -> Self {
        Self { intervals }
    }

    /// The intervals, oldest first.
    pub fn intervals(&self) -> &[Attribution<T>] {
        &self.intervals
    }

    /// The latest attribution, live or not.
    pub fn latest(&self) -> Option<&Attribution<T>> {
        self.intervals.last()
    }

    /// The attribution that is live at an instant. One that gave way before it began may stand
    /// behind it in a stored history, and hides it from nobody.
    pub fn live(&self, at: DateTime<Utc>) -> Option<&Attribution<T>> {
        self.intervals.iter().rfind(|attribution| attribution.is_live(at))
    }

    /// A3: attributes a free customer. An attribution that has not begun yet gives way, because
    /// two never overlap and the customer is free until then.
    ///
    /// # Errors
    /// A4: [`AttributionRefusal::Live`]; nothing is changed then.
    pub fn attribute(&mut self, new: Attribution<T>) -> Result<(), AttributionRefusal> {
        if self.live(new.attributed_at).is_some() {
            return Err(AttributionRefusal::Live);
        }
        self.intervals.retain(|old| old.expires_at <= new.attributed_at);
        self.intervals.push(new);
        Ok(())
    }

    /// A2, A5: attributes the customer when the account is created, by the cookie of the click.
    ///
    /// # Errors
    /// [`AttributionRefusal`] without a live cookie, or when the account is older than the click.
    pub fn attribute_at_sign_up(
        &mut self,
        cookie: Option<&ClickCookie<T>>,
        signed_up_at: DateTime<Utc>,
        policy: &Policy,
    ) -> Result<(), AttributionRefusal> {
        let cookie = cookie.ok_or(AttributionRefusal::NoLiveCookie)?;
        if signed_up_at < cookie.clicked_at {
            return Err(AttributionRefusal::HadAnAccount);
        }
        if !cookie.is_live(signed_up_at, policy) {
            return Err(AttributionRefusal::NoLiveCookie);
        }
        let source = AttributionSource::AffiliateCode;
        self.attribute(Attribution::new(cookie.tenant.clone(), signed_up_at, source, policy))
    }

    /// A4: support gives the customer to another tenant, live attribution or not. The old interval
    /// ends where the new one begins; the caller keeps the returned change in its audit log.
    pub fn change_by_support<A>(
        &mut self,
        new: Attribution<T>,
        by: A,
        why: String,
    ) -> AttributionChange<T, A> {
        let from = self.live(new.attributed_at).map(|old| old.tenant.clone());
        self.end_live(new.attributed_at);
        self.intervals.retain(|old| old.expires_at <= new.attributed_at);
        let change =
            AttributionChange { by, why, at: new.attributed_at, from, to: new.tenant.clone() };
        self.intervals.push(new);
        change
    }

    /// C13: ends the live attribution, so that the customer is free from `at` on.
    pub fn end_live(&mut self, at: DateTime<Utc>) {
        if let Some(live) = self.intervals.iter_mut().rfind(|interval| interval.is_live(at)) {
            live.expires_at = at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy = Policy::V2026_1;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn attribution(tenant: u8, from: &str) -> Attribution<u8> {
        Attribution::new(tenant, at(from), AttributionSource::AffiliateCode, &POLICY)
    }

    #[test]
    fn a1_the_first_click_wins_while_its_cookie_lives() {
        let first = ClickCookie { tenant: 1, clicked_at: at("2026-01-01T00:00:00Z") };
        let second = |text| ClickCookie { tenant: 2, clicked_at: at(text) };
        let early = click(Some(first.clone()), second("2026-01-30T23:59:59Z"), &POLICY);
        assert_eq!(early, first);
        let late = click(Some(first), second("2026-01-31T00:00:00Z"), &POLICY);
        assert_eq!(late.tenant, 2);
        assert_eq!(click(None, second("2026-01-01T00:00:00Z"), &POLICY).tenant, 2);
    }

    #[test]
    fn a2_three_years_are_calendar_months_in_utc() {
        for (from, until) in [
            ("2026-01-10T09:00:00Z", "2029-01-10T09:00:00Z"),
            ("2024-02-29T12:00:00Z", "2027-02-28T12:00:00Z"),
            ("2025-02-28T12:00:00Z", "2028-02-28T12:00:00Z"),
            ("2026-03-29T00:30:00Z", "2029-03-29T00:30:00Z"),
        ] {
            assert_eq!(attribution_expires_at(at(from), &POLICY), Some(at(until)), "{from}");
        }
    }

    #[test]
    fn a2_the_first_instant_counts_and_the_last_does_not() {
        let attribution = attribution(1, "2024-02-29T12:00:00Z");
        assert!(!attribution.is_live(at("2024-02-29T11:59:59Z")));
        assert!(attribution.is_live(at("2024-02-29T12:00:00Z")));
        assert!(attribution.is_live(at("2027-02-28T11:59:59Z")));
        assert!(!attribution.is_live(at("2027-02-28T12:00:00Z")));
    }

    #[test]
    fn a3_a_customer_is_free_at_the_very_end_and_the_history_is_kept() {
        let mut history = AttributionHistory::default();
        history.attribute(attribution(1, "2024-01-01T00:00:00Z")).unwrap();
        let early = history.attribute(attribution(2, "2026-12-31T23:59:59Z"));
        assert_eq!(early, Err(AttributionRefusal::Live));
        history.attribute(attribution(2, "2027-01-01T00:00:00Z")).unwrap();
        let owners: Vec<_> = history.intervals().iter().map(|it| it.tenant).collect();
        assert_eq!(owners, [1, 2]);
        assert!(history.intervals().windows(2).all(|w| w[0].expires_at <= w[1].attributed_at));
    }

    #[test]
    fn a3_an_attribution_that_has_not_begun_gives_way() {
        let mut history = AttributionHistory::default();
        history.attribute(attribution(1, "2026-02-05T00:00:00Z")).unwrap();
        history.attribute(attribution(2, "2026-02-01T00:00:00Z")).unwrap();
        assert_eq!(history.intervals().len(), 1);
        assert_eq!(history.live(at("2026-02-06T00:00:00Z")).unwrap().tenant, 2);
    }

    /// As a database keeps it: the interval that never began stays, with its end before its start.
    #[test]
    fn a3_an_interval_that_gave_way_hides_no_live_one_wherever_it_stands() {
        let gone =
            |from: &str, until: &str| Attribution { expires_at: at(until), ..attribution(9, from) };
        let live = attribution(1, "2026-02-01T00:00:00Z");
        for intervals in [
            vec![live.clone(), gone("2026-02-05T00:00:00Z", "2026-02-01T00:00:00Z")],
            vec![live.clone(), gone("2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z")],
            vec![gone("2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z"), live.clone()],
        ] {
            let mut history = AttributionHistory::of(intervals);
            let (first, later) = (at("2026-02-01T00:00:00Z"), at("2026-02-06T00:00:00Z"));
            assert_eq!(history.live(first).unwrap().tenant, 1);
            assert_eq!(history.live(later).unwrap().tenant, 1);
            let again = history.attribute(attribution(2, "2026-02-06T00:00:00Z"));
            assert_eq!(again, Err(AttributionRefusal::Live));
            history.end_live(later);
            assert_eq!(history.live(later), None, "C13: the customer is free");
            assert_eq!(history.attribute(attribution(2, "2026-02-06T00:00:00Z")), Ok(()));
        }
    }

    #[test]
    fn a4_support_ends_a_live_interval_whoever_is_refused_by_it() {
        let mut history = AttributionHistory::default();
        history.attribute(attribution(1, "2026-01-01T00:00:00Z")).unwrap();
        let before = history.clone();
        let cookie = ClickCookie { tenant: 2, clicked_at: at("2026-05-31T00:00:00Z") };
        let signed_up = at("2026-06-01T00:00:00Z");
        let clicked = history.attribute_at_sign_up(Some(&cookie), signed_up, &POLICY);
        assert_eq!(clicked, Err(AttributionRefusal::Live));
        let direct = Attribution::new(2, signed_up, AttributionSource::Direct, &POLICY);
        assert_eq!(history.attribute(direct.clone()), Err(AttributionRefusal::Live));
        assert_eq!(history, before, "what is refused changes nothing");
        history.change_by_support(direct, "anna", "wrong link".to_owned());
        let ends: Vec<_> = history.intervals().iter().map(|it| it.expires_at).collect();
        assert_eq!(ends, [signed_up, at("2029-06-01T00:00:00Z")], "and the three years begin anew");
    }

    #[test]
    fn a4_who_was_free_comes_from_nobody() {
        let mut history = AttributionHistory::default();
        history.attribute(attribution(1, "2023-01-01T00:00:00Z")).unwrap();
        let new = attribution(2, "2026-01-01T00:00:00Z");
        let change = history.change_by_support(new, "anna", "is free".to_owned());
        assert_eq!((change.from, change.at), (None, at("2026-01-01T00:00:00Z")));
        assert_eq!(history.intervals()[0].expires_at, at("2026-01-01T00:00:00Z"));
    }

    #[test]
    fn a6_a_click_is_an_affiliate_code_and_every_source_counts_alike() {
        let mut history = AttributionHistory::default();
        let cookie = ClickCookie { tenant: 1, clicked_at: at("2026-01-10T00:00:00Z") };
        history.attribute_at_sign_up(Some(&cookie), at("2026-01-11T00:00:00Z"), &POLICY).unwrap();
        assert_eq!(history.latest().unwrap().source, AttributionSource::AffiliateCode);
        for source in [
            AttributionSource::AffiliateCode,
            AttributionSource::Referral,
            AttributionSource::Direct,
        ] {
            let one = Attribution::new(1, at("2026-01-11T00:00:00Z"), source, &POLICY);
            assert!(one.is_live(at("2026-01-11T00:00:00Z")), "{source:?}");
            assert_eq!(one.expires_at, at("2029-01-11T00:00:00Z"), "{source:?}");
        }
    }

    #[test]
    fn a4_a_change_by_support_leaves_who_why_from_and_to() {
        let mut history = AttributionHistory::default();
        history.attribute(attribution(1, "2026-01-01T00:00:00Z")).unwrap();
        let new = attribution(2, "2026-06-01T00:00:00Z");
        let change = history.change_by_support(new, "anna", "wrong link".to_owned());
        assert_eq!((change.by, change.from, change.to), ("anna", Some(1), 2));
        assert_eq!(history.intervals()[0].expires_at, at("2026-06-01T00:00:00Z"));
        assert_eq!(history.live(at("2026-06-01T00:00:00Z")).unwrap().tenant, 2);
    }

    #[test]
    fn a5_who_had_an_account_before_the_click_is_not_attributed() {
        let mut history = AttributionHistory::default();
        let cookie = ClickCookie { tenant: 1, clicked_at: at("2026-01-10T00:00:00Z") };
        let mut sign_up = |cookie, text| history.attribute_at_sign_up(cookie, at(text), &POLICY);
        let before = sign_up(Some(&cookie), "2026-01-09T00:00:00Z");
        assert_eq!(before, Err(AttributionRefusal::HadAnAccount));
        let too_late = sign_up(Some(&cookie), "2026-02-09T00:00:00Z");
        assert_eq!(too_late, Err(AttributionRefusal::NoLiveCookie));
        assert_eq!(sign_up(None, "2026-01-11T00:00:00Z"), Err(AttributionRefusal::NoLiveCookie));
        assert_eq!(sign_up(Some(&cookie), "2026-01-11T00:00:00Z"), Ok(()));
        let owner = history.latest().unwrap();
        assert_eq!(owner.attributed_at, at("2026-01-11T00:00:00Z"));
    }
}
