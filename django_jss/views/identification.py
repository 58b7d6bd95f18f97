"""Visitor identification: a script that tells us when a person moves the pointer or touches the screen."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.views import View

from django_jss.sites import directory

# `{base}` is the folder of the beacons, `{site}` names the site as a further parameter.
_SCRIPT = """(function () {{
  var done = false, base = {base}, site = {site};
  function load(name, stamp) {{
    var link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = base + name + "?tstamp=" + encodeURIComponent(stamp) + site;
    document.head.appendChild(link);
  }}
  function moved() {{
    if (done) return;
    done = true;
    removeEventListener("mousemove", moved);
    removeEventListener("touchstart", moved);
    load("VisitorIdentificationCSS.aspx", Date.now());
    setTimeout(function () {{
      var meta = document.querySelector('meta[name="VIcurrentDateTime"]');
      load("VIChecker.aspx", meta ? meta.content : Date.now());
    }}, 30000);
  }}
  addEventListener("mousemove", moved, {{passive: true}});
  addEventListener("touchstart", moved, {{passive: true}});
}})();
"""


class IdentificationScriptView(View):
    """`GET /layouts/system/VisitorIdentification.js`: on the first movement it loads the beacon, 30 s later the second."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        site = {key: value for key in ("sc_site",) if (value := request.GET.get(key))}
        script = _SCRIPT.format(
            base=json.dumps(f"{get_script_prefix()}layouts/system/"),
            site=json.dumps(f"&{urlencode(site)}" if site else ""),
        )
        response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
        response["Cache-Control"] = "public, max-age=3600"
        return response

    head = get


class BeaconView(View):
    """`GET …/VisitorIdentificationCSS.aspx` and `…/VIChecker.aspx`: the visitor is a person. An empty style sheet."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        visitor: Any = getattr(request, "visitor", None)
        if visitor is not None:
            found = directory.current()
            name = request.GET.get("sc_site", "")
            visitor.enter(found.site_named(name) or found.site_at(request.META.get("HTTP_HOST", "")))
            visitor.show_human()
        response = HttpResponse(b"", content_type="text/css")
        response["Cache-Control"] = "private, no-store"
        return response
