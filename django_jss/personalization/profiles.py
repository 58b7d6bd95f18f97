"""Profiles as frozen data, and what the view of a page adds to them: read once per change."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from django_jss.analytics.visitors import Visitor
from django_jss.content.models import LayoutStage, Rendering
from django_jss.content.routing import PageRef
from django_jss.engine.given import GivenScores
from django_jss.engine.patterns import (
    Combining,
    Gain,
    Pattern,
    Profile,
    ProfileKey,
    Standing,
    Tally,
    add_gains,
    mixed,
    read_tallies,
    standing,
    tally_of_scores,
)
from django_jss.personalization import models
from django_jss.personalization.mapping import MappedCard, mapped_cards, points_of
from django_jss.sites import revisions
from django_jss.sites.directory import SiteInfo

# The cards of a page, by profile: points, and how much each card counts.
Cards = Mapping[str, Sequence[tuple[Mapping[str, float], float]]]


@dataclass(frozen=True, slots=True)
class SiteProfiles:
    """The profiles of a site by GUID; `has_cards` tells whether any page can score."""

    profiles: Mapping[str, Profile]
    has_cards: bool


class Kept:
    """What this process keeps: profiles of each site, and the points of the pages viewed most lately."""

    pages_at_most = 20_000

    def __init__(self) -> None:
        self.by_site: dict[int, tuple[int, SiteProfiles]] = {}
        self.by_page: OrderedDict[tuple[int, int, int], tuple[Gain, ...]] = OrderedDict()


kept = Kept()


def profiles_of(site_id: int) -> SiteProfiles:
    """The profiles of a site; four queries after a change, else none."""
    revision = revisions.current(site_id)
    found = kept.by_site.get(site_id)
    if found is None or found[0] != revision:
        found = kept.by_site[site_id] = (revision, _read(site_id))
    return found[1]


def gains_of(site: SiteInfo, page: PageRef) -> tuple[Gain, ...]:
    """What one view of the page adds to each profile that it has cards of.

    Its own cards count, those of the content that it shows by default, and those that mapping rules give it. No query
    on a site without cards, or for a page that is known.
    """
    profiles = profiles_of(site.id)
    if not profiles.has_cards:
        return ()
    key = (site.id, revisions.current(site.id), page.item_id)
    gains = kept.by_page.get(key)
    if gains is None:
        gains = kept.by_page[key] = _gains(site, page, profiles.profiles)
        if len(kept.by_page) > kept.pages_at_most:
            kept.by_page.popitem(last=False)
    return gains


def scored_views(site: SiteInfo, pages: Iterable[PageRef], visitor: Visitor) -> list[tuple[Gain, ...]]:
    """For each page, viewed one after the other, what its view adds, and which patterns match from then on."""
    tallies: Mapping[str, Tally] = {}
    is_read = False
    scored: list[tuple[Gain, ...]] = []
    for page in pages:
        gains = gains_of(site, page)
        if gains and not is_read:
            tallies, is_read = visitor.contact_tallies, True
        tallies = add_gains(tallies, gains, visitor.now)
        scored.append(tuple(_with_match(gain, site, tallies, visitor.now) for gain in gains))
    return scored


def standings(
    site: SiteInfo, tallies: Mapping[str, Tally], at: datetime, coming: Iterable[Gain] = (), *, fade: bool = True
) -> dict[str, Standing]:
    """Where somebody with these tallies stands in each profile of the site, after the gains that are just coming.

    Scores of a contact `fade` as their profiles say, those of a visit do not.
    """
    if not fade:
        coming = [replace(gain, decay=0) for gain in coming]
    tallies = add_gains(tallies, coming, at)
    profiles = [profile if fade else replace(profile, decay=0) for profile in profiles_of(site.id).profiles.values()]
    return {profile.guid: standing(profile, tallies.get(profile.guid, Tally()), at) for profile in profiles}


def scores_of_contact(site_id: int, profile: str, stored: Mapping[str, Any], at: datetime) -> Mapping[str, float]:
    """The scores of a contact in a profile by key, from its tallies as they are stored; empty if the profile is gone."""
    found = profiles_of(site_id).profiles.get(profile)
    if found is None:
        return {}
    scores = standing(found, read_tallies(stored).get(profile, Tally()), at).scores
    return {score.key: score.value for score in scores}


def standings_given(site: SiteInfo, given: Mapping[str, GivenScores], at: datetime) -> dict[str, Standing]:
    """Where an invented visitor stands whose scores are given by profile GUID; profiles that are not start empty."""
    return standings(site, tallies_given(site, given), at)


def tallies_given(site: SiteInfo, given: Mapping[str, GivenScores]) -> dict[str, Tally]:
    """Tallies that lead to scores given by profile GUID."""
    profiles = profiles_of(site.id).profiles
    return {
        guid: tally_of_scores(profiles[guid], scores.scores, _count(scores, profiles[guid]))
        for guid, scores in given.items()
        if guid in profiles
    }


def _count(given: GivenScores, profile: Profile) -> int:
    return profile.minimum if given.count is None else given.count


def _with_match(gain: Gain, site: SiteInfo, tallies: Mapping[str, Tally], at: datetime) -> Gain:
    profile = profiles_of(site.id).profiles[gain.profile]
    matching = standing(profile, tallies[gain.profile], at).pattern
    return Gain(gain.profile, gain.points, gain.decay, (matching,) if matching else ())


def _gains(site: SiteInfo, page: PageRef, profiles: Mapping[str, Profile]) -> tuple[Gain, ...]:
    cards = _cards(site, page)
    return tuple(Gain(guid, mixed(cards[guid]), profiles[guid].decay) for guid in sorted(cards) if guid in profiles)


def _cards(site: SiteInfo, page: PageRef) -> Cards:
    """By profile; a card that reaches the page several ways counts once, by its largest percentage."""
    found: dict[int, MappedCard] = {}
    for card in (*mapped_cards(site, page), *_own_cards(page)):
        if card.card_id not in found or card.percentage > found[card.card_id].percentage:
            found[card.card_id] = card
    cards: defaultdict[str, list[tuple[Mapping[str, float], float]]] = defaultdict(list)
    for card in found.values():
        cards[card.profile].append((card.points, card.percentage))
    return cards


def _own_cards(page: PageRef) -> list[MappedCard]:
    shown = Rendering.objects.filter(layout__item=page.item_id, layout__stage=LayoutStage.PUBLISHED)
    rows = models.ItemCard.objects.filter(
        Q(item=page.item_id) | Q(item__in=shown.exclude(datasource=None).values("datasource"))
    )
    return [
        MappedCard(row.card_id, str(row.card.profile.guid), points_of(row.card), row.percentage)
        for row in rows.select_related("card__profile")
    ]


def _read(site_id: int) -> SiteProfiles:
    keys: defaultdict[int, list[ProfileKey]] = defaultdict(list)
    for key in models.ProfileKey.objects.filter(profile__site=site_id):
        keys[key.profile_id].append(ProfileKey(str(key.guid), key.name, key.low, key.high, key.default))
    patterns: defaultdict[int, list[Pattern]] = defaultdict(list)
    for pattern in models.PatternCard.objects.filter(profile__site=site_id):
        patterns[pattern.profile_id].append(Pattern(str(pattern.guid), pattern.name, points_of(pattern)))
    profiles = {
        str(row.guid): Profile(
            guid=str(row.guid),
            name=row.name,
            keys=tuple(keys[row.pk]),
            patterns=tuple(patterns[row.pk]),
            combining=Combining(row.combining),
            minimum=row.minimum,
            decay=float(row.decay),
        )
        for row in models.Profile.objects.filter(site=site_id)
    }
    return SiteProfiles(profiles, bool(profiles) and models.ProfileCard.objects.filter(profile__site=site_id).exists())
