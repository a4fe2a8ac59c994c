"""`webinstruct doctor`: what this machine has, in the order in which a run needs it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from webinstruct.cli.inputs import input_words
from webinstruct.core.errors import WebinstructError
from webinstruct.core.stage import Stage
from webinstruct.engines.settings import EngineSettings
from webinstruct.executors.gpus import visible_gpus
from webinstruct.extract.settings import ExtractSettings
from webinstruct.pipeline import config_from, forecast
from webinstruct.pipeline.config import RunConfig
from webinstruct.refine.settings import RefineSettings

__all__ = ["Finding", "findings"]

_NEEDED = (
    "fastwarc",
    "fasttext-numpy2",
    "fsspec",
    "numpy",
    "publicsuffixlist",
    "pyarrow",
    "pydantic",
    "resiliparse",
    "selectolax",
    "urllib3",
)
_EXTRAS = {
    "hf": "datasets",
    "s3": "s3fs",
    "datatrove": "datatrove",
    "vllm": "vllm",
    "openai": "openai",
    "refine": "math_verify",
}
_GB = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and whether a run can do with it."""

    subject: str
    says: str
    is_well: bool = True


def findings(config: str | None) -> list[Finding]:
    """What was found on this machine, and of `config` if one is named."""
    found = [
        Finding("python", f"{platform.python_version()} at {sys.executable}", sys.version_info >= (3, 11)),
        *(_package(name) for name in _NEEDED),
        *(_extra(extra, module) for extra, module in _EXTRAS.items()),
        Finding("cores", str(os.cpu_count())),
        Finding("gpus", str(len(visible_gpus()) or "none; vLLM runs on the CPU then, slowly")),
        _memory(),
    ]
    return [*found, *(_of_config(config) if config else [_disk(".")])]


def _package(name: str) -> Finding:
    try:
        return Finding(name, version(name))
    except PackageNotFoundError:
        return Finding(name, "not installed. Next: pip install webinstruct", is_well=False)


def _extra(extra: str, module: str) -> Finding:
    there = find_spec(module) is not None
    return Finding(
        f"extra {extra}",
        "installed" if there else f"absent; pip install 'webinstruct[{extra}]' if you need it",
    )


def _memory() -> Finding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GB
    return Finding("memory", f"{total:.0f} GB", total >= 2)


def _disk(place: str) -> Finding:
    free = shutil.disk_usage(place).free / _GB
    return Finding("disk", f"{free:.0f} GB free at {place}", free >= 1)


def _cache(folder: str) -> list[Finding]:
    """Whether the folder for whole files of a crawl has room; it is made when it is first needed."""
    place = Path(folder).expanduser()
    while folder and not place.exists():
        place = place.parent
    return [_disk(str(place))] if folder else []


def _of_config(path: str) -> list[Finding]:
    try:
        config: RunConfig = config_from(path)
        plan = forecast(config)
    except WebinstructError as error:
        return [Finding("config", str(error), is_well=False)]
    return [
        Finding("config", f"{path}: {len(config.stages)} stages"),
        Finding("input", input_words(config, plan)),
        *_cache(config.source.fetch.cache),
        *(_engine(place, engine) for named in config.stages for place, engine in _engines(named.stage)),
        _disk("."),
    ]


def _engines(stage: Stage) -> Iterator[tuple[str, EngineSettings]]:
    """The engines that a stage will ask, by their place in the config."""
    settings = stage.settings
    if isinstance(settings, ExtractSettings) and "llm" in settings.methods and settings.llm:
        yield "extract.llm", settings.llm.engine
    if isinstance(settings, RefineSettings):
        llm = settings.llm if settings.method == "llm" else None
        if llm and llm.engine:
            yield "refine.llm", llm.engine
        for refiner in llm.refiners if llm else ():
            if refiner.engine:
                yield f"refine.llm {refiner.name}", refiner.engine
        if settings.verify and settings.verify.engine:
            yield "refine.verify", settings.verify.engine


def _engine(place: str, engine: EngineSettings) -> Finding:
    """Whether the engine's package is here; whether its model is, only the run finds out."""
    module = _EXTRAS.get(engine.kind)
    asks = f"{place}: {engine.kind} {getattr(engine, 'model', '')}".rstrip()
    if module is None or find_spec(module) is not None:
        return Finding("engine", asks)
    return Finding("engine", f"{asks}. Next: pip install 'webinstruct[{engine.kind}]'", is_well=False)
