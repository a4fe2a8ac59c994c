"""The steps that look for items in other words, among the rows in which the search found nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from webinstruct.core.errors import ConfigError, EngineRefused
from webinstruct.core.stage import ROW, StepContext
from webinstruct.decontaminate.benchmarks import planned_benchmarks
from webinstruct.decontaminate.evidence import HITS, ROW_NUMBER, evidence_of
from webinstruct.decontaminate.index import Hit
from webinstruct.decontaminate.semantic.near import AskedItem, asked_items, nearest
from webinstruct.decontaminate.semantic.settings import SemanticSettings
from webinstruct.decontaminate.semantic.verdict import VERDICT_SCHEMA, Verdict, verdict_of
from webinstruct.decontaminate.settings import DecontaminateSettings
from webinstruct.engines.embedding import Embedder, Vectors, embedder_of, unit_vectors
from webinstruct.engines.opening import engine_of, opened
from webinstruct.engines.protocol import Engine, NeedsOpening, Refused, Reply, Request
from webinstruct.engines.replay.cache import with_cache
from webinstruct.storage.parquet import ParquetRows, rows
from webinstruct.storage.prompts import Prompt, prompt_at

__all__ = ["NOT_JUDGED", "EmbedItems", "Judge", "semantic_identity"]

NOT_JUDGED = "not_judged"
"""Tier of a row about which an engine was asked and said nothing; `words` has the reason. It is no hit."""

_BATCH = 1_024
_MOST_CHARS = 8_000


def semantic_identity(settings: SemanticSettings) -> dict[str, str]:
    """What of embedder, engine and prompt can change a verdict, under names that no benchmark has."""
    embedder, engine = embedder_of(settings.embedder).identity(), engine_of(settings.engine).identity()
    return {
        **{f"semantic.embedder.{word}": value for word, value in embedder.items()},
        **{f"semantic.engine.{word}": value for word, value in engine.items()},
        "semantic.prompt": _prompt(settings.prompt).sha256,
    }


class EmbedItems:
    """Once: a vector for each item that asks something. The texts are not left."""

    name = "items"
    per_shard = False
    suffix = ".npy"

    def __init__(self, settings: DecontaminateSettings, semantic: SemanticSettings) -> None:
        self._settings = settings
        self._semantic = semantic

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Embed all items."""
        texts = [item.text for item in _items(self._settings, context)]
        embedder = _opened_embedder(self._semantic, context)
        starts = range(0, len(texts), _BATCH)
        found = [_vectors(embedder, texts[start : start + _BATCH], self._semantic) for start in starts]
        with Path(out).open("wb") as file:
            np.save(file, np.concatenate(found))


class _Near(NamedTuple):
    """A row and an item near it, the `rank`-th nearest from 0."""

    row: int
    pair_id: str
    text: str
    item: AskedItem
    cosine: float
    rank: int


