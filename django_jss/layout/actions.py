"""What variants do with a rendering when a plan is made: our own actions and those of projects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django_jss.content.models import Component
from django_jss.engine.failing import raised
from django_jss.engine.registry import Registry
from django_jss.personalization.models import PersonalizationVariant, VariantAction


@dataclass(frozen=True, slots=True)
class Shown:
    """What a rendering shows: a component, the GUID of its content, and its parameters, all texts."""

    component: Component
    datasource: UUID | None
    params: Mapping[str, str]

    def with_params(self, **params: str) -> Shown:
        """The same with these parameters changed or added."""
        return replace(self, params={**self.params, **params})


@dataclass(frozen=True, slots=True)
class OwnAction:
    """A project's action; it gives what is shown instead, or None to hide the rendering."""

    label: Any
    act: Callable[[Shown, Mapping[str, str]], Shown | None]


variant_actions: Registry[OwnAction] = Registry("variant actions")
Act = Callable[[Shown, Mapping[str, str]], Shown | None]


def variant_action(name: str, *, label: Any = "") -> Callable[[Act], Act]:
    """Register a function `(shown, settings) -> Shown | None` as something that variants can do.

    It is called when a plan is made, once for all visitors; `settings` is what the author wrote. If it raises, the
    default is shown. Raises `AlreadyRegistered` if the name is taken.
    """

    def register(act: Act) -> Act:
        variant_actions.add(name, OwnAction(label or name, act))
        return act

    return register


class ActionFailed(Exception):
    """What a variant should do cannot be done; the default is shown instead."""


def acted(variant: PersonalizationVariant, default: Shown) -> Shown | None:
    """What the variant shows instead of the default; None for nothing. Moving changes only the place.

    Raises `ActionFailed`.
    """
    action = VariantAction(variant.action)
    if action is VariantAction.HIDE:
        return None
    if action is VariantAction.PARAMETERS:
        return default.with_params(**{name: str(value) for name, value in variant.params.items()})
    if action is VariantAction.CUSTOM:
        return _own(variant, default)
    datasource = variant.datasource.guid if variant.datasource else default.datasource
    component = variant.component if action is VariantAction.COMPONENT and variant.component else default.component
    return replace(default, component=component, datasource=datasource)


def _own(variant: PersonalizationVariant, default: Shown) -> Shown | None:
    action = variant_actions.get(variant.custom_action)
    if action is None:
        raise ActionFailed(f'there is no action "{variant.custom_action}"')
    try:
        shown = action.act(default, variant.params)
    except Exception as error:
        raise ActionFailed(f'its action "{variant.custom_action}" raised {raised(error)}') from error
    if shown is not None and not isinstance(shown, Shown):
        raise ActionFailed(f'its action "{variant.custom_action}" gave {type(shown).__name__}, not what to show')
    return shown
