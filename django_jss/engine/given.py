"""Facts given by hand, such as those of an invented visitor: how each is read from JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from django_jss.engine.facts import Fact
from django_jss.engine.faults import Fault, expected, hint
from django_jss.engine.guids import dashed, parse_guid
from django_jss.engine.history import EVENT_KINDS, HISTORY_LENGTH, PastEvent, PastPage

MAX_COUNT = 10**9


class InvalidFacts(ValueError):
    """Facts given by hand are wrong; `faults` are all that is."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class FactType:
    """`read` takes a JSON value and the site's time zone; it raises `ValueError` for what is not `expects`."""

    expects: Any
    read: Callable[[Any, ZoneInfo], Any]


def read_facts(given: Mapping[str, Any], time_zone: ZoneInfo) -> dict[str, Any]:
    """Facts given by hand in JSON, such as those of a persona; null says that one is not known.

    Raises `InvalidFacts` with all faults at once. A time without offset is one of `time_zone`.
    """
    facts: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, raw in given.items():
        kind = TYPES.get(name)
        if kind is None:
            message = str(_('no fact "{name}"')).format(name=name) + hint(name, TYPES)
            faults.append(Fault(name, "unknown", message))
            continue
        try:
            facts[name] = None if raw is None else kind.read(raw, time_zone)
        except ValueError:
            faults.append(Fault(name, "value", expected(kind.expects, raw)))
    if faults:
        raise InvalidFacts(faults)
    return facts


def _read_count(raw: Any, time_zone: ZoneInfo) -> int:
    if type(raw) is not int or not 0 <= raw <= MAX_COUNT:
        raise ValueError
    return raw


def _read_counts(raw: Any, time_zone: ZoneInfo) -> dict[str, int]:
    """Of a list each entry counts once."""
    if isinstance(raw, list):
        return {dashed(parse_guid(guid)): 1 for guid in raw}
    if not isinstance(raw, dict):
        raise ValueError
    return {dashed(parse_guid(guid)): _read_count(count, time_zone) for guid, count in raw.items()}


def _read_texts_by_name(raw: Any, time_zone: ZoneInfo) -> dict[str, str]:
    if not isinstance(raw, dict) or not all(isinstance(value, str) for value in raw.values()):
        raise ValueError
    return {str(name).casefold(): value for name, value in raw.items()}


def _read_local_time(raw: Any, time_zone: ZoneInfo) -> datetime:
    if not isinstance(raw, str):
        raise ValueError
    instant = datetime.fromisoformat(raw)
    return instant.astimezone(time_zone) if instant.tzinfo else instant.replace(tzinfo=time_zone)


def _read_value(raw: Any, time_zone: ZoneInfo) -> int:
    if type(raw) is not int or abs(raw) > MAX_COUNT:
        raise ValueError
    return raw


def _read_text(raw: Any, time_zone: ZoneInfo) -> str:
    if not isinstance(raw, str):
        raise ValueError
    return raw


def _read_reference(raw: Any, time_zone: ZoneInfo) -> str:
    return "" if raw == "" else dashed(parse_guid(raw))


def _read_history(raw: Any, time_zone: ZoneInfo, read: Callable[..., Any]) -> tuple[Any, ...]:
    """The entries in the order of histories."""
    if not isinstance(raw, list) or len(raw) > HISTORY_LENGTH or not all(isinstance(entry, dict) for entry in raw):
        raise ValueError
    try:
        entries = [read(time_zone, **entry) for entry in raw]
    except TypeError as error:
        raise ValueError from error
    return tuple(sorted(entries, key=lambda entry: (entry.visit_number, entry.at), reverse=True))


def _read_event(
    time_zone: ZoneInfo, kind: Any, definition: Any, at: Any, visit_number: Any, value: Any = 0, data: Any = None
) -> PastEvent:
    is_money = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MAX_COUNT
    if kind not in EVENT_KINDS or not is_money or not isinstance(data, dict | None):
        raise ValueError
    guid, moment = dashed(parse_guid(definition)), _read_local_time(at, time_zone)
    return PastEvent(kind, guid, moment, _read_count(visit_number, time_zone), float(value), data or {})


def _read_page(time_zone: ZoneInfo, page: Any, at: Any, visit_number: Any, path: Any = "") -> PastPage:
    guid, moment = dashed(parse_guid(page)), _read_local_time(at, time_zone)
    return PastPage(guid, _read_text(path, time_zone), moment, _read_count(visit_number, time_zone))


def _read_events(raw: Any, time_zone: ZoneInfo) -> tuple[PastEvent, ...]:
    return _read_history(raw, time_zone, _read_event)


def _read_pages(raw: Any, time_zone: ZoneInfo) -> tuple[PastPage, ...]:
    return _read_history(raw, time_zone, _read_page)


