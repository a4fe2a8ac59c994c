"""Lines that may ask, gathered by how they look: the elements of one tag and class, and lines without mark-up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.structure.asking import asks_openly, is_question, opens_as_question
from webinstruct.extract.structure.dom import ancestors, attribute, classes_of
from webinstruct.extract.structure.page import Page
from webinstruct.sources.page_text import BlockKind

__all__ = ["PLAIN", "Prompt", "is_telling", "prompts_by_style"]

PLAIN = "plain line"
_NUMBERED = "numbered line"
_HEADED = "paragraph below"
_LONGEST_PARAGRAPH = 600
_SELECTOR = "h1, h2, h3, h4, h5, h6, dt, summary, strong, b"
_CONTROLS = "[aria-expanded], [role=button]"
_CLASS_SELECTORS = {
    "question": "[class*=question i]",
    "frage": "[class*=frage i]",
    "faq": "[class*=faq i]",
    "accordion": "[class*=accordion i]",
    "toggle": "[class*=toggle i]",
    "collaps": "[class*=collaps i]",
}
_ASKING_LINE = re.compile(r"[?？؟][\"'”»)\]*]{0,3}(?:\n|$)")
_TELLING = re.compile(r"faq|question|accordion|toggle|collaps|frage|pregunta|expand|panel", re.IGNORECASE)
_STATE = re.compile(
    r"\d|active|open|clos|collapsed|first|last|odd|even|expand(?:ed)?$|show|current", re.IGNORECASE
)
_HEADING = re.compile(r"h[1-6]$")
_BEFORE = re.compile(
    r"[\s#>*•▸►▼▾+\-–—❓]*(?:\(?(?:\d{1,3}|[A-Za-z])[.):]\s+)?(?:Q(?:uestion)?\s*\d*\s*[.:)]\s*)?"
)
_LINE = re.compile(r"[^\n]+")
_ORDINAL = re.compile(r"\(?(\d{1,3}|[A-Za-z])[.):]\s+")
_LONGEST_QUESTION = 300
_FEWEST = 2
_OPEN_TAGS = frozenset({"summary", "dt"})


@dataclass(frozen=True, slots=True)
class Prompt:
    """A line that may ask: its text without marks, and the element that holds it, if one does."""

    span: Span
    asks: bool
    node: LexborNode | None = None
    level: int = 7


def prompts_by_style(page: Page) -> dict[str, list[Prompt]]:
    """Prompts by style, each group in document order; an element whose text another one holds alone is left out."""
    groups: dict[str, list[Prompt]] = defaultdict(list)
    extra = [selector for word, selector in _CLASS_SELECTORS.items() if word in page.vocabulary]
    if len(_ASKING_LINE.findall(page.text)) < _FEWEST and not extra:
        return groups
    if extra:
        extra.append(_CONTROLS)
    seen: set[Span] = set()
    for node in page.nodes(", ".join([_SELECTOR, *extra])):
        span = page.span(node)
        if span is None or span in seen or not 4 <= span[1] - span[0] <= _LONGEST_QUESTION:
            continue
        prompt = _prompt(page, node, span)
        if prompt is not None:
            seen.add(span)
            groups[_style(node)].append(prompt)
    if page.tree is None:
        for block in page.blocks:
            if block.kind is BlockKind.HEADING:
                span = (block.start, block.end)
                groups[f"h{block.level}"].append(
                    Prompt(span, is_question(page.text[slice(*span)]), None, block.level)
                )
    groups.update(_headed_questions(page))
    for style, prompts in _plain_questions(page, seen):
        groups[style] = prompts
    return groups


def is_telling(style: str) -> bool:
    return style.split(" ")[0] in _OPEN_TAGS or _TELLING.search(style) is not None


def _prompt(page: Page, node: LexborNode, span: Span) -> Prompt | None:
    tag = node.tag or ""
    text = page.text
    if tag in ("strong", "b") and not _is_whole_line(text, span):
        return None
    line = text[slice(*span)]
    if "\n\n" in line:
        return None
    before = _BEFORE.match(line)
    start = span[0] + (before.end() if before else 0)
    asked = is_question(line) or (tag in _OPEN_TAGS and asks_openly(line))
    if asked and _leads_away(node):
        return None
    level = int(tag[1]) if _HEADING.match(tag) else 7
    return Prompt((start, span[1]), asked, node, level) if start < span[1] else None


def _leads_away(node: LexborNode) -> bool:
    """Whether a prompt is a link to another page: a teaser, a thread in a list, a related question."""
    link = node.css_first("a[href]") or next((a for a in ancestors(node, 3) if a.tag == "a"), None)
    href = attribute(link, "href") if link is not None else ""
    if not href or href.startswith(("#", "javascript:")) or link is None:
        return False
    return len(link.text().strip()) * 2 > len(node.text().strip())


def _is_whole_line(text: str, span: Span) -> bool:
    line_start = text.rfind("\n", 0, span[0]) + 1
    lead = text[line_start : span[0]].strip(" -*•>0123456789.)")
    return not lead and text[span[1] : span[1] + 1] in ("\n", "")


def _style(node: LexborNode) -> str:
    names = [name for name in classes_of(node) if not _STATE.search(name)]
    return " ".join([node.tag or "", *sorted(names)[:3]])


def _plain_questions(page: Page, seen: set[Span]) -> Iterator[tuple[str, list[Prompt]]]:
    """Lines without mark-up of their own that are one question each: numbered in sequence, or plain."""
    starts = {span[0] for span in seen}
    numbered: list[Prompt] = []
    plain: list[Prompt] = []
    wanted = 0
    for block in page.blocks:
        if block.kind is not BlockKind.PARAGRAPH or block.start in starts:
            continue
        for line in _LINE.finditer(page.text, block.start, block.end):
            if not 10 <= line.end() - line.start() <= _LONGEST_QUESTION or not is_question(line[0]):
                continue
            number = _ORDINAL.match(line[0])
            if number and _place(number[1]) in (1, wanted + 1):
                wanted = _place(number[1])
                numbered.append(Prompt((line.start() + number.end(), line.end()), True))
            else:
                plain.append(Prompt(line.span(), opens_as_question(line[0])))
    linked = (
        {span[0] for span in map(page.span, page.nodes("a[href]")) if span} if plain or numbered else set()
    )
    yield _NUMBERED, [prompt for prompt in numbered if prompt.span[0] not in linked]
    yield PLAIN, [prompt for prompt in plain if prompt.span[0] not in linked]


def _headed_questions(page: Page) -> dict[str, list[Prompt]]:
    """Headings that a paragraph follows which asks: together they are the question. By the headings' level."""
    groups: dict[str, list[Prompt]] = defaultdict(list)
    for block, following in pairwise(page.blocks):
        if block.kind is not BlockKind.HEADING or is_question(page.text[block.start : block.end]):
            continue
        end = following.end
        asked = following.kind is BlockKind.PARAGRAPH and end - following.start <= _LONGEST_PARAGRAPH
        asked = asked and is_question(page.text[following.start : end])
        span = (block.start, end if asked else block.end)
        groups[f"{_HEADED} h{block.level}"].append(Prompt(span, asked, None, block.level))
    return groups


def _place(ordinal: str) -> int:
    return int(ordinal) if ordinal.isdigit() else ord(ordinal.lower()) - ord("a") + 1
