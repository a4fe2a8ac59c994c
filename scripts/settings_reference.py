"""Write docs/settings.md from the settings themselves: python scripts/settings_reference.py

A test holds the page to what this script writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from webinstruct.adapters.datatrove import FilterSettings
from webinstruct.engines.settings import OpenAISettings, RecordedSettings, VllmSettings
from webinstruct.executors import ExecutorSettings
from webinstruct.pipeline import STAGES
from webinstruct.pipeline.loop.settings import LoopSettings
from webinstruct.recall.labels.settings import LabelSettings
from webinstruct.recall.sites.settings import SitesSettings
from webinstruct.runner.stages import stage_class
from webinstruct.sources import SourceSettings

_PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
_HEAD = """# Settings

Every key of a config. `--set a.b=value` overrides one; the value is read as YAML, so lists are `[x, y]` and nothing is
`null`; `x[].y` is the key `y` of each entry of the list `x`. An unknown key is refused with the nearest known one.
Beside the groups below a config has `run_dir` (default: `runs/` and the config's name) and `stages` (default: those
below, in this order; see [custom_stages.md](custom_stages.md)).

Paths are local, or any URL that fsspec reads (`s3://`, `hf://`, `https://`); `builtin:NAME` is a file that ships with
the package.
"""
_FORMATS = """
## What files look like

* Pages in Parquet or JSONL: `url` and `html` or `text`; also `title`, `fetched_at`. Other names are mapped:
  `source: {columns: {html: content, url: source_url}}`.
* Pairs (`source.pairs`): `question` and `answer`; any other column of the refined table is kept. A run with
  `source.pairs` begins behind extract.
* Benchmarks: JSONL, JSON or Parquet, plain or gzip, one item a row; the fields with questions, options and answers are
  found by their usual names, or named under `decontaminate.text_fields`. A folder is read by its `index.jsonl`, a line
  `{"file": "gsm8k_test.jsonl"}` for each file, else all its files.
* Seeds (`recall.train`): anything that can be read as pages.
"""


def main() -> None:
    """Write the page."""
    _PAGE.write_text(reference(), "utf-8")


def reference() -> str:
    """The page's text."""
    groups: list[tuple[str, type[BaseModel]]] = [("source", SourceSettings)]
    groups += [(name, stage_class(use).settings_type) for name, use in STAGES.items()]
    groups += [("an engine of kind vllm", VllmSettings), ("an engine of kind openai", OpenAISettings)]
    groups += [("an engine of kind recorded", RecordedSettings)]
    groups += [("loop, for recall round", LoopSettings), ("sites, for recall domains", SitesSettings)]
    groups += [("label, for recall domains and recall threshold", LabelSettings)]
    groups += [("executor", ExecutorSettings), ("webinstruct.adapters.datatrove:Filter", FilterSettings)]
    return "\n".join([_HEAD, *(line for name, group in groups for line in _section(name, group))]) + _FORMATS


def _section(name: str, group: type[BaseModel]) -> Iterator[str]:
    yield f"## {name}\n\n| key | default | |\n|---|---|---|"
    yield from _rows(group, "")
    yield ""


def _rows(group: type[BaseModel], before: str, made: BaseModel | None = None) -> Iterator[str]:
    """A row for each setting of `group`; `made` is the group as its owner makes it where it is not set."""
    for key, field in group.model_fields.items():
        says = " ".join((field.description or "").split()).replace("|", "\\|")
        default = _default(field) if made is None else _shown(getattr(made, key))
        yield f"| `{before}{key}` | {default} | {says} |"
        if inner := _inner(field.annotation):
            given = field.get_default(call_default_factory=True)
            yield from _rows(inner, f"{before}{key}.", given if isinstance(given, inner) else None)
        elif listed := _inner(_listed(field.annotation)):
            yield from _rows(listed, f"{before}{key}[].")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if field.default_factory is not None:
        return "" if _depends_on_machine(field) else "none"
    return _shown(field.default)


def _shown(default: Any) -> str:
    if default in ((), "", None) or isinstance(default, BaseModel):
        return "none"
    words = list(default) if isinstance(default, tuple) else default
    return f"`{str(words).lower() if isinstance(words, bool) else words}`"


def _depends_on_machine(field: FieldInfo) -> bool:
    """Whether the default depends on the machine, as the number of cores does."""
    return field.annotation is int


def _listed(annotation: Any) -> Any:
    """What a list is a list of; None where it is no list."""
    return get_args(annotation)[0] if get_origin(annotation) is tuple else None


def _inner(annotation: Any) -> type[BaseModel] | None:
    kinds = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


if __name__ == "__main__":
    main()
