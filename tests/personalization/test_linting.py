"""Warnings about rules for those who write them."""

from __future__ import annotations

import pytest
from django.test import override_settings

from django_jss.engine.rules import read_rule
from django_jss.personalization.linting import warnings_of
from tests.factories.personalization import rule, visits_at_least


@pytest.mark.parametrize(
    ("condition", "words", "settings"),
    [
        ({"condition": "country", "countries": ["DK"]}, "GeoIP", {"PLACE_HEADERS": {"country": "CF-IPCountry"}}),
        (
            {"condition": "cookie", "name": "tier", "comparison": "equals", "value": "x"},
            "RULE_COOKIES",
            {"RULE_COOKIES": ["tier"]},
        ),
        (
            {"condition": "header", "name": "X-Tier", "comparison": "equals", "value": "x"},
            "RULE_HEADERS",
            {"RULE_HEADERS": ["x-tier"]},
        ),
    ],
)
def test_question_that_nothing_answers_is_told_until_it_is_configured(condition, words, settings):
    asked = read_rule(rule(condition))

    (warning,) = warnings_of(asked)
    assert words in warning
    with override_settings(DJANGO_JSS=settings):
        assert warnings_of(asked) == []


def test_ordinary_rule_has_no_warnings():
    assert warnings_of(read_rule(rule(visits_at_least(2)))) == []
    assert warnings_of(read_rule(rule())) == ["It always holds."]


def test_question_about_visitors_is_told_where_nobody_is_known_without_consent():
    asked = read_rule(rule(visits_at_least(2)))

    (warning,) = warnings_of(asked, requires_consent=True)

    assert "consented" in warning
    assert warnings_of(read_rule(rule({"condition": "host", "comparison": "present"})), requires_consent=True) == []
