"""Lines that may ask, gathered by how they look: those held by elements of one tag and class, and those without."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.structure.asking import is_question, opens_as_question
from webinstruct.extract.structure.faq.holders import holders_of, is_whole_line
from webinstruct.extract.structure.faq.lines import AskingLine, begins_line
from webinstruct.extract.structure.faq.looks import Look, leads_away, level_of, look_of, telling_look
from webinstruct.extract.structure.page import Page
from webinstruct.sources.page_text import Block, BlockKind

__all__ = ["LONE", "PLAIN", "Group", "Prompt", "groups_of"]

LONE = "lone headings"
PLAIN = "plain line"
_NUMBERED = "numbered line"
_HEADED = "paragraph below"
_LONGEST_PARAGRAPH = 600
_LONGEST = 300
_FEWEST = 2
_BELOW_HEADING = re.compile(r"^#{1,6} [^\n]+\n+(?P<below>(?!#)[^\n]+(?:\n[^\n]+)*)", re.MULTILINE)
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A line that may ask: its text without marks, and the element that holds it, if one does."""

    span: Span
    asks: bool
    node: LexborNode | None = None
    level: int = 7
    stop: int = 0
    """Where its line ends with what a theme puts behind a question; 0 where nothing stands there."""

    @property
    def end(self) -> int:
        """Where what may answer begins."""
        return max(self.span[1], self.stop)


@dataclass(frozen=True, slots=True)
class Group:
    """Prompts of one look, in document order. `telling`: the look alone says that something opens below.

    `different`: how many are no repetition, as of questions that a page holds for telephones too; 0 where not counted.
    """

    style: str
    prompts: Sequence[Prompt]
    telling: bool = False
    different: int = 0

    @property
    def asking(self) -> int:
        """How many of the prompts ask."""
        return sum(prompt.asks for prompt in self.prompts)


def groups_of(page: Page, lines: Sequence[AskingLine], announced: bool = False) -> list[Group]:
    """The groups in which prompts ask, those held by elements first.

    Where the page does not announce questions, a box of some class asks only with the first word of a question.
    """
    if page.tree is None:
        return [*_headings_in_text(page, lines), *_headed(page), *_unheld(page, lines)]
    held = holders_of(page, lines)
    looks: dict[str, list[tuple[Look, AskingLine]]] = defaultdict(list)
    unheld: list[AskingLine] = []
    for k, line in enumerate(lines):
        chain = held.get(k, ())
        if any(leads_away(node, page.url) for node in chain):
            continue
        look = telling_look(chain)
        if look is not None and (look.is_marked or not (line.open or line.runs_on)):
            looks[look.style].append((look, line))
        elif not line.open and not line.runs_on and not any(node.tag == "a" for node in chain):
            unheld.append(line)
    for style, members in looks.items():
        if not announced and not any(look.is_marked or look.is_telling for look, _ in members):
            looks[style] = [
                (look, line) for look, line in members if opens_as_question(page.text[line.start : line.end])
            ]
    groups = [_group(page, style, members) for style, members in looks.items() if len(members) >= _FEWEST]
    lone = [members[0] for members in looks.values() if len(members) == 1]
    return [*groups, *_headed(page), *_lone_headings(page, lone), *_unheld(page, unheld)]


def _group(page: Page, style: str, members: Sequence[tuple[Look, AskingLine]]) -> Group:
    """The asking lines of one look with the other elements of that look, which end what stands above them."""
    prompts = {line.start: _prompt(page, look, line) for look, line in members}
    taken = {look.node.mem_id for look, _ in members}
    runs_on = members[0][1].runs_on
    for node in page.nodes(members[0][0].selector):
        span = page.span(node)
        if node.mem_id in taken or span is None or span[1] - span[0] > _LONGEST:
            continue
        look = look_of(node)
        if look is not None and look.style == style and is_whole_line(page.text, span) != runs_on:
            start = begins_line(page.text, span[0])
            prompts.setdefault(start, Prompt((start, max(span[1], start)), False, node, level_of([node])))
    ordered = [prompts[start] for start in sorted(prompts)]
    return Group(style, ordered, 2 * sum(look.is_telling for look, _ in members) > len(members))