class Judge:
    """Per shard: what an engine says of the items near to rows without a hit."""

    name = "judge"
    per_shard = True
    suffix = ".parquet"

    def __init__(self, settings: DecontaminateSettings, semantic: SemanticSettings) -> None:
        self._settings = settings
        self._semantic = semantic
        self._side = "answer" if settings.fields == "answer" else "question"
        self._ready: tuple[Embedder, Engine] | None = None
        self._items: list[AskedItem] = []

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Embed, compare, ask; leave the hits, and the rows that stay without a verdict."""
        if self._ready is None:
            engine = with_cache(engine_of(self._semantic.engine), self._semantic.cache)
            self._ready = (_opened_embedder(self._semantic, context), opened(engine, context))
            self._items = _items(self._settings, context)
        embedder, engine = self._ready
        asked: dict[str, _Near] = {}
        verdicts: dict[int, list[tuple[_Near, Verdict]]] = {}
        for reply in engine.stream(self._requests(self._near(part, context, embedder), asked)):
            near = asked.pop(reply.id)
            verdicts.setdefault(near.row, []).append((near, _settled(reply, near)))
        found = [self._evidence(said) for _, said in sorted(verdicts.items())]
        with ParquetRows(out, HITS) as file:
            evidence = [row for row in found if row is not None]
            file.add(pa.RecordBatch.from_pylist(evidence, schema=HITS))

    def _near(self, part: int, context: StepContext, embedder: Embedder) -> Iterator[_Near]:
        """The items near to rows in which nothing was found, row by row."""
        vectors: Vectors = np.load(context.artifact(EmbedItems.name))
        found = {row[ROW_NUMBER] for row in rows(context.artifact("search", part), [ROW_NUMBER])}
        read = context.rows(part, ["pair_id", self._side])
        waiting = (row for row in read if row[ROW] not in found and (row[self._side] or "").strip())
        while batch := list(islice(waiting, _BATCH)):
            texts = [row[self._side][:_MOST_CHARS] for row in batch]
            own = _vectors(embedder, texts, self._semantic)
            near = nearest(own, vectors, self._semantic.top_k, self._semantic.near)
            for row, text, items in zip(batch, texts, near, strict=True):
                for rank, (number, cosine) in enumerate(items):
                    pair_id = str(row["pair_id"] or "")
                    yield _Near(row[ROW], pair_id, text, self._items[number], cosine, rank)

    def _requests(self, found: Iterable[_Near], asked: dict[str, _Near]) -> Iterator[Request]:
        for near in found:
            name = f"{near.row}/{near.rank}"
            asked[name] = near
            shown = json.dumps({"benchmark": near.item.text, "found": near.text}, ensure_ascii=False)
            yield Request(
                name,
                self._prompt.messages({"questions": shown}),
                self._semantic.answer_tokens,
                self._semantic.sampling.plain(),
                VERDICT_SCHEMA,
                f"{near.pair_id}/{near.item.benchmark}/{near.item.item}",
            )

    def _evidence(self, said: Sequence[tuple[_Near, Verdict]]) -> Mapping[str, Any] | None:
        """The row of HITS for one row: the nearest item that asks the same, else that one was not judged."""
        in_order = sorted(said, key=lambda one: one[0].rank)
        same = [one for one in in_order if one[1].is_same]
        unsaid = [one for one in in_order if one[1].is_same is None]
        if not same and not unsaid:
            return None
        near, verdict = (same or unsaid)[0]
        item = near.item
        hit = Hit(item.benchmark, item.item, item.field, "judged", verdict.reason, round(near.cosine, 4))
        evidence = {ROW_NUMBER: near.row, **evidence_of(near.pair_id, self._side, hit)}
        return evidence if same else {**evidence, "tier": NOT_JUDGED}

    @cached_property
    def _prompt(self) -> Prompt:
        return _prompt(self._semantic.prompt)


def _items(settings: DecontaminateSettings, context: StepContext) -> list[AskedItem]:
    return asked_items(planned_benchmarks(settings.benchmarks, settings.text_fields, context.facts()))


def _prompt(path: str) -> Prompt:
    prompt = prompt_at(path)
    if prompt.fields != ("questions",):
        raise ConfigError(
            f"{path} has the fields {list(prompt.fields)}; a prompt for decontaminate.semantic shows the field "
            "questions alone."
        )
    return prompt


def _opened_embedder(semantic: SemanticSettings, context: StepContext) -> Embedder:
    embedder = embedder_of(semantic.embedder)
    if isinstance(embedder, NeedsOpening):
        embedder.open(context)
    return embedder


def _vectors(embedder: Embedder, texts: Sequence[str], semantic: SemanticSettings) -> Vectors:
    """A class of one's own is not taken at its word."""
    return unit_vectors(embedder.embed(texts), len(texts), f"'{semantic.embedder.kind}'")


def _settled(reply: Reply, near: _Near) -> Verdict:
    verdict = verdict_of(reply)
    if verdict.is_same is None and verdict.reason == Refused.GAVE_UP:
        raise EngineRefused(
            f"decontaminate.semantic: the engine gave up on pair {near.pair_id}. Run the same command again once it "
            "answers; what was judged in other shards stays."
        )
    return verdict