@dataclass(frozen=True, slots=True)
class GivenScores:
    """Scores of a profile that are given by hand, by key GUID; `count` None is as many page views as it needs."""

    scores: Mapping[str, float]
    count: int | None = None


def _read_scores(raw: Any, time_zone: ZoneInfo) -> dict[str, GivenScores]:
    if not isinstance(raw, dict):
        raise ValueError
    return {dashed(parse_guid(profile)): _read_given_scores(scores, time_zone) for profile, scores in raw.items()}


def _read_given_scores(raw: Any, time_zone: ZoneInfo) -> GivenScores:
    if not isinstance(raw, dict) or not {"scores"} <= raw.keys() <= {"scores", "count"}:
        raise ValueError
    scores, count = raw["scores"], raw.get("count")
    if not isinstance(scores, dict) or not all(_is_number(score) for score in scores.values()):
        raise ValueError
    given = {dashed(parse_guid(key)): float(score) for key, score in scores.items()}
    return GivenScores(given, None if count is None else _read_count(count, time_zone))


def _is_number(raw: Any) -> bool:
    return isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) < MAX_COUNT


def _read_texts(raw: Any, time_zone: ZoneInfo) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(text, str) for text in raw):
        raise ValueError
    return tuple(raw)


def _read_codes(raw: Any, time_zone: ZoneInfo) -> tuple[str, ...]:
    return tuple(text.lower() for text in _read_texts(raw, time_zone))


def _read_guids(raw: Any, time_zone: ZoneInfo) -> tuple[str, ...]:
    return tuple(dashed(parse_guid(guid)) for guid in _read_texts(raw, time_zone))


def _read_guids_by_guid(raw: Any, time_zone: ZoneInfo) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw, dict):
        raise ValueError
    return {dashed(parse_guid(guid)): _read_guids(guids, time_zone) for guid, guids in raw.items()}


def _read_bool(raw: Any, time_zone: ZoneInfo) -> bool:
    if not isinstance(raw, bool):
        raise ValueError
    return raw


def _read_plain(raw: Any, time_zone: ZoneInfo) -> dict[str, Any]:
    """Texts, numbers and yes or no by name; what is null is not known."""
    if not isinstance(raw, dict) or not all(isinstance(value, str | int | float | None) for value in raw.values()):
        raise ValueError
    return {str(name): value for name, value in raw.items() if value is not None}


def _read_calendars(raw: Any, time_zone: ZoneInfo) -> dict[str, tuple[tuple[date, date], ...]]:
    if not isinstance(raw, dict):
        raise ValueError
    return {dashed(parse_guid(guid)): tuple(_read_range(days) for days in ranges) for guid, ranges in raw.items()}


def _read_range(raw: Any) -> tuple[date, date]:
    if not isinstance(raw, list) or len(raw) != 2 or not all(isinstance(day, str) for day in raw):
        raise ValueError
    first, last = (date.fromisoformat(day) for day in raw)
    return first, last


_COUNT = FactType(_("a whole number, 0 or more"), _read_count)
_VALUE = FactType(_("a whole number"), _read_value)
_TEXT = FactType(_("a text"), _read_text)
_MOMENT = FactType(_("a time such as 2026-11-24T09:00"), _read_local_time)
_GUID = FactType(_("a GUID, or an empty text"), _read_reference)
_GUIDS = FactType(_("a list of GUIDs"), _read_guids)
_TEXTS = FactType(_("a list of texts"), _read_texts)
_TEXTS_BY_NAME = FactType(_("an object from name to text"), _read_texts_by_name)
_PLAIN = FactType(_("an object from name to text, number, true or false"), _read_plain)
_YES_OR_NO = FactType(_("true or false"), _read_bool)
_SCORES = FactType(
    _("an object from profile GUID to an object with scores (key GUID to number), perhaps count"), _read_scores
)
_COUNTS = FactType(_("an object from goal GUID to count, or a list of goal GUIDs"), _read_counts)

