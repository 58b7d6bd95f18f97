"""How many visitors a rule would match, for the rule builder."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from django_jss.analytics.models import Contact
from django_jss.engine.explaining import Trace
from django_jss.personalization.models import Segment
from django_jss.personalization.rule_sets import clean_rule
from django_jss.personalization.segments import Estimate, Example, estimate
from django_jss.sites import directory
from django_jss.sites.models import Site

MARKS = {True: "✓", False: "✗", None: "?"}
LINES_AT_MOST = 12


def estimate_url(admin_site: AdminSite, site: Site) -> str:
    """Where the rule builder asks about rules of the site."""
    return reverse(f"{admin_site.name}:django_jss_segment_estimate", args=[site.pk])


def estimate_view(request: HttpRequest, site_pk: int, *, admin_site: AdminSite) -> JsonResponse:
    """Answers `{sentence, examples}` for the rule in the form, or 400 if it is none."""
    if not request.user.has_perm("django_jss.view_contact"):
        raise PermissionDenied
    site = get_object_or_404(Site, pk=site_pk)
    info = directory.current().site_by_id(site.pk)
    try:
        document = json.loads(request.POST.get("rule") or json.dumps(Segment._meta.get_field("rule").get_default()))
        rule = clean_rule(document, site.pk)
    except (ValueError, ValidationError) as error:
        return JsonResponse({"error": str(error)}, status=400)
    assert info is not None
    return JsonResponse(_told(estimate(rule, info), admin_site))


def _told(found: Estimate, admin_site: AdminSite) -> dict[str, Any]:
    summary = _("Who, and why")
    groups = [(_("Some who match"), found.matches), (_("Some who do not"), found.others)]
    return {
        "sentence": _sentence(found),
        "examples": [
            {"title": title, "summary": summary, "contacts": _contacts(examples, admin_site)}
            for title, examples in groups
        ],
    }


def _sentence(found: Estimate) -> str:
    if not found.total:
        return _("There were no visitors in the last 30 days.")
    numbers = {"total": found.total, "about": found.about, "seen": found.looked_at}
    if found.is_sampled:
        text = _(
            "Of the %(total)d visitors of the last 30 days about %(about)d would match, as a sample of %(seen)d tells."
        )
        return text % numbers
    return (
        ngettext(
            "Of the %(total)d visitor of the last 30 days %(about)d would match.",
            "Of the %(total)d visitors of the last 30 days %(about)d would match.",
            found.total,
        )
        % numbers
    )


def _contacts(examples: tuple[Example, ...], admin_site: AdminSite) -> list[dict[str, Any]]:
    keys = dict(Contact.objects.filter(guid__in=[example.contact for example in examples]).values_list("guid", "pk"))
    by_guid = {str(guid): pk for guid, pk in keys.items()}
    return [
        {
            "name": example.contact[:13],
            "url": reverse(f"{admin_site.name}:django_jss_contact_change", args=[by_guid[example.contact]]),
            "why": list(reasons(example.trace))[:LINES_AT_MOST],
        }
        for example in examples
        if example.contact in by_guid
    ]


def reasons(trace: Trace) -> list[str]:
    """Each condition with its verdict, a line each; what a saved rule asks stands below it."""
    lines: list[str] = []
    if trace.kind == "condition":
        lines.append(f"{MARKS[trace.verdict]} {trace.sentence or trace.error}")
    for part in trace.parts:
        lines += reasons(part)
    return lines
