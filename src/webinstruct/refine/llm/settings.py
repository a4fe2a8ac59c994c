"""What refinement with language models can be told."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from webinstruct.core.settings import Settings
from webinstruct.engines.settings import EngineSettings, Sampling

__all__ = ["VERIFY", "RefineLlmSettings", "Refiner", "VerifySettings"]

VERIFY = "verify"
"""The name of the engine that samples answers, where it is not a refiner's."""


class Refiner(Settings):
    """One model that rewrites pairs."""

    name: str = Field(pattern=r"^[\w.-]+$")
    """Its name in the column `refiner` and in counts, of letters, digits, '.', '_' and '-'."""
    engine: EngineSettings | None = None
    """Who answers; by default the engine under refine.llm, so that refiners may share one."""
    prompt: str = ""
    """Prompt file; by default the one under refine.llm."""
    sampling: Sampling | None = None
    """How the answer is drawn; by default as under refine.llm."""


class VerifySettings(Settings):
    """Settings under `refine.verify`: answers sampled without showing the reference, to see how often they agree."""

    engine: EngineSettings | None = None
    """Who answers; by default the engine under refine.llm."""
    samples: int = Field(default=4, ge=1, le=64)
    """Answers sampled per pair; tokens grow with it."""
    prompt: str = "builtin:prompts/verify_answer.md"
    """Prompt file that shows the question alone."""
    answer_tokens: int = Field(default=1_024, ge=16)
    """Most tokens of a sampled answer."""
    sampling: Sampling = Field(default_factory=lambda: Sampling(temperature=0.8, top_p=0.95))
    """How they are drawn."""
    min_pass_rate: float = Field(default=0.0, ge=0, le=1)
    """Pass rate under which a pair is rejected, in [0, 1]; 0 keeps all and only writes the rate on the row."""


class RefineLlmSettings(Settings):
    """Settings under `refine.llm`."""

    unplanned = frozenset({"cache"})

    engine: EngineSettings | None = None
    """Who answers for every refiner that names no engine of its own."""
    refiners: tuple[Refiner, ...] = ()
    """The models that rewrite; none listed means one, named after the engine's model."""
    combine: Literal["union", "alternate", "first"] = "first"
    """union keeps every refiner's version as a row; alternate gives each pair to one of them, by its id; first asks
    them in order until one passes the gate."""
    prompt: str = ""
    """Prompt file; by default the one that ships for the context."""
    context: Literal["none", "page"] = "none"
    """page shows the refiner where on the page the pair was found; the candidates of the run have to be there."""
    when: Literal["always", "unexplained"] = "always"
    """unexplained leaves pairs alone whose answer already explains."""
    answer_tokens: int = Field(default=2_048, ge=16)
    """Most tokens of a rewritten pair."""
    tries: int = Field(default=2, ge=1, le=10)
    """Answers asked of one refiner before the original is kept; each further try costs a request."""
    sampling: Sampling = Field(default_factory=Sampling)
    """How the answer is drawn; a further try raises the temperature by 0.3."""
    cache: str = ""
    """File that remembers answers, so that no request is paid twice; none where empty. One machine's disk."""

    @field_validator("refiners")
    @classmethod
    def _told_apart(cls, refiners: tuple[Refiner, ...]) -> tuple[Refiner, ...]:
        names = [refiner.name for refiner in refiners]
        if twice := sorted({name for name in names if names.count(name) > 1 or name == VERIFY}):
            raise ValueError(f"a refiner's name tells it apart, and '{twice[0]}' is taken; choose another")
        return refiners
