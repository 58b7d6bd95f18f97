"""The one settings object. `DJANGO_JSS = {...}` in a project's settings overrides what stands here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any, cast

from django.conf import settings as django_settings
from django.core.signals import setting_changed

SETTING_NAME = "DJANGO_JSS"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; the comment lines above each one are its documentation."""

    # -- Layout Service --
    # Names accepted as `{config}` in the layout URL; any other is answered with 400.
    LAYOUT_CONFIGURATIONS: tuple[str, ...] = ("jss", "default")
    # How deep nested item references are serialized; deeper ones have empty `fields`.
    REFERENCE_DEPTH: int = 4
    # What an empty date is served as; "" suits React apps before version 22.
    EMPTY_DATE: str = "0001-01-01T00:00:00Z"
    # Compiled pages that a process keeps in memory.
    PLAN_CACHE_SIZE: int = 1000
    # Longest time in seconds for which a process trusts the revision number that it knows; 1 is the promise to authors.
    REVISION_MEMO_SECONDS: float = 0.4
    # Longest accepted route path, in characters.
    MAX_PATH_LENGTH: int = 500
    # Seconds for which a signed preview link is good.
    PREVIEW_LINK_MAX_AGE: int = 7 * 24 * 3600
    # Dotted paths of functions `(request, page) -> mapping` whose keys join the layout answer's context.
    LAYOUT_CONTEXT_PROVIDERS: tuple[str, ...] = ()

    # -- Rendering on the server --
    # Node servers that render the pages of a site, by its name: {"url": …} and perhaps "timeout" in seconds, "secret",
    # "app", "function", "module", and "shell", the template that is sent while the host is down.
    RENDERING_HOSTS: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    # -- CORS --
    # Origins that may send preflight requests, which carry no API key: "*" or a list of origins.
    CORS_PREFLIGHT_ORIGINS: tuple[str, ...] = ("*",)
    # Seconds for which a browser may keep a preflight answer.
    CORS_MAX_AGE: int = 3600

    # -- Media --
    # Absolute media URLs start with this origin, e.g. "https://cms.example.com"; None takes the site's first hostname.
    MEDIA_ORIGIN: str | None = None
    # Whether media URLs in layout answers name the host; False gives URLs relative to the root.
    MEDIA_URLS_ABSOLUTE: bool = True
    # Sets of size parameters that may be asked for, such as "w=100,h=50"; "*" allows all within MEDIA_MAX_SIZE.
    MEDIA_ALLOWED_SIZES: tuple[str, ...] = ("*",)
    # Longest side of a resized image, in pixels.
    MEDIA_MAX_SIZE: int = 2500
    # Images with more pixels than this are served as they are.
    MEDIA_MAX_SOURCE_PIXELS: int = 50_000_000
    # Resized variants that are kept for one image; beyond that the original is served.
    MEDIA_MAX_VARIANTS: int = 40
    # Largest media file that may be uploaded or imported, in bytes.
    MEDIA_MAX_BYTES: int = 50 * 1024 * 1024

    # -- Rich text --
    # Tags that authors may use in rich text; None takes those that nh3 calls safe.
    RICH_TEXT_TAGS: tuple[str, ...] | None = None
    # Attributes per tag, "*" for all tags; None takes those that nh3 calls safe, plus `class`.
    RICH_TEXT_ATTRIBUTES: Mapping[str, tuple[str, ...]] | None = None
    # URL schemes of links and images in rich text and link fields.
    RICH_TEXT_SCHEMES: tuple[str, ...] = ("http", "https", "mailto", "tel", "jss")

    # -- Tracking --
    # Whether the tracker API is there; without it its URLs answer 404.
    TRACKER_ENABLED: bool = True
    # Most entries in one call of the tracker API.
    TRACKER_MAX_ENTRIES: int = 100
    # Largest body of a tracker call, in bytes.
    TRACKER_MAX_BYTES: int = 256 * 1024
    # How long ago an entry may have happened by its `$at`; older ones are taken for that old.
    TRACKER_MAX_AGE: timedelta = timedelta(hours=24)
    # Calls of the tracker API that one API key may make, such as "6000/min"; None for any number.
    TRACKER_RATE_PER_KEY: str | None = None
    # Calls of the tracker API that one device with a cookie of ours, else one address, may make; None for any number.
    TRACKER_RATE_PER_VISITOR: str | None = "600/min"
    # Whether `…/track/flush` also answers GET; None means only while DEBUG is on.
    TRACKER_FLUSH_BY_GET: bool | None = None
    # Time without activity after which a visit has ended.
    VISIT_TIMEOUT: timedelta = timedelta(minutes=20)
    # Name of the cookie that recognises a device.
    GLOBAL_COOKIE_NAME: str = "SC_ANALYTICS_GLOBAL_COOKIE"
    # Lifetime of that cookie.
    GLOBAL_COOKIE_AGE: timedelta = timedelta(days=3650)
    # Lifetime of the cookie that keeps a choice about tracking.
    CONSENT_COOKIE_AGE: timedelta = timedelta(days=365)
    # SameSite attribute of our cookies: "Lax", "Strict" or "None" (front end on another site; needs Secure).
    COOKIE_SAMESITE: str = "Lax"
    # Secure attribute of our cookies; None follows SESSION_COOKIE_SECURE.
    COOKIE_SECURE: bool | None = None
    # Domain attribute of our cookies; None means the host that sets them.
    COOKIE_DOMAIN: str | None = None
    # Whether a request to the Placeholder Service counts as a view of its page, as the original has it; front ends send
    # `tracking=true` with it without meaning that.
    PLACEHOLDER_VIEWS_COUNT: bool = False
    # Reverse proxies in front of Django that append to X-Forwarded-For; 0 means that the header is ignored.
    TRUSTED_PROXIES: int = 0
    # Paths of GeoIP2 or GeoLite2 databases (City, ISP, ASN …) that tell where visitors are; later ones add to earlier ones.
    GEOIP_DATABASES: tuple[str, ...] = ()
    # Headers in which your CDN tells where visitors are, by what they tell, e.g. {"country": "CF-IPCountry"}; they stand
    # above databases. Name them only if the CDN sets them itself on each request.
    PLACE_HEADERS: Mapping[str, str] = field(default_factory=dict)
    # Request headers that rules may ask for; explanations show what they hold.
    RULE_HEADERS: tuple[str, ...] = ()
    # Cookies that rules may ask for; explanations show what they hold.
    RULE_COOKIES: tuple[str, ...] = ()
    # Whether layout answers ask front ends to load the visitor identification script while a visitor is not shown to be human.
    VISITOR_IDENTIFICATION: bool = False
    # What becomes of bots: "drop" (nothing is stored), "flag" (their visits are marked). They get no
    # cookie, and those who say what they are the default content.
    BOTS: str = "drop"
    # A device that views so many pages a minute is taken for a bot until it shows to be human, at most for a day; 0 asks
    # for no such thing.
    BOT_PAGES_A_MINUTE: int = 60
    # A device that views so many pages in a visit without showing to be human is taken for a bot; needs front ends that
    # load the visitor identification script, hence 0 for no such thing.
    BOT_PAGES_UNIDENTIFIED: int = 0
    # Whether visitors whose browsers send `Sec-GPC: 1` are tracked only if they consent.
    HONOUR_GPC: bool = True
    # The same for `DNT: 1`.
    HONOUR_DNT: bool = True
    # Seconds for which the signature of a call to the identify service is good.
    IDENTIFY_MAX_AGE: int = 300
    # Whether a log-in identifies the visitor, by the source "django" and the user's primary key, and a log-out starts an
    # anonymous contact.
    IDENTIFY_USERS: bool = True
    # What is kept of user agents: "full", "parts" (type, system and browser with their major versions), "none".
    USER_AGENTS: str = "full"
    # How long what is kept of visitors is kept, by kind, for `jss_purge`; what is not named is kept for ever. The kinds:
    # page_views, events, details (address, user agent, referrer, source of visits), visits, contacts, devices, consents, bots.
    RETENTION: Mapping[str, timedelta | None] = field(default_factory=dict)
    # What erasing a contact does with its visits: "delete", or "anonymise" to keep them for statistics.
    ERASURE: str = "delete"
    # Dotted path of the class that stores what happened.
    SINK: str = "django_jss.analytics.ingest.DatabaseSink"

    @property
    def tracker_flush_by_get(self) -> bool:
        """`TRACKER_FLUSH_BY_GET` with its default resolved."""
        return django_settings.DEBUG if self.TRACKER_FLUSH_BY_GET is None else self.TRACKER_FLUSH_BY_GET

    @property
    def cookie_secure(self) -> bool:
        """`COOKIE_SECURE` with its default resolved."""
        return django_settings.SESSION_COOKIE_SECURE if self.COOKIE_SECURE is None else self.COOKIE_SECURE


KNOWN_NAMES = frozenset(each.name for each in fields(Settings))


class LiveSettings:
    """Reads `settings.DJANGO_JSS` once and again whenever `override_settings` changes it."""

    def __init__(self) -> None:
        self._current: Settings | None = None
        setting_changed.connect(self._forget)

    def _forget(self, *, setting: str, **kwargs: Any) -> None:
        if setting == SETTING_NAME:
            self._current = None

    @property
    def current(self) -> Settings:
        """The settings in force; what is not known, or no dict at all, is left to the system checks."""
        if self._current is None:
            given = getattr(django_settings, SETTING_NAME, {})
            given = given if isinstance(given, dict) else {}
            self._current = Settings(**{name: value for name, value in given.items() if name in KNOWN_NAMES})
        return self._current

    def __getattr__(self, name: str) -> Any:
        return getattr(self.current, name)


settings = cast(Settings, LiveSettings())
