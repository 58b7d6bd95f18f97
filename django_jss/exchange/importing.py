"""The import of an app, from paths to a changed site."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from django_jss.content.models import Component
from django_jss.exchange.appdata import AppData
from django_jss.exchange.applying import ContentWriter, write_phrases
from django_jss.exchange.changes import Change, Changes
from django_jss.exchange.comparing import Comparison, LanguageWork, compare
from django_jss.exchange.defining import Definer
from django_jss.exchange.faults import Fault, ImportRefused, Place, Reporter
from django_jss.exchange.laying import LayoutWriter
from django_jss.exchange.library import Library
from django_jss.exchange.manifest import SITE_NAME
from django_jss.exchange.reading import read_paths
from django_jss.exchange.wiping import Wiper
from django_jss.sites import revisions
from django_jss.sites.models import ApiKey, Language, Site

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import changed, or in a dry run would change; `key` is the API key that the site has."""

    site_name: str
    changes: tuple[Change, ...]
    warnings: tuple[Fault, ...]
    key: uuid.UUID | None


class DryRun(Exception):
    """Takes everything back."""


def quiet(done: int, total: int) -> None:
    """Show no progress."""


def import_app(
    paths: Sequence[Path],
    *,
    site_name: str | None = None,
    api_key: uuid.UUID | None = None,
    dry_run: bool = False,
    wipe: bool = False,
    on_progress: Progress = quiet,
) -> Outcome:
    """Import manifests, app folders or data folders: all or nothing, in one transaction.

    The site is made under `site_name`, else the app's name, if it is not there; so is the API key. A second run
    changes nothing. With `wipe`, or if a manifest says so, what the import does not have is deleted in the languages
    that it brings. Raises `ImportRefused` with every fault.
    """
    reporter, changes = Reporter(), Changes()
    apps = _readable(paths, reporter)
    name = _name(apps, site_name, reporter)
    wipe = wipe or any(data.wipes for data in apps)
    library: Library | None = None
    key: uuid.UUID | None = None
    try:
        with transaction.atomic():
            site = Site.objects.filter(name__iexact=name).first()
            apps = _default_language_first(apps, site)
            found = compare(apps, site, site.name if site else name, reporter, keep_definitions=not wipe)
            reporter.refuse_if_faulty()
            library = found.library
            site = site or _new_site(name, apps[0], changes)
            languages = _languages(site, apps, changes)
            library.apply(site, changes, copy=not dry_run)
            _write(site, found, languages, reporter, changes, wipe=wipe, on_progress=on_progress)
            key = _key(site, api_key, changes)
            if changes.made:
                revisions.bump(site)
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    except BaseException:
        if library is not None:
            library.take_back()
        raise
    finally:
        revisions.forget()
    return Outcome(name, tuple(changes.made), reporter.warnings, key)


def _readable(paths: Sequence[Path], reporter: Reporter) -> list[AppData]:
    apps = read_paths(paths, reporter)
    if not apps:
        reporter.refuse_if_faulty()
        raise ImportRefused([Fault(", ".join(map(str, paths)), "", "expected a manifest, an app's folder or its data")])
    seen: dict[str, AppData] = {}
    for data in apps:
        first = seen.setdefault(data.language.lower(), data)
        if first is not data:
            message = f"expected one manifest for the language {data.language}, there is {first.place.file} too"
            reporter.fault(data.place / "language", message)
    return list(seen.values())


def _name(apps: Sequence[AppData], name: str | None, reporter: Reporter) -> str:
    for data in apps:
        if name is None and data.app_name != apps[0].app_name:
            message = f"expected the same app in all files, got {data.app_name} and {apps[0].app_name}"
            reporter.fault(data.place / "appName", message)
    if name is not None and not SITE_NAME.fullmatch(name):
        reporter.fault(Place("--site"), "expected a name of letters, digits, '-', '_' and '.'")
    return name or apps[0].app_name


