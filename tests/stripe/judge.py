"""Stripe's own Python package judges our Stripe: `judge.py PROGRAM`, where PROGRAM is `fake-stripe`.

Everything is asked as a customer of Stripe's asks it. One line a check; the first one that is not so
ends the run with exit code 1 and says what was found and what was expected. `cargo xtask test` installs
the package (crates/xtask/stripe/requirements.txt) and calls this.
"""

import json
import os
import subprocess
import sys
import time

for name in list(os.environ):
    # What listens on this machine is not asked through anybody.
    if name.lower() in ("http_proxy", "https_proxy", "all_proxy"):
        del os.environ[name]

import shape
import stripe

VERSION = "2024-06-20"
SECRET = "whsec_of_the_judge"
RETURN = {"refresh_url": "https://desk.example/again", "return_url": "https://desk.example/back"}
# Stripe answers it, and its public list of codes does not have it.
UNLISTED = "insufficient_capabilities_for_transfer"
count = 0


def check(what, found, expected=True):
    global count
    if found != expected:
        print(f"WRONG  {what}\n       found:    {found!r}\n       expected: {expected!r}")
        sys.exit(1)
    count += 1
    print(f"ok     {what}")


def whole(what, found, cls):
    """It is of its class, with every field of its class and no other."""
    check(f"{what}: {cls.__name__}", type(found), cls)
    check(f"{what}: in the public shape", shape.faults_of(found), [])
    return found


def refused(what, error, deed, **expected):
    """The deed ends with this class of error, and the error says this."""
    try:
        found = deed()
    except stripe.StripeError as raised:
        body = (raised.json_body or {}).get("error", {})
        check(f"{what}: {error.__name__}", type(raised), error)
        for name, value in expected.items():
            check(f"{what}: {name}", getattr(raised, name), value)
        code = body.get("code")
        is_public = code is None or code == UNLISTED or code in shape.error_codes()
        check(f"{what}: its code is one of the API's", (code, is_public), (code, True))
        return raised
    check(f"{what}: {error.__name__}", found, error)


class Fake:
    """Our Stripe, and what a customer, a bank or the time does there."""

    def __init__(self, program):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([program], **pipes)
        self.told = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            check("our Stripe runs", self.process.wait(), None)
        return json.loads(line)

    def do(self, verb, **more):
        self.process.stdin.write(json.dumps({"do": verb, **more}) + "\n")
        self.process.stdin.flush()
        answer = self.read()
        check(f"our Stripe can {verb}", isinstance(answer, dict) and "error" in answer, False)
        return answer

    def events(self, at):
        return self.do("events", secret=SECRET, at=at)

    def stop(self):
        self.process.stdin.close()
        check("our Stripe ends with its input", self.process.wait(timeout=30), 0)


def accounts(fake):
    wish = {"type": "express", "country": "DE", "capabilities": {"transfers": {"requested": True}}}
    make = lambda **more: stripe.Account.create(
        **{**wish, **more}, metadata={"tenant_id": "t-1"}, idempotency_key="account-1"
    )
    made = whole("an account is made", make(), stripe.Account)
    again = make()
    check("the same key makes the same account", again.id, made.id)
    check("and says so", again.last_response.headers.get("idempotent-replayed"), "true")
    refused("the same key with another country", stripe.IdempotencyError, lambda: make(country="AT"),
            http_status=400)
    check("it cannot be paid to yet", (made.payouts_enabled, made.capabilities.transfers),
          (False, "inactive"))
    refused("a transfer to it", stripe.InvalidRequestError,
            lambda: stripe.Transfer.create(amount=100, currency="eur", destination=made.id),
            http_status=400, code=UNLISTED)
    refused("a country that is none", stripe.InvalidRequestError,
            lambda: stripe.Account.create(type="express", country="Atlantis"), code="country_unsupported")
    link = lambda **more: stripe.AccountLink.create(
        **{"account": made.id, "type": "account_onboarding", **RETURN, **more}
    )
    first = whole("a link for its owner", link(), stripe.AccountLink)
    check("it runs out", first.expires_at > first.created)
    check("each leads somewhere else", first.url != link().url)
    refused("a link that leads back nowhere", stripe.InvalidRequestError,
            lambda: link(return_url="back"), code="url_invalid")
    fake.do("settle_account", id=made.id, wants=["external_account"])
    wanted = whole("an account is read", stripe.Account.retrieve(made.id), stripe.Account)
    check("it says what is wanted", list(wanted.requirements.currently_due), ["external_account"])
    fake.do("settle_account", id=made.id, wants=[])
    done = stripe.Account.retrieve(made.id)
    check("its owner answered", (done.payouts_enabled, done.details_submitted), (True, True))
    other = stripe.Account.create(**wish, metadata={"tenant_id": "t-2"})
    listed = whole("accounts are listed", stripe.Account.list(limit=10), stripe.ListObject)
    named = {account.metadata["tenant_id"]: account.id for account in listed}
    check("each names its tenant", named, {"t-1": made.id, "t-2": other.id})
    return made.id


