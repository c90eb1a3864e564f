"""What a fresh demo does not have, entered before the first request is drawn: purchases through the
payment provider (paid, open, given back in part), a payment that nobody claims, an event that customers
may book, payouts through the provider and by a file for the bank, commissions that a desk disputes, and a
customer who is signed in.

The provider is the project's own Stripe, which `cargo xtask fuzz` starts beside the platform. What is
refused is kept in MISSING and told at the end: what could not be prepared was not looked at.
"""

import copy
import hashlib
import hmac
import json
import os
import time
import uuid
from datetime import datetime, timedelta, timezone

import requests

URL = os.environ["MOJO_FUZZ_URL"]
ADMIN = os.environ["MOJO_FUZZ_ADMIN"]
OWNER = os.environ["MOJO_FUZZ_OWNER"]
STRIPE = os.environ["MOJO_FUZZ_STRIPE"]
KEY = os.environ["MOJO_FUZZ_STRIPE_KEY"]
SECRET = os.environ["MOJO_FUZZ_WEBHOOK_SECRET"]

# A form is taken when it bears what the visitor's cookie says.
FORM = "ab" * 32
REASON = "Vertrag liegt vor"
# Accounts that the provider knows from its start.
PAID_TO, SELLS = "acct_fuzz", "acct_fuzz_shop"
# The desk of the practice, and who works at it.
DESK, ACTOR = (uuid.UUID(f"01940000-0000-7000-8000-00000000f0{end}") for end in ("d1", "a1"))
EMAIL, PASSWORD = "anna.fuzz@example.org", "Birkenallee 7"

MISSING = []


def enter(method, path, token, body=None, headers=None):
    """An answer of the platform as JSON; what is refused is noted, and nothing is given back."""
    headers = {"Authorization": f"Bearer {token}", **(headers or {})}
    answer = requests.request(method, URL + path, headers=headers, json=body, timeout=60)
    if not answer.ok:
        MISSING.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        return {}
    return answer.json() if answer.content else {}


def of_stripe(method, path, data=None):
    headers = {"Authorization": f"Bearer {KEY}"}
    answer = requests.request(method, STRIPE + path, headers=headers, data=data, timeout=60)
    if not answer.ok:
        MISSING.append(f"the provider, {method} {path}: {answer.status_code} {answer.text[:200]}")
        return {}
    return answer.json()


def tell(event):
    """What the provider tells, signed by it."""
    payload, at = json.dumps(event), int(time.time())
    tag = hmac.new(SECRET.encode(), f"{at}.{payload}".encode(), hashlib.sha256).hexdigest()
    headers = {"Stripe-Signature": f"t={at},v1={tag}", "Content-Type": "application/json"}
    answer = requests.post(URL + "/api/v1/webhooks/stripe", data=payload, headers=headers, timeout=60)
    if not answer.ok:
        MISSING.append(f"the event {event['type']}: {answer.status_code} {answer.text[:200]}")


def events_of(*kinds):
    """What the provider has to tell of these kinds, the first one first."""
    events = of_stripe("GET", "/v1/events?limit=100").get("data", [])
    return [event for event in reversed(events) if event["type"] in kinds]


def buy(customer, product):
    """A purchase at MOJO LLC that waits for its money."""
    body = {"customer_user_id": customer, "billing_country": "DE", "lines": [{"product_id": product}]}
    return enter("POST", "/api/v1/checkouts", ADMIN, body).get("id")


def purchases():
    """One is paid and given back in part, one waits, and one is paid twice."""
    products = enter("GET", "/api/v1/platform-products", ADMIN).get("products", [])
    once = [product["id"] for product in products if not product.get("billing_interval")]
    attributed = enter("GET", "/api/v1/customer-attributions", ADMIN).get("attributions", [])
    customers = [row["customer_user_id"] for row in attributed]
    if not once or len(customers) < 2:
        MISSING.append("the demo sells nothing, or has no customers")
        return
    paid = buy(customers[0], once[0])
    intents = of_stripe("GET", "/v1/payment_intents?limit=100").get("data", [])
    buy(customers[1], once[0])
    for intent in intents:
        of_stripe("POST", f"/v1/payment_intents/{intent['id']}/confirm", {"payment_method": "pm_card_visa"})
    for event in events_of("payment_intent.succeeded"):
        tell(event)
        # The same checkout is paid once more: people must look at it.
        second = copy.deepcopy(event)
        second["id"] += "_second"
        second["data"]["object"]["id"] = "pi_second"
        tell(second)
    rows = enter("GET", "/api/v1/checkouts", ADMIN).get("checkouts", [])
    order = next((row["order_id"] for row in rows if row["id"] == paid and row["order_id"]), None)
    if order is None:
        MISSING.append(f"the purchase {paid} was not paid: {rows[:3]}")
        return
    enter("POST", f"/api/v1/orders/{order}/refunds", ADMIN, {"amount": "1.00"})
    for event in events_of("refund.created", "charge.refunded"):
        tell(event)


def event(practice):
    """An event of the practice, whose money goes to its own account."""
    account = {"provider_account_id": SELLS, "reason": REASON}
    enter("PUT", f"/api/v1/payment-accounts/{practice}", ADMIN, account)
    sold = {"name": "Atemabend", "price_net": "100.00", "kind": "event"}
    product = enter("POST", "/api/v1/products", OWNER, sold).get("id")
    if product:
        enter("PUT", f"/api/v1/products/{product}/offer", OWNER, {"offered": True, "places": 50})
    return product