def _default_language_first(apps: Sequence[AppData], site: Site | None) -> list[AppData]:
    """The default language's layouts are the shared ones, and its names and texts for all languages count."""
    if site is None:
        return sorted(apps, key=lambda data: not data.is_default_language)
    return sorted(apps, key=lambda data: data.language.lower() != site.default_language.code.lower())


def _new_site(name: str, first: AppData, changes: Changes) -> Site:
    site = Site.objects.create(name=name, default_language=_language(first.language))
    changes.note("create", f"site {name}")
    return site


def _languages(site: Site, apps: Sequence[AppData], changes: Changes) -> list[Language]:
    """The languages of the import in its order; the site has them from now on."""
    languages = [_language(data.language) for data in apps]
    known = set(site.languages.values_list("pk", flat=True))
    for language in languages:
        if language.pk not in known:
            site.languages.add(language)
            changes.note("create", f"language {language.code} of the site")
    return languages


def _language(code: str) -> Language:
    language = Language.objects.filter(code__iexact=code).first()
    return language or Language.objects.create(code=code, name=code)


def _write(
    site: Site,
    found: Comparison,
    languages: Sequence[Language],
    reporter: Reporter,
    changes: Changes,
    *,
    wipe: bool,
    on_progress: Progress,
) -> None:
    templates, components = Definer(site, found.definitions, found.maker, changes).apply()
    found.tree.apply(site, templates, changes)
    _write_languages(site, found, languages, components, reporter, changes, wipe=wipe, on_progress=on_progress)
    if wipe:
        _wipe(site, found, languages, reporter, changes)


def _write_languages(
    site: Site,
    found: Comparison,
    languages: Sequence[Language],
    components: Mapping[str, Component],
    reporter: Reporter,
    changes: Changes,
    *,
    wipe: bool,
    on_progress: Progress,
) -> None:
    items = {**found.tree.rows, **{target.guid: target.row for target in found.tree.all_targets() if target.row}}
    writer = ContentWriter(site, changes, reporter, replaces=wipe)
    layouts = LayoutWriter(site, components, items, changes, reporter, overwrite_drafts=wipe)
    total, done = sum(len(work.contents) + len(work.pages) for work in found.work), 0
    for work, language in zip(found.work, languages, strict=True):
        writer.write(language, work.contents)
        done += len(work.contents)
        on_progress(done, total)
        for page in work.pages:
            if page.target.row is not None:
                layouts.place(page.target.row, language, page.renderings, page.place)
            done += 1
            on_progress(done, total)
        write_phrases(site, language, work.data.dictionary, found.maker, changes)


def _wipe(site: Site, found: Comparison, languages: Sequence[Language], reporter: Reporter, changes: Changes) -> None:
    wiper = Wiper(site, found.work[0].data.place, changes, reporter)
    for work, language in zip(found.work, languages, strict=True):
        wiper.versions(language, _row_ids(work))
        wiper.phrases(language, work.data.dictionary)
    wiper.items({target.guid for target in found.tree.all_targets()}, languages)
    wiper.media(found.library.wanted)
    wiper.definitions(found.definitions)


def _row_ids(work: LanguageWork) -> set[int]:
    return {content.target.row.pk for content in work.contents if content.target.row}


def _key(site: Site, guid: uuid.UUID | None, changes: Changes) -> uuid.UUID | None:
    """The key that was asked for, or one for all services if the site has none."""
    if guid is None and (known := ApiKey.objects.filter(sites=site).first()):
        return known.guid
    key, created = ApiKey.objects.get_or_create(guid=guid or uuid.uuid4(), defaults={"name": site.name})
    if created:
        changes.note("create", f"API key {key.guid}")
        key.sites.add(site)
    elif key.sites.exists() and not key.sites.filter(pk=site.pk).exists():
        key.sites.add(site)
        changes.note("change", f"API key {key.guid}")
    return key.guid