def payments(fake):
    intent = whole("a payment is opened", stripe.PaymentIntent.create(
        amount=11900, currency="eur", automatic_payment_methods={"enabled": True},
        metadata={"checkout_id": "c-1"},
    ), stripe.PaymentIntent)
    check("it waits", (intent.status, intent.amount_received), ("requires_payment_method", 0))
    check("its currency is in small letters", intent.currency, "eur")
    check("its secret is the same later",
          stripe.PaymentIntent.retrieve(intent.id).client_secret, intent.client_secret)
    refused("a payment of nothing", stripe.InvalidRequestError,
            lambda: stripe.PaymentIntent.create(amount=0, currency="eur"), param="amount")
    refused("a payment in no currency", stripe.InvalidRequestError,
            lambda: stripe.PaymentIntent.create(amount=1), code="parameter_missing", param="currency")
    card = lambda method: stripe.PaymentIntent.confirm(intent.id, payment_method=method)
    declined = refused("a card that is declined", stripe.CardError,
                       lambda: card("pm_card_chargeDeclined"), http_status=402, code="card_declined")
    check("the bank says why", declined.json_body["error"]["decline_code"], "generic_decline")
    failed = whole("the payment waits again", stripe.PaymentIntent.retrieve(intent.id),
                   stripe.PaymentIntent)
    check("it remembers why", failed.last_payment_error.code, "card_declined")
    paid = whole("another card pays", card("pm_card_visa"), stripe.PaymentIntent)
    check("it is paid", (paid.status, paid.amount_received), ("succeeded", 11900))
    refused("what is paid is not paid again", stripe.InvalidRequestError,
            lambda: card("pm_card_visa"), code="payment_intent_unexpected_state")
    second = stripe.PaymentIntent.create(amount=5000, currency="eur", metadata={"checkout_id": "c-2"})
    fake.do("pay", id=second.id)
    expand = ["latest_charge.balance_transaction"]
    second = whole("a paid one with its charge", stripe.PaymentIntent.retrieve(
        second.id, expand=expand), stripe.PaymentIntent)
    charge = whole("the charge", second.latest_charge, stripe.Charge)
    check("it says for what it is", charge.metadata["checkout_id"], "c-2")
    booked = whole("its transaction", charge.balance_transaction, stripe.BalanceTransaction)
    check("it books the charge", (booked.net, booked.type, booked.source),
          (5000, "charge", charge.id))
    listed = whole("charges are listed", stripe.Charge.list(
        payment_intent=intent.id, expand=["data.payment_intent"]), stripe.ListObject)
    check("the one that went through and the one that did not",
          [(it.status, it.paid, it.payment_intent.id) for it in listed],
          [("succeeded", True, intent.id), ("failed", False, intent.id)])
    whole("a charge is read", stripe.Charge.retrieve(charge.id), stripe.Charge)
    payments = stripe.PaymentIntent.list(limit=1).auto_paging_iter()
    check("payments are listed, the latest first", [it.id for it in payments], [second.id, intent.id])
    return second


def refunds(fake, intent):
    give_back = lambda **more: stripe.Refund.create(payment_intent=intent.id, **more)
    part = whole("a part is given back", give_back(amount=1000, metadata={"refund_key": "k-1"}),
                 stripe.Refund)
    check("of this charge", (part.amount, part.charge, part.status, part.metadata["refund_key"]),
          (1000, intent.latest_charge.id, "succeeded", "k-1"))
    charge = stripe.Charge.retrieve(part.charge)
    check("the charge counts it", (charge.amount_refunded, charge.refunded), (1000, False))
    refused("more than is left", stripe.InvalidRequestError, lambda: give_back(amount=4001),
            http_status=400, code="amount_too_large", param="amount")
    rest = give_back()
    check("the rest, where no amount is said", rest.amount, 4000)
    check("the charge is given back", stripe.Charge.retrieve(part.charge).refunded)
    refused("once more", stripe.InvalidRequestError, give_back, code="charge_already_refunded")
    refused("of a payment that is none", stripe.InvalidRequestError,
            lambda: stripe.Refund.create(payment_intent="pi_none"), http_status=404,
            code="resource_missing")
    fake.do("fail_refund", id=rest.id)
    failed = whole("a refund that came back", stripe.Refund.retrieve(
        rest.id, expand=["failure_balance_transaction"]), stripe.Refund)
    back = failed.failure_balance_transaction
    check("it failed", (failed.status, back.type, back.net), ("failed", "refund_failure", 4000))
    check("the charge counts it no more", stripe.Charge.retrieve(part.charge).amount_refunded, 1000)
    listed = whole("refunds are listed", stripe.Refund.list(payment_intent=intent.id),
                   stripe.ListObject)
    check("each of them", [it.id for it in listed], [rest.id, part.id])


