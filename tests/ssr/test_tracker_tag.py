"""The tag `{% jss_tracker %}`: what it tells the tracker's script, and how it is written down."""

from __future__ import annotations

import html
import json
import re
from importlib import import_module
from typing import Any

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from django_jss.analytics.consent import Consent
from django_jss.middleware import meet
from django_jss.sites import directory
from django_jss.ssr.components import Page
from tests.layout.conftest import Shop

pytestmark = pytest.mark.django_db
OWN = Page({"language": "da"}, {"itemId": "0c2f1c9a-5d0a-5e3c-8f5e-0b6f0e2a4a11"}, is_preview=False)


class UnusedNonce(SimpleLazyObject):
    """The nonce of Django 6 and of django-csp 4: it is false until somebody has written it."""

    def __init__(self) -> None:
        super().__init__(lambda: "r4nd0m")

    def __bool__(self) -> bool:
        return False


def drawn(request: Any = None, options: str = "", **context: Any) -> str:
    source = f'{{% load jss %}}{{% jss_tracker "key" {options} %}}'
    return str(engines["django"].from_string(source).render(context, request or RequestFactory().get("/")))


def told(text: str) -> dict[str, Any]:
    found = re.search(r' data-jss-tracker="([^"]*)"', text)
    assert found is not None
    return dict(json.loads(html.unescape(found[1])))


def test_tag_loads_the_script_after_the_page() -> None:
    assert drawn().startswith('<script defer src="/static/django_jss/tracker.js" data-jss-tracker="')


def test_page_of_ours_is_named_and_was_counted() -> None:
    assert told(drawn(page=OWN)) == {
        "apiKey": "key",
        "pageId": "0c2f1c9a-5d0a-5e3c-8f5e-0b6f0e2a4a11",
        "language": "da",
        "counted": True,
    }


@pytest.mark.parametrize("page", [None, "the first of many"])
def test_page_of_somebody_else_was_not_counted(page: Any) -> None:
    assert told(drawn(page=page)) == {"apiKey": "key"}


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender"])
def test_page_that_was_fetched_ahead_of_time_was_not_counted(purpose: str) -> None:
    request = RequestFactory().get("/", headers={"Sec-Purpose": purpose})

    assert told(drawn(request, page=OWN))["counted"] is False


def test_page_that_is_not_there_has_no_id_and_is_not_reported() -> None:
    found = told(drawn(page=Page({"language": "en"}, {}, is_preview=False)))

    assert (found.get("pageId"), found["counted"]) == (None, True)


def test_site_and_choice_of_the_visitor_are_told(shop: Shop) -> None:
    shop.site.requires_consent = True
    shop.site.save()
    request = RequestFactory().get("/")
    site = directory.current().site_named("shop")
    meet(request).enter(site)
    request.visitor.choose(Consent.REFUSED)  # type: ignore[attr-defined]

    found = told(drawn(request, site=site))

    assert (found["site"], found["requireConsent"], found["consent"]) == ("shop", True, "refused")


@pytest.mark.parametrize(("is_required", "is_counted"), [(True, False), (False, True)])
def test_page_that_waits_for_a_consent_was_not_counted(shop: Shop, is_required: bool, is_counted: bool) -> None:
    shop.site.requires_consent = is_required
    shop.site.save()
    request = RequestFactory().get("/")
    meet(request).enter(directory.current().site_named("shop"))

    assert told(drawn(request, page=OWN))["counted"] is is_counted


@pytest.mark.parametrize("is_required", [True, False])
def test_page_of_the_project_is_told_whether_its_site_needs_consent(shop: Shop, is_required: bool) -> None:
    shop.site.requires_consent = is_required
    shop.site.save()
    request = RequestFactory().get("/checkout", headers={"Host": shop.site.hostnames.get().name})
    meet(request)

    found = told(drawn(request))

    assert (found["requireConsent"], found["consent"]) == (is_required, "not_asked")
    assert "site" not in found


def test_options_of_the_template_stand_above_what_is_known() -> None:
    found = told(drawn(options='scroll="Scrolled" search_parameter="q" counted=False', page=OWN))

    assert (found["scroll"], found["searchParameter"], found["counted"]) == ("Scrolled", "q", False)


@pytest.mark.parametrize("name", ["csp_nonce", "_csp_nonce"])
def test_nonce_that_nobody_wrote_yet_is_written(name: str) -> None:
    request = RequestFactory().get("/")
    setattr(request, name, UnusedNonce())

    assert ' nonce="r4nd0m"' in drawn(request)


def test_nonce_of_the_context_is_written() -> None:
    assert ' nonce="r4nd0m"' in drawn(csp_nonce=UnusedNonce())


def test_nonce_of_django_is_that_of_the_policy(settings: Any) -> None:
    csp = pytest.importorskip("django.utils.csp", reason="Django has policies since version 6").CSP
    policy = import_module("django.middleware.csp").ContentSecurityPolicyMiddleware
    settings.SECURE_CSP = {"script-src": [csp.SELF, csp.NONCE]}

    answer = policy(lambda request: HttpResponse(drawn(request)))(RequestFactory().get("/"))

    written = re.search(r' nonce="([^"]+)"', answer.content.decode())
    assert written is not None
    assert f"'nonce-{written[1]}'" in answer["Content-Security-Policy"]


def test_page_without_a_policy_has_no_nonce() -> None:
    assert "nonce" not in drawn()


def test_options_cannot_break_out_of_their_attribute() -> None:
    evil = "\"'></script><script>alert(1)</script>"
    source = '{% load jss %}{% autoescape off %}{% jss_tracker "key" scroll=evil %}{% endautoescape %}'

    text = engines["django"].from_string(source).render({"evil": evil}, RequestFactory().get("/"))

    assert text.count("<script") == 1
    assert told(text)["scroll"] == evil
