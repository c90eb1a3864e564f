//! From whom the commissions of a month come, as far as the role is concerned with it: the
//! distributor reads regions and partners, the affiliate the own customers, the owner all of it, and
//! everybody products.

use std::collections::BTreeMap;

use mojo_domain::commissions::CommissionType;
use mojo_domain::{Money, TenantId};
use mojo_protocol::facts::CommissionEntryBody;

use super::CommissionsError;
use super::ledger::{Key, Ledger};
use super::show_statement::{parse_currency, parse_month};
use crate::Desk;
use crate::account::Role;
use crate::views::{BreakdownGroup, BreakdownRow, BreakdownView};

/// What the rows of a group stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// What was bought.
    Product,
    /// The country that decided on the regional commission (C1, C9).
    Region,
    /// Who recruited the customer: oneself, another tenant, or nobody.
    Partner,
    /// The customers whom oneself has recruited, by pseudonym (C2).
    Customer,
}

impl By {
    fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Region => "region",
            Self::Partner => "partner",
            Self::Customer => "customer",
        }
    }

    /// What a role reads; who has no part in it reads what the owner reads, to check it.
    fn of_role(role: Role) -> &'static [Self] {
        match role {
            Role::Distributor => &[Self::Product, Self::Region, Self::Partner],
            Role::Affiliate => &[Self::Product, Self::Customer],
            _ => &[Self::Product, Self::Region, Self::Partner, Self::Customer],
        }
    }

    /// The row of an entry; `None` when it belongs to no row of this group.
    fn label(self, body: &CommissionEntryBody) -> Option<String> {
        let is_regional = body.commission_type == CommissionType::RegionalExclusive.code();
        match self {
            Self::Product => Some(body.product_name.clone()),
            Self::Region => {
                is_regional.then(|| body.basis.billing_country.clone().unwrap_or_default())
            }
            Self::Partner => Some(recruiter(body).map_or_else(String::new, |tenant| {
                if tenant == body.recipient { OWN.to_owned() } else { pseudonym(tenant) }
            })),
            Self::Customer => {
                (recruiter(body) == Some(body.recipient)).then(|| body.customer.clone())
            }
        }
    }
}

/// The row of what oneself has recruited.
const OWN: &str = "own";

/// Who had recruited the customer when the order came, if anybody had (A1, C2).
fn recruiter(body: &CommissionEntryBody) -> Option<TenantId> {
    let attribution = body.basis.attribution.as_ref()?;
    let is_live =
        attribution.attributed_at <= body.ordered_at && body.ordered_at < attribution.expires_at;
    is_live.then_some(attribution.tenant_id)
}

/// Another tenant as shown to a distributor: the same one always by the same letters, and no name.
fn pseudonym(tenant: TenantId) -> String {
    let digits = tenant.0.simple().to_string().to_uppercase();
    format!("P-{}", &digits[digits.len() - 6..])
}

#[derive(Default)]
struct Sum {
    entries: u32,
    net: i64,
    amount: i64,
}

impl Desk {
    /// The commissions of a month by product, region, partner and customer, as far as the role of
    /// who works here is concerned with it. Amounts are entries and corrections less reversals
    /// and forfeitures of the month. `None` is the month's only currency.
    ///
    /// # Errors
    /// As [`Desk::show_statement`].
    pub async fn break_down_statement(
        &self,
        month: String,
        currency: Option<String>,
    ) -> Result<BreakdownView, CommissionsError> {
        let month = parse_month(&month)?;
        let ledger = self.load_month(month, parse_currency(currency.as_deref())?).await?;
        let statement = ledger.statement()?;
        let moves =
            statement.entries.iter().map(|one| (one.key, 1, one.base.cents, one.amount.cents));
        let back = statement.reversals.iter().map(|one| (one.key, 0, 0, -one.amount.cents));
        let corrected = statement.corrections.iter().map(|one| (one.key, 0, 0, one.amount.cents));
        let lost = statement.forfeitures.iter().map(|one| (one.key, 0, 0, -one.amount.cents));
        let moves: Vec<(Key, u32, i64, i64)> =
            moves.chain(back).chain(corrected).chain(lost).collect();
        let role = self.worker().map_or(Role::Guest, |worker| worker.role);
        let groups = By::of_role(role).iter().map(|by| group(*by, &ledger, &moves));
        Ok(BreakdownView {
            month: month.to_string(),
            groups: groups.filter(|group| !group.rows.is_empty()).collect(),
        })
    }
}

fn group(by: By, ledger: &Ledger, moves: &[(Key, u32, i64, i64)]) -> BreakdownGroup {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for (key, entries, net, amount) in moves {
        let Some(label) = ledger.bodies.get(key).and_then(|body| by.label(body)) else { continue };
        let sum = sums.entry(label).or_default();
        sum.entries += entries;
        sum.net += net;
        sum.amount += amount;
    }
    let money = |cents| Money::new(cents, ledger.currency).into();
    let mut rows: Vec<BreakdownRow> = sums
        .into_iter()
        .map(|(label, sum)| BreakdownRow {
            label,
            entries: sum.entries,
            net: money(sum.net),
            amount: money(sum.amount),
        })
        .collect();
    rows.sort_by(|a, b| b.amount.cents.cmp(&a.amount.cents).then_with(|| a.label.cmp(&b.label)));
    BreakdownGroup { by: by.name().to_owned(), rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_reads_what_concerns_it() {
        let read = |role| By::of_role(role).iter().map(|by| by.name()).collect::<Vec<_>>();
        assert_eq!(read(Role::Distributor), ["product", "region", "partner"]);
        assert_eq!(read(Role::Affiliate), ["product", "customer"]);
        assert_eq!(read(Role::Owner), ["product", "region", "partner", "customer"]);
    }

    #[test]
    fn a_partner_is_told_from_others_and_not_named() {
        let one = TenantId(uuid::Uuid::from_u128(0x0001_abcd));
        assert_eq!(pseudonym(one), "P-01ABCD");
        assert_ne!(pseudonym(one), pseudonym(TenantId(uuid::Uuid::from_u128(0x0002_abcd))));
    }
}