def transfers(account):
    pay = lambda cents, group: stripe.Transfer.create(
        amount=cents, currency="eur", destination=account, transfer_group=group,
        metadata={"payout_id": group}, idempotency_key=f"payout-{group}",
    )
    made = [pay(1000 + number, f"g-{number}") for number in range(5)]
    first = whole("a transfer is made", made[0], stripe.Transfer)
    check("to this account", (first.amount, first.currency, first.destination, first.livemode),
          (1000, "eur", account, False))
    check("a key pays once", pay(1000, "g-0").id, first.id)
    refused("a key with another amount", stripe.IdempotencyError, lambda: pay(1001, "g-0"))
    refused("more than there is", stripe.InvalidRequestError, lambda: pay(99_000_000, "g-poor"),
            code="balance_insufficient")
    refused("to an account that is none", stripe.InvalidRequestError, lambda: stripe.Transfer.create(
        amount=1, currency="eur", destination="acct_none"), code="account_invalid")
    ids = [transfer.id for transfer in made]
    page = whole("transfers are listed", stripe.Transfer.list(limit=2), stripe.ListObject)
    check("a page of them", (len(page.data), page.has_more), (2, True))
    check("page by page, the latest first",
          [it.id for it in page.auto_paging_iter()], ids[::-1])
    back = stripe.Transfer.list(limit=2, ending_before=ids[0]).auto_paging_iter()
    check("backwards, page by page", [it.id for it in back], ids[1:])
    grouped = stripe.Transfer.list(transfer_group="g-3")
    check("of one group", [it.metadata["payout_id"] for it in grouped], ["g-3"])
    refused("a page of nothing", stripe.InvalidRequestError, lambda: stripe.Transfer.list(limit=0))
    return first


def reversals(transfer):
    take = lambda **more: stripe.Transfer.create_reversal(transfer.id, **more)
    part = whole("a part of a transfer is taken back", take(amount=400, metadata={"why": "w"}),
                 stripe.Reversal)
    check("of this transfer", (part.amount, part.transfer, part.metadata["why"]),
          (400, transfer.id, "w"))
    refused("more than is left of it", stripe.InvalidRequestError, lambda: take(amount=601),
            http_status=400, param="amount")
    rest = take()
    check("the rest of it", rest.amount, 600)
    refused("nothing is left of it", stripe.InvalidRequestError, take, http_status=400)
    stands = whole("the transfer stands", stripe.Transfer.retrieve(transfer.id), stripe.Transfer)
    check("taken back", (stands.amount_reversed, stands.reversed), (1000, True))
    check("it holds what was taken back", [it.id for it in stands.reversals], [rest.id, part.id])
    listed = whole("reversals are listed", stripe.Transfer.list_reversals(transfer.id),
                   stripe.ListObject)
    check("both", [it.id for it in listed], [rest.id, part.id])
    whole("a reversal is read", stripe.Transfer.retrieve_reversal(transfer.id, part.id),
          stripe.Reversal)


def balance(began):
    found = whole("the balance", stripe.Balance.retrieve(), stripe.Balance)
    (euro,) = [part for part in found.available if part.currency == "eur"]
    booked = list(stripe.BalanceTransaction.list(limit=3).auto_paging_iter())
    for kind in ("charge", "refund", "refund_failure", "transfer", "transfer_refund"):
        one = next((it for it in booked if it.type == kind), None)
        check(f"a transaction of kind {kind}", one is not None)
        whole(f"one of kind {kind}", stripe.BalanceTransaction.retrieve(one.id),
              stripe.BalanceTransaction)
    check("it is what it began with and what was booked", euro.amount,
          began + sum(it.net for it in booked))
    of_kind = stripe.BalanceTransaction.list(type="transfer_refund")
    check("transactions of one kind", {it.type for it in of_kind}, {"transfer_refund"})


