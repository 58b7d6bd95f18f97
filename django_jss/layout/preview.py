"""Who may see drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing

from django_jss.conf import settings
from django_jss.sites.directory import SiteInfo

SALT = "django_jss.preview"
SHARE_SALT = "django_jss.preview.share"


def preview_token(site_name: str) -> str:
    """A token for `sc_preview` by which anybody sees the drafts of a site for `PREVIEW_LINK_MAX_AGE` seconds."""
    return signing.dumps({"site": site_name}, salt=SALT)


def may_preview(user: Any, token: str, site: SiteInfo | None) -> bool:
    """Whether a user of the admin asks who may see content, or somebody with a token for this site."""
    if token and site is not None and _token_site(token) == site.name:
        return True
    return bool(user and user.is_active and user.is_staff and user.has_perm("django_jss.view_item"))


@dataclass(frozen=True, slots=True)
class Share:
    """What a link shows to those who have it: a site as somebody with these facts, drafts perhaps."""

    site: str
    language: str
    facts: Mapping[str, Any]
    shows_drafts: bool = False
    # The contact whose facts those are that are not named.
    contact: str = ""


def share_token(share: Share) -> str:
    """A token that opens a preview for `PREVIEW_LINK_MAX_AGE` seconds, without a login."""
    content = [share.site, share.language, dict(share.facts), share.shows_drafts, share.contact]
    return signing.dumps(content, salt=SHARE_SALT, compress=True)


def read_share(token: str) -> Share | None:
    """What a token stands for; None if it is forged or too old."""
    try:
        return Share(*signing.loads(token, salt=SHARE_SALT, max_age=settings.PREVIEW_LINK_MAX_AGE))
    except (signing.BadSignature, TypeError):
        return None


def _token_site(token: str) -> str | None:
    try:
        content = signing.loads(token, salt=SALT, max_age=settings.PREVIEW_LINK_MAX_AGE)
    except signing.BadSignature:
        return None
    return content.get("site") if isinstance(content, dict) else None
