"""The phrases that a front end asks for."""

from __future__ import annotations

from collections.abc import Mapping

from django_jss.content.models import DictionaryPhrase
from django_jss.sites import revisions
from django_jss.sites.directory import LanguageInfo, SiteInfo


class Kept:
    """The phrases of each site and language that this process keeps, with the revision at which they were read."""

    def __init__(self) -> None:
        self.phrases: dict[tuple[int, str], tuple[int, Mapping[str, str]]] = {}


kept = Kept()


def phrases(site: SiteInfo, language: LanguageInfo) -> Mapping[str, str]:
    """All phrases by key; where a text is empty, that of the fallback languages, else "". One query after a change."""
    revision = revisions.current(site.id)
    found = kept.phrases.get((site.id, language.code))
    if found is None or found[0] != revision:
        found = kept.phrases[site.id, language.code] = (revision, _read(site, language))
    return found[1]


def _read(site: SiteInfo, language: LanguageInfo) -> Mapping[str, str]:
    codes = (language.code, *(language.fallback_codes if site.uses_language_fallback else ()))
    texts: dict[str, str] = {}
    rows = DictionaryPhrase.objects.filter(site=site.id, language__code__in=codes).values_list(
        "language__code", "key", "text"
    )
    for _code, key, text in sorted(rows, key=lambda row: (codes.index(row[0]), row[1])):
        texts[key] = texts.get(key) or text
    return texts
