"""Rules that always or never hold, and variants that are never reached."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from django_jss.engine.compiler import compile_rule
from django_jss.engine.linting import Named, oddities, unreachable, verdict_of
from django_jss.engine.rules import read_rule
from tests.engine.strategies import documents
from tests.engine.strategies import facts as random_facts


def visits(comparison, value, upper=0):
    return {"condition": "visit_number", "comparison": comparison, "value": value, "upper": upper}


def days(*numbers):
    return {"condition": "day_of_week", "days": list(numbers)}


def query(name, value, comparison="equals"):
    return {"condition": "query_parameter", "name": name, "comparison": comparison, "value": value}


def at(day):
    return datetime(2026, 3, day, tzinfo=UTC)


def read(rule):
    return read_rule({"version": 1, "rule": rule})


REGULARS, WEEKEND, WORKDAYS = visits("at_least", 3), days(6, 7), days(1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        ({"all": []}, True),
        ({"any": []}, False),
        ({"not": {"all": []}}, False),
        ({"any": [REGULARS, {"all": []}]}, True),
        ({"any": [REGULARS, {"not": REGULARS}]}, True),
        ({"all": [REGULARS, {"not": REGULARS}]}, False),
        ({"all": [REGULARS, visits("less", 3)]}, False),
        ({"all": [REGULARS, visits("at_most", 3)]}, None),
        ({"all": [visits("more", 3), visits("at_most", 3)]}, False),
        ({"all": [visits("between", 1, 2), {"all": [visits("equal", 3)]}]}, False),
        ({"all": [WEEKEND, WORKDAYS]}, False),
        ({"all": [WEEKEND, days(7, 1)]}, None),
        ({"all": [query("a", "x"), query("a", "y")]}, False),
        ({"all": [query("a", "x"), query("A", "X")]}, None),
        ({"all": [query("a", "x"), query("b", "y")]}, None),
        ({"all": [query("a", "x"), query("a", "y", "contains")]}, None),
        (REGULARS, None),
    ],
)
def test_rule_that_always_or_never_holds_is_found(rule, verdict):
    assert verdict_of(read(rule)) is verdict
    assert len(oddities(read(rule))) == (verdict is not None)


def test_variant_behind_one_that_holds_whenever_it_does_is_never_reached():
    rules = {
        "Regulars": REGULARS,
        "Regulars at the weekend": {"all": [REGULARS, WEEKEND]},
        "Weekend": WEEKEND,
        "Both again": {"all": [{"all": [WEEKEND]}, query("a", "x")]},
        "All": {"all": []},
        "Workdays": WORKDAYS,
    }

    hidden = unreachable([Named(name, read(rule)) for name, rule in rules.items()])

    assert hidden == {1: "Regulars", 3: "Weekend", 5: "All"}


@settings(max_examples=60, deadline=None)
@given(documents(), random_facts())
def test_rule_said_to_be_settled_is_never_the_opposite(document, facts):
    rule = read_rule(document)
    settled = verdict_of(rule)

    if settled is not None:
        assert compile_rule(rule).verdict(facts) in (settled, None)


@pytest.mark.parametrize(
    ("earlier", "later", "is_hidden"),
    [
        ((None, None), (None, None), True),
        ((None, None), (at(1), at(9)), True),
        ((at(1), at(9)), (at(1), at(9)), True),
        ((at(1), at(9)), (at(2), at(8)), True),
        ((at(1), None), (None, None), False),
        ((None, at(9)), (None, None), False),
        ((at(1), at(9)), (at(2), at(10)), False),
        ((at(2), at(9)), (at(1), at(9)), False),
        ((at(1), at(5)), (at(5), at(9)), False),
    ],
)
def test_variant_is_hidden_only_by_one_that_is_on_whenever_it_is(earlier, later, is_hidden):
    variants = [Named("earlier", read({"all": []}), *earlier), Named("later", read(REGULARS), *later)]

    assert unreachable(variants) == ({1: "earlier"} if is_hidden else {})
