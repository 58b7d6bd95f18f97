"""Conditions about profiles: true, false, missing fact, wrong type."""

from __future__ import annotations

import pytest

from django_jss.engine.compiler import compile_rule
from django_jss.engine.facts import Facts
from django_jss.engine.logic import UNKNOWN
from django_jss.engine.patterns import Distance, Score, Standing
from django_jss.engine.rules import InvalidRule, read_rule

PROFILE, KEY, RUNNER, WALKER, GONE = (f"{digit}0000000-0000-4000-8000-000000000000" for digit in range(5))
NEAR = (Distance(RUNNER, "Runner", 0.1), Distance(WALKER, "Walker", 0.4))
BOTH = frozenset({RUNNER, WALKER})


def at(pattern=None, matched=(), distances=NEAR, score=4.0):
    scores = (Score(KEY, "Sport", score),)
    return {PROFILE: Standing("Persona", 2, 3, scores, BOTH, distances, pattern, frozenset(matched))}


def verdict(condition, facts, **parameters):
    rule = {"version": 1, "rule": {"condition": condition, **parameters}}
    return compile_rule(read_rule(rule)).verdict(Facts(facts))


@pytest.mark.parametrize(("basis", "fact"), [("visit", "visit_profiles"), ("contact", "contact_profiles")])
def test_pattern_matches_by_the_pages_that_are_asked_for(basis, fact):
    assert verdict("pattern_matches", {fact: at(RUNNER)}, basis=basis, pattern=RUNNER) is True
    assert verdict("pattern_matches", {fact: at(RUNNER)}, basis=basis, pattern=WALKER) is False
    assert verdict("pattern_matches", {fact: at(None)}, basis=basis, pattern=RUNNER) is False


def test_nearest_pattern_needs_no_minimum_but_some_view():
    facts = {"visit_profiles": at(None)}

    assert verdict("pattern_nearest", facts, basis="visit", pattern=RUNNER) is True
    assert verdict("pattern_nearest", facts, basis="visit", pattern=WALKER) is False
    assert verdict("pattern_nearest", {"visit_profiles": at(distances=())}, basis="visit", pattern=RUNNER) is False


def test_pattern_that_once_matched_is_another_question_than_one_that_matches():
    facts = {"contact_profiles": at(WALKER, matched={RUNNER, WALKER})}

    assert verdict("pattern_matches", facts, basis="contact", pattern=RUNNER) is False
    assert verdict("pattern_ever_matched", facts, pattern=RUNNER) is True
    assert verdict("pattern_ever_matched", {"contact_profiles": at()}, pattern=RUNNER) is False


def test_profile_is_matched_by_any_pattern_of_it():
    assert verdict("profile_matched", {"contact_profiles": at(WALKER)}, basis="contact", profile=PROFILE) is True
    assert verdict("profile_matched", {"contact_profiles": at()}, basis="contact", profile=PROFILE) is False


@pytest.mark.parametrize(
    ("comparison", "value", "upper", "expected"),
    [("at_least", 4, 0, True), ("more", 4, 0, False), ("between", 3.5, 4.5, True), ("less", 4.1, 0, True)],
)
def test_score_is_compared(comparison, value, upper, expected):
    facts = {"visit_profiles": at()}
    asked = {"key": KEY, "basis": "visit", "comparison": comparison, "value": value, "upper": upper}

    assert verdict("profile_score", facts, **asked) is expected


def test_range_of_a_score_that_holds_nothing_is_refused():
    with pytest.raises(InvalidRule, match="upper"):
        verdict("profile_score", {}, key=KEY, basis="visit", comparison="between", value=2, upper=1)


@pytest.mark.parametrize("value", [None, 5, "text", [], {}, {PROFILE: "text"}, {PROFILE: None}])
def test_profiles_that_are_missing_or_of_a_wrong_type_are_unknown(value):
    facts = {"visit_profiles": value, "contact_profiles": value}

    assert verdict("pattern_matches", facts, basis="visit", pattern=RUNNER) is UNKNOWN
    assert verdict("pattern_nearest", facts, basis="contact", pattern=RUNNER) is UNKNOWN
    assert verdict("pattern_ever_matched", facts, pattern=RUNNER) is UNKNOWN
    assert verdict("profile_matched", facts, basis="visit", profile=PROFILE) is UNKNOWN
    assert verdict("profile_score", facts, key=KEY, basis="visit", comparison="equal", value=0) is UNKNOWN


def test_cards_and_keys_that_are_gone_are_unknown():
    facts = {"contact_profiles": at(RUNNER)}

    assert verdict("pattern_matches", facts, basis="contact", pattern=GONE) is UNKNOWN
    assert verdict("profile_score", facts, key=GONE, basis="contact", comparison="equal", value=0) is UNKNOWN
    assert verdict("profile_matched", facts, basis="contact", profile=GONE) is UNKNOWN
