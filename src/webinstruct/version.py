"""The version of the package; part of every plan."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("webinstruct")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0.0.0+source"
