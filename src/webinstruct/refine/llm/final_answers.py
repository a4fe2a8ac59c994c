"""Whether a worked answer comes to the same result as a given one: option letters, yes or no, "
"values, short words."""

from __future__ import annotations

import re

from webinstruct.core.normal_form import words
from webinstruct.refine.explanation import has_explanation
from webinstruct.refine.llm.formulae import bare_formula
from webinstruct.refine.llm.mathematics import same_mathematics
from webinstruct.refine.llm.negation import has_contrast, verdict_of
from webinstruct.refine.llm.options import chosen_letters, options_of, said_letters
from webinstruct.refine.llm.pair import PASSED, Judgement, Pair
from webinstruct.refine.llm.plain import plain
from webinstruct.refine.llm.quantities import Quantity, lost, quantities, same_quantity
from webinstruct.refine.llm.statements import (
    Statement,
    final_statement,
    first_sentence,
    marked_statement,
    sentences,
)
from webinstruct.refine.llm.units import unit_of

__all__ = ["has_result", "is_short", "result_judgement", "same_result", "states"]

_SHORT_WORDS = 14
_SHORT_CHARS = 120
_LABEL = re.compile(
    r"^(?:\*\*)?(?:answer|solution|result|antwort|lösung|ergebnis|ans|ответ|答案)\b\.?(?:\*\*)?\s*[:：.]\s*(?:\*\*)?",
    re.IGNORECASE,
)
_IS = re.compile(
    r"\b(?:is|are|was|were|be|equals?|becomes?|gives?|yields?|get|ist|sind|war|beträgt|ergibt|est|sont|es|son)\b:?|[=:≈]|是|为|等于"
)
_PARTS = re.compile(
    r"\s*(?:,(?!\d{3}(?!\d))|;|\band\b|\bor\b|\bund\b|\boder\b|\bet\b|\bou\b|\by\b|\bo\b|\n|、|或|和|\\quad|\\text\{\s*(?:and|or)\s*\})\s*"
)
_EITHER = re.compile(r"\b(?:or|oder|ou|either|and|und)\b|或|±|\\pm|,\s*[a-z]\w?\s*=|;")
_SIDE = re.compile(r"^\s*([A-Za-z]\w{0,2}|[a-z]\([a-z]\))\s*=\s*(?!=)")
_SIDES = re.compile(r"(?<![A-Za-z\\])([A-Za-z]\w?)\s*=")
_REASON = re.compile(
    r"\b(?:because|since|as|weil|denn|da|car|porque|so that|therefore)\b|因为", re.IGNORECASE
)
_NAME = re.compile(r"(?:^\W*|\b)([A-ZÀ-Þ]\w+)")
_TUPLE = re.compile(r"[(\[{].*[,;].*[)\]}]")


