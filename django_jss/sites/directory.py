"""Sites, host names, languages and API keys as frozen data, read once per change and kept by each process."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django_jss.sites import revisions
from django_jss.sites.models import ApiKey, Language, Site
from django_jss.sites.models.api_keys import NAMED_ONLY


@dataclass(frozen=True, slots=True)
class LanguageInfo:
    """A language with its chain of fallbacks, nearest first, itself not included."""

    id: int
    code: str
    fallback_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """A site as requests need it; `languages` by lower-case code."""

    id: int
    guid: uuid.UUID
    name: str
    languages: Mapping[str, LanguageInfo]
    default_language: str
    uses_language_fallback: bool
    embeds_language_in_links: bool
    root_placeholders: tuple[str, ...]
    time_zone: str
    hostname: str | None
    tells_personalization: bool = False
    requires_consent: bool = False
    ends_visits_at_midnight: bool = False

    def language(self, code: str) -> LanguageInfo | None:
        """The language of that code, whatever its case; None if the site does not have it."""
        return self.languages.get(code.lower())

    def without_language(self, path: str) -> tuple[LanguageInfo | None, str]:
        """The language whose code stands before a path, if one does, and the path behind it."""
        first, _, rest = path.strip("/").partition("/")
        language = self.language(first)
        return (language, f"/{rest}") if language else (None, path)


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """An enabled API key; `site_ids` None means all sites; services and origins hold "*" for all."""

    guid: uuid.UUID
    site_ids: frozenset[int] | None
    services: frozenset[str]
    origins: frozenset[str]
    signing_secret: str = field(default="", repr=False)

    def opens(self, service: str) -> bool:
        return service in self.services or ("*" in self.services and service not in NAMED_ONLY)

    def covers(self, site: SiteInfo) -> bool:
        return self.site_ids is None or site.id in self.site_ids

    def allows_origin(self, origin: str) -> bool:
        return "*" in self.origins or origin.rstrip("/").lower() in self.origins


@dataclass(frozen=True, slots=True)
class Directory:
    """All sites and keys: `sites` by lower-case name, `hosts` by lower-case host name with or without port."""

    sites: Mapping[str, SiteInfo]
    hosts: Mapping[str, SiteInfo]
    default_site: SiteInfo | None
    keys: Mapping[uuid.UUID, KeyInfo]

    def site_named(self, name: str) -> SiteInfo | None:
        return self.sites.get(name.lower())

    def site_at(self, host: str) -> SiteInfo | None:
        """The site of a `Host` header's value, else the default site."""
        host = host.lower()
        return self.hosts.get(host) or self.hosts.get(host.rsplit(":", 1)[0]) or self.default_site

    def site_by_id(self, site_id: int) -> SiteInfo | None:
        return next((site for site in self.sites.values() if site.id == site_id), None)


class Kept:
    """The directory that this process keeps, with the revision at which it was read."""

    def __init__(self) -> None:
        self.entry: tuple[int, Directory] | None = None


kept = Kept()


def current() -> Directory:
    """The directory at the current revision; costs queries only after a change."""
    revision = revisions.current_shared()
    entry = kept.entry
    if entry is None or entry[0] != revision:
        entry = kept.entry = (revision, _read())
    return entry[1]


def _read() -> Directory:
    rows = list(Site.objects.select_related("default_language").prefetch_related("languages", "hostnames"))
    languages = {language.pk: language for language in Language.objects.all()}
    infos = {site.pk: _site_info(site, languages) for site in rows}
    default = next((infos[site.pk] for site in rows if site.is_default), None)
    return Directory(
        sites={info.name.lower(): info for info in infos.values()},
        hosts={hostname.name.lower(): infos[site.pk] for site in rows for hostname in site.hostnames.all()},
        default_site=default or (next(iter(infos.values())) if len(infos) == 1 else None),
        keys={key.guid: _key_info(key) for key in ApiKey.objects.filter(is_enabled=True).prefetch_related("sites")},
    )


def _site_info(site: Site, languages: Mapping[int, Language]) -> SiteInfo:
    # The default language is served even if somebody took it off the site's list.
    rows = {language.code.lower(): language for language in (site.default_language, *site.languages.all())}
    first_hostname = next(iter(site.hostnames.all()), None)
    return SiteInfo(
        id=site.pk,
        guid=site.guid,
        name=site.name,
        languages={
            code: LanguageInfo(language.pk, language.code, _fallback_codes(language, languages))
            for code, language in rows.items()
        },
        default_language=site.default_language.code,
        uses_language_fallback=site.uses_language_fallback,
        embeds_language_in_links=site.embeds_language_in_links,
        root_placeholders=tuple(site.root_placeholders),
        time_zone=site.time_zone,
        hostname=first_hostname.name if first_hostname else None,
        tells_personalization=site.tells_personalization,
        requires_consent=site.requires_consent,
        ends_visits_at_midnight=site.ends_visits_at_midnight,
    )


def _fallback_codes(language: Language, languages: Mapping[int, Language]) -> tuple[str, ...]:
    line = [language]
    while (fallback := languages.get(line[-1].fallback_id or 0)) is not None and fallback not in line:
        line.append(fallback)
    return tuple(other.code for other in line[1:])


def _key_info(key: ApiKey) -> KeyInfo:
    site_ids = frozenset(site.pk for site in key.sites.all())
    services = key.services if isinstance(key.services, list) else []
    return KeyInfo(
        guid=key.guid,
        site_ids=site_ids or None,
        signing_secret=key.signing_secret,
        services=frozenset(str(service).lower() for service in services),
        origins=frozenset(origin.rstrip("/").lower() for origin in key.cors_origins.replace(";", "\n").split()),
    )
