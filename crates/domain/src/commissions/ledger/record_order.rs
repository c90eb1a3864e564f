//! C17: an order is calculated once, when it is recorded.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ledger, LedgerEntry, LedgerError, LineState, Order, OrderLine, OrderState, Recorded};
use crate::Money;
use crate::commissions::{
    CountryCode, Ids, LineBasis, LineOutcome, Status, approves_at, calculate_line,
    counts_as_purchase, resolve_country,
};

/// A line, calculated and not yet part of the ledger.
type Planned<I> =
    (<I as Ids>::Line, LineBasis<<I as Ids>::Tenant>, LineOutcome<<I as Ids>::Tenant>);

impl<I: Ids> Ledger<I>
where
    Order<I>: PartialEq,
{
    /// Records an order and calculates its lines.
    ///
    /// # Errors
    /// [`LedgerError`] when a line stands twice, the order is known with other content, or an
    /// amount is out of bounds; nothing is recorded then.
    pub fn record_order(&mut self, order: Order<I>) -> Result<Recorded, LedgerError> {
        if let Some(known) = self.orders.get(&order.id) {
            let is_same = known.order == order;
            return if is_same { Ok(Recorded::Duplicate) } else { Err(LedgerError::OrderDiffers) };
        }
        self.approve_until(order.at);
        let planned = self.plan_order(&order)?;
        self.apply_order(order, planned);
        Ok(Recorded::New)
    }

    fn plan_order(&self, order: &Order<I>) -> Result<Vec<Planned<I>>, LedgerError> {
        let mut planned: Vec<Planned<I>> = Vec::with_capacity(order.lines.len());
        let country = self.country_of(order);
        let mut seen = BTreeSet::new();
        for line in &order.lines {
            if !seen.insert(&line.id) {
                return Err(LedgerError::LineTwice);
            }
            let basis = self.basis_of(order, line, country);
            let outcome = calculate_line(&basis, &self.policy)?;
            planned.push((line.id.clone(), basis, outcome));
        }
        Ok(planned)
    }

    /// C9: the order's own country, or the first one that the customer gave.
    fn country_of(&self, order: &Order<I>) -> Option<CountryCode> {
        let first = self.customers.get(&order.customer).and_then(|it| it.first_country);
        resolve_country(order.billing_country, first)
    }

    fn basis_of(
        &self,
        order: &Order<I>,
        line: &OrderLine<I>,
        country: Option<CountryCode>,
    ) -> LineBasis<I::Tenant> {
        let customer = self.customers.get(&order.customer);
        let purchases = customer.map(|it| it.purchases).unwrap_or_default();
        let agreement = country
            .filter(|_| line.product.is_platform_product)
            .and_then(|country| self.agreements.in_force(country, order.at));
        let attribution = customer.and_then(|it| it.attributions.latest());
        let involved = [
            line.product.seller.as_ref(),
            order.buyer_tenant.as_ref(),
            agreement.map(|terms| &terms.tenant),
            attribution.map(|it| &it.tenant),
        ];
        let has_left = |tenant: &&I::Tenant| self.deactivated.contains(*tenant);
        LineBasis {
            ordered_at: order.at,
            net: Money::new(line.net_cents, order.currency),
            is_platform_product: line.product.is_platform_product,
            is_commission_eligible: line.product.is_commission_eligible,
            seller: line.product.seller.clone(),
            buyer_tenant: order.buyer_tenant.clone(),
            billing_country: country,
            agreement: agreement.cloned(),
            attribution: attribution.cloned(),
            is_first_purchase: purchases.is_first(order.is_renewal),
            is_renewal: order.is_renewal,
            is_via_connect: order.is_via_connect,
            deactivated: involved.into_iter().flatten().filter(has_left).cloned().collect(),
        }
    }

    fn apply_order(&mut self, order: Order<I>, planned: Vec<Planned<I>>) {
        let nets = planned.iter().map(|(_, basis, _)| basis.net);
        let counts = counts_as_purchase(nets, self.policy.first_purchase);
        let customer = self.customers.entry(order.customer.clone()).or_default();
        customer.purchases = customer.purchases.after(counts);
        customer.first_country = resolve_country(customer.first_country, order.billing_country);
        let mut lines = BTreeMap::new();
        for (line, basis, outcome) in planned {
            let first = self.entries.len();
            let LineOutcome { entries, rest, not_paid } = outcome;
            for commission in entries {
                self.book(LedgerEntry {
                    order: order.id.clone(),
                    line: line.clone(),
                    ordered_at: order.at,
                    booked_at: self.now,
                    approves_at: approves_at(order.at, &self.policy),
                    status: commission.settled_as.first_status(),
                    reversed: Money::zero(order.currency),
                    commission,
                    forfeited_at: None,
                    is_frozen: false,
                });
            }
            let entries = first..self.entries.len();
            let refunded = Money::zero(order.currency);
            lines.insert(line, LineState { basis, rest, refunded, not_paid, entries });
        }
        self.orders.insert(order.id.clone(), OrderState { order, lines });
    }

    /// Takes an entry in; one whose hold period is already over (an order recorded late) is
    /// approved by the next event like any other.
    fn book(&mut self, entry: LedgerEntry<I>) {
        if entry.status == Status::Pending {
            self.waiting.insert((entry.approves_at, self.entries.len()));
        }
        self.entries.push(entry);
    }
}
