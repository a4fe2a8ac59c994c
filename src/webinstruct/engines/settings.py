"""What an engine can be told. `kind` says which; a class of one's own is named as `my_pkg.my_mod:MyEngine`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from webinstruct.core.settings import Settings

__all__ = [
    "Addresses",
    "Budget",
    "CustomEngineSettings",
    "EngineSettings",
    "OpenAISettings",
    "RecordedSettings",
    "Sampling",
    "VariableName",
    "VllmSettings",
]


def _one_or_many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _without_slashes(value: tuple[str, ...]) -> tuple[str, ...]:
    for number, address in enumerate(value, 1):
        if not _is_web_address(address):
            raise ValueError(f"address {number} is none; it looks like http://127.0.0.1:8000/v1.")
        parts = urlsplit(address)
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError(
                f"address {number} holds more than host and path. Addresses are written into the run directory; "
                "put the key into the environment variable that api_key_env names."
            )
    return tuple(address.rstrip("/") for address in value)


def _is_variable(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", value):
        raise ValueError("this names no environment variable. It takes the variable's name, never the key.")
    return value


Addresses = Annotated[tuple[str, ...], BeforeValidator(_one_or_many), AfterValidator(_without_slashes)]
"""Where an endpoint is: one address or several, without keys in them."""

VariableName = Annotated[str, AfterValidator(_is_variable)]
"""The name of an environment variable."""


class Sampling(Settings):
    """How tokens are drawn; what is not set is left to the engine, but for the temperature."""

    temperature: float = Field(default=0.0, ge=0, le=2)
    """Spread of the draw, in [0, 2]; 0 takes the most probable token, so that answers repeat."""
    top_p: float | None = Field(default=None, gt=0, le=1)
    """Least probability mass that is drawn from, in (0, 1]."""
    top_k: int | None = Field(default=None, ge=1)
    """Most probable tokens that are drawn from."""
    repetition_penalty: float | None = Field(default=None, gt=0)
    """Over 1 it discourages tokens that have come before."""
    presence_penalty: float | None = Field(default=None, ge=-2, le=2)
    """Over 0 it discourages tokens that have come before, in [-2, 2]."""
    seed: int | None = None
    """Seed of the draw; without one, an answer with a temperature over 0 differs from run to run."""

    def plain(self) -> dict[str, Any]:
        """The settings that are set, as a request carries them.

        >>> Sampling(top_p=0.9).plain()
        {'temperature': 0.0, 'top_p': 0.9}
        """
        return self.model_dump(mode="json", exclude_none=True)


class VllmSettings(Settings):
    """`kind: vllm`: vLLM inside the worker, one engine for each `tensor_parallel_size` GPUs."""

    kind: Literal["vllm"] = "vllm"
    """vllm."""
    model: str = Field(pattern=r"\S")
    """Folder of the model, or its name on the Hub with an optional @revision."""
    tensor_parallel_size: int = Field(default=1, ge=1)
    """GPUs that one copy of the model is spread over; a worker takes as many. On a CPU it counts as 1."""
    max_model_len: int | None = Field(default=None, ge=16)
    """Most tokens of prompt and answer together; memory per sequence grows with it. Default: the model's own."""
    gpu_memory_utilization: float = Field(default=0.9, gt=0, le=1)
    """Share of a GPU's memory that vLLM takes, in (0, 1]; what the weights leave of it holds the KV cache."""
    max_num_seqs: int = Field(default=256, ge=1)
    """Sequences that run at the same time; throughput and memory grow with it."""
    dtype: str = "auto"
    """Type of the weights while running: auto, bfloat16, float16 or float32."""
    quantization: str | None = None
    """Quantization of the weights, such as fp8 or awq; by default what the model's config says."""
    load_format: str = "auto"
    """How weights are loaded; dummy makes random ones, to measure speed without the model."""
    seed: int = 0
    """Seed of the engine."""
    options: dict[str, Any] = Field(default_factory=dict)
    """Further arguments of vLLM's engine under its own names, such as {kv_cache_dtype: fp8}; chat_template_kwargs go to
    the model's chat template, such as {enable_thinking: false}."""


