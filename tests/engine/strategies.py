"""Random rules over all registered conditions, and random facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from django_jss.engine.conditions import conditions
from django_jss.engine.conditions.base import ConditionType
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.history import PastEvent, PastPage
from django_jss.engine.parameters import ParameterType
from django_jss.engine.rules import MAX_DEPTH, InvalidRule, read_rule, write_rule

GUIDS = [f"0000000{digit}-0000-4000-8000-000000000000" for digit in range(3)]
TEXTS = st.text(alphabet="abßA1 ", max_size=4)
MOMENTS = st.integers(-3, 3).map(lambda days: datetime(2026, 11, 23, 12, tzinfo=UTC) + timedelta(days))
VALUES = {
    "number": st.integers(0, 4),
    "decimal": st.floats(-3, 3),
    "text": TEXTS.map(lambda text: text.strip() or "x"),
    "texts": st.lists(st.sampled_from(["a", "ß", "DK"]), min_size=1, unique=True),
    "date": st.integers(-3, 3).map(lambda days: (date(2026, 11, 23) + timedelta(days)).isoformat()),
    "datetime": MOMENTS.map(lambda moment: moment.replace(tzinfo=None).isoformat(timespec="minutes")),
    "time": st.integers(0, 23).map(lambda hour: time(hour).isoformat(timespec="minutes")),
}


def values_of(parameter: ParameterType) -> st.SearchStrategy[Any]:
    """JSON values of a parameter."""
    if parameter.reference:
        return st.sampled_from(GUIDS)
    if parameter.name in ("several", "codes"):
        return st.lists(st.sampled_from(list(parameter.choices)), min_size=1, unique=True).map(sorted)
    if parameter.name == "choice":
        return st.sampled_from([str(choice) for choice in parameter.choices])
    return VALUES[parameter.name]


def rules_of(kind: ConditionType) -> st.SearchStrategy[dict[str, Any]]:
    """Valid rules that are one condition of that kind, in the form in which they are stored."""
    parameters = {name: values_of(parameter) for name, parameter in kind.parameters.items()}
    raw = st.fixed_dictionaries({"condition": st.just(kind.name), **parameters})
    return raw.map(stored).filter(lambda rule: rule is not None)


def stored(raw: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return write_rule(read_rule({"version": 1, "rule": raw}))["rule"]
    except InvalidRule:
        return None


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """JSON documents of valid rules."""
    trees = st.recursive(
        st.sampled_from([kind for _name, kind in conditions]).flatmap(rules_of),
        lambda parts: st.one_of(
            st.lists(parts, max_size=4).map(lambda parts: {"all": parts}),
            st.lists(parts, max_size=4).map(lambda parts: {"any": parts}),
            parts.map(lambda part: {"not": part}),
        ),
        max_leaves=12,
    ).filter(lambda tree: depth_of(tree) <= MAX_DEPTH)
    return trees.map(lambda tree: {"version": 1, "rule": tree})


def depth_of(tree: dict[str, Any]) -> int:
    parts = [tree["not"]] if "not" in tree else tree.get("all", tree.get("any", []))
    return 1 + max(map(depth_of, parts), default=0)


# What a fact may be by mistake; of the right types some are among them as well.
ANYTHING = st.one_of(
    st.sampled_from([None, "text", 3.5, [1], True, object(), {}]),
    st.integers(0, 5),
    TEXTS,
    MOMENTS,
    st.dictionaries(st.sampled_from(["a", "b"]), TEXTS),
    st.dictionaries(st.sampled_from(GUIDS), st.integers(0, 2)),
)
COUNTS = st.one_of(st.integers(0, 5), ANYTHING)
TIMES = st.one_of(MOMENTS, ANYTHING)
PATHS = st.one_of(st.sampled_from(["", "/", "/a", "/A/b"]), ANYTHING)
EVENTS = st.builds(
    PastEvent,
    kind=st.sampled_from(["event", "goal", "outcome", "campaign"]),
    definition=st.sampled_from(GUIDS),
    at=MOMENTS,
    visit_number=st.integers(0, 5),
    value=st.integers(0, 3),
    data=st.dictionaries(st.sampled_from(["a", "x"]), st.one_of(TEXTS, st.none(), st.integers(), st.booleans())),
)
PAGES = st.builds(
    PastPage,
    page=st.sampled_from(GUIDS),
    path=st.sampled_from(["/", "/a", "/A/b", "/x"]),
    at=MOMENTS,
    visit_number=st.integers(0, 5),
)
PLACES = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["DK", "SE"]),
        "city": TEXTS,
        "is_eu": st.booleans(),
        "latitude": st.floats(-90, 90),
        "longitude": st.floats(-180, 180),
    },
)
DEVICES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["phone", "desktop"]),
        "os_version": st.integers(0, 4),
        "is_touch": st.booleans(),
    },
)
USERS = st.fixed_dictionaries({"is_authenticated": st.booleans()}, optional={"x": TEXTS, "email": TEXTS})
LINES = st.dictionaries(st.sampled_from(GUIDS), st.lists(st.sampled_from(GUIDS)).map(tuple))
CALENDARS = st.dictionaries(st.sampled_from(GUIDS), st.just(((date(2026, 11, 22), date(2026, 11, 24)),)))
KNOWN = {
    str(Fact.VISIT_NUMBER): st.one_of(st.integers(0, 5), ANYTHING),
    str(Fact.VISIT_GOALS): st.one_of(st.dictionaries(st.sampled_from(GUIDS), st.integers(0, 2)), ANYTHING),
    str(Fact.CONTACT_GOALS): st.one_of(st.dictionaries(st.sampled_from(GUIDS), st.integers(0, 2)), ANYTHING),
    str(Fact.FIRST_VISIT_AT): TIMES,
    str(Fact.PREVIOUS_VISIT_AT): TIMES,
    str(Fact.VISIT_STARTED_AT): TIMES,
    str(Fact.CONTACT_VALUE): COUNTS,
    str(Fact.VISIT_VALUE): COUNTS,
    str(Fact.CONTACT_PAGE_VIEWS): COUNTS,
    str(Fact.VISIT_PAGE_VIEWS): COUNTS,
    str(Fact.ENTRY_PATH): PATHS,
    str(Fact.PREVIOUS_PATH): PATHS,
    str(Fact.VISIT_CAMPAIGN): st.one_of(st.sampled_from(["", *GUIDS]), ANYTHING),
    str(Fact.EVENT_HISTORY): st.one_of(st.lists(EVENTS, max_size=4).map(tuple), ANYTHING),
    str(Fact.PAGE_HISTORY): st.one_of(st.lists(PAGES, max_size=4).map(tuple), ANYTHING),
    str(Fact.PLACE): st.one_of(PLACES, ANYTHING),
    str(Fact.DEVICE): st.one_of(DEVICES, ANYTHING),
    str(Fact.ADDRESS): st.one_of(st.sampled_from(["10.0.0.1", "::1", "nowhere"]), ANYTHING),
    str(Fact.LANGUAGES): st.one_of(st.sampled_from([(), ("da-dk", "en"), ("x",)]), ANYTHING),
    str(Fact.USER): st.one_of(USERS, ANYTHING),
    str(Fact.USER_GROUPS): st.one_of(st.sampled_from([(), tuple(GUIDS), ("x",)]), ANYTHING),
    str(Fact.PAGE): st.one_of(st.sampled_from(GUIDS), ANYTHING),
    str(Fact.PAGE_PATH): PATHS,
    str(Fact.PAGE_ANCESTORS): st.one_of(st.lists(st.sampled_from(GUIDS)).map(tuple), ANYTHING),
    str(Fact.PAGE_TEMPLATES): st.one_of(st.lists(st.sampled_from(GUIDS)).map(tuple), ANYTHING),
    str(Fact.LINES): st.one_of(LINES, ANYTHING),
    str(Fact.SEEN_TEMPLATES): st.one_of(LINES, ANYTHING),
    str(Fact.IS_TRACKED): st.one_of(st.booleans(), ANYTHING),
    str(Fact.VISITOR_SEED): st.one_of(TEXTS, ANYTHING),
    str(Fact.VISITOR_TIME): TIMES,
    str(Fact.CALENDARS): st.one_of(CALENDARS, ANYTHING),
    str(Fact.QUERY): st.one_of(st.dictionaries(st.sampled_from(["a", "b"]), TEXTS), ANYTHING),
    str(Fact.LOCAL_TIME): st.one_of(MOMENTS, ANYTHING),
}


def facts() -> st.SearchStrategy[Facts]:
    """Facts, some of them missing, some of a wrong type."""
    return st.fixed_dictionaries({}, optional={str(fact): KNOWN.get(str(fact), ANYTHING) for fact in Fact}).map(Facts)
