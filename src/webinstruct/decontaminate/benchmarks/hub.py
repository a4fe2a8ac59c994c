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
_ADVICE = "Check name, network and, if it is gated, HF_TOKEN; or fetch its file in another way and add that."


class HubPart(NamedTuple):
    """Part of a data set: "hf:OWNER/NAME" (or "hf:" and a local folder), and which config, split and revision."""

    words: str
    config: str | None = None
    split: str = "test"
    revision: str | None = None

    @property
    def path(self) -> str:
        """The repository or the folder."""
        return self.words.removeprefix(HUB)


@contextmanager
def fetched(part: HubPart) -> Iterator[Entry]:
    """The part as a Parquet file, and what a manifest says of it; the file is gone when the block ends.

    Code that a data set brings along is never run.

    Raises:
        MissingExtra: `datasets` is not installed.
        Unreachable: the Hub does not give it.
        InputError: it has no such config or split.
    """
    is_folder = Path(part.path).is_dir()
    if not is_folder and not _REPOSITORY.fullmatch(part.path):
        raise InputError(f"{part.words} is neither hf:OWNER/NAME nor hf: and a folder that is there.")
    _check_installed(part)
    with TemporaryDirectory(prefix="webinstruct-") as place:
        with _told(part):
            revision = None if is_folder else _revision(part)
            table = _table(part, revision, place)
        name = _NO_WORD.sub("_", "_".join(filter(None, [Path(part.path).name, part.config, part.split])))
        file = Path(place, f"{name}.parquet")
        pq.write_table(table, file, compression="zstd")
        yield _entry(part, str(file), name, revision)


def _check_installed(part: HubPart) -> None:
    try:
        import datasets  # noqa: F401  # an optional extra
    except ImportError as error:
        raise MissingExtra(
            f"{part.words} needs the package datasets ({error}). Next: pip install 'webinstruct[hf]'"
        ) from error


@contextmanager
def _told(part: HubPart) -> Iterator[None]:
    """What the libraries raise, as a sentence."""
    from datasets.exceptions import DatasetsError
    from huggingface_hub.errors import HfHubHTTPError

    try:
        yield
    except ValueError as error:  # an unknown config or split, with those there are
        raise InputError(
            f"{part.words}: {_short(error)} Name another under --config-name or --split."
        ) from error
    except (OSError, HfHubHTTPError, DatasetsError, *_transport_errors(HfHubHTTPError)) as error:
        raise Unreachable(f"{part.words} could not be fetched: {_short(error)} {_ADVICE}") from error


def _revision(part: HubPart) -> str:
    """The commit behind a branch or a tag, so that the manifest names what was fetched."""
    from huggingface_hub import HfApi

    return str(HfApi().dataset_info(part.path, revision=part.revision).sha)


def _table(part: HubPart, revision: str | None, place: str) -> Any:
    from datasets import load_dataset

    found = load_dataset(
        part.path, name=part.config, split=part.split, revision=revision, cache_dir=f"{place}/cache"
    )
    return found.with_format("arrow")[:]


def _transport_errors(answered: type[Exception]) -> tuple[type[Exception], ...]:
    """What the Hub's client raises where it reaches nobody. The package it speaks through has changed more than once;
    its errors are the family that the error for a bad answer belongs to."""
    return tuple(
        kind for kind in answered.__mro__ if kind.__name__ == "HTTPError" and issubclass(kind, Exception)
    )


def _entry(part: HubPart, file: str, name: str, revision: str | None) -> Entry:
    version = ", ".join(filter(None, [part.config, revision[:_REVISION_CHARS] if revision else None]))
    source = {"repository": part.path, "config": part.config, "revision": revision} if revision else None
    said = {"file": file, "name": name, "version": version or None, "split": part.split}
    return Entry.model_validate(said | ({"source": source} if source else {}))


def _short(error: Exception) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return words[:300].rstrip(".") + "."
