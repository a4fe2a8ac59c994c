"""What a stage costs beside its model: the same prompts through bare vLLM and through the stage `extract`.

    python benchmarks/llm_overhead.py [--quick] [--json] [--gpu] [--model FOLDER] [--pages N]

Bare is `LLM.generate` with all prompts, rendered already, in a list in memory. The stage reads the pages from
Parquet, numbers their lines, counts tokens, asks, reads answers, looks for the pairs in the page, and writes three
whole files for each shard. Both ask the same engine with the same requests in turn, in this process, several times,
each time with an empty prefix cache. A rate is prompt and output tokens a second; `ratio` is the stage's rate over
the bare one, in all runs of the larger size.

Without a GPU the model is tiny and random; with --gpu it has the shape of seven billion parameters and random weights
(load_format dummy), --model takes another. What a random model says has no end by itself, so that both sides are held
to answers of about the length that a real one gives. Pointer and verbatim are what answers for the annotated pages
(../shared/data/gold.jsonl) would take. `running` is the share of max_num_seqs in flight, from the first answer to the
last request, seen every 20 ms. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tiny model is the tests'

from tests.helpers.tiny_model import SEVEN_B, TINY, built_model

import webinstruct
from webinstruct.core.errors import WebinstructError
from webinstruct.core.stage import Stage
from webinstruct.engines.protocol import Reply, Request
from webinstruct.engines.settings import VllmSettings
from webinstruct.engines.tokens import estimated_counts
from webinstruct.engines.vllm import VllmEngine
from webinstruct.pipeline.config import config_from
from webinstruct.pipeline.planning import planned
from webinstruct.runner.drive import Failure, Watcher, driven
from webinstruct.runner.run_dir import RunDir, run_dir_at
from webinstruct.runner.work import Event, Part, Worker

_PAGE_TOKENS = 1_500
_SHARDS = 6
_ANSWER_TOKENS = 96
_GOLD = Path("../shared/data/gold.jsonl")
_WORDS = (
    "the question answer is of number a to what and line page text sum force energy equal find show".split()
)


class Shared:
    """The one engine of this process, as the stage of each run is given it; remembers what it was asked."""

    running: ClassVar[VllmEngine]
    asked: ClassVar[list[Request]] = []

    def __init__(self) -> None:
        self.max_model_len = getattr(self.running, "max_model_len", None)

    def identity(self) -> Mapping[str, str]:
        """The engine's."""
        return self.running.identity()

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        """The engine's."""
        return self.running.stream(self._noted(requests))

    def token_counts(self, texts: Sequence[str]) -> Sequence[int]:
        """The engine's."""
        return self.running.token_counts(texts)

    def _noted(self, requests: Iterable[Request]) -> Iterator[Request]:
        for request in requests:
            held = replace(request, schema=_SHORT)
            self.asked.append(held)
            yield held


class InProcess:
    """An executor whose one worker is this process: nothing is left out but the messages to a worker."""

    @contextmanager
    def pool(self, run_dir: RunDir, stage: Stage, most_parts: int, watcher: Watcher) -> Iterator[InProcess]:
        """This process."""
        self._worker = Worker(run_dir, stage.name, 30.0, self, lambda event: self._hear(stage.name, event))
        self._failures: list[Failure] = []
        yield self

    def run(self, parts: Sequence[Part]) -> list[Failure]:
        """Do all parts, the next one being there whenever the stage asks for it."""
        waiting = list(parts)
        while waiting:
            self._worker.work(waiting.pop(0), lambda step, wait_s: waiting.pop(0) if waiting else None)
        return self._failures

    def at(self, part: int, row: int) -> None:
        """Nobody watches."""

    def _hear(self, stage: str, event: Event) -> None:
        if event.word == "failed":
            self._failures.append(Failure(stage, Part(event.step, event.number), event.message))


