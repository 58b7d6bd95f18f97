"""Facts given by hand, such as those of an invented visitor: which there are, and how each is read from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from django_jss.engine import given_values as values
from django_jss.engine.facts import Fact
from django_jss.engine.faults import Fault, expected, hint
from django_jss.engine.given_values import (
    COUNT,
    MOMENT,
    NUMBER,
    TEXT,
    YES_OR_NO,
    FactType,
    GivenScores,
    WrongEntry,
    write_value,
)
from django_jss.engine.parameters import DEVICE_KINDS

__all__ = ["TYPES", "FactType", "GivenScores", "InvalidFacts", "read_facts", "write_value"]


class InvalidFacts(ValueError):
    """Facts given by hand are wrong; `faults` are all that is."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def read_facts(given: Mapping[str, Any], time_zone: ZoneInfo) -> dict[str, Any]:
    """Facts given by hand in JSON, such as those of a persona; null says that one is not known.

    Raises `InvalidFacts` with all faults at once. A time without offset is one of `time_zone`.
    """
    facts: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, raw in given.items():
        kind = TYPES.get(name)
        if kind is None:
            plain = values.plain_name(name)
            message = str(_('no fact "{name}"')).format(name=plain) + hint(name, TYPES)
            faults.append(Fault(plain, "unknown", message))
            continue
        try:
            facts[name] = None if raw is None else kind.read(raw, time_zone)
        except WrongEntry as error:
            faults.append(Fault(f"{name}{error.path}", "value", expected(error.expects, error.raw)))
        # Readers of projects may raise anything for what they do not expect.
        except Exception:
            faults.append(Fault(name, "value", expected(kind.expects, raw)))
    if faults:
        raise InvalidFacts(faults)
    return facts


def _read_device_kind(raw: Any, time_zone: ZoneInfo) -> str:
    if not isinstance(raw, str) or raw not in DEVICE_KINDS:
        raise ValueError
    return raw


_VALUE = FactType(_("a whole number"), values.read_value)
_GUID = FactType(_("a GUID, or an empty text"), values.read_reference)
_GUIDS = FactType(_("a list of GUIDs"), values.read_guids)
_TEXTS = FactType(_("a list of texts"), values.read_texts)
_TEXTS_BY_NAME = FactType(_("an object from name to text"), values.read_texts_by_name)
_PLAIN = FactType(_("an object from name to text, number, true or false"), values.read_plain)
_SCORES = FactType(
    _("an object from profile GUID to an object with scores (key GUID to number), perhaps count"), values.read_scores
)
_COUNTS = FactType(_("an object from goal GUID to count, or a list of goal GUIDs"), values.read_counts)
_TEXTS_OF_PLACES = (
    *("country", "continent", "region", "region_code", "city", "postal_code", "metro_code"),
    *("time_zone", "isp", "organisation"),
)
_PLACE = dict.fromkeys(_TEXTS_OF_PLACES, TEXT) | {"latitude": NUMBER, "longitude": NUMBER, "is_eu": YES_OR_NO}
_DEVICE = {
    "type": FactType(", ".join(DEVICE_KINDS), _read_device_kind),
    **dict.fromkeys(("os", "browser", "vendor", "model"), TEXT),
    **dict.fromkeys(("os_version", "browser_version", "screen_width", "screen_height"), COUNT),
    "is_touch": YES_OR_NO,
}