# The value of a fact is what its `read` returns; providers give the same. Apps add their own.
TYPES: dict[str, FactType] = {
    # 1 on the first visit.
    Fact.VISIT_NUMBER: _COUNT,
    # How often each goal was triggered, by its GUID in lower case with dashes: in this visit, and ever.
    Fact.VISIT_GOALS: _COUNTS,
    Fact.CONTACT_GOALS: _COUNTS,
    # When visits began: the contact's first, the one before this one (None on the first), and this one.
    Fact.FIRST_VISIT_AT: _MOMENT,
    Fact.PREVIOUS_VISIT_AT: _MOMENT,
    Fact.VISIT_STARTED_AT: _MOMENT,
    # Engagement value: of all visits, of this one.
    Fact.CONTACT_VALUE: _VALUE,
    Fact.VISIT_VALUE: _VALUE,
    # Page views in all visits and in this one; the page being viewed is counted.
    Fact.CONTACT_PAGE_VIEWS: _COUNT,
    Fact.VISIT_PAGE_VIEWS: _COUNT,
    # The language in which the visit began.
    Fact.VISIT_LANGUAGE: _TEXT,
    # The GUID of the campaign that brought this visit, empty if none did.
    Fact.VISIT_CAMPAIGN: _GUID,
    # What marketers noted of that campaign: `group`, and its facets by name.
    Fact.CAMPAIGN_TRAITS: _TEXTS_BY_NAME,
    # The GUIDs of this visit's channel, of its group and of its type.
    Fact.VISIT_CHANNEL: _GUIDS,
    # Tuples of `PastEvent` of the kind "channel", one for each visit and each channel of its line, the newest first.
    Fact.CHANNEL_HISTORY: FactType(_("a list of objects with kind, definition, at, visit_number"), _read_events),
    # The address of the page that led here, empty if none did; and what `analytics.client.source` makes of it.
    Fact.REFERRER: _TEXT,
    Fact.VISIT_SOURCE: _PLAIN,
    Fact.FIRST_SOURCE: _PLAIN,
    # Whether somebody said who the visitor is, the sources that know the visitor, and what was told of the person.
    Fact.IS_IDENTIFIED: _YES_OR_NO,
    Fact.IDENTIFIER_SOURCES: _TEXTS,
    Fact.CONTACT_ATTRIBUTES: _PLAIN,
    # Paths of this visit's first page, and of the page before the one being viewed, empty if there was none.
    Fact.ENTRY_PATH: _TEXT,
    Fact.PREVIOUS_PATH: _TEXT,
    # Tuples of `PastEvent` and `PastPage`, this visit's included, the newest first.
    Fact.EVENT_HISTORY: FactType(
        _("a list of objects with kind, definition, at, visit_number, perhaps value and data"), _read_events
    ),
    Fact.PAGE_HISTORY: FactType(_("a list of objects with page, at, visit_number, perhaps path"), _read_pages),
    # Where the visitor stands in each profile (`patterns.Standing` by profile GUID): by the pages of this visit, and of all;
    # given by hand, `GivenScores`, of which `personalization.standings` makes the same.
    Fact.VISIT_PROFILES: _SCORES,
    Fact.CONTACT_PROFILES: _SCORES,
    # The template of each page in `PAGE_HISTORY`, then those that it derives from, by the page's GUID.
    Fact.SEEN_TEMPLATES: FactType(_("an object from page GUID to a list of template GUIDs"), _read_guids_by_guid),
    # Where the visitor is and on what, as `analytics.client.place` and `analytics.client.device` tell.
    Fact.PLACE: _PLAIN,
    Fact.ADDRESS: _TEXT,
    Fact.DEVICE: _PLAIN,
    # Codes of the languages that the browser asks for, in lower case, the preferred one first.
    Fact.LANGUAGES: FactType(_("a list of language codes"), _read_codes),
    # The user who is logged in: `is_authenticated`, `is_staff`, and the fields of the user model by name.
    Fact.USER: _PLAIN,
    Fact.USER_GROUPS: _TEXTS,
    # Such as "shop.view_order".
    Fact.USER_PERMISSIONS: _TEXTS,
    # The page: its GUID, path, ancestors (nearest first), template and those that it derives from, and its fields as texts.
    Fact.PAGE: _GUID,
    Fact.PAGE_PATH: _TEXT,
    Fact.PAGE_ANCESTORS: _GUIDS,
    # The ancestors of other pages that rules name, by the page's GUID.
    Fact.LINES: FactType(_("an object from page GUID to a list of the GUIDs of its ancestors"), _read_guids_by_guid),
    Fact.PAGE_TEMPLATES: _GUIDS,
    Fact.PAGE_FIELDS: _TEXTS_BY_NAME,
    # Whether what the visitor does is recorded.
    Fact.IS_TRACKED: _YES_OR_NO,
    # Whether the visitor consented to that, explicitly.
    Fact.HAS_CONSENT: _YES_OR_NO,
    # A text that stays the same for a visitor and differs between visitors.
    Fact.VISITOR_SEED: _TEXT,
    # The first value of each query-string parameter by its case-folded name; cookies and headers that rules may ask for.
    Fact.QUERY: _TEXTS_BY_NAME,
    Fact.COOKIES: _TEXTS_BY_NAME,
    Fact.HEADERS: _TEXTS_BY_NAME,
    # The host asked for, the site's name, and the code of the page's language.
    Fact.HOST: _TEXT,
    Fact.SITE: _TEXT,
    Fact.LANGUAGE: _TEXT,
    # The present time in the time zone of the site.
    Fact.LOCAL_TIME: _MOMENT,
    # The same in the time zone of the place where the visitor is.
    Fact.VISITOR_TIME: _MOMENT,
    # The first and last days of the dates in each calendar, by its GUID.
    Fact.CALENDARS: FactType(_("an object from calendar GUID to a list of [first day, last day]"), _read_calendars),
}
