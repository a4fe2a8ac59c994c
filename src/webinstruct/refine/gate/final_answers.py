"""Whether a worked answer comes to the same result as a given one: option letters, yes or no, values, short words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from webinstruct.core.normal_form import words
from webinstruct.refine.explanation import has_explanation
from webinstruct.refine.gate.negation import has_contrast, verdict_of
from webinstruct.refine.gate.options import chosen_letters, options_of, said_letters
from webinstruct.refine.gate.pair import PASSED, Judgement, Pair
from webinstruct.refine.gate.quantities import lost, quantities
from webinstruct.refine.gate.statements import (
    Statement,
    final_statement,
    first_sentence,
    is_conclusion,
    marked_statement,
    sentences,
)
from webinstruct.refine.gate.values import form, is_equal, is_list, states, without_label

__all__ = ["has_result", "is_short", "result_judgement", "same_result"]

_SHORT_WORDS = 14
_SHORT_CHARS = 120
_PART_WORDS = 5
_REASON = re.compile(
    r"\b(?:because|since|as|weil|denn|da|car|porque|so that|therefore)\b|因为|所以|因此|故", re.IGNORECASE
)
_NAME = re.compile(r"(?:^\W*|\b)([A-ZÀ-Þ]\w+)")
_CHOICE_MARK = re.compile(
    r"^\W*(?:(?:the )?(?:correct )?(?:answer|option)(?: is)?:?\s*)?\W*[A-Ha-h][).:\s]+", re.IGNORECASE
)
_ITEM = re.compile(r"^[ \t]*(?:[-*•]\s+)?\(?([a-h]|[ivx]{1,4}|\d{1,2})[).][ \t]+(?=\S)")
_CODE = re.compile(r"```[^\n]*\n(.*?)```|(?<!`)`([^`\n]+)`(?!`)", re.DOTALL)
_CODE_LIKE = re.compile(r"[\[\](){};_~/|]|::|->|\w\.\w|--\w")


def has_result(pair: Pair) -> bool:
    """Whether the pair's answer comes to a result that another answer can be compared with."""
    return (
        is_short(pair.answer)
        or bool(chosen_letters(pair.answer, options_of(pair.question)))
        or verdict_of(pair.answer) is not None
        or marked_statement(pair.answer) is not None
    )


def is_short(answer: str) -> bool:
    """Whether an answer is its result and nothing else.

    >>> is_short("x = 2 or x = 3"), is_short("Since it is even, two divides it and so does every factor of two.")
    (True, False)
    """
    stripped = answer.strip()
    if "```" in stripped or "\n\n" in stripped or len(stripped) > _SHORT_CHARS:
        return False
    count = len(words(stripped))
    is_brief = count <= 2 * _SHORT_WORDS and len(stripped.split()) <= _SHORT_WORDS
    return count <= 5 or (is_brief and _is_bare(stripped))


def same_result(pair: Pair, worked: str) -> bool:
    r"""Whether `worked`, an answer to the same question, comes to the result of the pair's answer.

    >>> same_result(Pair("Half of one?", "1/2"), "Halving gives $0.5$.\n\nAnswer: $0.5$")
    True
    >>> same_result(Pair("Capital of France?\nA) Lyon\nB) Paris", "B"), "Answer: Lyon")
    False
    """
    return result_judgement(pair, worked).is_kept


def result_judgement(pair: Pair, worked: str) -> Judgement:
    """As `same_result`, with what differs; passed where the pair's answer has no result to compare."""
    options = options_of(pair.question)
    letters = chosen_letters(pair.answer, options)
    if letters:
        return _same_option(pair.answer, letters, options, worked)
    verdict = verdict_of(pair.answer)
    if verdict is not None:
        return _same_verdict(verdict, worked)
    if is_short(pair.answer):
        given = without_label(pair.answer)
        return _same_text_of(given, options, worked) or _same_value(given, worked, pair.question)
    marked = marked_statement(pair.answer)
    if marked is not None and marked.text.strip():
        return _same_value(marked.text, worked, f"{pair.question}\n{pair.answer}")
    return PASSED


def _same_option(given: str, letters: frozenset[str], options: Mapping[str, str], worked: str) -> Judgement:
    said, claim = said_letters(worked), final_statement(worked).text
    if said and said != letters:
        return Judgement("option_changed", f"{'/'.join(sorted(said))} instead of {'/'.join(sorted(letters))}")
    if len(letters) == 1 and _is_other_option(claim, min(letters), options):
        return Judgement("option_changed", f"'{claim[:60]}' is another option")
    own = [options.get(letter, "") for letter in sorted(letters)]
    if not said:
        is_text = all(text and text in form(claim) for text in own)
        return PASSED if is_text else Judgement("option_lost", f"no {'/'.join(sorted(letters))} in it")
    beside = _CHOICE_MARK.sub("", given)
    text = form(beside) if beside != given and is_short(beside) and len(letters) == 1 else ""
    if text and text not in form(worked) and text not in own:
        return Judgement("option_text_changed", f"'{beside[:60]}' is missing")
    return PASSED


