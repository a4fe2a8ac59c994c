"""The search of texts in the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from webinstruct.core.normal_form import content_words, words
from webinstruct.core.tokens import token_hashes
from webinstruct.decontaminate.index.batch import Batch, batches
from webinstruct.decontaminate.index.hit import Hit, Match
from webinstruct.decontaminate.index.shares import ShareTier
from webinstruct.decontaminate.index.stored import Coverage, Stored
from webinstruct.decontaminate.index.tiers import ExactTier, NgramTier, TierSearch, WholeTier

__all__ = ["Index"]

_MOST_WORDS = 40
"""Words of a match that are told."""
_MARGIN_CHARS = 800
"""Characters around the place where they are expected: a long text is not taken apart for a few words."""


class Index:
    """The index in a file, ready to search."""

    def __init__(self, path: str) -> None:
        stored = Stored.read(path)
        self._sources = stored.sources
        self.coverage: Mapping[str, Coverage] = stored.coverage
        """Of each benchmark, how many items each tier can find."""
        self._tiers: list[TierSearch] = [ExactTier(stored), NgramTier(stored), WholeTier(stored)]
        if stored.rules.share is not None:
            self._tiers.append(ShareTier(stored, stored.rules.share))

    def hits(self, texts: Sequence[str]) -> list[Hit | None]:
        """The match of each text, the surest tier's; None where there is none. Give it many texts at once."""
        return [hit for some in batches(texts) for hit in self._hits(some)]

    def hit(self, text: str) -> Hit | None:
        """The match of one text."""
        return self.hits([text])[0]

    def _hits(self, texts: Sequence[str]) -> Iterator[Hit | None]:
        batch = Batch(texts)
        found: dict[int, Match] = {}
        for tier in self._tiers:
            for match in tier.matches(batch, set(range(len(texts))) - set(found)):
                found.setdefault(match.text, match)
        for number in range(len(texts)):
            yield self._in_words(found[number], batch) if number in found else None

    def _in_words(self, match: Match, batch: Batch) -> Hit:
        begin, end = batch.content.edges[match.text : match.text + 2].tolist()
        wanted = batch.content.hashes[match.start : min(match.stop, match.start + _MOST_WORDS)].tolist()
        where = (match.start - begin) / max(1, end - begin)
        more = ["..."] if match.stop - match.start > _MOST_WORDS else []
        said = " ".join(_spelled(wanted, batch.texts[match.text], where) + more)
        return Hit(*self._sources[match.source], match.tier, said, round(match.share, 4))


def _spelled(wanted: Sequence[int], text: str, where: float) -> list[str]:
    """The words of `text` with the hashes `wanted`; they stand somewhere about `where`, in [0, 1], of its length."""
    middle = int(where * len(text))
    known: dict[int, str] = {}
    for margin in (_MARGIN_CHARS, len(text)):
        found = content_words(words(text[max(0, middle - margin) : middle + margin]))
        known |= zip(token_hashes(found).tolist(), found, strict=True)
        if known.keys() >= set(wanted):
            break
    return [known[word] for word in wanted]
