"""The site tree and what is done from it: find, open, move, add."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from django_jss.admin.content.base import ItemPages
from django_jss.admin.content.forms import NewItemForm
from django_jss.admin.content.tree import children_of, search, tree_of
from django_jss.admin.requests import number, typed
from django_jss.content import tree
from django_jss.content.models import Item
from django_jss.exceptions import JssError
from django_jss.layout.problems import problems_of
from django_jss.sites import directory
from django_jss.sites.models import Site

PICK_LIMIT = 20


class TreeViews(ItemPages):
    """The list of items, shown as the tree that it is."""

    def tree_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("problems/", view(self.problems_view), name="django_jss_item_problems"),
            path("pick/", view(self.pick_view), name="django_jss_item_pick"),
            path("move/", view(require_POST(self.move_view)), name="django_jss_item_move"),
            path("<int:pk>/children/", view(self.children_view), name="django_jss_item_children"),
            path("<int:pk>/new/", view(self.new_view), name="django_jss_item_new"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        sites = list(Site.objects.all())
        site = next((site for site in sites if site.name == request.GET.get("site")), sites[0] if sites else None)
        query = typed(request)
        nodes = search(site, query) if site and query else tree_of(site) if site else ()
        context = {
            "title": _("Site tree"),
            "sites": sites,
            "site": site,
            "query": query,
            "nodes": nodes,
            **self.rights(request),
            "app_verbose_name": self.opts.app_config.verbose_name,
            "media": self.media,
            **(extra_context or {}),
        }
        return self.page(request, "django_jss/admin/tree.html", context)

    def problems_view(self, request: HttpRequest) -> HttpResponse:
        """What is wrong with the personalization of a site."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        site = get_object_or_404(Site, name=request.GET.get("site", ""))
        info = directory.current().site_by_id(site.pk)
        found = problems_of(info) if info else []
        context = {"title": _("Problems of %(site)s") % {"site": site}, "site": site, "problems": found}
        return self.page(request, "django_jss/admin/problems.html", {**context, "media": self.media})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A new item needs a place: the tree is where one is chosen."""
        messages.info(request, _("Choose where the new item shall stand: + adds below."))
        return redirect(f"{self.admin_site.name}:django_jss_item_changelist")

    def children_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The rows below an item, as HTML."""
        item = self.item_or_404(request, pk)
        return self.page(
            request, "django_jss/admin/tree_nodes.html", {"nodes": children_of(item), **self.rights(request)}
        )

    def rights(self, request: HttpRequest) -> dict[str, bool]:
        """What the rows of the tree offer."""
        return {"may_change": self.has_change_permission(request), "may_add": self.has_add_permission(request)}

    def move_view(self, request: HttpRequest) -> JsonResponse:
        """Put `item` below `parent`, before the item `before` or last."""
        item = self.item_or_404(request, request.POST.get("item"), change=True)
        parent = self.item_or_404(request, request.POST.get("parent")) if request.POST.get("parent") else None
        before = self.item_or_404(request, request.POST.get("before")) if request.POST.get("before") else None
        try:
            tree.move(item, parent, before=before)
        except (JssError, ValidationError) as error:
            text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            return JsonResponse({"message": text}, status=409)
        self.log_change(request, item, [{"changed": {"fields": [_("place in the tree")]}}])
        return JsonResponse({"message": _("%(item)s is now at %(path)s") % {"item": item.name, "path": item.path}})

    def new_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for name and template, make the item, open it."""
        parent = self.item_or_404(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewItemForm(request.POST or None, parent=parent)
        if form.is_valid():
            try:
                item = tree.create_item(parent, form.cleaned_data["name"], form.cleaned_data["template"])
            except ValidationError as error:
                form.add_error("name", error)
            except JssError as error:
                form.add_error("name", str(error))
            else:
                self.log_addition(request, item, [{"added": {}}])
                messages.success(request, _("“%(item)s” is there as a draft.") % {"item": item.name})
                return redirect(f"{self.admin_site.name}:django_jss_item_change", item.pk)
        context = {
            "title": _("New below %(parent)s") % {"parent": parent.path},
            "form": form,
            "parent": parent,
            "media": self.media,
        }
        return self.page(request, "django_jss/admin/new_item.html", context)

    def pick_view(self, request: HttpRequest) -> JsonResponse:
        """Items of a site whose path holds what was typed, for the pickers."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        site_id = number(request, "site")
        items = Item.objects.filter(path__icontains=typed(request)).select_related("template")
        if site_id is not None:
            items = items.filter(site=site_id)
        template = number(request, "template")
        if template is not None:
            items = items.filter(template=template)
        return JsonResponse(
            {
                "results": [
                    {"id": str(item.guid), "text": item.path, "hint": str(item.template)}
                    for item in items.order_by("path")[:PICK_LIMIT]
                ]
            }
        )
