//! Who earns: those of the demo, and many affiliates that are founded through the API before the first
//! order, each with an account for payouts and a customer of its own. Every second one has its account
//! at the payment provider, the others are paid by hand.

use std::collections::BTreeSet;

use mojo_desk::SystemClock;
use mojo_domain::Clock as _;
use mojo_testkit::stripe::FakeStripe;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::Client;

/// Why all of it is entered, as the platform asks.
const REASON: &str = "under load";

/// Who earns, and through whom.
pub(crate) struct Recipients {
    /// Customers who were recruited, each again and again.
    pub(crate) customers: Vec<String>,
    /// Affiliates that were founded.
    pub(crate) founded: u64,
    /// So many of them are paid through the payment provider.
    pub(crate) at_the_provider: u64,
}

/// Gives everybody of the demo an account, and founds `count` affiliates.
pub(crate) fn found(client: &Client, stripe: &FakeStripe, count: u64) -> Recipients {
    let history = client.get("/api/v1/customer-attributions");
    let recruited = history["attributions"].as_array().into_iter().flatten();
    let mut customers: Vec<String> =
        recruited.filter_map(|held| held["customer_user_id"].as_str().map(str::to_owned)).collect();
    assert!(!customers.is_empty(), "the demo has recruited customers");
    give_accounts(client, &history);
    let mut at_the_provider = 0;
    for number in 0..count {
        let tenant = id(0x6166_6669_0000_8000_8000_0000_0000_0000, number);
        let name = format!("Affiliate {number}");
        let founded = json!({ "id": tenant, "name": name, "kind": "affiliate", "reason": REASON });
        client.post("/api/v1/tenants", &founded);
        let account = if number.is_multiple_of(2) {
            let account = format!("acct_load{number}");
            stripe.open_account(&account);
            at_the_provider += 1;
            json!({ "rail": "stripe_connect", "provider_account_id": account, "reason": REASON })
        } else {
            json!({ "rail": "sepa_manual", "reason": REASON })
        };
        client.put(&format!("/api/v1/payout-accounts/{tenant}"), &account);
        let customer = id(0x6275_7965_7200_8000_8000_0000_0000_0000, number);
        client.post("/api/v1/customers", &json!({ "id": customer, "reason": REASON }));
        let given = json!({ "tenant_id": tenant, "at": attributed_at(), "reason": REASON });
        client.post(&format!("/api/v1/customer-attributions/{customer}"), &given);
        customers.push(customer);
    }
    Recipients { customers, founded: count, at_the_provider }
}

fn id(first: u128, number: u64) -> String {
    Uuid::from_u128(first + u128::from(number)).to_string()
}

/// Ninety days back: before the first order.
fn attributed_at() -> String {
    let at = SystemClock.now() - chrono::TimeDelta::days(90);
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Gives everybody who may earn an account by transfer: who has none keeps the balance (Y2).
fn give_accounts(client: &Client, history: &Value) {
    let agreements = client.get("/api/v1/regional-agreements");
    let of = |list: &Value, column: &str| -> Vec<String> {
        let rows = list.as_array().into_iter().flatten();
        rows.filter_map(|row| row[column].as_str().map(str::to_owned)).collect()
    };
    let mut recipients = of(&agreements["agreements"], "tenant_id");
    recipients.extend(of(&history["attributions"], "attributed_tenant_id"));
    let recipients = recipients.into_iter().collect::<BTreeSet<_>>();
    assert!(!recipients.is_empty(), "somebody earns");
    for recipient in recipients {
        let wish = json!({ "rail": "sepa_manual", "reason": REASON });
        client.put(&format!("/api/v1/payout-accounts/{recipient}"), &wish);
    }
}
