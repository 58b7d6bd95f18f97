"""What conditions are made of: dataclasses, and functions that become such."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, field, fields, is_dataclass, make_dataclass
from typing import Any, get_type_hints

from django_jss.engine.facts import Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import ParameterType, parameter_type


class WrongSignature(TypeError):
    """A class or function that cannot be a condition."""


def class_of(function: Callable[..., Any], needs: Iterable[str]) -> type:
    """The condition that a function answers: it is given the facts and then, by name, the parameters."""
    rest = _parameters(function)[1:]
    hints = _hints(function)
    own = [_field(parameter, hints) for parameter in rest]
    names = [parameter.name for parameter in rest]

    def compile_(self: Any) -> Callable[[Facts], Verdict]:
        values = {name: getattr(self, name) for name in names}
        return lambda facts: function(facts, **values)

    namespace = {"needs": needs, "compile": compile_, "__doc__": function.__doc__, "__module__": function.__module__}
    return make_dataclass(function.__name__, own, namespace=namespace, frozen=True, slots=True)


def parameters_of(kind: type[Any]) -> tuple[Mapping[str, ParameterType], Mapping[str, Any]]:
    """The parameters of a condition's class, and the values of those that may be left out; raises `WrongSignature`."""
    if not is_dataclass(kind):
        raise WrongSignature(f"{kind.__qualname__} is no dataclass")
    if not callable(getattr(kind, "compile", None)):
        raise WrongSignature(f"{kind.__qualname__} has no method compile")
    needs = getattr(kind, "needs", None)
    if not isinstance(needs, frozenset | set | tuple | list) or not all(isinstance(name, str) for name in needs):
        raise WrongSignature(f"{kind.__qualname__} has no needs: the names of the facts that it asks for")
    hints, own = _hints(kind), fields(kind)
    optional = {each.name: each.default for each in own if each.default is not MISSING}
    return {each.name: _type_of(each.name, hints[each.name]) for each in own}, optional


def _parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    if not callable(function) or inspect.iscoroutinefunction(function):
        raise WrongSignature(f"{function!r} is neither a class nor a plain function")
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].kind is inspect.Parameter.KEYWORD_ONLY:
        raise WrongSignature(f"{function.__name__} takes no facts")
    wrong = [each.name for each in parameters[1:] if each.kind not in _BY_NAME]
    if wrong or parameters[0].kind in _ANY_NUMBER:
        raise WrongSignature(f"{function.__name__} takes parameters that have no name")
    return parameters


_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
_ANY_NUMBER = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def _field(parameter: inspect.Parameter, hints: Mapping[str, Any]) -> tuple[str, Any, Any]:
    if parameter.name not in hints:
        raise WrongSignature(f'the parameter "{parameter.name}" has no type')
    default = MISSING if parameter.default is inspect.Parameter.empty else parameter.default
    return parameter.name, hints[parameter.name], field(default=default, kw_only=True)


def _hints(what: Any) -> dict[str, Any]:
    try:
        return get_type_hints(what)
    except Exception as error:
        raise WrongSignature(f"its types cannot be read: {error}") from error


def _type_of(parameter: str, annotation: Any) -> ParameterType:
    found = parameter_type(annotation)
    if found is None:
        raise WrongSignature(f'{annotation!r} of "{parameter}" is no parameter type')
    return found
