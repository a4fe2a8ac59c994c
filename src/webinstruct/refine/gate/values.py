"""Whether a statement says a value: as the same words, quantity or formula, and says no other value beside it."""

from __future__ import annotations

import re

from webinstruct.core.normal_form import words
from webinstruct.refine.gate.formulae import bare_formula
from webinstruct.refine.gate.mathematics import same_mathematics
from webinstruct.refine.gate.negation import has_contrast
from webinstruct.refine.gate.plain import plain, with_signs
from webinstruct.refine.gate.quantities import Quantity, lost, quantities, same_quantity
from webinstruct.refine.gate.units import unit_of

__all__ = ["form", "is_equal", "is_list", "states", "without_label"]

_LABEL = re.compile(
    r"^(?:\*\*)?(?:answer|solution|result|antwort|lösung|ergebnis|ans|ответ|答案)\b\.?(?:\*\*)?\s*[:：.]\s*(?:\*\*)?",
    re.IGNORECASE,
)
_IS = re.compile(
    r"\b(?:is|are|was|were|be|equals?|becomes?|gives?|yields?|get|ist|sind|war|beträgt|ergibt|est|sont|es|son)\b:?"
    r"|[=:≈]|是|为|等于"
)
_PARTS = re.compile(
    r"\s*(?:,(?!\d{3}(?!\d))|;|\band\b|\bor\b|\bund\b|\boder\b|\bet\b|\bou\b|\by\b|\bo\b|\n|、|或|和|\\quad"
    r"|\\text\{\s*(?:and|or)\s*\})\s*"
)
_EITHER = re.compile(r"\b(?:or|oder|ou|either|and|und)\b|或|±|\\pm|,\s*[a-z]\w?\s*=|;")
_SIDE = re.compile(r"^\s*([A-Za-z]\w{0,2}|[a-z]\([a-z]\))\s*=\s*(?!=)")
_SIDES = re.compile(r"(?<![A-Za-z\\])([A-Za-z]\w?)\s*=")
_TUPLE = re.compile(r"[(\[{].*[,;].*[)\]}]")
_CLAUSE = re.compile(r"(?:,|;|\band\b|\bso\b|\bund\b|\balso\b)\s*")
_COMPUTED = re.compile(r"[\d)}]\s*(?:[-+*/^!]|\\(?:times|cdot|div))[^=]{0,80}=")
_BESIDE = re.compile(
    r"\u2063 (?:or|oder|ou|o|and|und|et|y) | (?:or|oder|ou|o|and|und|et|y) \u2063|[-*/^¬±∓] \u2063|\u2063 [-+*/^%!]"
)
_BY = re.compile(r"\b(?:by|von|par|por|da|door)\b", re.IGNORECASE)
_FUNCTIONS = "sin|cos|tan|log|exp|sqrt|mod|ln"
_HAS_WORDS = re.compile(rf"(?<![\\A-Za-z])(?!{_FUNCTIONS})[A-Za-z]{{3,}}")
_SENTENCE_WORDS = 4
_ASKS_FOR_ORDER = re.compile(
    r"\b(?:in (?:the )?(?:\w+ )?order|order|rank|sort|arrange|sequence|chronolog\w+|ascending|descending|reihenfolge|"
    r"ordne\w*|sortier\w*|range[rz]|classe[rz]|ordre|ordena\w*)\b|排序|排列|顺序|先后",
    re.IGNORECASE,
)


def states(given: str, statement: str, context: str) -> bool:
    r"""Whether `statement` says the result `given` and no other; numbers of `context` may stand beside it.

    >>> states("x = 2 or x = 3", "$x = 3$ or $x = 2$", ""), states("x = 2 or x = 3", "$x = 2$", "")
    (True, False)
    >>> states("42 km", "it covers 42 km in 7 hours", "How far in 7 hours?"), states("42", "43", "")
    (True, False)
    >>> states("solid, gas", "They are gas and solid", ""), states("solid, gas", "They are solid, gas and ice", "")
    (True, False)
    """
    if is_equal(given, statement, context):
        return True
    if has_contrast(statement, given) or not _has_side(given, statement):
        return False
    is_free = _EITHER.search(statement) is None or _EITHER.search(given) or is_list(given)
    if is_free and is_equal(given, _IS.split(statement)[-1], context):
        return True
    last = _CLAUSE.split(statement)[-1]
    if _COMPUTED.search(plain(last)) and is_equal(given, last.rpartition("=")[2], context):
        return True
    return not is_list(given) and (
        _is_said_in(given, statement, context) or _is_sentence_in(given, statement)
    )


def is_equal(given: str, claim: str, context: str) -> bool:
    """Whether two results are the same: as words, quantities or mathematics, or part by part, in any order unless the
    question in `context` asks for one."""
    one, other = bare_formula(without_label(given)), bare_formula(without_label(claim))
    if not one or not other:
        return False
    if form(one) and form(one) == form(other):
        return True
    if _is_same_single(one, other, context):
        return True
    if _TUPLE.search(one) or _TUPLE.search(other):
        return same_mathematics(one, other)
    parts, others = _parts(one), _parts(other)
    if len(parts) < 2 or len(parts) != len(others):
        return False
    if _ASKS_FOR_ORDER.search(context):
        return all(_is_same_part(*pair, context) for pair in zip(parts, others, strict=True))
    return _are_same_parts(parts, others, context)


def is_list(text: str) -> bool:
    """Whether a result is a list of values or names, so that one more or less is another result.

    >>> is_list("solid, liquid, gas"), is_list("x = 2"), is_list("(2, 3)")
    (True, False, False)
    """
    bare = bare_formula(text)
    return len(_parts(bare)) > 1 and not _TUPLE.search(bare)