def _same_text_of(given: str, options: Mapping[str, str], worked: str) -> Judgement | None:
    """The judgement on an answer that is the text of an option; None where it is that of none."""
    own = next((letter for letter, text in options.items() if text and text == form(given)), "")
    if not own:
        return None
    claim = final_statement(worked).text
    if _is_other_option(claim, own, options):
        return Judgement("option_changed", f"'{claim[:60]}' is another option")
    return PASSED if said_letters(worked) == {own} else None


def _is_other_option(claim: str, own: str, options: Mapping[str, str]) -> bool:
    """Whether a statement has the text of another option, and not that of its own."""
    said = f" {form(claim)} "
    if options.get(own) and f" {options[own]} " in said:
        return False
    return any(text and letter != own and f" {text} " in said for letter, text in options.items())


def _same_verdict(verdict: bool, worked: str) -> Judgement:
    marked = marked_statement(worked)
    found = sentences(worked)
    claims = [marked.text] if marked else []
    if found:
        claims += [found[0], final_statement(worked).text]
    said = {one for one in map(verdict_of, claims) if one is not None}
    if not said:
        return Judgement("verdict_lost", "it says neither yes nor no")
    if said != {verdict}:
        return Judgement(
            "verdict_changed", f"{'no' if verdict else 'yes'} instead of {'yes' if verdict else 'no'}"
        )
    return PASSED


def _same_value(given: str, worked: str, context: str) -> Judgement:
    claim = final_statement(worked)
    own, others = _items(given), _items(worked)
    if len(own) > 1 and own.keys() == others.keys():
        moved = [label for label, text in own.items() if not states(text, others[label], context)]
        return Judgement("result_changed", f"under {moved[0]}") if moved else PASSED
    if states(given, claim.text, context):
        return PASSED
    if not claim.is_marked:
        tail = _list_at_end(worked)
        if (tail and states(given, tail, context)) or _is_code_at_end(given, worked):
            return PASSED
        if _is_opening(given, first_sentence(worked), claim, worked, context):
            return PASSED
    return Judgement("result_changed", f"'{claim.text[:80]}' instead of '{given[:80]}'")


def _is_opening(given: str, opening: str, claim: Statement, worked: str, context: str) -> bool:
    """Whether a worked answer begins with its result and does not come to another one at its end."""
    if not states(given, opening, context):
        return False
    known = f"{given}\n{context}"
    if claim.text == opening:
        return True
    if has_contrast(claim.text, known) or is_conclusion(worked):
        return False
    if quantities(given, context) or any(sign in claim.text for sign in "$=\\"):
        return is_equal(given, opening, context) and not lost(
            quantities(claim.text, context), quantities(known, context)
        )
    return all(name.casefold() in known.casefold() for name in _NAME.findall(claim.text)[1:])


def _items(text: str) -> dict[str, str]:
    """What stands behind labels such as a) and b) at the beginnings of lines."""
    lines = ((_ITEM.match(line), line) for line in text.splitlines())
    return {match[1]: line[match.end() :].strip() for match, line in lines if match}


def _list_at_end(worked: str) -> str:
    """The last lines of a worked answer that are items of a list, as one statement."""
    lines = [line.strip() for line in worked.strip().splitlines() if line.strip()]
    items: list[str] = []
    while lines and re.match(r"(?:[-*•]|\(?\w\)|\d+[.)])\s", lines[-1]):
        items.insert(0, re.sub(r"^(?:[-*•])\s+", "", lines.pop()))
    return "; ".join(items) if len(items) > 1 else ""


def _is_code_at_end(given: str, worked: str) -> bool:
    """Whether a given piece of code is the last one that a worked answer shows."""
    shown = [match[1] or match[2] for match in _CODE.finditer(worked)]
    own = "".join(given.strip("`").split())
    return bool(shown and _CODE_LIKE.search(own)) and "".join(shown[-1].split()) == own


def _is_bare(text: str) -> bool:
    """Whether a text of some words is still a bare statement: a list of values, a name, a clause without reasons."""
    count = max(len(text.split()), len(words(text)) // 2)
    if not has_explanation(text) or count <= 8:
        return not _REASON.search(text) or count <= 4
    is_terse = all(len(part.split()) <= _PART_WORDS for part in re.split(r"[,;]", text))
    return is_list(text) and is_terse and bool(quantities(text)) and not _REASON.search(text)
