"""What schemathesis does not know of the platform: ids that exist, and a form that came from it.

Most ids that a fuzzer draws name nothing, and a request ends before it has begun. So in three of four
cases an id, a code, a month is one of those that the caller can see; which one, the drawn value
decides, so that a run with the same seed sends the same requests. Every answer is counted, and each
that says that the platform is at fault is kept with its request as a line of curl.
"""

import atexit
import copy
import json
import os
import sys
import zlib
from collections import Counter

import requests
import schemathesis

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import prepare

URL = os.environ["MOJO_FUZZ_URL"]
OWN = os.environ.get("MOJO_FUZZ_TOKEN", "")
ADMIN = os.environ["MOJO_FUZZ_ADMIN"]
FOUND = os.environ["MOJO_FUZZ_FOUND"]

FORM = prepare.FORM
# Its requests bear the cookie of somebody who signed up, and no token.
IS_CUSTOMER = os.environ["MOJO_FUZZ_CALLER"] == "customer"
DEVICE = "01940000-0000-7000-8000-00000000f022"


def ask(method, path, token, body=None):
    """An answer of the platform as JSON; nothing where it refuses."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.request(method, URL + path, headers=headers, json=body, timeout=60)
    return answer.json() if answer.ok and answer.content else {}


def seen(path, key, member="id"):
    """The values of a member in a list, as the caller sees it, or else the administrator."""
    for token in (OWN, ADMIN):
        rows = ask("GET", "/api/v1/" + path, token).get(key) if token else None
        values = [row[member] for row in rows or [] if row.get(member)]
        if values:
            return values[:20]
    return []


# Before the first list is read.
SESSION, PREPARED = prepare.prepared()


def known():
    """Values by the name of a member or parameter, and ids by the noun of their path."""
    months = ask("GET", "/api/v1/statements", OWN or ADMIN).get("months") or ["2026-01"]
    invited = ask("POST", "/api/v1/invitations", ADMIN, {"kind": "affiliate"})
    ids = {
        "orders": seen("orders", "orders"),
        "regional-agreements": seen("regional-agreements", "agreements"),
        "platform-products": seen("platform-products", "products"),
        "products": seen("products", "products"),
        "payouts": seen("payouts", "payouts"),
        "sepa-files": seen("payouts/sepa-files", "files"),
        "disputes": seen("disputes", "disputes"),
        "identities": seen("identities", "identities"),
        "invitations": seen("invitations", "invitations"),
        "jobs": seen("jobs", "jobs"),
        "mails": seen("mails", "mails"),
        "tenants": seen("tenants", "tenants"),
        "subscriptions": seen("subscriptions", "subscriptions"),
        "devices": seen("devices", "devices", "device_id") + [DEVICE],
        "checkouts": seen("checkouts", "checkouts"),
        "payment-problems": seen("payment-problems", "problems", "event_id"),
        "refunds": seen("refunds", "refunds"),
        **PREPARED,
    }
    ids["products"] = PREPARED["events"] + ids["products"]
    customers = seen("customer-attributions", "attributions", "customer_user_id")
    values = {
        "tenant_id": ids["tenants"],
        "customer_user_id": customers,
        "user_id": customers,
        "product_id": ids["platform-products"] + ids["products"],
        "order_id": ids["orders"],
        "checkout_id": ids["checkouts"],
        "payout_id": ids["payouts"],
        "provider_account_id": [prepare.PAID_TO, prepare.SELLS],
        "iban": ["DE02120300000000202051"],
        "currency": ["EUR"],
        "email": [prepare.EMAIL],
        "country": ["DE"],
        "billing_country": ["DE"],
        "level": ["1", "2", "3"],
        "code": seen("affiliate-codes", "codes", "code"),
        "number": seen("credit-notes", "credit_notes", "number"),
        "month": months[:12],
        "login_name": os.environ["MOJO_FUZZ_USERS"].split(","),
        "token": [invited.get("link", "").rpartition("/")[2]],
        "form_token": [FORM],
        "device_id": [DEVICE],
        "epoch": [1],
    }
    if OWN:
        values.update(enrolled())
    return {name: held for name, held in values.items() if held and held != [""]}, ids


def enrolled():
    """The session lives on a device, and knows where it stands."""
    ask("POST", "/api/v1/devices", OWN, {"device_id": DEVICE, "name": "Fuzz", "epoch": 1})
    greeting = {
        "device_id": DEVICE, "epoch": 1, "protocol": 1, "head_dseq": 0, "nonce": "",
        # The hash before the first entry is told with the refusal of another one.
        "head_hash": "",
    }
    answer = requests.post(
        URL + "/api/v1/sync/hello", headers={"Authorization": f"Bearer {OWN}"}, json=greeting, timeout=60
    ).json()
    held = answer.get("acknowledged") or answer.get("error", {}).get("details", {}).get("acknowledged", {})
    cursor = ask("GET", "/api/v1/sync/pull", OWN).get("to", "")
    return {"head_hash": [held.get("hash", "")], "head_dseq": [0], "cursor": ["", cursor]}


VALUES, IDS = known()


def chosen(values, drawn):
    """One of the values, or the drawn one in a quarter of all cases."""
    number = zlib.crc32(repr(drawn).encode("utf-8", "backslashreplace"))
    return drawn if not values or number % 4 == 0 else values[number // 4 % len(values)]


def replaced(value):
    """A body in which members that name something name something that exists."""
    if isinstance(value, dict):
        return {
            name: chosen(VALUES[name], held)
            if name in VALUES and not isinstance(held, (dict, list))
            else replaced(held)
            for name, held in value.items()
        }
    if isinstance(value, list):
        return [replaced(held) for held in value]
    return value


def noun_before(path, name):
    """Whose id it is: the part of the path before it."""
    parts = path.split("/")
    place = parts.index("{" + name + "}")
    return parts[place - 1]


@schemathesis.hook
def before_call(context, case, **kwargs):
    for name, drawn in list((case.path_parameters or {}).items()):
        held = VALUES.get(name) or IDS.get(noun_before(case.path, name))
        case.path_parameters[name] = chosen(held, drawn)
    for name, drawn in list((case.query or {}).items()):
        if name in VALUES:
            case.query[name] = chosen(VALUES[name], drawn)
    if isinstance(case.body, (dict, list)):
        case.body = replaced(copy.deepcopy(case.body))
    if not case.path.startswith("/api/"):
        if case.method.upper() == "POST":
            case.cookies["mojo_form"] = FORM
        # It signs the customer out, and every later page would lead to signing in.
        if IS_CUSTOMER and SESSION and case.path != "/signout":
            case.cookies["mojo_customer"] = SESSION


STATUSES = Counter()
FAULTS = []


@schemathesis.hook
def after_call(context, case, response):
    STATUSES[response.status_code] += 1
    if response.status_code >= 500:
        FAULTS.append({
            "operation": f"{case.method.upper()} {case.path}",
            "status": response.status_code,
            "request": case.as_curl_command(),
            "answer": response.content[:500].decode("utf-8", "replace"),
        })


@atexit.register
def keep():
    with open(FOUND, "w", encoding="utf-8") as file:
        statuses = {str(status): count for status, count in STATUSES.items()}
        json.dump({"statuses": statuses, "faults": FAULTS, "missing": prepare.MISSING}, file)