def subscribe(customer):
    price = {"currency": "eur", "product": "mojo_subscription", "unit_amount": 5950}
    return stripe.Subscription.create(
        customer=customer, payment_behavior="default_incomplete",
        items=[{"price_data": {**price, "recurring": {"interval": "month"}}}],
        add_invoice_items=[{"price_data": {**price, "unit_amount": -950}}],
        payment_settings={"save_default_payment_method": "on_subscription"},
        metadata={"subscription_id": "s-1"}, expand=["latest_invoice.payment_intent"],
    )


def subscriptions(fake):
    customer = whole("a customer is made", stripe.Customer.create(
        email="mira@example.org", metadata={"subscription_id": "s-1"}), stripe.Customer)
    read = whole("a customer is read", stripe.Customer.retrieve(customer.id), stripe.Customer)
    check("as it was made", (read.email, read.metadata["subscription_id"]), ("mira@example.org", "s-1"))
    check("customers are listed", [it.id for it in stripe.Customer.list()], [customer.id])
    product = lambda: stripe.Product.create(id="mojo_subscription", name="MOJO")
    whole("a product is made", product(), stripe.Product)
    refused("a product twice", stripe.InvalidRequestError, product, code="resource_already_exists")
    whole("a product is read", stripe.Product.retrieve("mojo_subscription"), stripe.Product)
    made = whole("a subscription is made", subscribe(customer.id), stripe.Subscription)
    first = whole("its first invoice comes with it", made.latest_invoice, stripe.Invoice)
    intent = whole("and the payment of it", first.payment_intent, stripe.PaymentIntent)
    check("it waits for the first payment", (made.status, first.status, first.amount_due, intent.amount),
          ("incomplete", "open", 5000, 5000))
    fake.do("pay", id=intent.id)
    active = whole("it is active", stripe.Subscription.retrieve(made.id), stripe.Subscription)
    check("its status", active.status, "active")
    second = fake.do("pass_period", id=made.id, outcome="failed")
    failed = whole("a period that was not paid", stripe.Invoice.retrieve(second["id"]), stripe.Invoice)
    check("it is tried again", (failed.status, failed.paid, failed.next_payment_attempt is not None),
          ("open", False, True))
    late = stripe.Subscription.retrieve(made.id)
    check("the subscription is past due", late.status, "past_due")
    check("its period went on", late.current_period_start, made.current_period_end)
    fake.do("pay", id=failed.payment_intent)
    fake.do("pass_period", id=made.id, outcome="paid")
    invoices = whole("invoices are listed", stripe.Invoice.list(subscription=made.id),
                     stripe.ListObject)
    check("each period is paid", [(it.billing_reason, it.amount_paid, it.paid) for it in invoices],
          [("subscription_cycle", 5950, True)] * 2 + [("subscription_create", 5000, True)])
    change_and_end(fake, made.id)


def change_and_end(fake, subscription):
    change = lambda **more: stripe.Subscription.modify(subscription, **more)
    ending = whole("it is to end with its period", change(cancel_at_period_end=True),
                   stripe.Subscription)
    check("it says so", (ending.cancel_at_period_end, ending.canceled_at is not None), (True, True))
    named = change(metadata={"why": "moved"})
    check("what is not named stays as it is",
          (named.cancel_at_period_end, dict(named.metadata)),
          (True, {"subscription_id": "s-1", "why": "moved"}))
    check("it goes on after all", change(cancel_at_period_end=False).canceled_at, None)
    ended = whole("it is ended", stripe.Subscription.cancel(subscription), stripe.Subscription)
    check("at once", (ended.status, ended.ended_at is not None, ended.canceled_at is not None),
          ("canceled", True, True))
    refused("what is over is not ended", stripe.InvalidRequestError,
            lambda: stripe.Subscription.cancel(subscription), http_status=404, code="resource_missing")
    other = subscribe(stripe.Customer.list().data[0].id)
    fake.do("pay", id=other.latest_invoice.payment_intent.id)
    stripe.Subscription.modify(other.id, cancel_at_period_end=True)
    check("no invoice follows the last period", fake.do("pass_period", id=other.id, outcome="paid"), None)
    check("it ended with it", stripe.Subscription.retrieve(other.id).status, "canceled")


