"""Why nothing is tracked: what usually is the matter, looked at one by one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.checks import run_checks
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jss.analytics.client import bots, device, place
from django_jss.analytics.consent import Tracking
from django_jss.analytics.models import Visit
from django_jss.analytics.recognition import database
from django_jss.conf import settings
from django_jss.sites import directory
from django_jss.sites.models import Site
from django_jss.sites.models.api_keys import Service

GOOD, NOTE, BAD = "good", "note", "bad"
_MOST_SKEW = timedelta(seconds=5)
_UNSHARED = ("LocMemCache", "DummyCache")
# Why a request is not recorded, in words.
REASONS: Mapping[str, Any] = {
    Tracking.ON: gettext_lazy("What you do is recorded."),
    Tracking.NO_CONSENT: gettext_lazy("The site needs a consent that was not given."),
    Tracking.REFUSED: gettext_lazy("The consent was refused."),
    Tracking.PRIVACY_SIGNAL: gettext_lazy("The browser sends Sec-GPC or DNT, and no consent was given in spite of it."),
    Tracking.BOT: gettext_lazy("The user agent is that of a bot or a program."),
    Tracking.SUSPECTED_BOT: gettext_lazy("The device views pages quicker than people do."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do about it if it is not good."""

    level: str
    topic: str
    text: str
    advice: str = ""


def examine() -> Iterator[Finding]:
    """All findings, in the order in which they usually are the cause; nothing is changed but a key in the cache."""
    for look in (_migrations, _checks, _sites, _keys, _cookies, _consent, _proxies, _cache, _clock, _extras, _traffic):
        try:
            yield from look()
        except Error as error:
            yield Finding(
                BAD, look.__name__.strip("_"), f"{type(error).__name__}: {error}", _("Is the database there?")
            )


def _migrations() -> Iterator[Finding]:
    for alias in {DEFAULT_DB_ALIAS, database()}:
        executor = MigrationExecutor(connections[alias])
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes("django_jss"))
        if missing:
            names = ", ".join(migration.name for migration, _backwards in missing)
            yield Finding(
                BAD, "migrations", _("Not run on %(db)s: %(names)s") % {"db": alias, "names": names}, "migrate"
            )
        else:
            yield Finding(GOOD, "migrations", _("All are run on %(db)s.") % {"db": alias})


def _checks() -> Iterator[Finding]:
    found = [each for each in run_checks(tags=["django_jss"]) if str(each.id).startswith("django_jss.")]
    for each in found:
        level = BAD if each.is_serious() else NOTE
        yield Finding(level, "settings", f"{each.id}: {each.msg}", str(each.hint or ""))
    if not found:
        yield Finding(GOOD, "settings", _("The system checks find nothing wrong."))
    if not settings.TRACKER_ENABLED:
        yield Finding(NOTE, "settings", _("The tracker API is switched off."), "TRACKER_ENABLED")


def _sites() -> Iterator[Finding]:
    sites = list(Site.objects.prefetch_related("hostnames"))
    if not sites:
        yield Finding(BAD, "sites", _("There is no site."), "manage.py jss_import")
    for site in sites:
        hosts = ", ".join(host.name for host in site.hostnames.all())
        text = _("%(site)s is asked for at %(hosts)s.") % {"site": site.name, "hosts": hosts or "-"}
        is_found = bool(hosts) or site.is_default or len(sites) == 1
        advice = _("Give it a host name, or make it the default: else only sc_site leads to it.")
        yield Finding(GOOD if is_found else NOTE, "sites", text, "" if is_found else advice)


def _keys() -> Iterator[Finding]:
    keys = directory.current().keys.values()
    for service in (Service.LAYOUT, Service.TRACKER):
        if not any(key.opens(service) for key in keys):
            text = _("No enabled API key opens the service %(name)s.") % {"name": service.value}
            yield Finding(BAD, "keys", text, _("Make one in the admin."))
    if keys and not any(key.origins for key in keys):
        text = _("No API key allows an origin: browsers on other hosts may not call.")
        yield Finding(NOTE, "CORS", text, _("Name the front end's origins in the API key."))
    elif keys:
        yield Finding(GOOD, "CORS", _("API keys allow origins."))
    answered = {origin.rstrip("/").lower() for origin in settings.CORS_PREFLIGHT_ORIGINS}
    named = {origin for key in keys for origin in key.origins}
    if "*" not in answered and (left_out := named - answered):
        text = _("Preflight requests of these origins of API keys are not answered: %(origins)s")
        yield Finding(NOTE, "CORS", text % {"origins": ", ".join(sorted(left_out))}, "CORS_PREFLIGHT_ORIGINS")