class _Silent:
    def stage_begins(self, stage: str, shards: int, done: int) -> None: ...
    def heard(self, stage: str, event: Event) -> None: ...
    def stage_ends(self, stage: str, failures: Sequence[Failure]) -> None: ...


class _Gauge:
    """How much of the engine is in flight, seen every 20 ms by a thread."""

    def __init__(self, engine: VllmEngine) -> None:
        self._engine = engine
        self.seen: list[tuple[float, int]] = []
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Gauge:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    def share(self, most: int, until: float) -> float:
        """Mean share of `most` in flight from when it was first full (or at its fullest) until `until`."""
        fullest = min(most, max(count for _, count in self.seen))
        first = next(moment for moment, count in self.seen if count >= fullest)
        steady = [min(count, most) / most for moment, count in self.seen if first <= moment <= until]
        return statistics.mean(steady) if steady else 0.0

    def _look(self) -> None:
        while not self._ends.wait(0.02):
            self.seen.append((time.perf_counter(), self._engine.in_flight()))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer pages, within a minute")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    parser.add_argument("--gpu", action="store_true", help="the shape of a model of seven billion parameters")
    parser.add_argument("--model", default="", help="folder of a model; by default one is built")
    parser.add_argument("--pages", type=int, default=0, help="pages of the larger size")
    words = parser.parse_args()
    sys.modules["llm_overhead"] = sys.modules["__main__"]  # where the config finds the engine
    sizes, turns = _sizes(words)
    try:
        figures = _measured(words, sizes, turns)
    except WebinstructError as error:
        raise SystemExit(str(error)) from error
    if not words.json:
        for name, value in figures.items():
            print(f"{name:>24}  {value}")
    print(json.dumps(figures))