def has_result(pair: Pair) -> bool:
    """Whether the pair's answer comes to a result that another answer can be compared with."""
    answer = pair.answer
    return (
        is_short(answer)
        or bool(chosen_letters(answer, options_of(pair.question)))
        or verdict_of(answer) is not None
        or marked_statement(answer) is not None
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
    return count <= 5 or (
        count <= 2 * _SHORT_WORDS and len(stripped.split()) <= _SHORT_WORDS and _is_one(stripped)
    )


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
        return _same_option(pair, letters, options, worked)
    verdict = verdict_of(pair.answer)
    if verdict is not None:
        return _same_verdict(verdict, worked)
    if is_short(pair.answer):
        given = _LABEL.sub("", pair.answer.strip())
        own = next((letter for letter, text in options.items() if text and text == _form(given)), "")
        if (
            own
            and said_letters(worked) == {own}
            and not _other_option(final_statement(worked).text, own, options)
        ):
            return PASSED
        if (
            any(
                text and text != _form(given) and text in _form(final_statement(worked).text)
                for text in options.values()
            )
            and own
        ):
            return Judgement("option_changed", f"{final_statement(worked).text[:60]} instead of {given[:60]}")
        return _same_value(given, worked, pair.question)
    marked = marked_statement(pair.answer)
    if marked is not None and marked.text.strip():
        return _same_value(marked.text, worked, f"{pair.question}\n{pair.answer}")
    return PASSED


def states(given: str, statement: str, context: str) -> bool:
    r"""Whether `statement` says the result `given` and no other; numbers of `context` may stand beside it.

    >>> states("x = 2 or x = 3", "$x = 3$ or $x = 2$", ""), states("x = 2 or x = 3", "$x = 2$", "")
    (True, False)
    >>> states("42 km", "it covers 42 km in 7 hours", "How far in 7 hours?"), states("42", "43", "")
    (True, False)
    """
    if _is_equal(given, statement, context):
        return True
    named = _SIDE.match(bare_formula(given))
    sides = _SIDES.findall(statement)
    if named and sides and named[1] not in sides:
        return False
    if _EITHER.search(statement) is None or _EITHER.search(given):
        behind = _IS.split(statement)
        if len(behind) > 1 and not has_contrast(statement, given) and _is_equal(given, behind[-1], context):
            return True
    return _is_said_in(given, statement, context)


def _same_option(pair: Pair, letters: frozenset[str], options: object, worked: str) -> Judgement:
    known = options_of(pair.question)
    said = said_letters(worked)
    claim = final_statement(worked).text
    if said and said != letters:
        return Judgement("option_changed", f"{'/'.join(sorted(said))} instead of {'/'.join(sorted(letters))}")
    own = [known.get(letter, "") for letter in sorted(letters)]
    if len(letters) == 1 and known and _other_option(claim, next(iter(letters)), known):
        return Judgement("option_changed", f"'{claim[:60]}' is another option")
    if not said:
        is_text = all(text and text in _form(claim) for text in own)
        return PASSED if is_text else Judgement("option_lost", f"no {'/'.join(sorted(letters))} in it")
    beside = re.sub(
        r"^\W*(?:(?:the )?(?:correct )?(?:answer|option)(?: is)?:?\s*)?\W*[A-Ha-h][).:\s]+",
        "",
        pair.answer,
        flags=re.IGNORECASE,
    )
    if beside != pair.answer and is_short(beside) and len(letters) == 1:
        text = _form(beside)
        if text and text not in _form(worked) and text not in own:
            return Judgement("option_text_changed", f"'{beside[:60]}' is missing")
    return PASSED


def _other_option(claim: str, own: str, options: object) -> bool:
    """Whether a statement has the text of another option, and not that of its own."""
    assert isinstance(options, dict)  # noqa: S101 -- from options_of
    form = f" {_form(claim)} "
    if options.get(own) and f" {options[own]} " in form:
        return False
    return any(text and letter != own and f" {text} " in form for letter, text in options.items())


def _same_verdict(verdict: bool, worked: str) -> Judgement:
    marked = marked_statement(worked)
    found = sentences(worked)
    said = [
        one
        for one in (
            verdict_of(marked.text) if marked else None,
            verdict_of(found[0]) if found else None,
            verdict_of(final_statement(worked).text) if found else None,
        )
        if one is not None
    ]
    if not said:
        return Judgement("verdict_lost", "it says neither yes nor no")
    if any(one is not verdict for one in said):
        return Judgement(
            "verdict_changed", f"{'yes' if not verdict else 'no'} instead of {'yes' if verdict else 'no'}"
        )
    return PASSED


def _same_value(given: str, worked: str, context: str) -> Judgement:
    claim = final_statement(worked)
    if states(given, claim.text, context):
        return PASSED
    if not claim.is_marked:
        tail = _list_at_end(worked)
        if tail and states(given, tail, context):
            return PASSED
        opening = first_sentence(worked)
        if _is_opening(given, opening, claim, context):
            return PASSED
    return Judgement("result_changed", f"'{claim.text[:80]}' instead of '{given[:80]}'")


def _is_opening(given: str, opening: str, claim: Statement, context: str) -> bool:
    """Whether a worked answer begins with its result and says nothing else at its end."""
    if not _is_equal(given, opening, context) and not _is_said_in(given, opening, context):
        return False
    known = f"{given}\n{context}"
    if claim.text == opening:
        return True
    if has_contrast(claim.text, known):
        return False
    if quantities(given, context):
        return not lost(quantities(claim.text, context), quantities(known, context))
    there = known.casefold()
    return all(name.casefold() in there for name in _NAME.findall(claim.text)[1:])


def _list_at_end(worked: str) -> str:
    """The last lines of a worked answer that are items of a list, as one statement."""
    lines = [line.strip() for line in worked.strip().splitlines() if line.strip()]
    items: list[str] = []
    while lines and re.match(r"(?:[-*•]|\(?\w\)|\d+[.)])\s", lines[-1]):
        items.insert(0, re.sub(r"^(?:[-*•])\s+", "", lines.pop()))
    return "; ".join(items) if len(items) > 1 else ""


def _is_equal(given: str, claim: str, context: str) -> bool:
    """Whether two results are the same as words, as quantities, as mathematics, or part by part in "
    "any order."""
    one, other = bare_formula(_LABEL.sub("", given)), bare_formula(_LABEL.sub("", claim))
    if not one or not other:
        return False
    form = _form(one)
    if form and form == _form(other):
        return True
    if _is_same_single(one, other, context):
        return True
    if _TUPLE.search(one) or _TUPLE.search(other):
        return same_mathematics(one, other)
    parts, others = _parts(one), _parts(other)
    return len(parts) > 1 and len(parts) == len(others) and _are_same_parts(parts, others, context)


def _is_same_single(one: str, other: str, context: str) -> bool:
    first, second = _SIDE.match(one), _SIDE.match(other)
    if first and second and first[1] != second[1]:
        return False
    right, left = (text[side.end() :] if side else text for text, side in ((one, first), (other, second)))
    if _EITHER.search(right) or _EITHER.search(left):
        return False
    values, others = quantities(right, context + right), quantities(left, context + right)
    if len(values) == 1 and len(others) == 1:
        beside, besides = _beside(right, values[0]), _beside(left, others[0])
        if beside is not None and besides is not None and (beside == besides or not (beside and besides)):
            return same_quantity(values[0], others[0])
    return same_mathematics(right.strip(), left.strip()) and not (_has_words(right) or _has_words(left))


def _are_same_parts(parts: list[str], others: list[str], context: str) -> bool:
    rest = list(others)
    for part in parts:
        found = next(
            (one for one in rest if _form(one) == _form(part) or _is_same_single(part, one, context)), None
        )
        if found is None:
            return False
        rest.remove(found)
    return True


def _is_said_in(given: str, statement: str, context: str) -> bool:
    """Whether the words of `given` stand together in `statement`, and nothing there speaks against them."""
    own, around = _form(_LABEL.sub("", given)), _form(statement)
    if not own or has_contrast(statement, given):
        return False
    if f" {own} " not in f" {around} ":
        return _is_counted_in(given, statement, context)
    rest = f" {around} ".replace(f" {own} ", " \u2063 ", 1)
    if re.search(
        r"(?:\u2063 (?:or|oder|ou|o) | (?:or|oder|ou|o) \u2063|[-*/^] \u2063|\u2063 [-+*/^%!])", rest
    ):
        return False
    if re.search(r"\d", own) and re.search(r"\u2063 \d|\d \u2063", rest):
        return False
    if quantities(given) and re.search(r"\u2063 [^\W\d]", rest) and _unit_added(statement, given, context):
        return False
    added = lost(quantities(statement, context), quantities(f"{given}\n{context}", context))
    return not added


def _is_counted_in(given: str, statement: str, context: str) -> bool:
    """Whether a bare number stands in a sentence in another spelling, beside none that `context` has not."""
    values, said = quantities(given, context), quantities(statement, context)
    if len(values) != 1 or _beside(given, values[0]) != "" or re.search(r"[=+*/^<>≤≥]", plain(statement)):
        return False
    if not any(same_quantity(values[0], one) for one in said):
        return False
    return not lost(said, [*values, *quantities(context, context)])


def _unit_added(statement: str, given: str, context: str) -> bool:
    """Whether a number of `given` has another unit in `statement`."""
    values = quantities(given, context)
    said = quantities(statement, context)
    return any(
        one.unit and other.unit and one.value == other.value and not same_quantity(one, other)
        for one in values
        for other in said
    )


def _parts(text: str) -> list[str]:
    return [part for part in (bare_formula(part) for part in _PARTS.split(text)) if part]


def _form(text: str) -> str:
    return " ".join(words(plain(text.replace("\\$", " ")).replace("$", " ")))


def _beside(text: str, quantity: Quantity) -> str | None:
    """The words beside a quantity but for its unit; None where they make more of it than the quantity."""
    spelled = plain(text)
    unit_end = quantity.end + len(spelled[quantity.end :]) - len(spelled[quantity.end :].lstrip(" $"))
    unit = unit_of(spelled[unit_end:]) if quantity.unit else None
    rest = spelled[: quantity.start] + " " + spelled[unit_end + unit[1] if unit else quantity.end :]
    if len(rest.split()) > 3 or re.search(r"[\d=^+*/<>≤≥≠()\[\]\\]", rest) or has_contrast(rest, ""):
        return None
    return _form(rest.replace("€", " ").replace("£", " "))


def _has_words(text: str) -> bool:
    return (
        re.search(
            r"(?<![\\A-Za-z])(?!sin|cos|tan|log|exp|sqrt|mod)[A-Za-z]{3,}", re.sub(r"\\[A-Za-z]+", " ", text)
        )
        is not None
    )


def _is_one(text: str) -> bool:
    """Whether a text of some words is still a bare statement: a list of values, a name, a clause "
    "without reasons."""
    return (
        not has_explanation(text)
        or len(text.split()) <= 8
        or bool(_EITHER.search(text) and quantities(text) and not _REASON.search(text))
    )
