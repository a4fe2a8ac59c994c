"""What an embedder can be told. `kind` says which; a class of one's own is named as `my_pkg.my_mod:MyEmbedder`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from webinstruct.core.settings import Settings
from webinstruct.engines.settings import Addresses, Budget, OpenAISettings, VariableName

__all__ = [
    "CustomEmbedderSettings",
    "EmbedderSettings",
    "OpenAIEmbedderSettings",
    "SentenceTransformersSettings",
]


class SentenceTransformersSettings(Settings):
    """`kind: sentence_transformers`: a model inside the worker, on a GPU where torch sees one."""

    unplanned = frozenset({"device", "batch"})

    kind: Literal["sentence_transformers"] = "sentence_transformers"
    """sentence_transformers."""
    model: str = Field(pattern=r"\S")
    """Folder of the model, or its name on the Hub with an optional @revision."""
    device: str | None = None
    """Where it runs, such as cpu or cuda:0; null leaves that to torch."""
    batch: int = Field(default=64, ge=1)
    """Texts at a time; memory grows with it."""
    prompt: str = ""
    """Text that is put in front of every text, where the model was trained with one."""
    dimensions: int | None = Field(default=None, ge=2)
    """So many leading dimensions are kept, for models that were trained to allow it; null keeps all."""


class OpenAIEmbedderSettings(Settings):
    """`kind: openai`: any endpoint with /v1/embeddings (vllm serve, text-embeddings-inference, llama.cpp, hosted)."""

    unplanned = frozenset({"base_url", "api_key_env", "concurrency", "timeout_s", "tries", "batch", "budget"})

    kind: Literal["openai"]
    """openai."""
    base_url: Addresses = Field(min_length=1)
    """Address of the endpoint up to /v1, or a list of them over which requests are balanced; all serve one model."""
    model: str = Field(pattern=r"\S")
    """Name of the model as the endpoint knows it."""
    api_key_env: VariableName = "OPENAI_API_KEY"
    """Environment variable that holds the key; it is read in the worker and written nowhere."""
    concurrency: int = Field(default=16, ge=1, le=1_000)
    """Requests in flight per worker, over all addresses, at most 1000."""
    timeout_s: float = Field(default=120.0, gt=0)
    """Seconds until a request without an answer counts as failed."""
    tries: int = Field(default=6, ge=1)
    """How often a request is sent before the run stops; waits between tries double, with jitter."""
    batch: int = Field(default=64, ge=1, le=2_048)
    """Texts per request, at most 2048."""
    dimensions: int | None = Field(default=None, ge=2)
    """Dimensions that the endpoint is asked for, where its model has a choice; null leaves it to the model."""
    budget: Budget = Field(default_factory=Budget)
    """What may be spent before the run stops; it can be raised, and the same command goes on."""

    def endpoint(self) -> OpenAISettings:
        """The same endpoint as the settings of an engine."""
        shared = self.model_dump(exclude={"batch", "dimensions"})
        return OpenAISettings.model_validate(shared)


class CustomEmbedderSettings(Settings):
    """`kind: my_pkg.my_mod:MyEmbedder`: a class with `identity` and `embed`."""

    kind: str = Field(pattern=r".+:.+")
    """The class, as package.module:Class."""
    arguments: dict[str, Any] = Field(default_factory=dict)
    """What its constructor is given, by name."""


def _tag(value: Any) -> str:
    default = "sentence_transformers"
    kind = value.get("kind", default) if isinstance(value, Mapping) else getattr(value, "kind", default)
    return "custom" if ":" in str(kind) else str(kind)


EmbedderSettings = Annotated[
    Annotated[SentenceTransformersSettings, Tag("sentence_transformers")]
    | Annotated[OpenAIEmbedderSettings, Tag("openai")]
    | Annotated[CustomEmbedderSettings, Tag("custom")],
    Discriminator(_tag),
]
"""The settings of one embedder, told apart by `kind` (sentence_transformers where none is named)."""
