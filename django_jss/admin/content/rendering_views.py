"""One component on a page: the content that it shows, its parameters, and who sees it otherwise."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from django_jss.admin.content.back_tests import show_warnings, tested
from django_jss.admin.content.editing import edited_item
from django_jss.admin.content.layout_views import LayoutViews
from django_jss.admin.content.page_views import PageViews
from django_jss.admin.content.rendering_forms import (
    RenderingForm,
    VariantFormSet,
    initial_variants,
    variant_inputs,
)
from django_jss.content import layouts
from django_jss.content.models import Item, Rendering
from django_jss.exceptions import JssError
from django_jss.personalization.authoring import key_of
from django_jss.personalization.changes import has_history, personalize
from django_jss.sites.models import Language


class Cancelled(Exception):
    """Something could not be saved, so nothing is."""


class RenderingViews(PageViews, LayoutViews):
    """The page of a rendering."""

    def rendering_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        address = "<int:pk>/rendering/<uuid:uid>/"
        return [
            path(address, view(self.rendering_view), name="django_jss_item_rendering"),
            path(f"{address}back-test/", view(require_POST(self.back_test_view)), name="django_jss_item_back_test"),
        ]

    def rendering_view(self, request: HttpRequest, pk: int, uid: uuid.UUID) -> HttpResponse:
        item = self.item_or_404(request, pk)
        language = self.language_of(request, item)
        rendering = self.rendering_or_404(item, language, uid)
        if "create_datasource" in request.POST:
            return self.create_datasource(request, item, rendering)
        content = edited_item(rendering.datasource, language) if rendering.datasource else None
        data = request.POST or None
        forms: dict[str, Any] = {
            "form": RenderingForm(data, rendering=rendering, site=item.site, admin_site=self.admin_site),
            "content_form": self.fields_form(content, data, prefix="content") if content else None,
            "variants": VariantFormSet(
                data,
                prefix="variants",
                initial=initial_variants(item, uid),
                form_kwargs={"rendering": rendering, "site": item.site, "admin_site": self.admin_site},
            ),
        }
        if request.method == "POST" and self.save_rendering(request, item, rendering, content, dict(forms)):
            return redirect(f"{request.path}?language={language.code}")
        show_warnings(forms["variants"], item.site)
        shown_by = rendering.datasource.shown_by if rendering.datasource else None
        context = {
            "title": str(rendering.component),
            "item": item,
            "language": language,
            "rendering": rendering,
            "content": content,
            "rows": forms["content_form"].rows() if forms["content_form"] else [],
            "also_on": shown_by.exclude(layout__item=item).values_list("layout__item__path", flat=True).distinct()
            if shown_by
            else [],
            "may_change": self.has_change_permission(request, item),
            "may_personalize": self.may_personalize(request),
            "history": key if has_history(key := key_of(item, uid)) else None,
            "media": self.media + sum((form.media for form in forms.values() if form), start=forms["form"].media),
            **forms,
        }
        return self.page(request, "django_jss/admin/rendering.html", context)

    def rendering_or_404(self, item: Item, language: Language, uid: uuid.UUID) -> Rendering:
        """The rendering in the draft layout that this language uses."""
        layout = self.edited_layout(item, language)
        found = (
            layout.renderings.select_related("component", "datasource__site", "layout__item").filter(uid=uid).first()
        )
        if found is None:
            raise Http404
        return found

    def create_datasource(self, request: HttpRequest, item: Item, rendering: Rendering) -> HttpResponse:
        """Give the rendering an item of its own, below its page."""
        if not self.has_change_permission(request, item):
            raise PermissionDenied
        layouts.create_local_datasource(rendering)
        messages.success(request, _("It has content of its own now."))
        return redirect(request.get_full_path())

    def save_rendering(
        self, request: HttpRequest, item: Item, rendering: Rendering, content: Any, forms: dict[str, Any]
    ) -> bool:
        """Store datasource, parameters, content and variants, all or nothing.

        Content and personalization need rights of their own; what somebody may not change is not looked at.
        """
        may_change, may_personalize = self.has_change_permission(request, item), self.may_personalize(request)
        if not may_change and not may_personalize:
            raise PermissionDenied
        if not may_change:
            forms["form"] = forms["content_form"] = None
        if not may_personalize:
            forms["variants"] = None
        if not all(forms[name] is None or forms[name].is_valid() for name in ("form", "variants")):
            messages.error(request, _("Nothing was saved: please correct what is marked below."))
            return False
        try:
            with transaction.atomic():
                self.save_parts(request, item, rendering, content, forms)
        except Cancelled:
            return False
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return False
        except JssError as error:
            messages.error(request, str(error))
            return False
        messages.success(request, _("Saved. Content and layout are drafts until published; variants are live at once."))
        return True

    def save_parts(
        self, request: HttpRequest, item: Item, rendering: Rendering, content: Any, forms: dict[str, Any]
    ) -> None:
        if forms["form"]:
            self.save_content(request, item, rendering, content, forms)
        if forms["variants"] and forms["variants"].has_changed():
            personalize(item, rendering.uid, variant_inputs(forms["variants"]), author=request.user)
            self.log_change(
                request, item, _("Personalization of %(component)s changed.") % {"component": rendering.component}
            )

    def save_content(
        self, request: HttpRequest, item: Item, rendering: Rendering, content: Any, forms: dict[str, Any]
    ) -> None:
        form = forms["form"]
        same_datasource = form.cleaned_data["datasource"] == (
            str(rendering.datasource.guid) if rendering.datasource else None
        )
        content_form = forms["content_form"] if same_datasource and content else None
        if content_form and content_form.has_changed() and not self.save_fields(request, content, content_form):
            raise Cancelled
        if form.has_changed():
            layouts.update_rendering(
                rendering.layout,
                rendering.uid,
                datasource=form.chosen_datasource(),
                params=form.params(),
                lock=form.cleaned_data["lock"],
            )
            self.log_change(request, item, _("%(component)s changed.") % {"component": rendering.component})

    def back_test_view(self, request: HttpRequest, pk: int, uid: uuid.UUID) -> HttpResponse:
        """What the variants in the form would have shown to those who viewed the page lately, as a part of the page."""
        item = self.item_or_404(request, pk)
        if not self.may_personalize(request):
            raise PermissionDenied
        rendering = self.rendering_or_404(item, self.language_of(request, item), uid)
        kwargs = {"rendering": rendering, "site": item.site, "admin_site": self.admin_site}
        formset = VariantFormSet(request.POST, prefix="variants", form_kwargs=kwargs)
        context: dict[str, Any] = {"is_valid": formset.is_valid()}
        if context["is_valid"]:
            context["test"] = tested(item, uid, variant_inputs(formset))
        return self.page(request, "django_jss/admin/back_test.html", context)

    def may_personalize(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("django_jss.change_ruleset"))
