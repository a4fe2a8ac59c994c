"""Settings: frozen, every key known, one way to override.

Each room keeps its settings beside its stage; this file has what they share: a base that refuses unknown keys, the
sentence such a refusal becomes, and `a.b=value` overrides.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from webinstruct.core.errors import ConfigError

__all__ = ["Settings", "checked", "nearest", "overridden"]

S = TypeVar("S", bound="Settings")

_CUSTOM = "custom"
"""How a union calls the member whose `kind` is a class of one's own; nobody can write it as a kind."""
_OWN_CLASS = "package.module:Class"
_MEMBER = re.compile(r"str|int|float|bool|(?:tuple|list)\[.*\]")
"""How a union calls its plain members behind the key; no word of a config."""
_EXPECTED = {
    "model_type": "it is a group of settings, as in {key: value}",
    "model_attributes_type": "it is a group of settings, as in {key: value}",
    "dict_type": "it is a mapping, as in {key: value}",
    "tuple_type": "it is a list, as in [x, y]",
    "too_short": "it is an empty list",
    "string_too_short": "it is empty",
    "string_pattern_mismatch": "it has another form",
}
"""What was expected, in the words of a config instead of Python's, by the kind of fault."""


class Settings(BaseModel):
    """A frozen group of settings that knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    unplanned: ClassVar[frozenset[str]] = frozenset()
    """Settings that cannot change a row (an address, a budget): no part of the plan, a resumed run may have others."""

    def planned(self) -> dict[str, Any]:
        """All settings but the unplanned ones, those of inner groups too, as plain values."""
        return dict(_without_unplanned(self, self.model_dump(mode="json")))


def checked(kind: type[S], values: Mapping[str, Any], where: str) -> S:
    """`values` as settings of type `kind`; `where` is the dotted place in the config ("dedup").

    Raises:
        ConfigError: one line per fault, each naming the key, and for an unknown key the nearest known one.
    """
    if not isinstance(values, Mapping):
        raise ConfigError(f"setting '{where}' is {values!r}: {_EXPECTED['model_type']}.")
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        faults: dict[tuple[str, ...], Any] = {}  # of a place that takes several types, the first one's words
        for fault in error.errors():
            faults.setdefault(tuple(_place(kind, fault["loc"]).path), fault)
        raise ConfigError("\n".join(_fault(kind, fault, where) for fault in faults.values())) from None


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


def _without_unplanned(value: Any, plain: Any) -> Any:
    """`plain`, which is what `value` looks like as JSON, without the unplanned settings at any depth."""
    if isinstance(value, Settings):
        keys = [key for key in plain if key not in value.unplanned]
        return {key: _without_unplanned(getattr(value, key), plain[key]) for key in keys}
    if isinstance(value, Mapping):
        return {key: _without_unplanned(inner, plain[str(key)]) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_without_unplanned(*pair) for pair in zip(value, plain, strict=True)]
    return plain


def _put(target: dict[str, Any], path: list[str], value: Any, override: str) -> None:
    for key in path[:-1]:
        inner = target.get(key)
        if inner is not None and not isinstance(inner, dict):
            raise ConfigError(f"--set {override}: '{key}' holds {inner!r}, not a group of settings.")
        target[key] = dict(inner or {})
        target = target[key]
    target[path[-1]] = value


def _fault(kind: type[BaseModel], fault: Any, where: str) -> str:
    place = _place(kind, fault["loc"])
    dotted = ".".join([where, *place.path]) if where else ".".join(place.path)
    if fault["type"] == "extra_forbidden":
        known = place.owner.model_fields if place.owner else []
        return f"unknown setting '{dotted}'. {nearest(place.path[-1], known)}"
    if fault["type"] == "missing":
        return f"setting '{dotted}' is missing. {place.sentence}".rstrip()
    if fault["type"] == "value_error":  # a sentence of our own, about one setting or about several together
        return f"{dotted}: {fault['msg'].removeprefix('Value error, ')}".removeprefix(": ")
    if fault["type"] == "union_tag_invalid":
        tag, known = fault["ctx"]["tag"], fault["ctx"]["expected_tags"].replace("'", "").split(", ")
        named = [_OWN_CLASS if kind == _CUSTOM else kind for kind in known]
        return f"setting '{dotted}.kind' is '{tag}'. {nearest(tag, named)}"
    message = _EXPECTED.get(fault["type"]) or fault["msg"][:1].lower() + fault["msg"][1:]
    return f"setting '{dotted}' is {fault['input']!r}: {message}. {place.sentence}".rstrip()


class _Place(NamedTuple):
    """Where a fault is: its keys without the tags of unions, the group of its last key, and the sentence there."""

    path: list[str]
    owner: type[BaseModel] | None
    sentence: str


def _place(kind: type[BaseModel], location: Iterable[str | int]) -> _Place:
    path: list[str] = []
    owner: type[BaseModel] | None = None
    sentence = ""
    models = [kind]
    for key in location:
        if isinstance(key, int):
            path.append(str(key))
            continue
        if len(models) > 1:
            models = [model for model in models if _tag(model) == key] or models[:1]
            continue
        if owner and not models and _MEMBER.fullmatch(key):
            continue
        path.append(key)
        owner = models[0] if models else None
        field = owner.model_fields.get(key) if owner else None
        sentence = (field.description or "") if field else ""
        models = _models_in(field.annotation) if field else []
    return _Place(path, owner, sentence)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]


def _tag(model: type[BaseModel]) -> str:
    """The word by which a union tells `model` apart: its `kind`, another one where that is open."""
    known = get_args(model.model_fields["kind"].annotation) if "kind" in model.model_fields else ()
    return str(known[0]) if known else _CUSTOM
