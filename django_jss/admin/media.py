"""The media library."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from django_jss.admin.requests import number, typed
from django_jss.content.media import clean_media_path, store_media
from django_jss.content.models import MediaItem

PICK_LIMIT = 20


class MediaForm(forms.ModelForm):
    """Uploads go through the library, which knows sizes and limits."""

    upload = forms.FileField(label=_("file"), required=False)

    class Meta:
        model = MediaItem
        fields = ("site", "path", "alt", "title", "description", "keywords")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = self.instance.pk is None
        if "path" in self.fields:
            self.fields["path"].required = False
            self.fields["path"].help_text = _("Such as img/logo.png; the name of the file if it is empty.")

    def clean(self) -> dict[str, Any]:
        """A path, and a file that is not too large."""
        cleaned = super().clean() or {}
        upload: UploadedFile | None = cleaned.get("upload")
        if "path" in self.fields and not cleaned.get("path") and upload is not None:
            cleaned["path"] = upload.name
        if cleaned.get("path"):
            try:
                cleaned["path"] = clean_media_path(cleaned["path"])
            except ValidationError as error:
                self.add_error("path", error)
        return cleaned


@admin.register(MediaItem)
class MediaItemAdmin(admin.ModelAdmin):
    form = MediaForm
    list_display = ["thumbnail", "path", "site", "mime_type", "dimensions", "file_size", "updated_at"]
    list_display_links = ["thumbnail", "path"]
    list_filter = ["site", "mime_type"]
    list_select_related = ["site"]
    search_fields = ["path", "name", "alt", "title", "keywords"]
    readonly_fields = ["preview", "guid", "mime_type", "dimensions", "file_size"]
    fieldsets = [
        (None, {"fields": ["preview", "site", "upload", "path"]}),
        (_("Texts"), {"fields": ["alt", "title", "description", "keywords"]}),
        (_("File"), {"fields": ["mime_type", "dimensions", "file_size", "guid"]}),
    ]

    def get_urls(self) -> list[Any]:
        pick = path("pick/", self.admin_site.admin_view(self.pick_view), name="django_jss_mediaitem_pick")
        return [pick, *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: MediaItem | None = None) -> list[str]:
        return [*self.readonly_fields, "site", "path"] if obj else list(self.readonly_fields)

    def save_model(self, request: HttpRequest, obj: MediaItem, form: forms.ModelForm, change: bool) -> None:
        """Store the upload; texts alone are saved as usual."""
        upload = form.cleaned_data.get("upload")
        if upload is None:
            super().save_model(request, obj, form, change)
            return
        texts = {name: form.cleaned_data[name] for name in ("alt", "title", "description", "keywords")}
        stored = store_media(obj.site, obj.path or form.cleaned_data["path"], upload.read(), **texts)
        obj.__dict__.update(stored.__dict__)

    def pick_view(self, request: HttpRequest) -> JsonResponse:
        """Media of a site whose path holds what was typed, for the pickers."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = MediaItem.objects.filter(path__icontains=typed(request))
        site_id = number(request, "site")
        if site_id is not None:
            found = found.filter(site=site_id)
        results = [
            {
                "id": str(media.guid),
                "text": media.path,
                "hint": f"{media.width} × {media.height}" if media.width else media.extension,
                "thumbnail": media.file.url if media.is_image else "",
            }
            for media in found.order_by("path")[:PICK_LIMIT]
        ]
        return JsonResponse({"results": results})

    @admin.display(description="")
    def thumbnail(self, media: MediaItem) -> SafeString | str:
        return image_tag(media, 48)

    @admin.display(description=_("preview"))
    def preview(self, media: MediaItem) -> SafeString | str:
        return image_tag(media, 240)

    @admin.display(description=_("size in pixels"))
    def dimensions(self, media: MediaItem) -> str:
        return f"{media.width} × {media.height}" if media.width else "-"

    @admin.display(description=_("size"), ordering="size")
    def file_size(self, media: MediaItem) -> str:
        return filesizeformat(media.size)


def image_tag(media: MediaItem, height: int) -> SafeString | str:
    """The image in that height; for other files their extension."""
    if not media.pk or not media.is_image:
        return media.extension.upper() if media.pk else "-"
    return format_html('<img src="{}" alt="" height="{}" loading="lazy">', media.file.url, height)
