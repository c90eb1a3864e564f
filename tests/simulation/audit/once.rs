//! Whether a commission was written before: to one recipient of one line of an order, by one rule.

use std::collections::BTreeSet;

use mojo_protocol::facts::CommissionEntryBody;

use crate::simulation::{Held, broken};

/// Order, line, type and recipient of every commission that was seen, in all orders.
#[derive(Debug, Default)]
pub(super) struct Written(BTreeSet<(String, String, String, String)>);

impl Written {
    /// `user` sees this commission; nobody has seen it before, not the same user either.
    pub(super) fn see(&mut self, user: &str, body: &CommissionEntryBody) -> Held {
        let key = (
            body.order_number.clone(),
            body.line.clone(),
            body.commission_type.clone(),
            body.recipient.to_string(),
        );
        if !self.0.insert(key) {
            return Err(broken("a commission is written once", format!("{user}: {body:?}")));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use mojo_domain::{CommissionEntryId, TenantId};
    use serde_json::{Value, json};

    use super::*;
    use crate::simulation::audit::planted::{id, spoke};

    /// Why: the audit does not look at it.
    fn basis() -> Value {
        json!({
            "is_platform_product": true, "commission_eligible": true, "via_connect": false,
            "is_renewal": false, "is_first_purchase": true, "seller": id(9),
            "buyer_tenant": null, "billing_country": "DE", "agreement": null,
            "attribution": null, "gross_cents": 119_00, "vat_rate_bp": 1900,
        })
    }

    fn entry(number: u128, line: &str, recipient: u128) -> CommissionEntryBody {
        let body = json!({
            "commission_entry_id": CommissionEntryId(id(number)), "order_number": "B-1",
            "line": line, "ordered_at": "2026-11-20T08:00:00Z", "product_name": "Kissen",
            "customer": "", "commission_type": "affiliate_first",
            "recipient": TenantId(id(recipient)), "percent": "20", "base_cents": 100_00,
            "amount_cents": 20_00, "currency": "EUR", "settled_as": "payout", "reasons": [],
            "rule_version": "1", "basis": basis(),
        });
        serde_json::from_value(body).unwrap()
    }

    #[test]
    fn a_commission_that_was_written_twice_is_noticed() {
        let twice = Some("a commission is written once");
        let mut written = Written::default();
        assert_eq!(spoke(written.see("jonte.albers", &entry(1, "1", 5))), None);
        assert_eq!(spoke(written.see("jonte.albers", &entry(2, "2", 5))), None);
        assert_eq!(spoke(written.see("arne.heidkamp", &entry(3, "1", 6))), None);
        // An id of its own makes it no other commission, and another who sees it neither.
        assert_eq!(spoke(written.see("jonte.albers", &entry(4, "1", 5))), twice);
        assert_eq!(spoke(written.see("arne.heidkamp", &entry(1, "1", 5))), twice);
    }
}
