"""Items, their language versions, and what points at them."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from datetime import datetime
from typing import Any, ClassVar, Protocol, runtime_checkable

from django.conf import settings as django_settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from django_jss.content.models.templates import Template
from django_jss.sites.models import Language, Site

HOME = "home"


def path_key_of(path: str) -> str:
    """What makes a path unique: a hash of it, case, the difference of space and dash, and Unicode's forms put aside.

    MariaDB compares text loosely (it takes é for e) and limits the length of indexes; a hash is exact and short.
    """
    folded = unicodedata.normalize("NFC", path.strip("/").replace(" ", "-")).casefold()
    # A lone surrogate, which a request may hold, has no UTF-8 form.
    return hashlib.sha256(folded.encode(errors="surrogatepass")).hexdigest()


class Item(models.Model):
    """A node of a site's content tree. `path` starts with the name of its root: `/home/about`, `/Content/Authors/Ann`."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="items")
    template = models.ForeignKey(Template, verbose_name=_("template"), on_delete=models.RESTRICT, related_name="items")
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveIntegerField(_("position"), default=0)
    path = models.CharField(_("path"), max_length=1000, editable=False)
    path_key = models.CharField(max_length=64, editable=False)
    has_layout = models.BooleanField(_("has a layout"), default=False, help_text=_("It is a page of its own."))
    is_counted = models.BooleanField(
        _("counted"), default=True, help_text=_("Views of this page are recorded for analytics and rules.")
    )
    shared_fields = models.JSONField(_("shared fields"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "path_key"], name="jss_item_path_per_site")]
        permissions: ClassVar = [("publish_item", _("Can publish and unpublish items"))]

    def __str__(self) -> str:
        return self.path or self.name

    @property
    def is_page(self) -> bool:
        """Whether it stands at or below the site's start item and has a layout."""
        return self.has_layout and (self.path == f"/{HOME}" or self.path.startswith(f"/{HOME}/"))

    @property
    def url_path(self) -> str:
        """The path that front ends use: below the start item `/about`, elsewhere `/Content/Authors/Ann`."""
        return url_path_of(self.path)


def url_path_of(path: str) -> str:
    """The path that front ends use for an item at `path`; spaces become dashes."""
    if path == f"/{HOME}":
        return "/"
    return path.removeprefix(f"/{HOME}" if path.startswith(f"/{HOME}/") else "").replace(" ", "-")


@runtime_checkable
class ItemUser(Protocol):
    """A row that refers to an item, which then cannot be deleted; `as_user` says in words who does.

    `needed_as_user` are the relations that the words are made of. Its foreign key is one that restricts, not one that
    protects: what is deleted together with the item does not stand in its way.
    """

    needed_as_user: ClassVar[tuple[str, ...]]

    def as_user(self) -> str: ...


class RouteManager(models.Manager["Route"]):
    def get_queryset(self) -> models.QuerySet[Route]:
        return super().get_queryset().filter(has_layout=True)


class Route(Item):
    """A page: an item that has a layout."""

    routes = RouteManager()

    class Meta:
        proxy = True
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        default_manager_name = "routes"


class VersionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class ItemVersionQuerySet(models.QuerySet["ItemVersion"]):
    def live(self, at: datetime) -> ItemVersionQuerySet:
        """Published versions inside their window; the one with the highest number of a language is served."""
        return self.filter(
            Q(publish_from=None) | Q(publish_from__lte=at),
            Q(publish_until=None) | Q(publish_until__gt=at),
            state=VersionState.PUBLISHED,
        )

    def latest_ones(self) -> ItemVersionQuerySet:
        """Of each item and language the version with the highest number."""
        later = ItemVersion.objects.filter(
            item=OuterRef("item"), language=OuterRef("language"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later))


class ItemVersion(models.Model):
    """A numbered version of an item in one language; the live one is the highest published one inside its window."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    language = models.ForeignKey(Language, verbose_name=_("language"), on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"), default=1)
    state = models.CharField(_("state"), max_length=20, choices=VersionState.choices, default=VersionState.DRAFT)
    publish_from = models.DateTimeField(_("publish from"), null=True, blank=True)
    publish_until = models.DateTimeField(_("publish until"), null=True, blank=True)
    display_name = models.CharField(_("display name"), max_length=200, blank=True)
    fields = models.JSONField(_("fields"), default=dict, blank=True)
    # Raised by every save; an author's form carries the number that it was filled from (optimistic locking).
    lock = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    updated_by = models.ForeignKey(
        django_settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ItemVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering: ClassVar = ["language", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "language", "number"], name="jss_itemversion_number")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.language_id} {self.number}"


class Reference(models.Model):
    """A field of one item that points at another; kept with each save, so that a delete knows whom it would hurt."""

    source = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="references")
    target = models.ForeignKey(Item, on_delete=models.RESTRICT, related_name="referrers")
    field = models.CharField(_("field"), max_length=200)
    language = models.ForeignKey(Language, null=True, on_delete=models.CASCADE, related_name="+")

    needed_as_user: ClassVar[tuple[str, ...]] = ("source", "target", "language")

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")

    def __str__(self) -> str:
        return f"{self.source_id}.{self.field} -> {self.target_id}"

    def as_user(self) -> str:
        words = {"field": self.field, "source": self.source.path, "target": self.target.path}
        if self.language is None:
            return gettext("The field %(field)s of %(source)s points at %(target)s.") % words
        words["language"] = self.language.name
        return gettext("The field %(field)s of %(source)s (%(language)s) points at %(target)s.") % words


class Redirect(models.Model):
    """An old path of a page, kept when the page is renamed or moved."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="redirects")
    path = models.CharField(_("old path"), max_length=1000)
    path_key = models.CharField(max_length=64, editable=False)
    target = models.ForeignKey(Item, verbose_name=_("page"), on_delete=models.CASCADE, related_name="redirects")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "path_key"], name="jss_redirect_path_per_site")
        ]

    def __str__(self) -> str:
        return self.path

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path_key = path_key_of(self.path)
        super().save(*args, **kwargs)
