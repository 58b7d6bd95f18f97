"""Whether visitors may be tracked: what they chose, what their browsers ask for, and whether they are visitors at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from django_jss.analytics.models import ConsentChange
from django_jss.analytics.recognition import KnownVisitor, database
from django_jss.conf import settings
from django_jss.sites.directory import SiteInfo

COOKIE_NAME = "SC_TRACKING_CONSENT"
# For how long a device is suspected that shows no more of a person.
_SUSPICION = timedelta(days=1)
_CHOICE = re.compile(r"([0-9a-f]{32}):([01])", re.ASCII)


class Consent(StrEnum):
    """What a visitor chose on a site."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"


class Tracking(StrEnum):
    """Whether what a visitor does is recorded; if not, why."""

    ON = "on"
    # The site needs a consent that nobody gave yet.
    NO_CONSENT = "no_consent"
    REFUSED = "refused"
    # The browser sent `Sec-GPC` or `DNT`, and the visitor did not consent in spite of it.
    PRIVACY_SIGNAL = "privacy_signal"
    # The user agent is that of a bot.
    BOT = "bot"
    # It behaves like one.
    SUSPECTED_BOT = "suspected_bot"

    @property
    def is_about_bots(self) -> bool:
        return self in (Tracking.BOT, Tracking.SUSPECTED_BOT)

    @property
    def waits_for_consent(self) -> bool:
        """Whether the visitor's consent would change it."""
        return self in (Tracking.NO_CONSENT, Tracking.REFUSED, Tracking.PRIVACY_SIGNAL)


def read_consents(cookie: str) -> Mapping[str, Consent]:
    """The choices in a consent cookie, by the site's GUID in 32 hex digits; anything else in it is put aside."""
    return {guid: Consent.GIVEN if given == "1" else Consent.REFUSED for guid, given in _CHOICE.findall(cookie[:4000])}


def write_consents(consents: Mapping[str, Consent]) -> str:
    """The cookie's value: `<site>:<1 or 0>`, with dots between sites."""
    chosen = {guid: consent for guid, consent in consents.items() if consent is not Consent.NOT_ASKED}
    return ".".join(f"{guid}:{int(consent is Consent.GIVEN)}" for guid, consent in chosen.items())


def consent_on(site: SiteInfo, cookie: str) -> Consent:
    """What the visitor with that cookie chose on the site."""
    return read_consents(cookie).get(site.guid.hex, Consent.NOT_ASKED)


def permission(site: SiteInfo | None, consent: Consent, *, has_privacy_signal: bool) -> Tracking:
    """What a choice and a browser's signal allow; an explicit consent stands above the signal."""
    if consent is Consent.GIVEN:
        return Tracking.ON
    if consent is Consent.REFUSED:
        return Tracking.REFUSED
    if has_privacy_signal:
        return Tracking.PRIVACY_SIGNAL
    return Tracking.NO_CONSENT if site is not None and site.requires_consent else Tracking.ON


def behaves_like_a_bot(known: KnownVisitor | None, now: datetime) -> bool:
    """Whether a device views more pages than people do: too many a minute, or very many without being shown to be human.

    The settings `BOT_PAGES_A_MINUTE` and `BOT_PAGES_UNIDENTIFIED` say how many; 0 asks for no such thing. A day after
    the last page that was recorded the device may try again: it may have been somebody in a hurry.
    """
    visit = known.latest_visit if known else None
    if known is None or visit is None or known.is_human or now - visit.last_activity_at > _SUSPICION:
        return False
    pages = visit.page_view_count
    if 0 < settings.BOT_PAGES_UNIDENTIFIED <= pages:
        return True
    minutes = max((visit.last_activity_at - visit.started_at).total_seconds() / 60, 1)
    return 0 < settings.BOT_PAGES_A_MINUTE <= pages / minutes


def keep_consent(contact_id: int, site_id: int, consent: Consent, at: datetime) -> None:
    """Keep a choice as proof, unless it is what the contact chose last."""
    with transaction.atomic(using=database()):
        if kept_consent(contact_id, site_id) is not consent:
            is_given = consent is Consent.GIVEN
            changes = ConsentChange.objects.using(database())
            changes.create(contact_id=contact_id, site_id=site_id, is_given=is_given, at=at)


def kept_consent(contact_id: int, site_id: int) -> Consent:
    """What the contact chose last on the site, as far as it is kept. One query."""
    changes = ConsentChange.objects.using(database()).filter(contact=contact_id, site=site_id)
    latest = changes.order_by("-at", "-pk").first()
    if latest is None:
        return Consent.NOT_ASKED
    return Consent.GIVEN if latest.is_given else Consent.REFUSED
