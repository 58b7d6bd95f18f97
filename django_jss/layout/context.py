"""The `context` of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.module_loading import import_string

from django_jss.conf import settings
from django_jss.engine.encoding import encode
from django_jss.engine.guids import dashed
from django_jss.engine.plan.nodes import Decision, Dynamic, Node, Static, Summary, joined
from django_jss.engine.registry import Registry
from django_jss.layout.identification import identification
from django_jss.layout.query import Mode
from django_jss.personalization.failures import note_success, report


@dataclass(frozen=True, slots=True)
class PageContext:
    """What is being answered; `item_guid` None if there is no such page, `path` as `itemPath` says it."""

    site_name: str
    language: str
    path: str
    mode: Mode = Mode.NORMAL
    item_guid: UUID | None = None
    tells_personalization: bool = False


# Takes the Django request and what is being answered.
ContextProvider = Callable[[Any, PageContext], Mapping[str, Any]]

providers: Registry[ContextProvider] = Registry("layout context providers")


def context_provider(provider: ContextProvider) -> ContextProvider:
    """Let a function add keys to the context of every answer, 404 included.

    It is called for each request, so it should be quick. If it raises, its keys are left out. The keys that every
    context has cannot be changed; of two providers that give the same key the later one counts.
    """
    providers.add(f"{provider.__module__}.{getattr(provider, '__qualname__', provider)}", provider)
    return provider


def context_node(page: PageContext) -> Node:
    """The context of a page as part of a plan; a slot only if there are providers."""
    parts: list[Node] = [Static(encode(plain_context(page))[:-1])]
    if page.tells_personalization:
        parts.append(Summary(_chosen_variants))
    if all_providers():
        parts.append(Dynamic(partial(provided, page)))
    return joined([*parts, Static(b"}")])


def _chosen_variants(decisions: Sequence[Decision]) -> bytes:
    """The member `personalization`: the variant chosen for each personalized rendering, null for the default."""
    chosen = {dashed(one.rendering): dashed(one.variant) if one.variant else None for one in decisions}
    return b',"personalization":' + encode(chosen)


def whole_context(page: PageContext, request: Any) -> bytes:
    """The context where there is no plan."""
    return encode(plain_context(page))[:-1] + provided(page, request) + b"}"


def plain_context(page: PageContext) -> dict[str, Any]:
    """The keys that every context has."""
    return {
        "pageEditing": page.mode is Mode.EDIT,
        "site": {"name": page.site_name},
        "pageState": str(page.mode),
        "language": page.language,
        "itemPath": page.path,
    }


def provided(page: PageContext, request: Any) -> bytes:
    """The keys of all providers, each after a comma; a provider that raises is logged and left out."""
    found: dict[str, bytes] = {}
    for name, provider in all_providers():
        try:
            found |= {key: encode({key: value})[1:-1] for key, value in provider(request, page).items()}
        except Exception as error:
            report("layout context provider", name, error)
        else:
            note_success("layout context provider", name)
    own = plain_context(page).keys() | {"personalization"}
    return b"".join(b"," + member for key, member in found.items() if key not in own)


def all_providers() -> list[tuple[str, ContextProvider]]:
    """Ours, if the settings want it, registered ones, and those that the settings name."""
    own: list[tuple[str, ContextProvider]] = (
        [("identification", identification)] if settings.VISITOR_IDENTIFICATION else []
    )
    return [*own, *providers, *((path, import_string(path)) for path in settings.LAYOUT_CONTEXT_PROVIDERS)]
