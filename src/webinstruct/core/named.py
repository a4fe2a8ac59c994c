"""Objects named in YAML as `package.module:Name`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from webinstruct.core.errors import ConfigError
from webinstruct.core.settings import nearest

__all__ = ["built", "imported"]


def imported(use: str) -> Any:
    """The object that "package.module:Name" names.

    Raises:
        ConfigError: there is no such module, or no such name in it.
    """
    module_name, sign, name = use.partition(":")
    if not sign or not module_name or not name:
        raise ConfigError(f"'{use}' names no class. Write it as package.module:Class.")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise ConfigError(f"'{use}' cannot be imported: {error}. Is its folder on PYTHONPATH?") from error
    if not hasattr(module, name):
        raise ConfigError(
            f"{module_name} has no '{name}'. {nearest(name, [n for n in dir(module) if n[0] != '_'])}"
        )
    return getattr(module, name)


def built(use: str, role: str, needed: Sequence[str], arguments: Mapping[str, Any]) -> Any:
    """An object of the class that "package.module:Name" names; `role` says what it shall be, `needed` its methods.

    >>> built("decimal:Decimal", "number", ["sqrt"], {"value": "4"})
    Decimal('4')

    Raises:
        ConfigError: the class cannot be found, lacks a method, or does not take the arguments.
    """
    kind = imported(use)
    missing = [word for word in needed if not hasattr(kind, word)]
    if missing:
        raise ConfigError(f"{use} is no {role}: it lacks {', '.join(missing)}.")
    try:
        return kind(**arguments)
    except TypeError as error:
        raise ConfigError(f"{use} cannot be built from its arguments: {error}.") from error
