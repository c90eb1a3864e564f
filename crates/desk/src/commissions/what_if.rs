//! What would I earn if ...: the rules on assumed orders, in the currency of the question. Nothing is
//! recorded, and nothing is converted.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::commissions::{
    AssumedOrders, AssumedProduct, CommissionType, CountryCode, WhatIf, WhatIfAmounts, WhatIfMonth,
    what_if,
};
use mojo_domain::{
    Currency, Money, Month, Percentage, TenantId, berlin_month, parse_decimal_cents,
};
use mojo_protocol::facts::CommissionEntryBody;
use mojo_store::commissions::list_entries;

use super::CommissionsError;
use crate::Desk;
use crate::account::Practice;
use crate::views::{
    MonthBar, WhatIfMonthView, WhatIfOrders, WhatIfProduct, WhatIfRequest, WhatIfRow, WhatIfStart,
    WhatIfTerms, WhatIfView,
};

/// In which a question may always be asked; in others, where something was sold in them.
const ALWAYS: [&str; 3] = ["CHF", "EUR", "USD"];
/// The longest stretch of months.
const MAX_MONTHS: u32 = 36;
/// How many months the chart shows at least.
const CHART_MONTHS: usize = 12;

impl Desk {
    /// What a question begins with: the own region as the last regional commission had it, and the
    /// platform products with the net at which each was sold last, in each currency by itself.
    ///
    /// # Errors
    /// [`CommissionsError`] of the store.
    pub async fn start_what_if(&self) -> Result<WhatIfStart, CommissionsError> {
        let present = berlin_month(self.now());
        let own_currency = Practice::load(&mut self.reader().await?).await?.currency();
        let mut snapshot = self.store().snapshot().await?;
        let entries = list_entries(&mut snapshot, present.next()).await?;
        let regional = CommissionType::RegionalExclusive.code();
        let mut own = entries.iter().rev().filter(|one| one.commission_type == regional);
        let agreement = own.find_map(|body| body.basis.agreement.clone());
        let terms = agreement.map_or_else(WhatIfTerms::default, |terms| WhatIfTerms {
            region_codes: terms.region_codes,
            commission_percent: terms.percent,
        });
        // Nothing is sold in what has no hundredths: a sale in it is no net of a question.
        let is_assumed = |body: &&CommissionEntryBody| {
            body.basis.is_platform_product && body.currency.has_hundredths()
        };
        // In order of time: a later sale of a product takes the place of an earlier one.
        let sold: Vec<&CommissionEntryBody> = entries.iter().filter(is_assumed).collect();
        let last: BTreeMap<(&str, Currency), i64> = sold
            .iter()
            .map(|body| ((body.product_name.as_str(), body.currency), body.base_cents))
            .collect();
        let product = |((name, currency), cents): ((&str, Currency), i64)| WhatIfProduct {
            name: name.to_owned(),
            net: Money::new(cents, currency).into(),
            net_text: Money::new(cents, currency).to_decimal().to_string(),
        };
        Ok(WhatIfStart {
            month: present.next().to_string(),
            terms,
            currency: first_currency(own_currency, &sold).code().to_owned(),
            currencies: currencies(own_currency, &entries),
            products: last.into_iter().map(product).collect(),
        })
    }

    /// Plays assumed orders through the rules, any number of lines at once: month by month and type
    /// by type what is earned, held, approved and paid. The platform's catalogue does not lie at a
    /// desk: what was never sold is assumed by its net, as a level of the platform or as another
    /// tenant's product.
    ///
    /// # Errors
    /// [`CommissionsError::Assumption`] and [`CommissionsError::AssumedLine`] for a field that cannot be
    /// read, and [`CommissionsError::WhatIf`] for what the rules refuse.
    pub async fn what_if(&self, request: WhatIfRequest) -> Result<WhatIfView, CommissionsError> {
        let session = self.find_session().await?;
        let own = session.map_or(TenantId(uuid::Uuid::nil()), |session| session.tenant_id);
        let question = read(own, &request)?;
        let months = what_if(&question)?;
        Ok(view(&months, question.currency))
    }
}

/// The practice's own currency; the last sale's, where all was sold in others.
fn first_currency(own: Currency, sold: &[&CommissionEntryBody]) -> Currency {
    let is_sold = sold.iter().any(|body| body.currency == own);
    let last = sold.last().filter(|_| !is_sold);
    last.map_or(own, |body| body.currency)
}

/// Those of all that was sold, the own one, and [`ALWAYS`]; by code.
fn currencies(own: Currency, entries: &[CommissionEntryBody]) -> Vec<String> {
    let met = entries.iter().map(|body| body.currency).filter(Currency::has_hundredths);
    let met = met.chain([own]);
    let codes: BTreeSet<String> =
        met.map(|currency| currency.code().to_owned()).chain(ALWAYS.map(str::to_owned)).collect();
    codes.into_iter().collect()
}

fn unreadable(field: &'static str, value: &str) -> CommissionsError {
    CommissionsError::Assumption { field, value: value.to_owned() }
}

