"""Where media items are found."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django_jss.conf import settings
from django_jss.content.serialization import MediaInfo
from django_jss.sites.directory import SiteInfo


def media_url(media: MediaInfo, site: SiteInfo, **size: str) -> str:
    """The URL of a media item: absolute where the settings want it and a host is known, else from the root.

    `size` are the parameters `w`, `h`, `mw`, `mh`, in pixels.
    """
    query = f"?{urlencode(size)}" if size else ""
    return f"{media_origin(site)}/-/media/{quote(media.path)}{query}"


def media_origin(site: SiteInfo) -> str:
    """Scheme and host in front of media URLs; the request's own host is not to be trusted for answers that are kept."""
    if not settings.MEDIA_URLS_ABSOLUTE:
        return ""
    if settings.MEDIA_ORIGIN:
        return settings.MEDIA_ORIGIN.rstrip("/")
    return f"https://{site.hostname}" if site.hostname else ""