def without_label(text: str) -> str:
    """`text` without a word such as "Answer:" at its beginning."""
    return _LABEL.sub("", text.strip())


def form(text: str) -> str:
    """The normal form of a result, signs before letters kept.

    >>> form(r"$-\\cos x$") == form(r"$\\cos x$"), form("**4**") == form("$4$")
    (False, True)
    """
    return " ".join(words(with_signs(plain(text.replace("\\$", " ")).replace("$", " "))))


def _has_side(given: str, statement: str) -> bool:
    """Whether what `given` says is equal to its value, `x` or an expression, is not something else in `statement`."""
    named = _SIDE.match(bare_formula(given))
    sides = _SIDES.findall(statement)
    if named:
        return not sides or named[1] in sides
    left, sign, _ = given.partition("=")
    return not sign or is_list(given) or form(left) in form(statement)


def _is_same_single(one: str, other: str, context: str) -> bool:
    first, second = _SIDE.match(one), _SIDE.match(other)
    if first and second and first[1] != second[1]:
        return False
    right, left = (text[side.end() :] if side else text for text, side in ((one, first), (other, second)))
    if any(_EITHER.search(text) for text in (right, left)) or ("=" in right) != ("=" in left):
        return False
    if "=" in right:
        return _are_same_sides(right.split("="), left.split("="))
    values, others = quantities(right, context + right), quantities(left, context + right)
    if len(values) == 1 and len(others) == 1:
        beside, besides = _beside(right, values[0]), _beside(left, others[0])
        if beside is not None and besides is not None:
            return (beside == besides or not (beside and besides)) and same_quantity(values[0], others[0])
    has_words = any(_HAS_WORDS.search(re.sub(r"\\[A-Za-z]+", " ", text)) for text in (right, left))
    return not has_words and same_mathematics(right.strip(), left.strip())


def _are_same_sides(sides: list[str], others: list[str]) -> bool:
    """Whether two equations are equal side by side; equal values alone would not tell log_2 from log_10."""
    return len(sides) == len(others) and all(
        form(one) == form(other) or same_mathematics(one.strip(), other.strip())
        for one, other in zip(sides, others, strict=True)
    )


def _are_same_parts(parts: list[str], others: list[str], context: str) -> bool:
    rest = list(others)
    for part in parts:
        found = next((one for one in rest if _is_same_part(part, one, context)), None)
        if found is None:
            return False
        rest.remove(found)
    return True


def _is_same_part(one: str, other: str, context: str) -> bool:
    return form(one) == form(other) or _is_same_single(one, other, context)


def _is_said_in(given: str, statement: str, context: str) -> bool:
    """Whether the words of `given` stand together in `statement`, and no number there speaks against them."""
    own, around = form(without_label(given)), form(statement)
    if not own:
        return False
    if f" {own} " not in f" {around} ":
        return _is_counted_in(given, statement, context)
    rest = f" {around} ".replace(f" {own} ", " \u2063 ", 1)
    if _BESIDE.search(rest):
        return False
    if not re.search(r"\d", own):
        return True
    if re.search(r"\u2063 \d|\d \u2063", rest) or _has_other_unit(given, statement, context):
        return False
    return not lost(quantities(statement, context), quantities(f"{given}\n{context}", context))


def _is_counted_in(given: str, statement: str, context: str) -> bool:
    """Whether a bare number stands in a sentence in another spelling, beside none that `context` has not."""
    values, said = quantities(given, context), quantities(statement, context)
    if len(values) != 1 or _beside(given, values[0]) != "" or re.search(r"[=+*/^<>≤≥]", plain(statement)):
        return False
    if not any(same_quantity(values[0], one) for one in said):
        return False
    return not lost(said, [*values, *quantities(context, context)])


def _is_sentence_in(given: str, statement: str) -> bool:
    """Whether every word of a short sentence comes again, in its order or turned to the passive."""
    own, around = form(given).split(), form(statement).split()
    if (
        len(own) < _SENTENCE_WORDS
        or own.count("¬") != around.count("¬")
        or lost(quantities(given), quantities(statement))
    ):
        return False
    places = [around.index(word) if word in around else -1 for word in own]
    return -1 not in places and (places == sorted(places) or bool(_BY.search(statement)))


def _has_other_unit(given: str, statement: str, context: str) -> bool:
    """Whether a number of `given` has another unit, or another scale, in `statement`."""
    values, said = quantities(given, context), quantities(statement, context)
    if lost(values, said):
        return True
    return any(
        one.unit and other.unit and one.value == other.value and not same_quantity(one, other)
        for one in values
        for other in said
    )


def _parts(text: str) -> list[str]:
    return [part for part in (bare_formula(part) for part in _PARTS.split(text)) if part]


def _beside(text: str, quantity: Quantity) -> str | None:
    """The words beside a quantity but for its unit; None where they make more of it than the quantity."""
    spelled = plain(text)
    unit_end = quantity.end + len(spelled[quantity.end :]) - len(spelled[quantity.end :].lstrip(" $"))
    unit = unit_of(spelled[unit_end:]) if quantity.unit else None
    rest = spelled[: quantity.start] + " " + spelled[unit_end + unit[1] if unit else quantity.end :]
    if len(rest.split()) > 3 or re.search(r"[\d=^+*/<>≤≥≠()\[\]\\]", rest) or has_contrast(rest, ""):
        return None
    return form(rest.replace("€", " ").replace("£", " "))
