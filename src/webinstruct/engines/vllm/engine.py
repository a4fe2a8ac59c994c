"""vLLM inside the worker, for the hot path: its engine always has twice the requests that it can run.

The engine is vLLM's own synchronous one, with FINAL_ONLY outputs; prompts are made into token ids outside its core, and
answers back into text once, when they are finished. Sampling has vLLM's names (temperature, top_p, top_k ...); what a
request does not set has vLLM's neutral default, whatever the model's generation_config.json proposes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from webinstruct.core.errors import EngineRefused
from webinstruct.core.stage import StageContext
from webinstruct.engines.protocol import Answer, Refusal, Refused, Reply, Request
from webinstruct.engines.settings import VllmSettings
from webinstruct.engines.vllm.chat import Chat
from webinstruct.engines.vllm.flight import Prepared, flown
from webinstruct.engines.vllm.model_files import lacking, model_files, named_model
from webinstruct.engines.vllm.start import Started, started, vllm_version
from webinstruct.engines.vllm.trouble import cause_in

__all__ = ["VllmEngine"]

_AHEAD = 2
"""Requests in flight for each sequence that can run: one runs, one waits in vLLM's own line."""
_IN_IDENTITY = "dtype quantization load_format seed tensor_parallel_size max_model_len".split()
_CUT_OFF = ("length", "repetition")


