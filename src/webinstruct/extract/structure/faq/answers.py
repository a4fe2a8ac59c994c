"""Where the answer below a question ends: at the next question, a heading of its rank, or where the content does."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Passage, passage
from webinstruct.extract.structure.chrome import between_chrome, ends_content
from webinstruct.extract.structure.dom import ancestors
from webinstruct.extract.structure.faq.panels import Panels
from webinstruct.extract.structure.faq.prompts import Group, Prompt
from webinstruct.extract.structure.labels import LabelKind, ends_answer
from webinstruct.extract.structure.page import Page
from webinstruct.sources.page_text import BlockKind

__all__ = ["Answers"]

_SHORTEST = 12
_LONGEST_LABEL = 120
# Elements that stand below what a page says, by the class names of themes.
_BELOW = re.compile(
    r"(?:[a-z0-9]+[-_]+)*(?:related|comments?|respond|share|sharing|sharedaddy|socials?|author|byline|newsletter|"
    r"subscribe|footer|sidebar|pagination|pager|recommended|recommendations|feedback|postmeta|tags|disqus)"
    r"(?:[-_]+(?:area|list|section|box|wrap|wrapper|container|posts?|articles?|links?|buttons?|icons?|form|block|widgets?|"
    r"bar|info|nav|navigation|content|inner|items?|media|thread))*",
    re.IGNORECASE,
)
# A short line on its own that is no sentence, as where a page has bold or plain lines for its headings; a rule.
_PLAIN_END = re.compile(
    r"\n\n(?=[^\W\d_a-z])[^\n.!?:;, ]{2,40} [^\n.!?:;,]{2,50}(?=\n\n)|\n[ \t]*[-=_*~]{5,}[ \t]*(?=\n|$)|\n```"
)
_UNSEEN = " \t\n\u200b\u200c\u200d\ufeff"
_ENDS_ASKING = re.compile(r"[?？؟][\"'”»)\]]*\W*$")


class Answers:
    """The answers of a page's prompts; where its content ends is read once, when the first prompt asks for it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._panels = Panels(page)

    def of(self, group: Group) -> Iterator[tuple[Prompt, Passage]]:
        """Each asking prompt of a group with its answer, empty where too little or nothing answers it."""
        text, prompts = self._page.text, group.prompts
        asking = [prompt for prompt in prompts if prompt.asks]
        scope = _scope(self._page, asking)
        longest = 0
        for k, prompt in enumerate(prompts):
            if not prompt.asks:
                continue
            end = _line_start(text, prompts[k + 1].span[0]) if k + 1 < len(prompts) else len(text)
            panel = self._panels.panel_of(prompt.node) if prompt.node is not None else None
            if panel is not None and not _is_below(text, prompt, panel):
                yield prompt, self._elsewhere(prompt, panel)
                continue
            item = panel[1] if panel is not None else _item_end(self._page, prompt, scope)
            limit = min(end, item or end, end if panel is not None else scope[1])
            is_last = prompt is asking[-1] and item is None
            answer = self._below(
                prompt, limit, 2 * longest + 400 if is_last and longest else None, group.telling
            )
            longest = max(longest, sum(e - s for s, e in answer.spans))
            yield prompt, answer if len(answer.text(text)) >= _SHORTEST else Passage()

    def _elsewhere(self, prompt: Prompt, panel: Span) -> Passage:
        """What a panel says that stands apart; nothing where it repeats the question, which is asked there again."""
        text = self._page.text
        asked = text[slice(*prompt.span)].strip(" ?").casefold()
        told = text[slice(*panel)]
        if told.casefold().lstrip("#0123456789.* ").startswith(asked) or len(told) < 2 * _SHORTEST:
            return Passage()
        first = told.partition("\n")[0]
        return (
            Passage()
            if _ENDS_ASKING.search(told) or _ENDS_ASKING.search(first)
            else passage(text, [between_chrome(text, panel)])
        )

    def _below(self, prompt: Prompt, limit: int, most: int | None, telling: bool) -> Passage:
        """What stands behind a prompt up to `limit`, the next heading of its rank, or the end of the content."""
        text, blocks, start = self._page.text, self._page.blocks, prompt.end
        end, index = start, bisect_right(self._block_ends, start)
        if index < len(blocks) and blocks[index].start < start:
            end = min(blocks[index].end, limit)
            index += 1
        if index < len(blocks):
            limit = min(limit, self._content_end(blocks[index].start))
        for k in range(index, len(blocks)):
            block = blocks[k]
            if block.start >= limit or (most is not None and block.end - start > most):
                break
            line = text[block.start : min(block.end, block.start + _LONGEST_LABEL + 1)]
            if block.kind is BlockKind.HEADING and (block.level <= prompt.level or _ENDS_ASKING.search(line)):
                break
            if ends_answer(line[:80]) or ends_content(line):
                break
            end = min(block.end, limit)
        start = min(self._words_from(start, end), end)
        if prompt.node is None and not telling and (title := _PLAIN_END.search(text, start, end)):
            end = title.start()
        return passage(text, [between_chrome(text, (start, start + len(text[start:end].rstrip(_UNSEEN))))])

    def _words_from(self, start: int, end: int) -> int:
        """Where an answer's words begin in [start, end): behind the dash after a run-in question and its own label."""
        text = self._page.text
        marks = _UNSEEN if text[start : start + 1] == "\n" else _UNSEEN + ":–—-"
        start += len(text[start:end]) - len(text[start:end].lstrip(marks))
        return self._labelled.get(start, start)

    @cached_property
    def _block_ends(self) -> Sequence[int]:
        return [block.end for block in self._page.blocks]

    @cached_property
    def _labelled(self) -> Mapping[int, int]:
        """Where the words behind each label of an answer begin, by where its line does."""
        kinds = (LabelKind.ANSWER, LabelKind.SOLUTION)
        return {label.start: label.end for label in self._page.labels if label.kind in kinds}

    def _content_end(self, position: int) -> int:
        """Where behind `position` the first element begins that stands below what a page says."""
        k = bisect_left(self._ends, position + 1)
        return self._ends[k] if k < len(self._ends) else len(self._page.text)

    @cached_property
    def _ends(self) -> Sequence[int]:
        names = [name for name in self._page.classes if _stands_below(name)]
        selector = ", ".join(["footer", *(f'[class~="{name}"]' for name in sorted(names) if '"' not in name)])
        spans = (self._page.span(node) for node in self._page.nodes(selector))
        return sorted({span[0] for span in spans if span is not None})


@lru_cache(maxsize=16_384)
def _stands_below(name: str) -> bool:
    return _BELOW.fullmatch(name) is not None


def _line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def _is_below(text: str, prompt: Prompt, panel: Span) -> bool:
    """Whether a panel stands right below its prompt."""
    return (
        panel[0] >= prompt.span[1]
        and panel[0] - prompt.span[1] < 40
        and "\n" not in text[prompt.span[1] : panel[0]].strip()
    )


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
    for above in ancestors(prompt.node, 8):
        span = page.span(above)
        if span is None:
            continue
        if span[0] <= scope[0] and span[1] >= scope[1]:
            return None
        if span[1] > prompt.end + 1 and page.text[prompt.end : span[1]].strip():
            return span[1]
    return None
