"""Questions of one look with their answers below: headings, terms, summaries, accordions, bold or numbered lines.

The elements of a page that look alike form a group (same tag, same class). A group whose members ask is a FAQ when
text stands between each and the next. How much it has to ask depends on what else the page says: few of the members
where the page calls itself a FAQ, most of them elsewhere, so that the one rhetorical heading of an article gives
nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.asking import asks_openly, is_question, opens_as_question
from webinstruct.extract.structure.conversation import is_conversation
from webinstruct.extract.structure.dom import ancestors, attribute, classes_of
from webinstruct.extract.structure.labels import ends_answer, speaks_of_faq
from webinstruct.extract.structure.page import Page
from webinstruct.sources.page_text import BlockKind

__all__ = ["Prompt", "question_groups"]

_SELECTOR = "h1, h2, h3, h4, h5, h6, dt, summary, strong, b, [aria-expanded], [role=button]"
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
_SHORTEST_ANSWER = 12
_TYPICAL_ANSWER = 60
_OPEN_TAGS = frozenset({"summary", "dt"})


@dataclass(frozen=True, slots=True)
class Prompt:
    """A line that may ask: its text without marks, and the element that holds it, if one does."""

    span: Span
    asks: bool
    node: LexborNode | None = None
    level: int = 7


def question_groups(page: Page) -> Sighting:
    """The pairs of all groups that are FAQs, and how many lines asked without being one."""
    pairs: list[Found] = []
    asked = 0
    announced = _announces(page)
    groups = _groups(page)
    for style, prompts in groups.items():
        asked += sum(prompt.asks for prompt in prompts)
        if sum(prompt.asks for prompt in prompts) < (1 if _is_telling(style) else 2):
            continue
        pairs += _pairs(page, style, prompts, announced)
    return Sighting(pairs, f"{asked} lines that ask, not as a FAQ" if asked and not pairs else "")


def _announces(page: Page) -> bool:
    if speaks_of_faq(page.title) or speaks_of_faq(page.url):
        return True
    headings = (b for b in page.blocks if b.kind is BlockKind.HEADING and b.end - b.start < 80)
    return any(speaks_of_faq(page.text[b.start : b.end]) for b in headings)


def _groups(page: Page) -> dict[str, list[Prompt]]:
    """Prompts by style, each group in document order; an element whose text another one holds alone is left out."""
    groups: dict[str, list[Prompt]] = defaultdict(list)
    if _ASKING_LINE.search(page.text) is None:
        return groups
    extra = [selector for word, selector in _CLASS_SELECTORS.items() if word in page.vocabulary]
    seen: set[Span] = set()
    for node in page.nodes(", ".join([_SELECTOR, *extra])):
        span = page.span(node)
        if span is None or span in seen or not 4 <= span[1] - span[0] <= _LONGEST_QUESTION:
            continue
        prompt = _prompt(page, node, span)
        if prompt is not None:
            seen.add(span)
            groups[_style(node)].append(prompt)
    for style, prompts in _plain_questions(page, seen):
        groups[style] = prompts
    return groups


def _prompt(page: Page, node: LexborNode, span: Span) -> Prompt | None:
    tag = node.tag or ""
    text = page.text
    if tag in ("strong", "b") and not _is_whole_line(text, span):
        return None
    line = text[slice(*span)]
    if "\n\n" in line or _leads_away(node):
        return None
    before = _BEFORE.match(line)
    start = span[0] + (before.end() if before else 0)
    asked = is_question(line) or (tag in _OPEN_TAGS and asks_openly(line))
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
    yield "numbered line", [prompt for prompt in numbered if prompt.span[0] not in linked]
    yield "plain line", [prompt for prompt in plain if prompt.span[0] not in linked]


def _place(ordinal: str) -> int:
    return int(ordinal) if ordinal.isdigit() else ord(ordinal.lower()) - ord("a") + 1


def _pairs(page: Page, style: str, prompts: Sequence[Prompt], announced: bool) -> list[Found]:
    telling = _is_telling(style)
    pairs = [pair for pair in _answered(page, prompts) if pair is not None]
    if not _is_faq(style, prompts, len(pairs), announced, telling):
        return []
    answers = [pair.answer.text(page.text) for pair in pairs]
    questions = [pair.question.text(page.text) for pair in pairs]
    if len(set(answers)) * 3 < len(set(questions)) * 2:
        return []
    if not announced and is_conversation(page.title, questions, answers):
        return []
    if style == "plain line" and median(map(len, answers)) < _TYPICAL_ANSWER:
        return []
    return pairs


def _is_telling(style: str) -> bool:
    return style.split(" ")[0] in _OPEN_TAGS or _TELLING.search(style) is not None


def _is_faq(style: str, prompts: Sequence[Prompt], answered: int, announced: bool, telling: bool) -> bool:
    """Whether a group asks and answers often enough, given what its style and its page say."""
    asking = sum(prompt.asks for prompt in prompts)
    share = asking / len(prompts)
    if answered * 2 < asking or not answered:
        return False
    if style == "plain line":
        return answered >= 4 and share >= 0.8
    if announced:
        return answered >= 2 and share >= 0.25
    if telling:
        return answered >= 2 and share >= 0.5
    return answered >= 3 and share >= 0.6


def _answered(page: Page, prompts: Sequence[Prompt]) -> Iterator[Found | None]:
    asking = [prompt for prompt in prompts if prompt.asks]
    scope = _scope(page, asking)
    longest = 0
    for k, prompt in enumerate(prompts):
        if not prompt.asks:
            continue
        end = _line_start(page.text, prompts[k + 1].span[0]) if k + 1 < len(prompts) else len(page.text)
        item = _item_end(page, prompt, scope)
        limit = min(end, item or end, scope[1])
        is_last = prompt is asking[-1] and item is None
        answer = _answer(page, prompt, limit, 2 * longest + 400 if is_last and longest else None)
        longest = max(longest, sum(e - s for s, e in answer.spans))
        good = answer.spans and len(answer.text(page.text)) >= _SHORTEST_ANSWER
        yield Found(Passage((prompt.span,)), answer) if good else None


def _line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def _answer(page: Page, prompt: Prompt, limit: int, most: int | None) -> Passage:
    """What stands behind a prompt up to `limit`, the next heading of its rank, or a line that closes answers."""
    start = prompt.span[1]
    end = start
    index = page.block_at(start)
    if index < len(page.blocks) and page.blocks[index].start < start:
        end = min(page.blocks[index].end, limit)
        index += 1
    for block in page.blocks[index:]:
        if block.start >= limit or (most is not None and block.end - start > most):
            break
        line = page.text[block.start : block.end]
        if block.kind is BlockKind.HEADING and (block.level <= prompt.level or is_question(line)):
            break
        if ends_answer(line[:80]):
            break
        end = min(block.end, limit)
    return passage(page.text, [(start, end)])


def _scope(page: Page, prompts: Sequence[Prompt]) -> Span:
    """The characters of the nearest element around all prompts."""
    common = _common(prompts)
    return (page.span(common) if common is not None else None) or (0, len(page.text))


def _common(prompts: Sequence[Prompt]) -> LexborNode | None:
    nodes = [prompt.node for prompt in prompts if prompt.node is not None]
    if len(nodes) < max(2, len(prompts)):
        return None
    paths = [
        {above.mem_id for above in ancestors(node)} for node in (nodes[0], nodes[-1], nodes[len(nodes) // 2])
    ]
    shared = set.intersection(*paths)
    return next((above for above in ancestors(nodes[0]) if above.mem_id in shared), None)


def _item_end(page: Page, prompt: Prompt, scope: Span) -> int | None:
    """The end of the item that wraps a prompt and its answer; None where question and answer are siblings."""
    if prompt.node is None:
        return None
    best = None
    for above in ancestors(prompt.node, 8):
        span = page.span(above)
        if span is None:
            continue
        if span[0] <= scope[0] and span[1] >= scope[1]:
            break
        if span[1] > prompt.span[1]:
            best = span[1]
            break
    return best