def _cookies() -> Iterator[Finding]:
    facts = f"SameSite={settings.COOKIE_SAMESITE}, Secure={settings.cookie_secure}"
    if settings.COOKIE_SAMESITE == "None" and not settings.cookie_secure:
        yield Finding(BAD, "cookies", facts, _("Browsers refuse cookies for other sites that are not Secure."))
    elif settings.cookie_secure and django_settings.DEBUG:
        advice = _("Browsers take a Secure cookie only by HTTPS (or from localhost).")
        yield Finding(NOTE, "cookies", facts, advice)
    elif settings.COOKIE_SAMESITE != "None":
        advice = _("A front end on another site needs SameSite=None and Secure.")
        yield Finding(GOOD, "cookies", facts, advice)
    else:
        yield Finding(GOOD, "cookies", facts)


def _consent() -> Iterator[Finding]:
    for site in directory.current().sites.values():
        if site.requires_consent:
            text = _("%(site)s tracks nobody without consent.") % {"site": site.name}
            yield Finding(NOTE, "consent", text, _("Your front end must call …/consent once the visitor agrees."))
    signals = [name for name in ("HONOUR_GPC", "HONOUR_DNT") if getattr(settings, name)]
    if signals:
        yield Finding(GOOD, "consent", _("Honoured: %(names)s.") % {"names": ", ".join(signals)})


def _proxies() -> Iterator[Finding]:
    text = _("%(count)d trusted proxies.") % {"count": settings.TRUSTED_PROXIES}
    advice = "" if settings.TRUSTED_PROXIES else _("Behind a proxy or a Node server all visitors share its address.")
    yield Finding(GOOD, "proxies", text, advice)


def _cache() -> Iterator[Finding]:
    key, value = f"django_jss:doctor:{uuid.uuid4()}", uuid.uuid4().hex
    try:
        cache.set(key, value, 30)
        is_kept = cache.get(key) == value
        cache.delete(key)
    except Exception as error:
        yield Finding(
            BAD, "cache", f"{type(error).__name__}: {error}", _("Changes are then seen by way of the database.")
        )
        return
    backend = str(django_settings.CACHES["default"]["BACKEND"])
    if not is_kept or backend.endswith(_UNSHARED):
        yield Finding(NOTE, "cache", backend, _("Processes do not share it: see django_jss.W003."))
    else:
        yield Finding(GOOD, "cache", backend)


def _clock() -> Iterator[Finding]:
    there = Site.objects.using(database()).annotate(now=Now()).values_list("now", flat=True).first()
    if there is None:
        return
    skew = abs(timezone.now() - (there if timezone.is_aware(there) else timezone.make_aware(there, UTC)))
    text = _("The database's clock differs by %(seconds).1f s.") % {"seconds": skew.total_seconds()}
    yield Finding(GOOD if skew <= _MOST_SKEW else BAD, "clock", text, "" if skew <= _MOST_SKEW else "NTP")


def _extras() -> Iterator[Finding]:
    places = settings.GEOIP_DATABASES or settings.PLACE_HEADERS
    if places and place.is_configured():
        yield Finding(GOOD, "places", _("Places are told."))
    else:
        yield Finding(NOTE, "places", _("Nothing tells where visitors are."), "GEOIP_DATABASES, PLACE_HEADERS")
    for name, is_there in (("devices", device.is_installed()), ("bots", bots.is_installed())):
        advice = "" if is_there else "pip install 'django-jss[ua]'"
        text = _("Recognised by a kept list.") if is_there else _("Recognised by a brief list only.")
        yield Finding(GOOD if is_there else NOTE, name, text, advice)


def _traffic() -> Iterator[Finding]:
    latest = Visit.objects.using(database()).order_by("-started_at").values_list("started_at", flat=True).first()
    if latest is None:
        yield Finding(
            NOTE, "visits", _("No visit was ever recorded."), _("Open a page, then look at “What we see of you”.")
        )
    else:
        yield Finding(
            GOOD, "visits", _("The latest visit began at %(at)s.") % {"at": latest.isoformat(timespec="seconds")}
        )