def _prompt(page: Page, look: Look, line: AskingLine) -> Prompt:
    """The question of a line, from the element's beginning where that is broken into lines."""
    held = page.span(look.node)
    start = begins_line(page.text, held[0]) if held is not None and held[0] < line.begin else line.start
    return Prompt((start, line.end), True, look.node, level_of(look.chain), line.stop)


def _lone_headings(page: Page, lone: Sequence[tuple[Look, AskingLine]]) -> Iterator[Group]:
    """Headings that ask, each the only one of its level and class: together they may still be a FAQ."""
    prompts = [
        _prompt(page, look, line)
        for look, line in lone
        if 1 < level_of(look.chain) < 7 and opens_as_question(page.text[line.start : line.end])
    ]
    if prompts:
        yield Group(LONE, prompts)


def _headings_in_text(page: Page, lines: Sequence[AskingLine]) -> Iterator[Group]:
    """The headings of a page of which only the text is known, by level."""
    asking = {line.start: line for line in lines}
    groups: dict[int, list[Prompt]] = defaultdict(list)
    for block in page.blocks:
        if block.kind is BlockKind.HEADING:
            start = begins_line(page.text, block.start)
            asked = asking.get(start)
            end = asked.end if asked else block.end
            groups[block.level].append(Prompt((start, max(start, end)), asked is not None, None, block.level))
    for level, prompts in groups.items():
        yield Group(f"h{level}", prompts)


def _unheld(page: Page, lines: Sequence[AskingLine]) -> Iterator[Group]:
    """Lines that no telling element holds: numbered in sequence, or plain."""
    numbered: list[Prompt] = []
    plain: list[Prompt] = []
    wanted = 0
    for line in lines:
        if line.open or line.runs_on or line.end - line.start < 10:
            continue
        index = page.block_at(line.start)
        if index >= len(page.blocks) or not _may_ask(page, page.blocks[index]):
            continue
        number = _ordinal(page.text[line.begin : line.start])
        if number in (1, wanted + 1) and number:
            wanted = number
            numbered.append(Prompt((line.start, line.end), True))
        else:
            plain.append(Prompt((line.start, line.end), opens_as_question(page.text[line.start : line.end])))
    if numbered:
        yield Group(_NUMBERED, numbered)
    if plain:
        yield Group(PLAIN, plain)


def _may_ask(page: Page, block: Block) -> bool:
    """Whether the lines of a block may be questions: prose, or a page that is one preformatted document."""
    return block.kind in _PROSE or (
        block.kind is BlockKind.CODE and 2 * (block.end - block.start) > len(page.text)
    )


def _headed(page: Page) -> Iterator[Group]:
    """Headings that a paragraph follows which asks: together they are the question. By the headings' level."""
    groups: dict[int, list[Prompt]] = defaultdict(list)
    if not any(is_question(match["below"]) for match in _BELOW_HEADING.finditer(page.text)):
        return
    for block, following in pairwise(page.blocks):
        if block.kind is not BlockKind.HEADING or is_question(page.text[block.start : block.end]):
            continue
        end = following.end
        asked = following.kind is BlockKind.PARAGRAPH and end - following.start <= _LONGEST_PARAGRAPH
        asked = asked and is_question(page.text[following.start : end])
        span = (block.start, end if asked else block.end)
        groups[block.level].append(Prompt(span, asked, None, block.level))
    for level, prompts in groups.items():
        yield Group(f"{_HEADED} h{level}", prompts)


def _ordinal(mark: str) -> int:
    """The number in the mark before a line: 3 for "3. " and for "c) "; 0 where there is none."""
    words: Mapping[bool, str] = {
        word.isdigit(): word for word in mark.replace(".", " ").replace(")", " ").split()
    }
    if words.get(True, "").isdigit():
        return int(words[True])
    letter = words.get(False, "").strip("(:").lower()
    return ord(letter) - ord("a") + 1 if len(letter) == 1 and "a" <= letter <= "z" else 0