def recipient(name, number, account):
    """An affiliate to whom something is due, with an account."""
    tenant = f"01940000-0000-7000-8000-000000a00f{number}"
    founded = {"id": tenant, "name": name, "kind": "affiliate", "reason": REASON}
    enter("POST", "/api/v1/tenants", ADMIN, founded)
    enter("PUT", f"/api/v1/payout-accounts/{tenant}", ADMIN, {**account, "reason": REASON})
    sale(tenant, number)


def sale(tenant, number):
    """A customer whom the tenant recruited has bought, so long ago that the commission is approved."""
    customer = f"01940000-0000-7000-8000-000000c00f{number}"
    enter("POST", "/api/v1/customers", ADMIN, {"id": customer, "reason": REASON})
    long_ago = datetime.now(timezone.utc) - timedelta(days=60)
    given = {"tenant_id": tenant, "at": (long_ago - timedelta(days=1)).isoformat(), "reason": REASON}
    enter("POST", f"/api/v1/customer-attributions/{customer}", ADMIN, given)
    products = enter("GET", "/api/v1/platform-products", ADMIN).get("products", [])
    order = {
        "customer_user_id": customer, "ordered_at": long_ago.isoformat(), "billing_country": "DE",
        "lines": [{"product_id": products[0]["id"], "net": "1000.00"}] if products else [],
    }
    enter("POST", "/api/v1/orders", ADMIN, order)


def payouts():
    """One goes to an account at the provider, one stands in a file for the bank, one waits for one."""
    recipient("Studio Fuzz", "01", {"rail": "stripe_connect", "provider_account_id": PAID_TO})
    for number, iban in (("02", "DE02120300000000202051"), ("03", "DE02500105170137075030")):
        bank = {"rail": "sepa_manual", "iban": iban, "account_holder": f"Praxis Fuzz {number}"}
        recipient(f"Praxis Fuzz {number}", number, bank)
        if number == "02":
            enter("POST", "/api/v1/commissions/payout", ADMIN)
            enter("POST", "/api/v1/payouts/sepa-files", ADMIN, {}, {"Idempotency-Key": "fuzz"})
    enter("POST", "/api/v1/commissions/payout", ADMIN)


def digest(*parts):
    """Of numbers as eight bytes, of texts behind their length, and of bytes."""
    eight = lambda number: number.to_bytes(8, "big", signed=True)
    found = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            found.update(eight(len(part.encode())) + part.encode())
        else:
            found.update(eight(part) if isinstance(part, int) else part)
    return found.digest()


def disputes(practice):
    """The practice's desk disputes its commissions, each with an entry of its journal."""
    sale(practice, "04")
    held = enter("GET", "/api/v1/commissions", OWNER).get("commissions", [])
    if not held:
        MISSING.append("the practice has no commission to dispute")
    enter("POST", "/api/v1/devices", OWNER, {"device_id": str(DESK), "name": "Empfang", "epoch": 1})
    at = int(time.time())
    instant = datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    head, changes = digest(b"mojo-journal-1", DESK.bytes, 1), []
    for number, entry in enumerate(held[:5], start=1):
        dispute, salt = uuid.UUID(int=DESK.int + 0x100 * number), bytes(16)
        body = json.dumps(
            {
                "actor_id": str(ACTOR), "at": instant, "commission_entry_id": entry["id"],
                "dispute_id": str(dispute), "reason": REASON,
            },
            sort_keys=True, separators=(",", ":"), ensure_ascii=False,
        )
        bound = digest(salt, body.encode())
        kind, micros = "commission_dispute", at * 1_000_000
        head = digest(head, number, "record", kind, dispute.bytes, micros, ACTOR.bytes, bound)
        changes.append({
            "dseq": number, "op": "record", "entity": kind, "entity_id": str(dispute), "at": micros,
            "actor_id": str(ACTOR), "salt": salt.hex(), "body": body, "commitment": bound.hex(),
            "hash": head.hex(),
        })
    push = {"device_id": str(DESK), "epoch": 1, "protocol": 1, "changes": changes}
    for verdict in enter("POST", "/api/v1/sync/push", OWNER, push).get("verdicts", []):
        if verdict.get("verdict") != "applied":
            MISSING.append(f"a dispute: {verdict}")


def customer():
    """The cookie of somebody who signed up and signed in, and the purchase that was begun."""
    cookies = {"mojo_form": FORM}

    def send(path, **form):
        return requests.post(
            URL + path, data={"form_token": FORM, **form}, cookies=cookies, allow_redirects=False, timeout=60
        )

    send("/signup", name="Anna Berger", email=EMAIL, password=PASSWORD)
    session = send("/signin", email=EMAIL, password=PASSWORD).cookies.get("mojo_customer")
    if not session:
        MISSING.append("the customer could not sign in")
        return "", []
    cookies["mojo_customer"] = session
    address = {
        "name": "Anna Berger", "street": "Birkenallee 7", "postal_code": "99867", "city": "Gotha", "country": "DE",
    }
    place = send("/levels/1/buy", **address).headers.get("Location", "")
    purchase = place.partition("/purchases/")[2].partition("?")[0].partition("/")[0]
    if not purchase:
        MISSING.append(f"the customer could not begin to buy: led to `{place}`")
    return session, [purchase] if purchase else []


def prepared():
    """Everything; the customer's session, and what can be named afterwards."""
    tenants = enter("GET", "/api/v1/tenants", ADMIN).get("tenants", [])
    practice = next((row["id"] for row in tenants if row["name"] == "Praxis Birkenhain"), None)
    booked = event(practice) if practice else None
    purchases()
    payouts()
    if practice:
        disputes(practice)
    session, begun = customer()
    return session, {"events": [booked] if booked else [], "purchases": begun}
