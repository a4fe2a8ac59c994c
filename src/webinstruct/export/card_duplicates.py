"""What the card says of duplicates: what was taken for one, how many there were, and which of them stayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from webinstruct.core.reject import Reject
from webinstruct.core.shareable import file_name
from webinstruct.export.markdown import plain

__all__ = ["duplicates_text", "measure_words", "rule_words"]

_CRITERIA = {
    "grounding": "best grounding",
    "accepted": "accepted answer",
    "explained": "with an explanation",
    "longest": "longest answer",
    "earliest": "earliest crawl",
}
_RULES = {"best": tuple(_CRITERIA), "first": ("first in the input",)}
_USUAL_NGRAM = {"word": 2, "character": 5}
_KINDS: dict[str, str] = {
    Reject.EXACT_DUPLICATE: "the same but for spelling",
    Reject.NEAR_DUPLICATE: "similar",
    Reject.SEMANTIC_DUPLICATE: "the same in other words",
    Reject.DUPLICATE_ID: "other texts under an id that another row keeps",
}


def duplicates_text(settings: Mapping[str, Any], books: Mapping[str, Any]) -> str:
    """A paragraph on the stage with these settings and books."""
    counts = ", ".join(f"{count:,} {words}" for words, count in _stopped(books["rejected"]))
    said = [
        f"Duplicates: of {books['read']:,} rows these were stopped: {counts or 'none'}.",
        f"Similar are texts with {plain(measure_words(settings))}; questions that differ in numbers or operators are "
        "different questions.",
        f"Of each group one stays: {plain(rule_words(settings))}.",
        *_groups(books["notes"]),
    ]
    if settings.get("keep") == "distinct_answers":
        said.append("Different answers to one question stay.")
    if against := settings.get("against"):
        names = ", ".join(plain(file_name(path)) for path in against)
        said.append(f"Rows of earlier releases count as there already: {names}.")
    return " ".join(said)


def measure_words(settings: Mapping[str, Any]) -> str:
    """What makes two texts similar.

    >>> measure_words({"threshold": 0.7, "fields": "question", "minhash": {"unit": "word", "ngram": None}})
    'a Jaccard similarity of their runs of up to 2 words of at least 0.7 (question)'
    """
    minhash = settings.get("minhash") or {}
    unit = minhash.get("unit") or "word"
    length = minhash.get("ngram") or _USUAL_NGRAM.get(unit, "")
    runs = f"runs of up to {length} words" if unit == "word" else f"runs of {length} {unit}s"
    fields = settings.get("fields") or "question"
    sides = "question and answer" if fields == "both" else fields
    ends = (
        ", and an ending that is alike" if settings.get("must_ask_the_same") and fields == "question" else ""
    )
    return f"a Jaccard similarity of their {runs} of at least {settings.get('threshold')} ({sides}){ends}"


def rule_words(settings: Mapping[str, Any]) -> str:
    """The survivor rule in words.

    >>> rule_words({"survivor": ["longest", "earliest"]})
    'longest answer, then earliest crawl'
    """
    rule = settings.get("survivor") or "best"
    names = _RULES.get(rule, (rule,)) if isinstance(rule, str) else rule
    return ", then ".join(_CRITERIA.get(name, str(name)) for name in names)


def _stopped(rejected: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Every reason in words with its count; reasons of one's own as they are."""
    for reason, words in _KINDS.items():
        if rejected.get(reason):
            yield words, rejected[reason]
    for reason in sorted(set(rejected) - set(_KINDS)):
        yield plain(reason), rejected[reason]


def _groups(notes: Mapping[str, int]) -> Iterator[str]:
    groups, largest = notes.get("dedup_clusters", 0), notes.get("dedup_largest_cluster", 0)
    if groups and largest:
        yield f"There were {groups:,} groups, the largest of {largest:,} rows."
