"""Questions of one look with their answers below: headings, terms, summaries, accordions, bold or numbered lines.

The elements of a page that look alike form a group (same tag, same class). A group whose members ask is a FAQ when
text stands between each and the next. How much it has to ask depends on what else the page says: few of the members
where the page calls itself a FAQ, most of them elsewhere, so that the one rhetorical heading of an article gives
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.asking import is_question
from webinstruct.extract.structure.chrome import between_chrome
from webinstruct.extract.structure.conversation import is_conversation
from webinstruct.extract.structure.dom import ancestors
from webinstruct.extract.structure.faq.prompts import PLAIN, Prompt, is_telling, prompts_by_style
from webinstruct.extract.structure.labels import ends_answer, speaks_of_faq
from webinstruct.extract.structure.page import Page
from webinstruct.sources.page_text import BlockKind

__all__ = ["question_groups"]

_FEWEST = 2
_SHORTEST_ANSWER = 12
_TYPICAL_ANSWER = 60


def question_groups(page: Page) -> Sighting:
    """The pairs of all groups that are FAQs, and how many lines asked without being one."""
    groups = prompts_by_style(page)
    asking = {style: sum(prompt.asks for prompt in prompts) for style, prompts in groups.items()}
    asked = sum(asking.values())
    pairs: list[Found] = []
    if asked:
        announced = _announces(page)
        for style, prompts in groups.items():
            if asking[style] >= (1 if is_telling(style) else _FEWEST):
                pairs += _pairs(page, style, prompts, announced)
    return Sighting(pairs, f"lines that ask, but not as a FAQ: {asked}" if asked and not pairs else "")


def _announces(page: Page) -> bool:
    if speaks_of_faq(page.title) or speaks_of_faq(page.url):
        return True
    headings = (b for b in page.blocks if b.kind is BlockKind.HEADING and b.end - b.start < 80)
    return any(speaks_of_faq(page.text[b.start : b.end]) for b in headings)


def _pairs(page: Page, style: str, prompts: Sequence[Prompt], announced: bool) -> list[Found]:
    telling = is_telling(style)
    pairs = [pair for pair in _answered(page, prompts) if pair is not None]
    if not _is_faq(style, prompts, len(pairs), announced, telling):
        return []
    answers = [pair.answer.text(page.text) for pair in pairs]
    questions = [pair.question.text(page.text) for pair in pairs]
    if len(set(answers)) * 3 < len(set(questions)) * 2:
        return []
    if not announced and is_conversation(page.title, questions, answers):
        return []
    if style == PLAIN and median(map(len, answers)) < _TYPICAL_ANSWER:
        return []
    return pairs


def _is_faq(style: str, prompts: Sequence[Prompt], answered: int, announced: bool, telling: bool) -> bool:
    """Whether a group asks and answers often enough, given what its style and its page say."""
    asking = sum(prompt.asks for prompt in prompts)
    share = asking / len(prompts)
    if answered * 2 < asking or not answered:
        return False
    if style == PLAIN:
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
    return passage(page.text, [between_chrome(page.text, (start, end))])


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
