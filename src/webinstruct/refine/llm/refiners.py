"""From settings to refiners: who is asked, with which prompt, drawn how. Equal engines are opened once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from webinstruct.core.errors import ConfigError
from webinstruct.engines.opening import engine_of
from webinstruct.engines.protocol import Engine
from webinstruct.engines.settings import EngineSettings, Sampling
from webinstruct.refine.llm.settings import VERIFY, RefineLlmSettings, Refiner, VerifySettings
from webinstruct.refine.settings import RefineSettings
from webinstruct.storage.prompts import Prompt, prompt_at

__all__ = ["Asked", "Engines", "asked_refiners", "asked_verifier", "engines_of"]

_PROMPTS = {"none": "builtin:prompts/refine_answer.md", "page": "builtin:prompts/refine_answer_page.md"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A model that is asked: `engine` is the name of its engine among the stage's."""

    name: str
    engine: str
    model: str
    prompt: Prompt
    sampling: Sampling

    @property
    def columns(self) -> dict[str, str]:
        """What a row says of whoever rewrote it."""
        return {
            "refiner": self.name,
            "refiner_model": self.model,
            "refiner_prompt": self.prompt.sha256[:12],
            "refiner_sampling": json.dumps(self.sampling.plain(), sort_keys=True),
        }


@dataclass(frozen=True, slots=True)
class Engines:
    """The distinct engines of a stage by name; a stage with one names it ""."""

    settings: Mapping[str, EngineSettings]

    def name_of(self, settings: EngineSettings) -> str:
        """The name under which requests go to the engine with these settings."""
        return next(name for name, known in self.settings.items() if known == settings)

    def built(self) -> dict[str, Engine]:
        """The engines, not opened yet."""
        return {name: engine_of(settings) for name, settings in self.settings.items()}


def engines_of(settings: RefineSettings) -> Engines:
    """The distinct engines that `settings` name, each under the name of the first who asks it."""
    distinct: dict[str, EngineSettings] = {}
    for name, engine in _named_engines(settings):
        if engine not in distinct.values():
            distinct[name] = engine
    if len(distinct) == 1:
        distinct = {"": next(iter(distinct.values()))}
    return Engines(distinct)


def asked_refiners(settings: RefineSettings, engines: Engines) -> tuple[Asked, ...]:
    """The refiners in their order; none where the method is rules.

    Raises:
        ConfigError, InputError: a prompt cannot be read, or does not fit the context.
    """
    llm = settings.llm
    if settings.method != "llm" or llm is None:
        return ()
    return tuple(_asked(refiner, llm, engines) for refiner in _listed(llm))


def asked_verifier(settings: RefineSettings, engines: Engines) -> Asked | None:
    """The model that answers without seeing the reference; None where nothing is verified."""
    verify = settings.verify
    if verify is None:
        return None
    engine = _verifying_engine(verify, settings)
    prompt = prompt_at(verify.prompt)
    if prompt.fields != ("question",):
        raise ConfigError(
            f"{verify.prompt} has the fields {list(prompt.fields)}; a prompt that verifies shows the question alone."
        )
    return Asked(VERIFY, engines.name_of(engine), _model_of(engine), prompt, verify.sampling)


def _named_engines(settings: RefineSettings) -> Iterator[tuple[str, EngineSettings]]:
    llm = settings.llm
    if settings.method == "llm" and llm is not None:
        for refiner in _listed(llm):
            yield refiner.name, _engine_of(refiner, llm)
    if settings.verify is not None:
        yield VERIFY, _verifying_engine(settings.verify, settings)


def _listed(llm: RefineLlmSettings) -> tuple[Refiner, ...]:
    if llm.refiners or llm.engine is None:
        return llm.refiners
    return (Refiner(name=_name_of(llm.engine)),)


def _engine_of(refiner: Refiner, llm: RefineLlmSettings) -> EngineSettings:
    engine = refiner.engine or llm.engine
    if engine is None:
        raise ConfigError(f"refiner '{refiner.name}' has no engine. Name one under refine.llm.engine.")
    return engine


def _verifying_engine(verify: VerifySettings, settings: RefineSettings) -> EngineSettings:
    engine = verify.engine or (settings.llm.engine if settings.llm else None)
    if engine is None:
        raise ConfigError("refine.verify has no engine. Name one there, or under refine.llm.engine.")
    return engine


def _asked(refiner: Refiner, llm: RefineLlmSettings, engines: Engines) -> Asked:
    engine = _engine_of(refiner, llm)
    path = refiner.prompt or llm.prompt or _PROMPTS[llm.context]
    prompt = prompt_at(path)
    fields = set(prompt.fields)
    if "pair" not in fields and not {"question", "answer"} <= fields:
        raise ConfigError(f"{path} does not show the pair: it needs the field pair, or question and answer.")
    if ("page" in fields) != (llm.context == "page"):
        raise ConfigError(
            f"{path} {'shows' if 'page' in fields else 'does not show'} the page, and refine.llm.context is "
            f"'{llm.context}'. Change one of them."
        )
    if unknown := fields - {"pair", "question", "answer", "page"}:
        raise ConfigError(f"{path} uses the field '{min(unknown)}'; known are pair, question, answer, page.")
    return Asked(
        refiner.name, engines.name_of(engine), _model_of(engine), prompt, refiner.sampling or llm.sampling
    )


def _model_of(engine: EngineSettings) -> str:
    return str(getattr(engine, "model", "") or engine.kind)


def _name_of(engine: EngineSettings) -> str:
    """A refiner's name after its engine's model: the last part of a path, with plain signs only."""
    model: Any = PurePath(_model_of(engine).rpartition(":")[2].rstrip("/")).name
    return "".join(sign if sign.isalnum() or sign in "_.-" else "-" for sign in model) or engine.kind