class VllmEngine:
    """`kind: vllm`. Nothing of vLLM is imported before `open`."""

    def __init__(self, settings: VllmSettings) -> None:
        self.settings = settings
        self._started: Started | None = None
        self._chat: Chat | None = None
        self.max_model_len: int | None = settings.max_model_len
        """Tokens of prompt and answer together; where not set, the model's own, known once it is open."""
        self._schemas: dict[int, tuple[Mapping[str, Any], str]] = {}

    def identity(self) -> Mapping[str, str]:
        """Model, version and all that can change an answer; for a model in a folder the hash of each of its files.

        Raises:
            MissingExtra: vLLM is not installed.
            EngineRefused: the model's folder is not there.
        """
        name, revision = named_model(self.settings.model)
        settings = {word: str(getattr(self.settings, word)) for word in _IN_IDENTITY}
        options = json.dumps(self.settings.options, sort_keys=True, default=str)
        files = model_files(name) if _is_here(name) else {}
        return {
            "kind": "vllm",
            "model": self.settings.model,
            "revision": revision or "",
            "vllm": vllm_version(),
            "options": options,
            **settings,
            **files,
        }

    def open(self, context: StageContext) -> None:
        """Start the engine and load the model; under a minute for a small one, many for a large one.

        Raises:
            MissingExtra: vLLM is not installed.
            EngineRefused: it does not start; the message has the cause and the next step.
        """
        if self._started is not None:
            return
        _is_here(named_model(self.settings.model)[0])
        running = started(self.settings)
        tokenizer = running.llm.get_tokenizer()
        if not getattr(tokenizer, "chat_template", None) and hasattr(tokenizer, "backend_tokenizer"):
            raise EngineRefused(
                f"The tokenizer of {self.settings.model} has no chat template. Take the model's instruct version."
            )
        self._chat = Chat(tokenizer, self.settings.options.get("chat_template_kwargs", {}))
        self.max_model_len = int(running.llm.llm_engine.model_config.max_model_len)
        self._started = running

    @property
    def llm(self) -> Any:
        """vLLM's own `LLM`, for measuring it."""
        return self._running().llm

    def in_flight(self) -> int:
        """Requests that run or wait in vLLM now."""
        return int(self.llm.llm_engine.get_num_unfinished_requests())

    def close(self) -> None:
        """End the core, where a process outlives its need of the engine; a worker's end does it by itself."""
        running, self._started = self._running(), None
        running.llm.llm_engine.engine_core.shutdown()

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        """Replies as they finish, at most twice `max_num_seqs` requests in flight.

        Raises:
            EngineDied: the engine's core is gone or broke off.
        """
        running = self._running()
        bound = _AHEAD * self.settings.max_num_seqs
        return flown(running.llm.llm_engine, requests, self._prepared, self._answer_of, bound, self._trouble)

    def token_counts(self, texts: Sequence[str]) -> Sequence[int]:
        """How many tokens each text is for the model, without special ones."""
        self._running()
        assert self._chat is not None  # noqa: S101 -- set when it was opened
        return self._chat.counts(texts)

    def _prepared(self, request: Request) -> Prepared | Refusal:
        """The request as token ids and vLLM's sampling; a refusal where it cannot be answered."""
        assert self._chat is not None  # noqa: S101 -- set when it was opened
        try:
            ids = self._chat.prompt_ids(request.messages)
            params = self._params(request)
        except (
            Exception
        ) as error:  # the model's template and vLLM's checks are others' code, and one request's affair
            return Refusal(request.id, Refused.BAD_REQUEST, f"{type(error).__name__}: {error}")
        if len(ids) + request.max_tokens > (self.max_model_len or 0):
            detail = f"{len(ids)} + {request.max_tokens} tokens, max_model_len is {self.max_model_len}"
            return Refusal(request.id, Refused.TOO_LONG, detail)
        return Prepared(request.id, self._engine_input(ids), params)

    def _engine_input(self, ids: list[int]) -> Any:
        """Token ids as the engine takes them: rendered first, where this version has a renderer."""
        prompt = {"prompt_token_ids": ids}
        renderer: Any = getattr(self._running().llm.llm_engine, "renderer", None)
        return renderer.render_cmpl([prompt])[0] if hasattr(renderer, "render_cmpl") else prompt

    def _params(self, request: Request) -> Any:
        from vllm import SamplingParams
        from vllm.sampling_params import RequestOutputKind, StructuredOutputsParams

        structured = None
        if request.schema is not None:
            structured = StructuredOutputsParams(json=self._schema_text(request.schema))
        return SamplingParams(
            **request.sampling,
            max_tokens=request.max_tokens,
            structured_outputs=structured,
            output_kind=RequestOutputKind.FINAL_ONLY,
            detokenize=False,
        )

    def _schema_text(self, schema: Mapping[str, Any]) -> str:
        """The schema as JSON in its own order of keys; stages give the same one with every request."""
        known = self._schemas.get(id(schema))
        if known is None or known[0] is not schema:
            if len(self._schemas) > 64:
                self._schemas.clear()
            known = self._schemas[id(schema)] = (schema, json.dumps(schema))
        return known[1]

    def _answer_of(self, name: str, output: Any) -> Reply:
        assert self._chat is not None  # noqa: S101 -- set when it was opened
        said = output.outputs[0]
        if said.finish_reason != "stop" and said.finish_reason not in _CUT_OFF:
            return Refusal(name, Refused.GAVE_UP, f"vLLM ended it with {said.finish_reason}")
        ids = list(said.token_ids)
        ends = {self._chat.eos_id, said.stop_reason}
        kept = ids[:-1] if said.finish_reason == "stop" and ids and ids[-1] in ends else ids
        return Answer(
            name,
            self._chat.text(kept),
            "stop" if said.finish_reason == "stop" else "length",
            prompt_tokens=len(output.prompt_token_ids or ()),
            output_tokens=len(ids),
            cached_tokens=int(output.num_cached_tokens or 0),
        )

    def _trouble(self) -> str:
        """What ails the core, "" while it lives."""
        running = self._running()
        sentinels = [process.sentinel for process in running.cores]
        if not sentinels or not wait(sentinels, timeout=0):
            return ""
        printed = running.log.end()
        return f"vLLM's core process is gone: {cause_in([printed]) if printed else 'killed'}."

    def _running(self) -> Started:
        if self._started is None:
            raise EngineRefused("The engine was asked before it was opened. Call open first.")
        return self._started


def _is_here(name: str) -> bool:
    """Whether the model is a folder (or file) here; what looks like one and is not there is refused."""
    if Path(name).exists():
        if missing := lacking(name):
            raise EngineRefused(
                f"The folder {name} holds no model: it lacks {' and '.join(missing)}. Fetch the whole model."
            )
        return True
    if name.startswith(("/", "./", "../", "~")) or name.count("/") > 1:
        raise EngineRefused(
            f"There is no model in {name}. Set the engine's model to a folder with config.json and weights, "
            "or to a name on the Hub."
        )
    return False