fn read(own: TenantId, request: &WhatIfRequest) -> Result<WhatIf, CommissionsError> {
    let WhatIfTerms { region_codes, commission_percent } = &request.terms;
    let region = if region_codes.is_empty() {
        None
    } else {
        let percent = commission_percent.replace(',', ".");
        let percent: Percentage =
            percent.parse().map_err(|_| unreadable("commission_percent", commission_percent))?;
        let mut regions: BTreeSet<CountryCode> = BTreeSet::new();
        for code in region_codes {
            regions.insert(code.parse().map_err(|_| unreadable("region_codes", code))?);
        }
        Some((regions, percent))
    };
    let mut orders = Vec::new();
    for (line, assumed) in request.orders.iter().enumerate() {
        let read = read_orders(assumed);
        orders.extend(read.map_err(|(field, value)| CommissionsError::AssumedLine {
            line,
            field,
            value,
        })?);
    }
    let currency: Currency =
        request.currency.parse().map_err(|_| unreadable("currency", &request.currency))?;
    Ok(WhatIf { own, region, currency, orders })
}

/// A field of a line that cannot be read, with what stands in it.
type Unread = (&'static str, String);

/// The same orders in each month of the stretch.
fn read_orders(assumed: &WhatIfOrders) -> Result<Vec<AssumedOrders>, Unread> {
    let unread = |field: &'static str, value: &str| (field, value.to_owned());
    let first: Month = assumed.month.parse().map_err(|_| unread("month", &assumed.month))?;
    if !(1..=MAX_MONTHS).contains(&assumed.months) {
        return Err(unread("months", &assumed.months.to_string()));
    }
    let country = &assumed.billing_country;
    let order = AssumedOrders {
        month: first,
        product: read_product(assumed)?,
        country: country.parse().map_err(|_| unread("billing_country", country))?,
        net_cents: parse_decimal_cents(&assumed.net).map_err(|_| unread("net", &assumed.net))?,
        count: assumed.count,
        is_recruited: assumed.recruited,
        is_later: assumed.renewal,
    };
    let months = std::iter::successors(Some(first), |month| Some(month.next()));
    let months = months.take(usize::try_from(assumed.months).unwrap_or_default());
    Ok(months.map(|month| AssumedOrders { month, ..order.clone() }).collect())
}

/// P1: a level has a number from 1 to 6, and a tenant's product has none (P2).
fn read_product(assumed: &WhatIfOrders) -> Result<AssumedProduct, Unread> {
    match (assumed.tenant_product, assumed.level) {
        (true, None) => Ok(AssumedProduct::Tenant),
        (false, None | Some(1..=6)) => Ok(AssumedProduct::Platform),
        (_, Some(level)) => Err(("level", level.to_string())),
    }
}

fn view(months: &[WhatIfMonth], currency: Currency) -> WhatIfView {
    let sum = |of: fn(&WhatIfAmounts) -> Money| {
        let cents = months.iter().flat_map(|month| month.types.values()).map(|it| of(it).cents);
        Money::new(cents.sum(), currency).into()
    };
    WhatIfView {
        currency: currency.code().to_owned(),
        months: months.iter().map(month_view).collect(),
        earned: sum(|amounts| amounts.earned),
        paid: sum(|amounts| amounts.paid),
        history: history(months, currency),
    }
}

fn month_view(month: &WhatIfMonth) -> WhatIfMonthView {
    let row = |(kind, amounts): (&CommissionType, &WhatIfAmounts)| WhatIfRow {
        kind: kind.code().to_owned(),
        earned: amounts.earned.into(),
        held: amounts.held.into(),
        approved: amounts.approved.into(),
        paid: amounts.paid.into(),
    };
    WhatIfMonthView { month: month.month.to_string(), rows: month.types.iter().map(row).collect() }
}

/// The bars of the chart: what each month earns, twelve months at least.
fn history(months: &[WhatIfMonth], currency: Currency) -> Vec<MonthBar> {
    let Some(first) = months.first().map(|month| month.month) else { return Vec::new() };
    let by_month: BTreeMap<Month, &WhatIfMonth> =
        months.iter().map(|month| (month.month, month)).collect();
    let earned = |month: Month, kind: CommissionType| {
        let amounts = by_month.get(&month).and_then(|of| of.types.get(&kind));
        amounts.map_or(Money::zero(currency), |amounts| amounts.earned).into()
    };
    std::iter::successors(Some(first), |month| Some(month.next()))
        .take(CHART_MONTHS.max(months.len()))
        .map(|month| MonthBar {
            month: month.to_string(),
            regional: earned(month, CommissionType::RegionalExclusive),
            affiliate_first: earned(month, CommissionType::AffiliateFirst),
            affiliate_recurring: earned(month, CommissionType::AffiliateRecurring),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Refusal as _, testing};

    fn assumed() -> WhatIfOrders {
        WhatIfOrders {
            month: "2027-01".to_owned(),
            months: 2,
            tenant_product: false,
            level: None,
            billing_country: "DE".to_owned(),
            net: "1000.00".to_owned(),
            count: 3,
            recruited: false,
            renewal: false,
        }
    }

    fn request(orders: Vec<WhatIfOrders>) -> WhatIfRequest {
        let terms = WhatIfTerms {
            region_codes: vec!["DE".to_owned(), "AT".to_owned()],
            commission_percent: "30".to_owned(),
        };
        WhatIfRequest { terms, currency: "EUR".to_owned(), orders }
    }

    /// What was asked in francs is answered in francs, to the same figures.
    #[tokio::test]
    async fn y1_a_question_is_answered_in_its_currency_and_nothing_is_converted() {
        let desk = testing::desk().await;
        let euros = desk.what_if(request(vec![assumed()])).await.unwrap();
        for code in ["CHF", "USD"] {
            let asked = WhatIfRequest { currency: code.to_owned(), ..request(vec![assumed()]) };
            let answer = desk.what_if(asked).await.unwrap();
            assert_eq!((answer.currency.as_str(), answer.earned.cents), (code, 1800_00));
            assert_eq!(answer.paid.cents, euros.paid.cents);
            let rows = answer.months.iter().flat_map(|month| &month.rows);
            let amounts = rows.flat_map(|row| [&row.earned, &row.held, &row.approved, &row.paid]);
            assert!(amounts.chain([&answer.earned, &answer.paid]).all(|it| it.currency == code));
            assert!(answer.history.iter().all(|bar| bar.regional.currency == code));
        }
        for (code, refusal) in [("chf", "invalid_input"), ("JPY", "what_if_refused")] {
            let asked = WhatIfRequest { currency: code.to_owned(), ..request(vec![assumed()]) };
            let refused = desk.what_if(asked).await.unwrap_err();
            assert_eq!(refused.code(), refusal, "{code}");
        }
    }

    #[tokio::test]
    async fn three_orders_a_month_for_two_months_are_earned_and_paid() {
        let desk = testing::desk().await;
        let abroad = WhatIfOrders {
            billing_country: "US".to_owned(),
            recruited: true,
            count: 1,
            months: 1,
            ..assumed()
        };
        let answer = desk.what_if(request(vec![assumed(), abroad])).await.unwrap();
        assert_eq!((answer.earned.cents, answer.paid.cents), (2000_00, 2000_00));
        assert_eq!(answer.months.len(), 5);
        let kinds: Vec<&str> = answer.months[0].rows.iter().map(|row| row.kind.as_str()).collect();
        assert_eq!(kinds, ["affiliate_first", "regional_exclusive"]);
        assert_eq!(answer.history.len(), 12);
        assert_eq!(answer.history[1].regional.cents, 900_00);
    }

    #[tokio::test]
    async fn p1_a_level_and_a_tenants_product_are_assumed_by_their_net_in_one_question() {
        let desk = testing::desk().await;
        let level = WhatIfOrders { level: Some(6), months: 1, count: 1, ..assumed() };
        let of_tenant = WhatIfOrders {
            tenant_product: true,
            level: None,
            net: "100.00".to_owned(),
            recruited: true,
            ..level.clone()
        };
        let answer = desk.what_if(request(vec![level, of_tenant])).await.unwrap();
        assert_eq!(answer.earned.cents, 300_00 + 20_00);
        let rows = answer.months[0].rows.iter();
        let earned: Vec<(&str, i64)> =
            rows.map(|row| (row.kind.as_str(), row.earned.cents)).collect();
        assert_eq!(earned, [("affiliate_first", 20_00), ("regional_exclusive", 300_00)]);
    }

    #[tokio::test]
    async fn what_cannot_be_read_or_be_is_refused_by_its_name() {
        let desk = testing::desk().await;
        let month = WhatIfOrders { month: "2027".to_owned(), ..assumed() };
        let months = WhatIfOrders { months: 37, ..assumed() };
        let net = WhatIfOrders { net: "viel".to_owned(), ..assumed() };
        let seventh = WhatIfOrders { level: Some(7), ..assumed() };
        let both = WhatIfOrders { level: Some(1), tenant_product: true, ..assumed() };
        let wrong = [
            (month, "month"),
            (months, "months"),
            (net, "net"),
            (seventh, "level"),
            (both, "level"),
        ];
        for (orders, field) in wrong {
            let refused = desk.what_if(request(vec![assumed(), orders])).await.unwrap_err();
            assert_eq!(
                (refused.code(), refused.values()["field"].as_str()),
                ("invalid_input", field)
            );
            // Whoever wrote a long file finds the line.
            let place = format!("orders[1].{field}: ");
            assert!(refused.to_string().starts_with(&place), "{refused}");
        }
        let many = WhatIfOrders { count: 20_000, ..assumed() };
        let refused = desk.what_if(request(vec![many])).await.unwrap_err();
        assert_eq!(refused.code(), "what_if_refused");
        let start = desk.start_what_if().await.unwrap();
        assert_eq!((start.terms, start.month.as_str()), (WhatIfTerms::default(), "2026-12"));
        assert_eq!(
            (start.currency.as_str(), start.currencies),
            ("EUR", ["CHF", "EUR", "USD"].map(str::to_owned).into())
        );
    }
}
