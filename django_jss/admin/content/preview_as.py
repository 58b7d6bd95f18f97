"""*Preview as…*: a page as somebody else would get it, with the reasons; nothing done here is tracked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from django_jss.admin.content.base import ItemPages
from django_jss.admin.content.preview_start import Start, guid_of, start_of
from django_jss.admin.visitor_facts import VisitorFactsForm
from django_jss.analytics.models import Goal
from django_jss.content.models import Item
from django_jss.engine.facts import Fact
from django_jss.layout.explaining import Imagined, imagine
from django_jss.layout.preview import Share, share_token
from django_jss.layout.query import LayoutQuery, Mode
from django_jss.personalization.journeys import Journey, traveller
from django_jss.personalization.models import Persona
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo
from django_jss.sites.models import Language
from django_jss.ssr.pages import preview

SALT = "django_jss.admin.journey"


class PreviewAsViews(ItemPages):
    """The page's preview on one side, the visitor on the other."""

    def preview_as_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/preview-as/", view(self.preview_as_view), name="django_jss_item_preview_as"),
            path(
                "<int:pk>/preview-as/result/",
                view(require_POST(self.preview_result_view)),
                name="django_jss_item_preview_result",
            ),
        ]

    def preview_as_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page with its forms; a persona or contact in the address fills in what is known."""
        item = self.previewed(request, pk)
        language = self.language_of(request, item)
        start = start_of(request, request.GET, item)
        form = VisitorFactsForm(prefix="facts", site=item.site, facts=start.facts, hidden=start.hidden)
        shown = self.result(request, item, language, start, start.facts, Journey(), is_journey=False, drafts=False)
        context = {
            "title": _("Preview %(page)s as …") % {"page": item.url_path},
            "item": item,
            "language": language,
            "languages": item.site.languages.all(),
            "personas": Persona.objects.filter(site=item.site).select_related("picture"),
            "start": start,
            "may_see_contacts": request.user.has_perm("django_jss.view_contact"),
            "asked_contact": request.GET.get("contact", ""),
            "form": form,
            "goals": Goal.objects.filter(site=item.site),
            "result": shown,
            "media": self.media + form.media,
        }
        return self.page(request, "django_jss/admin/preview_as.html", context)

    def preview_result_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the page shows to the visitor in the form, as a part of the page; 400 with what is wrong."""
        item = self.previewed(request, pk)
        language = self.language_of(request, item)
        start = start_of(request, request.POST, item)
        form = VisitorFactsForm(request.POST, prefix="facts", site=item.site, facts=start.facts, hidden=start.hidden)
        if not form.is_valid():
            context = {"form": form}
            return self.page(request, "django_jss/admin/preview_faults.html", context)
        is_journey = request.POST.get("mode") == "journey"
        journey = self.went_on(request, item, _journey(request.POST.get("journey", ""))) if is_journey else Journey()
        drafts = bool(request.POST.get("drafts"))
        target, language = self.target(request, item, language)
        facts = form.facts
        result = self.result(request, target, language, start, facts, journey, is_journey=is_journey, drafts=drafts)
        return self.page(request, "django_jss/admin/preview_result.html", {"result": result, "item": target})

    def previewed(self, request: HttpRequest, pk: int) -> Item:
        item = self.item_or_404(request, pk)
        if not request.user.has_perm("django_jss.view_ruleset"):
            raise PermissionDenied
        return item

    def target(self, request: HttpRequest, item: Item, language: Language) -> tuple[Item, Language]:
        """The page that a link in the preview led to, if it is one of the site, and the language that the link names."""
        wanted = request.POST.get("path", "")[:500]
        info = directory.current().site_by_id(item.site_id)
        named, path = info.without_language(wanted) if info else (None, wanted)
        found = Item.objects.filter(site=item.site, path=f"/home{path}".rstrip("/"), has_layout=True).first()
        if not wanted or not found:
            return item, language
        return found, item.site.languages.filter(code=named.code).first() or language if named else language

    def went_on(self, request: HttpRequest, item: Item, journey: Journey) -> Journey:
        """The journey after what the author did: came from a page, triggered a goal."""
        if seen := request.POST.get("seen", "")[:500]:
            journey = journey.seeing(seen)
        guid = guid_of(request.POST.get("goal", ""))
        goal = Goal.objects.filter(site=item.site, guid=guid).first() if guid else None
        return journey.triggering(str(goal.guid), goal.points) if goal else journey

    def result(
        self,
        request: HttpRequest,
        item: Item,
        language: Language,
        start: Start,
        facts: Mapping[str, Any],
        journey: Journey,
        *,
        is_journey: bool,
        drafts: bool,
    ) -> dict[str, Any]:
        """All that the preview shows."""
        form = VisitorFactsForm(site=item.site)
        given = form.read_facts(start.completed(facts))
        info = directory.current().site_by_id(item.site_id)
        query = LayoutQuery(
            site_name=item.site.name,
            site=info,
            item=str(item.guid),
            language=language.code,
            now=given.get(Fact.LOCAL_TIME) or timezone.now(),
            mode=Mode.PREVIEW if drafts else Mode.NORMAL,
            is_tracked=False,
            query=given.get(Fact.QUERY) or {},
        )
        who = traveller(journey, given, info, query.now) if is_journey and info else None
        found = imagine(query, visitor=who.visitor if who else None, given=who.given if who else given, request=request)
        share = Share(item.site.name, language.code, start.shared(facts), drafts, start.contact)
        return {
            "path": item.url_path,
            "language": language.code,
            "journey": signing.dumps(asdict(journey), salt=SALT),
            "pages": journey.pages,
            "triggered": len(journey.goals),
            "points": journey.points,
            "share": request.build_absolute_uri(
                reverse("django_jss:preview", args=[share_token(share)]) + f"?item={item.url_path}"
            ),
            **(shown(found, info, query.query, request) if found else {"is_missing": True}),
        }


def shown(found: Imagined, site: SiteInfo | None, query: Mapping[str, str], request: HttpRequest) -> dict[str, Any]:
    """The page drawn, its JSON, and the reasons."""
    answer = json.loads(found.body)["sitecore"]
    names = {
        str(each.rendering): next((tried.name for tried in each.tried if tried.variant == each.chosen), _("default"))
        for each in found.explanation.renderings
    }
    return {
        "html": preview(site, found.body, query, request, names),
        "json": json.dumps(answer, indent=2, ensure_ascii=False),
        "renderings": found.explanation.renderings,
        "names": names,
        "off": found.explanation.off,
        "problems": found.explanation.problems,
    }


def _journey(token: str) -> Journey:
    try:
        kept = signing.loads(token, salt=SALT) if token else {}
        return Journey(tuple(kept["pages"]), tuple(kept["goals"]), int(kept["points"])) if kept else Journey()
    except signing.BadSignature:
        return Journey()