class Budget(Settings):
    """What a stage may spend in all, over all workers and restarts; the run stops there and can be resumed."""

    tokens: int | None = Field(default=None, ge=1)
    """Prompt and output tokens together; no limit where unset."""
    usd: float | None = Field(default=None, gt=0)
    """US dollars at the prices below; no limit where unset."""
    usd_per_million_prompt_tokens: float = Field(default=0.0, ge=0)
    """Price of a million prompt tokens in US dollars."""
    usd_per_million_output_tokens: float = Field(default=0.0, ge=0)
    """Price of a million output tokens in US dollars."""

    @model_validator(mode="after")
    def _has_prices(self) -> Self:
        if (
            self.usd is not None
            and not self.usd_per_million_prompt_tokens + self.usd_per_million_output_tokens
        ):
            raise ValueError(
                "usd is never reached without prices. Set usd_per_million_prompt_tokens and its like."
            )
        return self


class OpenAISettings(Settings):
    """`kind: openai`: any endpoint that speaks the OpenAI chat protocol (vllm serve, SGLang, llama.cpp, hosted)."""

    unplanned = frozenset({"base_url", "api_key_env", "concurrency", "timeout_s", "tries", "budget"})

    kind: Literal["openai"]
    """openai."""
    base_url: Addresses = Field(min_length=1)
    """Address of the endpoint up to /v1, or a list of them over which requests are balanced; all serve one model."""
    model: str = Field(pattern=r"\S")
    """Name of the model as the endpoint knows it."""
    api_key_env: VariableName = "OPENAI_API_KEY"
    """Environment variable that holds the key; it is read in the worker and written nowhere."""
    concurrency: int = Field(default=64, ge=1, le=1_000)
    """Requests in flight per worker, over all addresses, at most 1000."""
    timeout_s: float = Field(default=300.0, gt=0)
    """Seconds until a request without an answer counts as failed; the start waits as long for an endpoint to be there,
    and at most 9 minutes."""
    tries: int = Field(default=6, ge=1)
    """How often a request is sent before it is given up; waits between tries double, with jitter."""
    max_model_len: int = Field(default=32_768, ge=16)
    """Most tokens of prompt and answer together that the model takes, or fewer where the endpoint says so; longer pages
    are cut into pieces."""
    tokenizer: str = ""
    """Folder or Hub name of the model's tokenizer, to count tokens; without one they are estimated from bytes."""
    structured: Literal["json_schema", "json_object", "none"] = "json_schema"
    """How the endpoint is held to JSON: by a schema, by the word JSON, or not at all (answers are read tolerantly)."""
    budget: Budget = Field(default_factory=Budget)
    """What may be spent before the run stops; it can be raised, and the same command goes on."""


class RecordedSettings(Settings):
    """`kind: recorded`: answers from files, no model at all."""

    unplanned = frozenset({"answers"})  # what they hold is in the engine's identity

    kind: Literal["recorded"]
    """recorded."""
    answers: Annotated[tuple[str, ...], BeforeValidator(_one_or_many)] = Field(min_length=1)
    """JSONL files, one answer a line under the name or the key of its request, or response caches of other runs."""
    max_model_len: int = Field(default=32_768, ge=16)
    """Tokens of prompt and answer together; it has to be what the recording was made with."""
    tokenizer: str = ""
    """Tokenizer with which pages were measured when the recording was made; they are cut where its counts say."""


class CustomEngineSettings(Settings):
    """`kind: my_pkg.my_mod:MyEngine`: a class with `identity` and `stream`."""

    kind: str = Field(pattern=r".+:.+")
    """The class, as package.module:Class."""
    arguments: dict[str, Any] = Field(default_factory=dict)
    """What its constructor is given, by name."""


def _is_web_address(address: str) -> bool:
    """Whether it has a scheme of the web, a host without white space, and a port in range if it has one.

    >>> [_is_web_address(f"http://{rest}/v1") for rest in ("a:80", "[::1]:80", "a:99999", "a:b", "a b", "[::1")]
    [True, True, False, False, False, False]
    """
    try:
        parts = urlsplit(address)
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and is_port
        and not re.search(r"\s", address)
    )


def _tag(value: Any) -> str:
    kind = value.get("kind", "vllm") if isinstance(value, Mapping) else getattr(value, "kind", "vllm")
    return "custom" if ":" in str(kind) else str(kind)


EngineSettings = Annotated[
    Annotated[VllmSettings, Tag("vllm")]
    | Annotated[OpenAISettings, Tag("openai")]
    | Annotated[RecordedSettings, Tag("recorded")]
    | Annotated[CustomEngineSettings, Tag("custom")],
    Discriminator(_tag),
]
"""The settings of one engine, told apart by `kind` (vllm where none is named)."""
