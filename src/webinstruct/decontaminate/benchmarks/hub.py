"""A data set of the Hugging Face Hub as a local benchmark file, so that runs need no network and change with nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from webinstruct.core.errors import InputError, MissingExtra, Unreachable
from webinstruct.decontaminate.benchmarks.manifest import HUB, Entry

__all__ = ["HubPart", "fetched"]

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_NO_WORD = re.compile(r"[^\w.-]+")
_REVISION_CHARS = 12
_ADVICE = "Check its name, the network and, where it is gated, HF_TOKEN; or fetch its file in another way and add that."
