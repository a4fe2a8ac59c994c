"""Theorems with their proofs: the statement is the question, the proof the answer. Asked for by name, not by default.

A statement begins at its label ("Theorem 2.1.", "Satz 3", "定理 4"), a proof at its own, in the languages common on the
web; elements called theorem or proof say where either ends, else the sign of a proof's end or the next label does.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from webinstruct.extract.found import Found, Passage, Sighting
from webinstruct.extract.structure.label_words import NUMBER
from webinstruct.extract.structure.labels import LabelKind
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.asides import STATEMENT, asides
from webinstruct.extract.structure.problems.passages import passage_between
from webinstruct.sources.page_text import BlockKind

__all__ = ["proofs"]

_WORDS = (
    "proof|beweis|preuve|démonstration|demonstration|demostración|prueba|demonstração|prova|dimostrazione|bewijs|"
    "dowód|доказательство|доведення|kanıt|ispat|证明|證明|証明|증명|البرهان|برهان|الإثبات|إثبات"
)
_PROOF = re.compile(
    rf"(?:^|\n)(?P<bare>[ #>*•\-+]{{0,12}})(?:{_WORDS})\**+"
    rf"(?: (?:of|von|des|der|zu|de la|de|del|du|di|dello|della|do|da|van) [^\n.:]{{0,40}}?{NUMBER}[^\n.:]{{0,20}})?"
    r"(?: ?\([^()\n]{1,60}\))?\**+(?:[.:：。]\**|(?=\n|$)|(?<=[明明])(?=\S)) *",
    re.IGNORECASE,
)
_THEOREM = re.compile(rf"\W*(?:{STATEMENT})", re.IGNORECASE)
_STATED = re.compile(
    r"(?:^|\n)(?P<bare>#{1,6} )(?:statement|formulation|aussage|énoncé|enunciado|enunciato|формулировка)\s*(?=\n)",
    re.IGNORECASE,
)
_END = re.compile(
    r"[∎□■◻◼⬜▢]|\bQ\. ?E\. ?D\.?|\bqed\b|\bw\. ?z\. ?b\. ?w\.?|\bч\. ?т\. ?д\.?"
    r"|\$\$?\s*\\(?:q?e?square|Box|blacksquare|qed|blacksquare|hfill)\s*\$\$?"
)
_NAMES = (
    "theorem",
    "proof",
    "lemma",
    "proposition",
    "corollary",
    "thm",
    "satz",
    "beweis",
    "statement",
    "preuve",
)
_SELECTOR = ", ".join(f'[class*="{name}" i]' for name in _NAMES)
_LONGEST_STATEMENT = 4_000
_SHORTEST = 12


class _Label(NamedTuple):
    """A label [start, end); `limit` is where the element ends that holds what it announces."""

    start: int
    end: int
    number: str
    is_proof: bool
    limit: int | None


def proofs(page: Page) -> Sighting:
    """Each theorem, lemma, proposition or corollary with the proof that follows it or names its number."""
    found = list(_PROOF.finditer(page.text))
    if not found:
        return Sighting()
    labels, closing = _labels(page, found)
    pairs: list[Found] = []
    open_by_number: dict[str, _Label] = {}
    before: _Label | None = None
    for label in labels:
        if not label.is_proof:
            before = label
            if label.number:
                open_by_number[label.number] = label
            continue
        stated = open_by_number.get(label.number, before) if label.number else before
        pair = _pair(page, stated, label, closing) if stated is not None else None
        if pair is not None:
            pairs.append(pair)
        before = None
    return Sighting(pairs, f"proofs: {len(found)}")


def _labels(page: Page, found: Sequence[re.Match[str]]) -> tuple[list[_Label], list[int]]:
    """The labels of statements and proofs in order, and where anything new begins."""
    limits = _limits(page)
    proofs_at = [(match.start("bare"), match.end(), match["n"] or "", True) for match in found]
    stated = [
        (aside.start, aside.end, aside.number, False)
        for aside in asides(page.text)
        if not aside.is_hint and _THEOREM.match(page.text, aside.start, aside.end)
    ]
    stated += [(match.start("bare"), match.end(), "", False) for match in _STATED.finditer(page.text)]
    labels = [
        _Label(start, end, number, is_proof, _limit(limits, start, end))
        for start, end, number, is_proof in sorted(proofs_at + stated)
    ]
    others = [label.start for label in page.labels if label.kind is LabelKind.PROBLEM]
    others += [block.start for block in page.blocks if block.kind is BlockKind.HEADING]
    others += [aside.start for aside in asides(page.text)]
    return labels, sorted([*others, *(label.start for label in labels), len(page.text)])


def _limits(page: Page) -> Mapping[str, list[int]]:
    """Starts and ends of the elements called theorem or proof, by their start; of several the longest."""
    ends: dict[int, int] = {}
    if any(name in page.vocabulary for name in _NAMES):
        for node in page.nodes(_SELECTOR):
            span = page.span(node)
            if span is not None and node.tag not in (
                "span",
                "a",
                "b",
                "i",
                "em",
                "strong",
                "body",
                "p",
                "h6",
                "h5",
            ):
                ends[span[0]] = max(ends.get(span[0], 0), span[1])
    starts = sorted(ends)
    return {"starts": starts, "ends": [ends[start] for start in starts]}


def _limit(limits: Mapping[str, list[int]], start: int, end: int) -> int | None:
    """Where the element ends that begins with the label [start, end)."""
    k = bisect_left(limits["starts"], start)
    if k < len(limits["starts"]) and limits["starts"][k] < end and limits["ends"][k] > end:
        return limits["ends"][k]
    return None


def _pair(page: Page, stated: _Label, proof: _Label, closing: Sequence[int]) -> Found | None:
    until = stated.limit or min(_next(closing, stated.end), proof.start)
    question = passage_between(page, stated.end, min(until, stated.end + _LONGEST_STATEMENT + 1))
    answer = _proof(page, proof, closing)
    length = sum(end - start for start, end in question.spans)
    if not answer.spans or not _SHORTEST <= length <= _LONGEST_STATEMENT:
        return None
    return Found(question, answer)


def _proof(page: Page, proof: _Label, closing: Sequence[int]) -> Passage:
    """From behind the label to the end of its element, to the sign that ends proofs, or to the next label."""
    limit = proof.limit or _next(closing, proof.end)
    sign = _END.search(page.text, proof.end, limit)
    return passage_between(page, proof.end, sign.start() if sign else limit)


def _next(closing: Sequence[int], position: int) -> int:
    """Where anything new begins behind `position`."""
    return closing[min(bisect_right(closing, position - 1), len(closing) - 1)]
