"""Questions of one look with their answers below: headings, terms, summaries, accordions, bold or numbered lines.

The elements of a page that look alike form a group (same tag, same class). A group whose members ask is a FAQ when
text stands between each and the next. How much it has to ask depends on what else the page says: few of the members
where the page calls itself a FAQ, most of them elsewhere, so that the one rhetorical heading of an article gives
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from webinstruct.extract.found import Found, Passage, Sighting
from webinstruct.extract.structure.asking import is_question, lacks_mark, leads_on, opens_as_question
from webinstruct.extract.structure.conversation import is_conversation
from webinstruct.extract.structure.faq.answers import Answers
from webinstruct.extract.structure.faq.help_article import help_article
from webinstruct.extract.structure.faq.lines import AskingLine, asking_lines
from webinstruct.extract.structure.faq.looks import POINTERS
from webinstruct.extract.structure.faq.options import are_choices, are_options
from webinstruct.extract.structure.faq.prompts import LONE, PLAIN, Group, Prompt, groups_of
from webinstruct.extract.structure.faq.sources import enough_may_ask, without_inner
from webinstruct.extract.structure.labels import speaks_of_faq
from webinstruct.extract.structure.page import Page
from webinstruct.sources.page_text import BlockKind

__all__ = ["question_groups"]

_FEWEST = 2
_FEWEST_UNANNOUNCED = 3
_TYPICAL_ANSWER = 60
_LONGEST_STATEMENT = 120
_MARK = re.compile(r"[?？؟՞か]")
_HEADING_LINE = re.compile(r"\n#{1,6} ([^\n]{1,79})(?=\n|$)")
_BREAKS_OFF = re.compile(
    r"(?:\.\.\.|…)\W*(?:\n|$)|\n\W*(?:read|learn|find out|see|view|show|click for) (?:more|full|the)|"
    r"\n\W*(?:weiterlesen|mehr (?:lesen|erfahren)|lire la suite|en savoir plus|leer más|leia mais|saiba mais|"
    r"leggi tutto|lees meer|czytaj więcej|читать далее|подробнее|阅读全文|続きを読む)",
    re.IGNORECASE,
)


def question_groups(page: Page) -> Sighting:
    """The pairs of all groups that are FAQs, and how many lines asked without being one."""
    named = speaks_of_faq(page.title) or speaks_of_faq(page.url)
    announced = named or _has_faq_heading(page.text)
    lines = _lines(page, announced)
    groups = groups_of(page, lines, announced) if enough_may_ask(page, lines, announced) else []
    asked = sum(group.asking for group in groups)
    pairs = _pairs(page, groups, announced) if groups else []
    if groups and len(pairs) < _FEWEST:
        pairs = _pairs(page, _listed(page.text, groups), announced)
    article = help_article(page) if not pairs else None
    if article is not None:
        return Sighting([article])
    return Sighting(pairs, f"lines that ask, but not as a FAQ: {asked}" if asked and not pairs else "")


def _lines(page: Page, announced: bool) -> Sequence[AskingLine]:
    """The lines that ask; those whose answer follows on the same line only where an element ends in between."""
    if not announced and not _MARK.search(page.text):
        return ()
    return without_inner(page, asking_lines(page.text, may_lack_mark=announced, may_run_on=page.html != ""))


def _has_faq_heading(text: str) -> bool:
    return speaks_of_faq("\n".join(_HEADING_LINE.findall(f"\n{text}")))


def _listed(text: str, groups: Sequence[Group]) -> Sequence[Group]:
    """The prompts that links to places on the page list above them as one group, where most links ask; else none."""
    links = [prompt.span for group in groups if group.style == POINTERS for prompt in group.prompts]
    asked = {text[slice(*span)] for span in links}
    if len(asked) < _FEWEST_UNANNOUNCED or 2 * sum(map(is_question, asked)) <= len(asked):
        return ()
    below = max(end for _, end in links)
    prompts = {
        prompt.span[0]: replace(prompt, asks=True)
        for group in groups
        for prompt in group.prompts
        if prompt.span[0] >= below and text[slice(*prompt.span)] in asked
    }
    group = Group("listed above", [prompts[start] for start in sorted(prompts)], telling=True)
    return [group] if len(prompts) == len(asked) else ()


def _pairs(page: Page, groups: Iterable[Group], announced: bool) -> list[Found]:
    answers = Answers(page)
    pairs: list[Found] = []
    highest = 7
    for group in groups:
        if group.style == LONE and highest < 7:
            fit = [prompt for prompt in group.prompts if prompt.level >= highest]
            pairs += _answered(answers, replace(group, prompts=fit))
        elif group.asking >= (1 if group.telling else _FEWEST):
            found = _pairs_of(page, answers, _prepared(page, group, announced), announced)
            highest = min(highest, group.prompts[0].level) if found else highest
            pairs += found
    return pairs


def _prepared(page: Page, group: Group, announced: bool) -> Group:
    """A group whose repeated questions ask only where they stand last, and whose others ask too where most do.

    Where the look and the page say that something opens below, any short line does; elsewhere the word of a question
    has to tell.
    """
    lines = [page.text[slice(*prompt.span)] for prompt in group.prompts]
    most = 2 * group.asking > len(group.prompts)
    asked: set[str] = set()
    prompts: list[Prompt] = []
    for prompt, line in zip(reversed(group.prompts), reversed(lines), strict=True):
        asks = prompt.asks or (most and _asks_too(prompt, line, announced and group.telling))
        asks = asks and line.casefold() not in asked
        asked.add(line.casefold())
        prompts.append(prompt if asks == prompt.asks else replace(prompt, asks=asks))
    return replace(group, prompts=prompts[::-1], different=len(asked))


def _asks_too(prompt: Prompt, line: str, opens: bool) -> bool:
    """Whether a prompt without a mark asks, as most of its look do; `opens`: that look and its page say so of all."""
    states = opens and 4 <= len(line) <= _LONGEST_STATEMENT and "?" not in line
    return states or (prompt.node is not None and lacks_mark(line))


def _answered(answers: Answers, group: Group) -> list[Found]:
    return [Found(Passage((prompt.span,)), told) for prompt, told in answers.of(group) if told.spans]


def _pairs_of(page: Page, answers: Answers, group: Group, announced: bool) -> list[Found]:
    pairs = _answered(answers, group)
    if not _is_faq(group, len(pairs), announced):
        return []
    told = [pair.answer.text(page.text) for pair in pairs]
    questions = [pair.question.text(page.text) for pair in pairs]
    if len(set(told)) * (4 if announced else 3) < 2 * len(set(questions)):
        return []
    answers_at = [pair.answer.spans[0] for pair in pairs]
    if are_options(told) or _are_teasers(page.text, pairs) or are_choices(page, answers_at):
        return []
    if not (announced or group.telling) and _are_rhetorical(questions):
        return []
    said = () if announced else [_said(page, pair) for pair in pairs]
    if is_conversation(page.title, questions, said):
        return []
    if group.style == PLAIN and median(map(len, told)) < _TYPICAL_ANSWER:
        return []
    return pairs


def _said(page: Page, pair: Found) -> str:
    """An answer without the mark of a list, which is none of the dashes of a dialogue."""
    start, end = pair.answer.spans[0]
    index = page.block_at(start)
    is_item = index < len(page.blocks) and page.blocks[index].kind is BlockKind.LIST_ITEM
    return page.text[max(start, page.blocks[index].start) if is_item else start : end]


def _is_faq(group: Group, answered: int, announced: bool) -> bool:
    """Whether a group asks and answers often enough, given what its style and its page say."""
    share = group.asking / (group.different or len(group.prompts))
    if answered * 2 < group.asking or not answered:
        return False
    if group.style == PLAIN:
        return answered >= 4 and share >= 0.8
    if announced:
        return answered >= 2 and share >= 0.25
    if group.telling:
        return answered >= 2 and share >= 0.5
    return answered >= _FEWEST_UNANNOUNCED and share >= 0.6


def _are_rhetorical(questions: Sequence[str]) -> bool:
    """Whether most questions only lead on, in words of the story around them: "The end of jams?", "Who pays?".

    Those that begin with no word that asks count where the language is known, as it is if any other does.

    >>> _are_rhetorical(["The end of jams?", "And the trees?", "Who pays?"]), _are_rhetorical(["Vem betalar?"])
    (True, False)
    >>> _are_rhetorical(["Who pays?", "What now?", "Is it a way to run a town?"]), _are_rhetorical(["What is a leap?"])
    (True, False)
    """
    spaced = [question for question in questions if max(question) < "\u2fff"]
    is_known = any(map(opens_as_question, spaced))
    leading = sum(leads_on(line) or (is_known and not opens_as_question(line)) for line in spaced)
    return len(spaced) > 1 and 2 * leading > len(spaced)


def _are_teasers(text: str, pairs: Sequence[Found]) -> bool:
    """Whether most answers break off, to be read elsewhere."""
    ends = [pair.answer.spans[-1][1] for pair in pairs]
    return 2 * sum(_BREAKS_OFF.search(text[max(0, end - 8) : end + 40]) is not None for end in ends) > len(
        ends
    )
