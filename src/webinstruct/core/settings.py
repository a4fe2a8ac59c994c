"""Settings: frozen, every key known, one way to override.

Each room keeps its settings beside its stage; this file has what they share: a base that refuses unknown keys, the
sentence such a refusal becomes, and `a.b=value` overrides.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from webinstruct.core.errors import ConfigError

__all__ = ["Settings", "checked", "nearest", "overridden"]

S = TypeVar("S", bound="Settings")


class Settings(BaseModel):
    """A frozen group of settings that knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def checked(kind: type[S], values: Mapping[str, Any], where: str) -> S:
    """`values` as settings of type `kind`; `where` is the dotted place in the config ("dedup").

    Raises:
        ConfigError: one line per fault, each naming the key, and for an unknown key the nearest known one.
    """
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        raise ConfigError("\n".join(_fault(kind, fault, where) for fault in error.errors())) from None


def overridden(values: Mapping[str, Any], overrides: Iterable[str]) -> dict[str, Any]:
    """A copy of `values` with each "a.b=value" applied; the value is read as YAML.

    >>> overridden({"a": {"b": 1}}, ["a.b=2", "c=[x]"])
    {'a': {'b': 2}, 'c': ['x']}
    """
    result: dict[str, Any] = dict(values)
    for override in overrides:
        path, sign, text = override.partition("=")
        if not sign or not path.strip("."):
            raise ConfigError(f"--set takes KEY=VALUE, as in dedup.threshold=0.8, not '{override}'.")
        try:
            value = yaml.safe_load(text)
        except yaml.YAMLError:
            value = text
        _put(result, path.strip().split("."), value, override)
    return result


def nearest(word: str, known: Iterable[str]) -> str:
    """The hint behind an unknown word: the nearest known one, else all of them.

    >>> nearest("treshold", ["threshold", "seed"])
    "Did you mean 'threshold'?"
    """
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    return f"Did you mean '{close[0]}'?" if close else f"Known here: {', '.join(names)}."


def _put(target: dict[str, Any], path: list[str], value: Any, override: str) -> None:
    for key in path[:-1]:
        inner = target.get(key)
        if inner is not None and not isinstance(inner, dict):
            raise ConfigError(f"--set {override}: '{key}' holds {inner!r}, not a group of settings.")
        target[key] = dict(inner or {})
        target = target[key]
    target[path[-1]] = value


def _fault(kind: type[BaseModel], fault: Any, where: str) -> str:
    path = [str(part) for part in fault["loc"]]
    dotted = ".".join([where, *path]) if where else ".".join(path)
    if fault["type"] == "extra_forbidden":
        return f"unknown setting '{dotted}'. {nearest(path[-1], _known_keys(kind, path[:-1]))}"
    if fault["type"] == "missing":
        return f"setting '{dotted}' is missing. {_sentence(kind, path)}".rstrip()
    if fault["type"] == "value_error":  # a sentence of our own, about one setting or about several together
        return f"{dotted}: {fault['msg'].removeprefix('Value error, ')}"
    message = fault["msg"][:1].lower() + fault["msg"][1:]
    return f"setting '{dotted}' is {fault['input']!r}: {message}. {_sentence(kind, path)}".rstrip()


def _known_keys(kind: type[BaseModel], path: list[str]) -> list[str]:
    found = _model_at(kind, path)
    return list(found.model_fields) if found else []


def _sentence(kind: type[BaseModel], path: list[str]) -> str:
    owner = _model_at(kind, path[:-1])
    field = owner.model_fields.get(path[-1]) if owner and path else None
    return (field.description or "") if field else ""


def _model_at(kind: type[BaseModel], path: list[str]) -> type[BaseModel] | None:
    for key in path:
        field = kind.model_fields.get(key)
        inner = getattr(field, "annotation", None)
        candidates = [inner, *getattr(inner, "__args__", ())]
        models = [c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)]
        if not models:
            return None
        kind = models[0]
    return kind
