"""Evaluations of rules per second beside other libraries: `python -m tests.benchmarks.rules`.

The same 10 rules of 4 conditions and the same 200 visitors are asked by each of:

- django_jss: compiled rules;
- closures: Python functions written by hand that check the types of what they compare;
- growthbook: its condition evaluator;
- flagsmith: its segment evaluator.

All must give the same answers. Prints evaluations a second and the ratios from one run; the libraries are of the extra
`benchmark`.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import django

from django_jss.engine.compiler import compile_rule
from django_jss.engine.facts import Facts
from django_jss.engine.rules import read_rule

RULES, VISITORS = 10, 200
COUNTRIES = ["DK", "SE", "NO", "DE", "FI", "NL"]
Ask = Callable[[], list[bool]]


def wanted() -> list[dict[str, Any]]:
    """What the rules ask: a least number of visits, a host, a city and a campaign."""
    draw = random.Random(7)
    return [
        {
            "visits": draw.randint(1, 3),
            "language": draw.choice(["en", "da"]),
            "host": "shop.example.com",
            "campaign": draw.choice(["spring", "autumn"]),
        }
        for _ in range(RULES)
    ]


def visitors() -> list[dict[str, Any]]:
    draw = random.Random(11)
    return [
        {
            "visits": draw.randint(1, 6),
            "language": draw.choice(["en", "da"]),
            "host": draw.choice(["shop.example.com", "shop.example.com", "blog.example.com"]),
            "campaign": draw.choice(["spring", "autumn", ""]),
        }
        for _ in range(VISITORS)
    ]


def by_us(rules: Sequence[Mapping[str, Any]], people: Sequence[Mapping[str, Any]]) -> Ask:
    compiled = [
        compile_rule(
            read_rule(
                {
                    "version": 1,
                    "rule": {
                        "all": [
                            {"condition": "visit_number", "comparison": "at_least", "value": rule["visits"]},
                            {"condition": "page_language", "comparison": "equals", "value": rule["language"]},
                            {"condition": "host", "comparison": "equals", "value": rule["host"]},
                            {
                                "condition": "query_parameter",
                                "name": "utm_campaign",
                                "comparison": "equals",
                                "value": rule["campaign"],
                            },
                        ]
                    },
                }
            )
        )
        for rule in rules
    ]
    facts = [
        Facts(
            {
                "visit_number": person["visits"],
                "language": person["language"],
                "host": person["host"],
                "query": {"utm_campaign": person["campaign"]},
            }
        )
        for person in people
    ]
    return lambda: [rule.verdict(known) is True for known in facts for rule in compiled]


def by_closures(rules: Sequence[Mapping[str, Any]], people: Sequence[Mapping[str, Any]]) -> Ask:
    def closure(rule: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], bool]:
        visits, language, host, campaign = rule["visits"], rule["language"], rule["host"], rule["campaign"]

        def holds(person: Mapping[str, Any]) -> bool:
            number, spoken, asked, came = (person.get(key) for key in ("visits", "language", "host", "campaign"))
            return (
                isinstance(number, int)
                and number >= visits
                and isinstance(spoken, str)
                and spoken.casefold() == language
                and isinstance(asked, str)
                and asked.casefold() == host
                and isinstance(came, str)
                and came.casefold() == campaign
            )

        return holds

    functions = [closure(rule) for rule in rules]
    return lambda: [function(person) for person in people for function in functions]


def by_growthbook(rules: Sequence[Mapping[str, Any]], people: Sequence[Mapping[str, Any]]) -> Ask:
    from growthbook.core import evalCondition

    conditions = [
        {
            "visits": {"$gte": rule["visits"]},
            "language": rule["language"],
            "host": rule["host"],
            "campaign": rule["campaign"],
        }
        for rule in rules
    ]
    return lambda: [evalCondition(dict(person), condition) for person in people for condition in conditions]


def by_flagsmith(rules: Sequence[Mapping[str, Any]], people: Sequence[Mapping[str, Any]]) -> Ask:
    from flag_engine.segments.evaluator import is_context_in_segment

    def condition(name: str, operator: str, value: Any) -> dict[str, Any]:
        return {"property": name, "operator": operator, "value": str(value)}

    segments: list[Any] = [
        {
            "key": str(index),
            "name": str(index),
            "rules": [
                {
                    "type": "ALL",
                    "conditions": [
                        condition("visits", "GREATER_THAN_INCLUSIVE", rule["visits"]),
                        condition("language", "EQUAL", rule["language"]),
                        condition("host", "EQUAL", rule["host"]),
                        condition("campaign", "EQUAL", rule["campaign"]),
                    ],
                }
            ],
        }
        for index, rule in enumerate(rules)
    ]
    contexts: list[Any] = [
        {
            "environment": {"key": "e", "name": "e"},
            "identity": {"identifier": str(index), "key": str(index), "traits": dict(person)},
        }
        for index, person in enumerate(people)
    ]
    return lambda: [is_context_in_segment(context, segment) for context in contexts for segment in segments]


CONTESTANTS = {
    "django_jss": by_us,
    "closures": by_closures,
    "growthbook": by_growthbook,
    "flagsmith": by_flagsmith,
}


def rate_of(ask: Ask, seconds: float) -> float:
    """Evaluations a second."""
    done, started = 0, time.perf_counter()
    while (spent := time.perf_counter() - started) < seconds:
        done += len(ask())
    return done / spent


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3)
    seconds = parser.parse_args().seconds
    asks = {name: make(wanted(), visitors()) for name, make in CONTESTANTS.items()}
    answers = {name: ask() for name, ask in asks.items()}
    assert len(set(map(tuple, answers.values()))) == 1, "they disagree"
    rates = {name: rate_of(ask, seconds) for name, ask in asks.items()}
    for name, rate in rates.items():
        ratio = "" if name == "django_jss" else f"   django_jss is {rates['django_jss'] / rate:.1f} times as fast"
        print(f"{name:>12} {rate / 1e6:8.3f} million/s{ratio}")


if __name__ == "__main__":
    main()
