"""Is an answer in the shape that Stripe's own package gives it?

The package's classes are generated from Stripe's public description of its API: they say of each
object which fields it has, which of them may be missing or null, and of what type each one is.
"""

import inspect
from typing import Any, ClassVar, ForwardRef, List, Literal, Union, get_args, get_origin

import stripe
from stripe._object_classes import OBJECT_CLASSES

# Names under which the package's modules know another module's class.
ALIASES = {"CardResource": "Card"}


def class_of(name):
    """The class that an annotation means with a text; None for one that only its module knows."""
    name = name.__forward_arg__ if isinstance(name, ForwardRef) else name
    return getattr(stripe, ALIASES.get(name, name), None)


def fields_of(cls):
    """Every field of a class, and of those it inherits from."""
    fields = {}
    for base in reversed(cls.__mro__):
        if base is not stripe.StripeObject and issubclass(base, stripe.StripeObject):
            fields.update(inspect.get_annotations(base))
    return {name: hint for name, hint in fields.items() if get_origin(hint) is not ClassVar}


def may_be_none(hint):
    return hint is Any or hint is type(None) or any(map(may_be_none, alternatives(hint)))


def alternatives(hint):
    return get_args(hint) if get_origin(hint) is Union else ()


def faults(value, hint, path):
    """What about `value` is not as `hint` says; a sentence each."""
    if isinstance(hint, (str, ForwardRef)):
        found = class_of(hint)
        return [f"{path} is of an unknown type {hint}"] if found is None else faults(value, found, path)
    if hint is Any:
        return []
    if hint is type(None):
        return [] if value is None else [f"{path} is {value!r}, not null"]
    origin = get_origin(hint)
    if origin is Union:
        return faults_of_all(value, alternatives(hint), path)
    if origin is Literal:
        known = value in get_args(hint)
        return [] if known else [f"{path} is {value!r}, none of the words that the API has"]
    if origin in (list, List):
        if not isinstance(value, list):
            return [f"{path} is {value!r}, not a list"]
        (inner,) = get_args(hint)
        return [fault for i, it in enumerate(value) for fault in faults(it, inner, f"{path}[{i}]")]
    if origin is dict:
        if not isinstance(value, dict):
            return [f"{path} is {value!r}, no object"]
        _, inner = get_args(hint)
        return [fault for key, it in value.items() for fault in faults(it, inner, f"{path}.{key}")]
    if origin is stripe.ListObject:
        return faults_of_list(value, get_args(hint)[0], path)
    if inspect.isclass(hint) and issubclass(hint, stripe.StripeObject):
        return faults_of_object(value, hint, path)
    return [] if type(value) is hint else [f"{path} is {value!r}, not of type {hint}"]


def faults_of_all(value, hints, path):
    """None when one of them fits; of an object those of its own class."""
    meant = [hint for hint in hints if isinstance(hint, ForwardRef) and class_of(hint) is type(value)]
    if meant:
        return faults(value, meant[0], path)
    found = [faults(value, hint, path) for hint in hints]
    return [] if not all(found) else [fault for them in found for fault in them]


def faults_of_list(value, inner, path):
    if type(value) is not stripe.ListObject or value.get("object") != "list":
        return [f"{path} is {value!r}, no list of the API"]
    found = faults(value.get("has_more"), bool, f"{path}.has_more")
    found += faults(value.get("url"), str, f"{path}.url")
    unknown = set(value.keys()) - {"object", "data", "has_more", "url", "total_count"}
    found += [f"{path} has a field {name}, which no list has" for name in sorted(unknown)]
    return found + faults(value.get("data"), List[inner], f"{path}.data")


def faults_of_object(value, cls, path):
    if type(value) is not cls:
        return [f"{path} is of {type(value).__name__}, not of {cls.__name__}"]
    fields = fields_of(cls)
    found = [f"{path} has a field {name}, which the API has not" for name in value.keys() if name not in fields]
    for name, hint in fields.items():
        if name in value:
            found += faults(value[name], hint, f"{path}.{name}")
            if name == "currency" and value[name] != str(value[name]).lower():
                found.append(f"{path}.{name} is {value[name]!r}, not in small letters")
        elif not may_be_none(hint):
            found.append(f"{path} has no {name}")
    return found


def faults_of(value):
    """Those of something that the package answered."""
    if type(value) is stripe.ListObject:
        return faults_of_list(value, Any, "list") + [
            fault for it in value.data for fault in faults_of(it)
        ]
    cls = OBJECT_CLASSES.get(value.get("object"))
    if cls is None:
        return [f"there is no class for {value!r}"]
    found = faults_of_object(value, cls, cls.OBJECT_NAME)
    return found + (faults_of(value.data.object) if cls is stripe.Event else [])


def error_codes():
    """Every code that an error may have."""
    hint = fields_of(stripe.PaymentIntent.LastPaymentError)["code"]
    return {code for part in alternatives(hint) for code in get_args(part)}