def _sizes(words: argparse.Namespace) -> tuple[tuple[int, int], int]:
    """Pages of both sizes, and how often each is measured."""
    usual = {(False, False): 120, (False, True): 24, (True, False): 8_000, (True, True): 2_000}
    large = words.pages or usual[words.gpu, words.quick]
    return (max(8, large // 4), large), 2 if words.quick else 4


def _measured(words: argparse.Namespace, sizes: tuple[int, int], turns: int) -> dict[str, Any]:
    settings = _engine_settings(words)
    began = time.perf_counter()
    engine = Shared.running = VllmEngine(settings)
    engine.open(None)  # type: ignore[arg-type]
    figures: dict[str, Any] = {"start_s": round(time.perf_counter() - began, 1)}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            prepared = _recalled(Path(folder, str(size)), size, engine)
            if size == sizes[0]:
                _turn(prepared, Path(folder, "warm"), engine, 0)
            Shared.asked.clear()
            rows = [_turn(prepared, Path(folder, f"{size}-{n}"), engine, n) for n in range(turns)]
            figures[str(size)] = _rates(rows)
            figures["ratio"] = figures[str(size)]["ratio"]
        figures |= _shape(rows[-1], prepared, engine, sizes[-1])
    engine.close()
    figures["machine"] = _machine()
    return figures


def _engine_settings(words: argparse.Namespace) -> VllmSettings:
    place = Path(tempfile.gettempdir(), "webinstruct-llm-overhead")
    if words.gpu:
        folder = words.model or built_model(place / "7b", SEVEN_B, 32_768, has_weights=False)
        return VllmSettings(model=str(folder), load_format="dummy", max_model_len=8_192)
    folder = words.model or built_model(place / "tiny", TINY, 32_768)
    return VllmSettings(model=str(folder), max_model_len=16_384, max_num_seqs=8)


def _recalled(folder: Path, size: int, engine: VllmEngine) -> Path:
    """A run with `size` pages behind `recall`."""
    folder.mkdir()
    chance = random.Random(size)  # noqa: S311 -- pages, no secrets
    with (folder / "pages.jsonl").open("w") as file:
        for number in range(size):
            page = {"url": f"https://pages.example/{size}/{number}", "html": _page(chance, engine)}
            file.write(json.dumps(page) + "\n")
    webinstruct.run(_config(folder, size), run_dir=str(folder / "run"), stage="recall")
    return folder


def _page(chance: random.Random, engine: VllmEngine) -> str:
    """A thread of posts of about 1,500 of the model's tokens, the most of it prose."""
    posts, tokens = [], 0
    while tokens < _PAGE_TOKENS:
        lines = [" ".join(chance.choices(_WORDS, k=24)) for _ in range(4)]
        posts.append("".join(f"<p>{line} {chance.randrange(1000)}?</p>" for line in lines))
        tokens += sum(engine.token_counts(lines))
    articles = "".join(f'<article class="post">{post}</article>' for post in posts)
    return f"<html><head><title>Thread</title></head><body><main>{articles}</main></body></html>"


def _config(folder: Path, size: int) -> dict[str, Any]:
    return {
        "source": {"path": str(folder / "pages.jsonl"), "rows_per_shard": -(-size // _SHARDS)},
        "recall": {"keep": "all"},
        "extract": {
            "methods": ["llm"],
            "llm": {"engine": {"kind": "llm_overhead:Shared"}, "answer_tokens": _ANSWER_TOKENS},
        },
        "executor": {"workers": 1},
    }


def _turn(prepared: Path, folder: Path, engine: VllmEngine, number: int) -> dict[str, Any]:
    """The stage and the bare engine, one after the other; which is first changes with `number`."""
    shutil.copytree(prepared / "run", folder)
    row: dict[str, Any] = {}
    if number % 2 and Shared.asked:
        row["bare"] = _bare(engine, list(Shared.asked))
    Shared.asked.clear()
    row["stage"], row["books"], row["running"] = _staged(prepared, folder, engine)
    if "bare" not in row:
        row["bare"] = _bare(engine, list(Shared.asked))
    shutil.rmtree(folder)
    return row


def _staged(prepared: Path, folder: Path, engine: VllmEngine) -> tuple[float, dict[str, int], float]:
    """Tokens a second through the stage, what it counted, and how full the engine was."""
    engine.forget_prefixes()
    place = run_dir_at(str(folder))
    config = config_from(_config(prepared, int(prepared.name)))
    with _Gauge(engine) as gauge:
        began = time.perf_counter()
        selected = config.selected("extract")
        plan = planned(config, selected, place, True)
        stages = [named.stage for named in selected]
        failures = driven(place, len(plan.shards), stages, InProcess(), _Silent())
        took_s = time.perf_counter() - began
    if failures:
        raise SystemExit(f"the stage failed: {failures[0].message}")
    return (
        _tokens_per_s(folder, took_s),
        _notes(folder),
        gauge.share(engine.settings.max_num_seqs, began + 0.9 * took_s),
    )


def _bare(engine: VllmEngine, asked: Sequence[Request]) -> float:
    """Tokens a second of `LLM.generate` for the same requests, rendered and in memory before the clock starts."""
    from vllm import SamplingParams
    from vllm.sampling_params import StructuredOutputsParams

    engine.forget_prefixes()
    llm = engine.llm
    tokenizer = llm.get_tokenizer()
    prompts = [
        tokenizer.apply_chat_template(list(request.messages), tokenize=False, add_generation_prompt=True)
        for request in asked
    ]
    params = [
        SamplingParams(
            **request.sampling,
            max_tokens=request.max_tokens,
            structured_outputs=StructuredOutputsParams(json=json.dumps(request.schema)),
        )
        for request in asked
    ]
    began = time.perf_counter()
    outputs = llm.generate(prompts, params, use_tqdm=False)
    took_s = time.perf_counter() - began
    tokens = sum(len(one.prompt_token_ids) + len(one.outputs[0].token_ids) for one in outputs)
    return float(tokens / took_s)


def _notes(folder: Path) -> dict[str, int]:
    """What the stage counted, over all shards."""
    counts: dict[str, int] = {}
    for file in (folder / "extract" / "manifest").glob("*.json"):
        for word, count in json.loads(file.read_bytes())["notes"].items():
            counts[word] = counts.get(word, 0) + count
    return counts


def _tokens_per_s(folder: Path, took_s: float) -> float:
    counts = _notes(folder)
    return (counts["llm_prompt_tokens"] + counts["llm_output_tokens"]) / took_s


def _rates(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of one size: rates as the mean over all turns, and the ratio of the times that all turns took."""
    stage = statistics.harmonic_mean([row["stage"] for row in rows])
    bare = statistics.harmonic_mean([row["bare"] for row in rows])
    return {
        "stage_tokens_per_s": round(stage),
        "bare_tokens_per_s": round(bare),
        "ratio": round(stage / bare, 3),
        "ratios": [round(row["stage"] / row["bare"], 3) for row in rows],
        "running": round(statistics.mean(row["running"] for row in rows), 3),
    }


def _shape(row: Mapping[str, Any], prepared: Path, engine: VllmEngine, pages: int) -> dict[str, Any]:
    """Tokens of a page as it is and as it is asked about, and what of a prompt the prefix cache serves."""
    lines = (prepared / "pages.jsonl").read_text().splitlines()[:50]
    raw = engine.token_counts([json.loads(line)["html"] for line in lines])
    counts = row["books"]
    fixed = sum(engine.token_counts([turn["content"] for turn in Shared.asked[0].messages[:-1]]))
    return {
        "html_tokens_per_page": round(statistics.mean(raw)),
        "input_tokens_per_page": round(counts["llm_prompt_tokens"] / pages),
        "of_which_fixed": fixed,
        "requests_per_page": round(counts["llm_requests"] / pages, 2),
        "prefix_cache_hit_rate": round(counts["llm_cached_tokens"] / counts["llm_prompt_tokens"], 3),
        "output_tokens_per_page": round(counts["llm_output_tokens"] / pages, 1),
        **_styles(),
    }


def _styles() -> dict[str, float]:
    """Output tokens a page of both answer styles for the annotated pages, a token estimated at three bytes."""
    if not _GOLD.exists():
        print(f"{_GOLD} is not there: the answer styles are left out", file=sys.stderr)
        return {}
    pages = [json.loads(line)["pairs"] for line in _GOLD.read_text().splitlines()]
    copied = [
        {"pairs": [{word: pair[word] for word in ("question", "answer")} for pair in page]} for page in pages
    ]
    pointed = [{"pairs": [{"q": [[104, 109]], "a": [[111, 125]], "o": []} for _ in page]} for page in pages]
    texts = {"pointer": pointed, "verbatim": copied}
    return {
        f"{style}_tokens_per_page": round(
            statistics.mean(
                estimated_counts(
                    [json.dumps(page, ensure_ascii=False, separators=(",", ":")) for page in answers]
                )
            ),
            1,
        )
        for style, answers in texts.items()
    }


def _machine() -> str:
    """The processor or the GPU that it ran on."""
    import torch

    if torch.cuda.is_available():
        return str(torch.cuda.get_device_name(0))
    named = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return f"{named[0].partition(': ')[2] if named else 'unknown processor'}, {len(named)} cores"


def _short_schema() -> dict[str, Any]:
    """The schema of style pointer, held to one or two pairs of one range each: about 40 to 60 tokens."""
    number = {"type": "integer", "minimum": 1, "maximum": 99}
    ranges = {"type": "array", "minItems": 1, "maxItems": 1}
    ranges["items"] = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    none = {"type": "array", "items": ranges, "minItems": 0, "maxItems": 0}
    parts = {"q": ranges, "a": ranges, "o": none}
    pair = {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}
    pairs = {"type": "array", "items": pair, "minItems": 1, "maxItems": 2}
    return {
        "type": "object",
        "properties": {"pairs": pairs},
        "required": ["pairs"],
        "additionalProperties": False,
    }


_SHORT = _short_schema()

if __name__ == "__main__":
    main()
