"""The URLs of all services; include them at the root that front ends call."""

from __future__ import annotations

from django.apps import apps
from django.urls import URLPattern, URLResolver, re_path
from django.urls import path as url_path
from django.views import View

from django_jss.api.consent import ConsentView
from django_jss.api.dictionary import DictionaryView
from django_jss.api.explain import ExplainView
from django_jss.api.identify import IdentifyView
from django_jss.api.layout import LayoutView
from django_jss.api.placeholder import PlaceholderView
from django_jss.api.tracker import TrackEventView, TrackFlushView
from django_jss.views.identification import BeaconView, IdentificationScriptView
from django_jss.views.media import MediaView
from django_jss.views.preview import PreviewView

app_name = "django_jss"


def any_case(path: str) -> str:
    """A pattern for a path in any case."""
    return "".join(f"[{letter.lower()}{letter.upper()}]" if letter.isalpha() else letter for letter in path)


def service(path: str, view: type[View], name: str, **arguments: str) -> list[URLPattern]:
    """A service at its path, and at any other writing of it: other case, a slash at the end. Only the first is named.

    `arguments` stand behind the path, in that order.
    """
    tail = "".join(f"/<{kind}:{argument}>" for argument, kind in arguments.items())
    pattern = any_case(path) + "".join(rf"/(?P<{argument}>[^/]+)" for argument in arguments)
    # The schema lists each service once.
    unlisted = {"schema": None} if hasattr(view, "schema") else {}
    return [
        url_path(path + tail, view.as_view(), name=name),
        re_path(rf"^{pattern}/?$", view.as_view(**unlisted)),
    ]


def beacon(name: str, view: type[View], url_name: str) -> list[URLPattern]:
    """A file of visitor identification, in any case."""
    return [
        url_path(f"layouts/system/{name}", view.as_view(), name=url_name),
        re_path(rf"^{any_case('layouts/system/' + name).replace('.', '[.]')}$", view.as_view()),
    ]


def schema_urls() -> list[URLPattern]:
    """The OpenAPI schema where drf-spectacular is installed, and a page to read it where its sidecar is."""
    if not apps.is_installed("drf_spectacular"):
        return []
    from django_jss.api.openapi import PATH, DocsView, SchemaView

    urls = [url_path(PATH, SchemaView.as_view(), name="schema")]
    if apps.is_installed("drf_spectacular_sidecar"):
        urls.append(url_path(f"{PATH}docs/", DocsView.as_view(), name="docs"))
    return urls


urlpatterns: list[URLPattern | URLResolver] = [
    *service("sitecore/api/layout/render", LayoutView, "layout", config="str"),
    *service("sitecore/api/layout/placeholder", PlaceholderView, "placeholder", config="str"),
    *service("sitecore/api/jss/dictionary", DictionaryView, "dictionary", app="str", language="str"),
    *service("sitecore/api/jss/explain", ExplainView, "explain"),
    *service("sitecore/api/jss/track/event", TrackEventView, "track_event"),
    *service("sitecore/api/jss/track/flush", TrackFlushView, "track_flush"),
    *service("sitecore/api/jss/consent", ConsentView, "consent"),
    *service("sitecore/api/jss/identify", IdentifyView, "identify"),
    *beacon("VisitorIdentification.js", IdentificationScriptView, "identification_script"),
    *beacon("VisitorIdentificationCSS.aspx", BeaconView, "identification_beacon"),
    *beacon("VIChecker.aspx", BeaconView, "identification_check"),
    url_path("-/media/<path:path>", MediaView.as_view(), name="media"),
    url_path("-/preview/<str:token>/", PreviewView.as_view(), name="preview"),
    *schema_urls(),
    re_path(rf"^[-~]/(?:{any_case('media')}|{any_case('jssmedia')})/(?P<path>.+)$", MediaView.as_view()),
]
