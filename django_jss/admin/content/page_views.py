"""One item: its fields in a language, its versions, publishing, renaming, copying, deleting, previewing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from django_jss.admin.content.editing import ItemEdit, edited_item
from django_jss.admin.content.forms import ItemFieldsForm, PublishForm, RenameForm
from django_jss.admin.content.layout_tree import LayoutTree
from django_jss.admin.content.profile_cards import ProfileCardViews
from django_jss.content import layouts, publishing, tree, versions
from django_jss.content.models import Item
from django_jss.exceptions import StaleEdit, StillReferenced
from django_jss.layout.delivering import deliver
from django_jss.layout.query import LayoutQuery, Mode
from django_jss.sites import directory
from django_jss.sites.models import Language


class PageViews(ProfileCardViews):
    """The page of an item."""

    def page_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        acts: dict[str, Callable[..., HttpResponse]] = {
            "publish": self.publish_view,
            "unpublish": self.unpublish_view,
            "rename": self.rename_view,
            "copy": self.copy_view,
            "count": self.count_view,
        }
        return [
            path(f"<int:pk>/{name}/", view(require_POST(act)), name=f"django_jss_item_{name}")
            for name, act in acts.items()
        ] + [path("<int:pk>/json/", view(self.json_view), name="django_jss_item_json")]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        item = self.item_or_404(request, object_id)
        edit = edited_item(item, self.language_of(request, item))
        form = self.fields_form(edit, request.POST or None)
        if request.method == "POST" and self.save_fields(request, edit, form):
            return self.back_to(item, edit.language)
        context = {
            "title": item.name,
            "item": item,
            "edit": edit,
            "form": form,
            "rows": form.rows(),
            "rename_form": RenameForm(initial={"name": item.name}),
            "publish_form": PublishForm(
                initial={
                    "publish_from": edit.version and edit.version.publish_from,
                    "publish_until": edit.version and edit.version.publish_until,
                }
            ),
            "layout": self.layout_context(request, edit) if item.has_layout else None,
            "may_change": self.has_change_permission(request, item),
            "may_add": self.has_add_permission(request),
            "may_delete": self.has_delete_permission(request, item) and item.parent_id is not None,
            "may_publish": self.may_publish(request),
            "profile_cards": self.profile_cards_form(request, item),
            "media": self.media + form.media,
        }
        return self.page(request, "django_jss/admin/item.html", context)

    def fields_form(self, edit: ItemEdit, data: Any, prefix: str | None = None) -> ItemFieldsForm:
        return ItemFieldsForm(
            data,
            prefix=prefix,
            item=edit.item,
            stored=edit.stored,
            fallbacks=edit.fallbacks,
            admin_site=self.admin_site,
            initial={
                "lock": edit.version.lock if edit.version else 0,
                "display_name": edit.version.display_name if edit.version else "",
            },
        )

    def save_fields(self, request: HttpRequest, edit: ItemEdit, form: ItemFieldsForm) -> bool:
        """Store what the form holds; False, with messages, if that is not possible."""
        if not self.has_change_permission(request, edit.item):
            raise PermissionDenied
        if not form.is_valid():
            messages.error(request, _("Nothing was saved: please correct what is marked below."))
            return False
        try:
            versions.save_version(
                edit.item,
                edit.language,
                values=form.cleaned_values(),
                lock=form.cleaned_data["lock"],
                display_name=form.cleaned_data["display_name"],
                user=request.user if request.user.is_authenticated else None,
            )
        except StaleEdit:
            messages.error(
                request,
                _(
                    "Somebody else saved this meanwhile, so nothing of yours was saved. Open it again in another tab, "
                    "and carry your changes over."
                ),
            )
            return False
        except ValidationError as error:
            form.add_error(None, error)
            return False
        self.log_change(request, edit.item, [{"changed": {"fields": [edit.language.code]}}])
        messages.success(request, _("Saved as a draft."))
        return True

    def layout_context(self, request: HttpRequest, edit: ItemEdit) -> dict[str, Any]:
        own = layouts.language_draft(edit.item, edit.language)
        layout = own or layouts.draft_layout(edit.item, None)
        return {"draft": layout, "is_own": own is not None, "placeholders": LayoutTree(layout).roots()}

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the latest version, the layout and the local datasources live."""
        item = self.item_or_404(request, pk, change=True)
        if not self.may_publish(request):
            raise PermissionDenied
        language = self.language_of(request, item)
        form = PublishForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Not published: the times are not valid."))
            return self.back_to(item, language)
        return self.act(
            request,
            item,
            language,
            lambda: publishing.publish(
                item,
                language,
                publish_from=form.cleaned_data["publish_from"],
                publish_until=form.cleaned_data["publish_until"],
            ),
            _("Published in %(language)s.") % {"language": language.name},
        )

    def unpublish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take all versions of a language off the site."""
        item = self.item_or_404(request, pk, change=True)
        if not self.may_publish(request):
            raise PermissionDenied
        language = self.language_of(request, item)
        return self.act(
            request,
            item,
            language,
            lambda: publishing.unpublish(item, language),
            _("No longer published in %(language)s.") % {"language": language.name},
        )

    def rename_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give another name; the old address leads to the new one."""
        item = self.item_or_404(request, pk, change=True)
        form = RenameForm(request.POST)
        language = self.language_of(request, item)
        if not form.is_valid():
            messages.error(request, _("Not renamed: a name is needed."))
            return self.back_to(item, language)
        name = form.cleaned_data["name"]
        return self.act(request, item, language, lambda: tree.rename(item, name), _("Renamed."))

    def count_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Leave the page out of analytics, or take it in again."""
        item = self.item_or_404(request, pk, change=True)
        item.is_counted = not item.is_counted
        item.save(update_fields=["is_counted", "updated_at"])
        self.log_change(request, item, [{"changed": {"fields": ["is_counted"]}}])
        messages.success(request, _("Views are recorded.") if item.is_counted else _("Views are no longer recorded."))
        return self.back_to(item, self.language_of(request, item))

    def copy_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Copy an item with all below it, beside itself, as drafts."""
        item = self.item_or_404(request, pk, change=True)
        if item.parent is None or not self.has_add_permission(request):
            raise PermissionDenied
        twin = tree.copy(item, item.parent)
        self.log_addition(request, twin, [{"added": {}}])
        messages.success(request, _("This is the copy; nothing of it is published yet."))
        return self.back_to(twin, self.language_of(request, item))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        item = self.item_or_404(request, object_id)
        if not self.has_delete_permission(request, item) or item.parent is None:
            raise PermissionDenied
        users: tuple[str, ...] = ()
        if request.method == "POST":
            try:
                parent = item.parent
                tree.delete(item)
                self.log_change(request, parent, _("%(item)s deleted.") % {"item": item.path})
                messages.success(request, _("“%(item)s” is deleted.") % {"item": item.path})
                return self.back_to(parent, self.language_of(request, parent))
            except StillReferenced as error:
                users = error.users
        below = Item.objects.filter(site=item.site, path__startswith=f"{item.path}/").count()
        context = {"title": _("Delete %(item)s") % {"item": item.path}, "item": item, "below": below, "users": users}
        return self.page(request, "django_jss/admin/delete_item.html", {**context, "media": self.media})

    def json_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the Layout Service answers for the drafts of this page."""
        item = self.item_or_404(request, pk)
        language = self.language_of(request, item)
        answer = deliver(preview_query(item, language), None, request).body
        context = {
            "title": _("Preview of %(item)s as JSON") % {"item": item.path},
            "item": item,
            "language": language,
            "json": json.dumps(json.loads(answer), indent=2, ensure_ascii=False),
            "media": self.media,
        }
        return self.page(request, "django_jss/admin/json.html", context)


def preview_query(item: Item, language: Language) -> LayoutQuery:
    """Asks for a page as its drafts are."""
    return LayoutQuery(
        site_name=item.site.name,
        site=directory.current().site_named(item.site.name),
        item=str(item.guid),
        language=language.code,
        now=timezone.now(),
        mode=Mode.PREVIEW,
        is_tracked=False,
    )
