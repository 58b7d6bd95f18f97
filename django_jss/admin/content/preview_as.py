"""*Preview as…*: a page as somebody else would get it, with the reasons; nothing done here is tracked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from django_jss.admin.content.base import ItemPages
from django_jss.admin.visitor_facts import VisitorFactsForm
from django_jss.analytics.models import Goal
from django_jss.content.models import Item
from django_jss.engine.facts import Fact
from django_jss.layout.explaining import Imagined, imagine
from django_jss.layout.preview import Share, share_token
from django_jss.layout.query import LayoutQuery, Mode
from django_jss.personalization.journeys import Journey, traveller
from django_jss.personalization.models import Persona
from django_jss.personalization.personas import facts_of_contact
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo
from django_jss.sites.models import Language
from django_jss.ssr.pages import preview

SALT = "django_jss.admin.journey"
_GUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


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
        guid = _guid(request.GET.get("persona", ""))
        persona = Persona.objects.filter(site=item.site, guid=guid).first() if guid else None
        facts, unknown = self.start_of(request, item, persona)
        form = VisitorFactsForm(prefix="facts", site=item.site, facts=facts)
        context = {
            "title": _("Preview %(page)s as …") % {"page": item.url_path},
            "item": item,
            "language": language,
            "languages": item.site.languages.all(),
            "personas": Persona.objects.filter(site=item.site).select_related("picture"),
            "persona": persona,
            "contact": request.GET.get("contact", ""),
            "unknown_contact": unknown,
            "form": form,
            "goals": Goal.objects.filter(site=item.site),
            "result": self.result(request, item, language, facts, Journey(), is_journey=False, drafts=False),
            "media": self.media + form.media,
        }
        return self.page(request, "django_jss/admin/preview_as.html", context)

    def preview_result_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the page shows to the visitor in the form, as a part of the page; 400 with what is wrong."""
        item = self.previewed(request, pk)
        language = self.language_of(request, item)
        form = VisitorFactsForm(request.POST, prefix="facts", site=item.site)
        if not form.is_valid():
            context = {"form": form}
            return self.page(request, "django_jss/admin/preview_faults.html", context)
        is_journey = request.POST.get("mode") == "journey"
        journey = self.went_on(request, item, _journey(request.POST.get("journey", ""))) if is_journey else Journey()
        drafts = bool(request.POST.get("drafts"))
        target = self.target(request, item)
        result = self.result(request, target, language, form.facts, journey, is_journey=is_journey, drafts=drafts)
        return self.page(request, "django_jss/admin/preview_result.html", {"result": result, "item": target})

    def previewed(self, request: HttpRequest, pk: int) -> Item:
        item = self.item_or_404(request, pk)
        if not request.user.has_perm("django_jss.view_ruleset"):
            raise PermissionDenied
        return item

    def start_of(self, request: HttpRequest, item: Item, persona: Persona | None) -> tuple[dict[str, Any], bool]:
        """The facts to begin with, and whether a contact was asked for that there is not."""
        asked = request.GET.get("contact", "").strip()
        if not asked:
            return dict(persona.facts) if persona else {}, False
        info = directory.current().site_by_id(item.site_id)
        facts = facts_of_contact(str(_guid(asked)), info) if info and _guid(asked) else None
        return facts or {}, facts is None

    def target(self, request: HttpRequest, item: Item) -> Item:
        """The page that a link in the preview led to, if it is one of the site."""
        wanted = request.POST.get("path", "")[:500]
        found = Item.objects.filter(site=item.site, path__in=[f"/home{wanted}".rstrip("/")], has_layout=True).first()
        return found if wanted and found else item

    def went_on(self, request: HttpRequest, item: Item, journey: Journey) -> Journey:
        """The journey after what the author did: came from a page, triggered a goal."""
        if seen := request.POST.get("seen", "")[:500]:
            journey = journey.seeing(seen)
        guid = _guid(request.POST.get("goal", ""))
        goal = Goal.objects.filter(site=item.site, guid=guid).first() if guid else None
        return journey.triggering(str(goal.guid), goal.points) if goal else journey

    def result(
        self,
        request: HttpRequest,
        item: Item,
        language: Language,
        facts: dict[str, Any],
        journey: Journey,
        *,
        is_journey: bool,
        drafts: bool,
    ) -> dict[str, Any]:
        """All that the preview shows."""
        form = VisitorFactsForm(site=item.site)
        given = form.read_facts(facts)
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
        share = Share(item.site.name, language.code, facts, drafts)
        return {
            "path": item.url_path,
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
        "problems": found.explanation.problems,
    }


def _journey(token: str) -> Journey:
    try:
        kept = signing.loads(token, salt=SALT) if token else {}
        return Journey(tuple(kept["pages"]), tuple(kept["goals"]), int(kept["points"])) if kept else Journey()
    except signing.BadSignature:
        return Journey()


def _guid(text: str) -> UUID | None:
    return UUID(text) if _GUID.fullmatch(text.strip("{}")) else None