def events(fake):
    now = int(time.time())
    signed = fake.events(now)
    read = lambda told, **more: stripe.Webhook.construct_event(
        more.get("payload", told["payload"]), more.get("signature", told["signature"]),
        more.get("secret", SECRET),
    )
    kinds = set()
    for told in signed:
        event = read(told)
        kinds.add(event.type)
        found = shape.faults_of(event)
        if found or event.api_version != VERSION:
            check(f"the event {event.type} of {VERSION}: in the public shape",
                  (event.api_version, found), (VERSION, []))
    check(f"each of {len(signed)} signed events is taken, in the public shape", len(signed) > 30)
    expected = {
        "account.updated", "charge.failed", "charge.refund.updated", "charge.refunded",
        "charge.succeeded", "customer.created", "customer.subscription.created",
        "customer.subscription.deleted", "customer.subscription.updated", "invoice.finalized",
        "invoice.paid", "invoice.payment_failed", "payment_intent.created",
        "payment_intent.payment_failed", "payment_intent.succeeded", "transfer.created",
        "transfer.reversed",
    }
    check("of every kind", kinds, expected)
    one = signed[0]
    refused("a wrong secret", stripe.SignatureVerificationError, lambda: read(one, secret="whsec_x"))
    refused("a changed word", stripe.SignatureVerificationError,
            lambda: read(one, payload=one["payload"].replace("evt_", "evx_")))
    refused("no signature", stripe.SignatureVerificationError, lambda: read(one, signature="t=1"))
    old = fake.events(now - stripe.Webhook.DEFAULT_TOLERANCE - 60)[0]
    refused("an old signature", stripe.SignatureVerificationError, lambda: read(old))
    ids = [json.loads(told["payload"])["id"] for told in signed]
    listed = list(stripe.Event.list(limit=100).auto_paging_iter())
    check("events are listed, the latest first", [it.id for it in listed], ids[::-1])
    whole("an event is read", stripe.Event.retrieve(ids[0]), stripe.Event)
    paid = stripe.Event.list(type="invoice.paid")
    check("events of one kind", {it.type for it in paid}, {"invoice.paid"})


def errors(fake, account):
    pay = lambda group, **more: stripe.Transfer.create(
        amount=100, currency="eur", destination=account, transfer_group=group, **more
    )
    made = lambda group: [it.id for it in stripe.Transfer.list(transfer_group=group)]
    refused("a wrong key", stripe.AuthenticationError,
            lambda: stripe.Balance.retrieve(api_key="sk_test_wrong"), http_status=401)
    refused("what is nowhere", stripe.InvalidRequestError,
            lambda: stripe.Transfer.retrieve("tr_none"), http_status=404, code="resource_missing")
    for fault, error, status in [("too_many", stripe.RateLimitError, 429),
                                 ("fail_before", stripe.APIError, 500)]:
        fake.do("fail_with", faults=[fault])
        refused(fault, error, lambda: pay(f"once-{fault}"), http_status=status)
        check(f"{fault}: nothing was done", made(f"once-{fault}"), [])
    fake.do("fail_with", faults=["lost_after"])
    refused("an answer that is lost", stripe.APIConnectionError, lambda: pay("once-lost"))
    check("lost: it was done all the same", len(made("once-lost")), 1)
    fake.do("forget_keys")
    first, again = (pay("forgotten", idempotency_key="k-forgotten") for _ in range(2))
    fake.do("forget_keys")
    check("a key is forgotten after a day",
          (again.id == first.id, pay("forgotten", idempotency_key="k-forgotten").id == first.id),
          (True, False))
    # A second is less than a slow answer takes.
    stripe.max_network_retries = 3
    stripe.default_http_client = stripe.RequestsClient(timeout=1)
    for faults in (["fail_before"], ["fail_after"], ["lost_after"], ["slow"],
                   ["lost_after", "fail_after", "fail_before"]):
        group = "+".join(faults)
        fake.do("fail_with", faults=faults)
        check(f"the package asks again after {group}, and it is done once",
              [pay(group).id], made(group))


def main():
    stripe.api_version = VERSION
    stripe.enable_telemetry = False
    stripe.max_network_retries = 0
    fake = Fake(sys.argv[1])
    stripe.api_base, stripe.api_key = fake.told["url"], fake.told["key"]
    began = 1_000_000
    fake.do("set_balance", currency="eur", cents=began)
    account = accounts(fake)
    refunds(fake, payments(fake))
    reversals(transfers(account))
    balance(began)
    subscriptions(fake)
    events(fake)
    errors(fake, account)
    fake.stop()
    print(f"{count} checks with stripe {stripe.VERSION}, API {VERSION}")


main()