# The value of a fact is what its `read` returns; providers give the same. Apps add their own.
TYPES: dict[str, FactType] = {
    # 1 on the first visit.
    Fact.VISIT_NUMBER: COUNT,
    # How often each goal was triggered, by its GUID in lower case with dashes: in this visit, and ever.
    Fact.VISIT_GOALS: _COUNTS,
    Fact.CONTACT_GOALS: _COUNTS,
    # When visits began: the contact's first, the one before this one (None on the first), and this one.
    Fact.FIRST_VISIT_AT: MOMENT,
    Fact.PREVIOUS_VISIT_AT: MOMENT,
    Fact.VISIT_STARTED_AT: MOMENT,
    # Engagement value: of all visits, of this one.
    Fact.CONTACT_VALUE: _VALUE,
    Fact.VISIT_VALUE: _VALUE,
    # Page views in all visits and in this one; the page being viewed is counted.
    Fact.CONTACT_PAGE_VIEWS: COUNT,
    Fact.VISIT_PAGE_VIEWS: COUNT,
    # The language in which the visit began.
    Fact.VISIT_LANGUAGE: TEXT,
    # The GUID of the campaign that brought this visit, empty if none did.
    Fact.VISIT_CAMPAIGN: _GUID,
    # What marketers noted of that campaign: `group`, and its facets by name.
    Fact.CAMPAIGN_TRAITS: _TEXTS_BY_NAME,
    # The GUIDs of this visit's channel, of its group and of its type.
    Fact.VISIT_CHANNEL: _GUIDS,
    # Tuples of `PastEvent` of the kind "channel", one for each visit and each channel of its line, the newest first.
    Fact.CHANNEL_HISTORY: FactType(_("a list of objects with kind, definition, at, visit_number"), values.read_events),
    # The address of the page that led here, empty if none did; and what `analytics.client.source` makes of it.
    Fact.REFERRER: TEXT,
    Fact.VISIT_SOURCE: _PLAIN,
    Fact.FIRST_SOURCE: _PLAIN,
    # Whether somebody said who the visitor is, the sources that know the visitor, and what was told of the person.
    Fact.IS_IDENTIFIED: YES_OR_NO,
    Fact.IDENTIFIER_SOURCES: _TEXTS,
    Fact.CONTACT_ATTRIBUTES: _PLAIN,
    # Paths of this visit's first page, and of the page before the one being viewed, empty if there was none.
    Fact.ENTRY_PATH: TEXT,
    Fact.PREVIOUS_PATH: TEXT,
    # Tuples of `PastEvent` and `PastPage`, this visit's included, the newest first.
    Fact.EVENT_HISTORY: FactType(
        _("a list of objects with kind, definition, at, visit_number, perhaps value, data and name"), values.read_events
    ),
    Fact.PAGE_HISTORY: FactType(_("a list of objects with page, at, visit_number, perhaps path"), values.read_pages),
    # Where the visitor stands in each profile (`patterns.Standing` by profile GUID): by the pages of this visit, and of all;
    # given by hand, `GivenScores`, of which `personalization.standings` makes the same.
    Fact.VISIT_PROFILES: _SCORES,
    Fact.CONTACT_PROFILES: _SCORES,
    # The template of each page in `PAGE_HISTORY`, then those that it derives from, by the page's GUID.
    Fact.SEEN_TEMPLATES: FactType(_("an object from page GUID to a list of template GUIDs"), values.read_guids_by_guid),
    # Where the visitor is and on what, as `analytics.client.place` and `analytics.client.device` tell.
    Fact.PLACE: FactType(_("an object with country, city and the like"), values.object_of(_PLACE)),
    Fact.ADDRESS: TEXT,
    Fact.DEVICE: FactType(_("an object with type, os, browser and the like"), values.object_of(_DEVICE)),
    # Codes of the languages that the browser asks for, in lower case, the preferred one first.
    Fact.LANGUAGES: FactType(_("a list of language codes"), values.read_codes),
    # The user who is logged in: `is_authenticated`, `is_staff`, and the fields of the user model by name.
    Fact.USER: _PLAIN,
    Fact.USER_GROUPS: _TEXTS,
    # Such as "shop.view_order".
    Fact.USER_PERMISSIONS: _TEXTS,
    # The page: its GUID, path, ancestors (nearest first), template and those that it derives from, and its fields as texts.
    Fact.PAGE: _GUID,
    Fact.PAGE_PATH: TEXT,
    Fact.PAGE_ANCESTORS: _GUIDS,
    # The ancestors of other pages that rules name, by the page's GUID.
    Fact.LINES: FactType(
        _("an object from page GUID to a list of the GUIDs of its ancestors"), values.read_guids_by_guid
    ),
    Fact.PAGE_TEMPLATES: _GUIDS,
    Fact.PAGE_FIELDS: _TEXTS_BY_NAME,
    # Whether what the visitor does is recorded.
    Fact.IS_TRACKED: YES_OR_NO,
    # Whether the visitor consented to that, explicitly.
    Fact.HAS_CONSENT: YES_OR_NO,
    # A text that stays the same for a visitor and differs between visitors.
    Fact.VISITOR_SEED: TEXT,
    # The first value of each query-string parameter by its case-folded name; cookies and headers that rules may ask for.
    Fact.QUERY: _TEXTS_BY_NAME,
    Fact.COOKIES: _TEXTS_BY_NAME,
    Fact.HEADERS: _TEXTS_BY_NAME,
    # The host asked for, the site's name, and the code of the page's language.
    Fact.HOST: TEXT,
    Fact.SITE: TEXT,
    Fact.LANGUAGE: TEXT,
    # The present time in the time zone of the site.
    Fact.LOCAL_TIME: MOMENT,
    # The same in the time zone of the place where the visitor is.
    Fact.VISITOR_TIME: MOMENT,
    # The first and last days of the dates in each calendar, by its GUID.
    Fact.CALENDARS: FactType(
        _("an object from calendar GUID to a list of [first day, last day]"), values.read_calendars
    ),
}
