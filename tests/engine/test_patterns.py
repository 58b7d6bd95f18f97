"""Profiles: scores, fading, distances, and which pattern matches."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jss.engine.patterns import (
    Combining,
    Gain,
    Pattern,
    Profile,
    ProfileKey,
    Tally,
    add_gains,
    mixed,
    read_tallies,
    standing,
    tally_of_scores,
    write_tallies,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SPORT, COMFORT = ProfileKey("sport", "Sport"), ProfileKey("comfort", "Comfort", default=2)
RUNNER, WALKER = Pattern("runner", "Runner", {"sport": 10, "comfort": 0}), Pattern("walker", "Walker", {"sport": 2})
POINTS = st.dictionaries(st.sampled_from(["sport", "comfort"]), st.floats(0, 10), min_size=1)
VIEWS = st.lists(st.tuples(st.integers(0, 5000), POINTS), max_size=6)


def profile(combining: Combining = Combining.SUM, minimum: int = 3, decay: float = 0) -> Profile:
    return Profile("persona", "Persona", (SPORT, COMFORT), (RUNNER, WALKER), combining, minimum, decay)


def views(*points: dict[str, float], decay: float = 0, at: datetime = NOW) -> Tally:
    tally = Tally()
    for each in points:
        tally = tally.plus(Gain("persona", each, decay), at)
    return tally


def scores(combining: Combining, tally: Tally, at: datetime = NOW) -> list[float]:
    return [score.value for score in standing(profile(combining), tally, at).scores]


@pytest.mark.parametrize(
    ("combining", "expected"),
    [(Combining.SUM, [12, 4]), (Combining.AVERAGE, [6, 2]), (Combining.PERCENTAGE, [75, 25])],
)
def test_scores_combine_as_the_profile_says(combining, expected):
    assert scores(combining, views({"sport": 8, "comfort": 4}, {"sport": 4})) == expected


def test_scores_without_any_scored_view_are_the_defaults_and_no_pattern_is_near():
    empty = standing(profile(minimum=1), Tally(), NOW)

    assert [score.value for score in empty.scores] == [0, 2]
    assert (empty.distances, empty.pattern) == ((), None)


def test_pattern_matches_from_the_minimum_of_scored_views_on():
    seen = [{"sport": 9.0, "comfort": 1.0}] * 3

    assert standing(profile(), views(*seen[:2]), NOW).pattern is None
    assert standing(profile(), views(*seen), NOW).pattern == "runner"
    assert standing(profile(), views(*seen[:2]), NOW).distances[0].pattern == "runner"


def test_distance_is_euclidean_over_keys_scaled_to_their_ranges():
    key = ProfileKey("price", "Price", low=100, high=300)
    wide = Profile("p", "P", (SPORT, key), (Pattern("a", "A", {"sport": 10, "price": 300}),), minimum=1)

    found = standing(wide, views({"sport": 5, "price": 150}), NOW).distances[0]

    assert found.distance == pytest.approx(math.hypot(0.5, 0.75) / math.sqrt(2), abs=1e-6)


def test_mean_view_is_compared_however_many_were_seen():
    once, often = views({"sport": 6}), views(*[{"sport": 6.0}] * 50)

    assert standing(profile(), once, NOW).distances == standing(profile(), often, NOW).distances


def test_percentages_are_compared_by_their_shares():
    strong, weak = views({"sport": 10, "comfort": 10}), views({"sport": 1, "comfort": 1})

    shares = profile(Combining.PERCENTAGE)
    assert standing(shares, strong, NOW).distances == standing(shares, weak, NOW).distances


def test_new_interests_outweigh_old_ones_where_scores_fade():
    tally = views(*[{"sport": 10.0}] * 4, decay=10)
    later = NOW + timedelta(days=30)
    for _ in range(2):
        tally = tally.plus(Gain("persona", {"sport": 0, "comfort": 10}, 10), later)

    assert tally.count == 6
    assert tally.points["sport"] == pytest.approx(40 * 0.9**30)
    assert standing(profile(decay=10), tally, later).distances[0].pattern == "walker"


def test_score_is_reduced_as_set_after_thirty_days():
    tally = views({"sport": 10.0}, decay=1)

    score = standing(profile(decay=1), tally, NOW + timedelta(days=30)).scores[0]

    assert score.value == pytest.approx(10 * 0.99**30, abs=1e-6)


def test_pattern_that_once_matched_is_remembered():
    tally = views({"sport": 9}).plus(Gain("persona", {"sport": 9}, matched=("runner",)), NOW)
    for _ in range(20):
        tally = tally.plus(Gain("persona", {"sport": 0}, matched=("walker",)), NOW)

    found = standing(profile(), tally, NOW)

    assert found.pattern == "walker"
    assert found.matched == {"runner", "walker"}


@pytest.mark.parametrize("combining", list(Combining))
def test_given_scores_lead_to_the_same_scores(combining):
    wanted = {"sport": 60.0, "comfort": 40.0}

    tally = tally_of_scores(profile(combining), wanted, 5)

    assert scores(combining, tally) == [60, 40]
    assert tally.count == 5


def test_cards_of_one_page_are_mixed_by_their_percentages():
    assert mixed([({"sport": 10}, 75), ({"sport": 2, "comfort": 8}, 25)]) == {"sport": 8, "comfort": 2}
    assert mixed([]) == {}


@given(VIEWS)
def test_stored_tallies_are_read_as_they_were(seen):
    tallies = {}
    for seconds, points in seen:
        tallies = add_gains(tallies, [Gain("persona", points, 5)], NOW + timedelta(seconds=seconds))

    stored = write_tallies(tallies)

    assert write_tallies(read_tallies(stored)) == stored


@given(VIEWS, VIEWS)
def test_merged_tallies_are_those_of_all_views_together(mine, theirs):
    def tally_of(seen):
        tally = Tally()
        for _seconds, points in seen:
            tally = tally.plus(Gain("persona", points), NOW)
        return tally

    merged, together = tally_of(mine).merged(tally_of(theirs)), tally_of([*mine, *theirs])

    assert merged.count == together.count
    assert merged.points == pytest.approx(dict(together.points))


@given(VIEWS, st.sampled_from(list(Combining)), st.floats(0, 100))
def test_distances_lie_between_nothing_and_all(seen, combining, decay):
    tally = Tally()
    for seconds, points in seen:
        tally = tally.plus(Gain("persona", points, decay), NOW + timedelta(seconds=seconds))

    found = standing(profile(combining, decay=decay), tally, NOW + timedelta(days=1)).distances

    assert all(0 <= each.distance <= 1 for each in found)
    assert [each.distance for each in found] == sorted(each.distance for each in found)


@pytest.mark.parametrize("stored", [None, [], {"p": None}, {"p": {"count": 1}}, {"p": {"count": "x", "weight": 1}}])
def test_tallies_that_are_spoilt_are_left_out(stored):
    assert read_tallies(stored) == {}
