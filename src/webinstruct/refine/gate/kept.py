"""The gate: a rewriting passes only where its answer is still the original's.

Nothing here asks a model. What cannot be shown to be the same is stopped: a good rewriting that is stopped costs a
second try, a changed answer that passes costs the reader's trust. Which kinds of change are caught, and how often a
faithful rewriting is stopped, is measured in tests/refine/gate/test_kept.py.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

from webinstruct.refine.gate.final_answers import is_short, result_judgement
from webinstruct.refine.gate.languages import is_other_language
from webinstruct.refine.gate.options import options_of
from webinstruct.refine.gate.pair import PASSED, Judgement, Pair
from webinstruct.refine.gate.quantities import lost, quantities
from webinstruct.refine.gate.statements import final_statement
from webinstruct.refine.gate.survival import code_judgement, facts_judgement, meaning_judgement, words_kept

__all__ = ["kept_answer"]

_MOST_TIMES = 6
_MOST_MORE_CHARS = {"question": 1_500, "answer": 6_000}
_REPETITIVE = 12
_LEAST_WORDS_KEPT = {"question": 0.34, "answer": 0.45}
_LEAST_SHARE_OF_LENGTH = 0.4
_DANGLING = ("=", ",", "+", "(", "\\", " and", " or", " the", " is", " und", " oder", " therefore", " so")


def kept_answer(original: Pair, refined: Pair, page: str = "") -> Judgement:
    r"""Whether `refined` may stand for `original`; `page` is what the refiner was shown beside the pair.

    >>> original = Pair("What is 6*7?", "42")
    >>> kept_answer(original, Pair("What is $6 \\cdot 7$?", "Six sevens are 42.\n\nAnswer: 42"))
    Judgement(reason='', detail='')
    >>> kept_answer(original, Pair("What is $6 \\cdot 7$?", "Six sevens are 48.\n\nAnswer: 48")).reason
    'result_changed'
    """
    checks: list[Callable[[], Judgement]] = [
        lambda: _form("question", original.question, refined.question),
        lambda: _form("answer", original.answer, refined.answer),
        lambda: _language(original, refined),
    ]
    if refined.question != original.question:
        checks.append(lambda: _question(original, refined, page))
    if refined.answer != original.answer:
        checks += [lambda: result_judgement(original, refined.answer), lambda: _answer(original, refined)]
    return next((found for found in (check() for check in checks) if not found.is_kept), PASSED)


def _form(side: str, before: str, after: str) -> Judgement:
    """Whether a text is there, whole, and of a length that a rewriting can have."""
    if not after.strip():
        return Judgement(f"empty_{side}")
    if len(after) > _MOST_TIMES * len(before) + _MOST_MORE_CHARS[side]:
        return Judgement("too_long_text", f"{side} of {len(before)} characters has {len(after)}")
    packed = len(zlib.compress(after.encode("utf-8", "replace")))
    if len(after) > 600 and len(after) > _REPETITIVE * packed:
        return Judgement("repetitive", side)
    if after.count("```") % 2 > before.count("```") % 2 or after.count("$$") % 2 > before.count("$$") % 2:
        return Judgement("cut_off", f"{side} leaves a fence or formula open")
    if after.rstrip().endswith(_DANGLING) and not before.rstrip().endswith(_DANGLING):
        return Judgement("cut_off", f"{side} ends in '{after.rstrip()[-12:]}'")
    return PASSED


def _language(original: Pair, refined: Pair) -> Judgement:
    before, after = (f"{pair.question}\n{pair.answer}" for pair in (original, refined))
    if is_other_language(before, after):
        return Judgement("language_changed")
    for one, other in zip(original, refined, strict=True):
        if len(one) > 60 and is_other_language(one, other):
            return Judgement("language_changed")
    return PASSED


def _question(original: Pair, refined: Pair, page: str) -> Judgement:
    """Whether the question asks the same: its numbers, formulae, options, code and negations are all there."""
    before, after = original.question, refined.question
    context = f"{before}\n{original.answer}"
    options, others = options_of(before), options_of(after)
    if any(others.get(letter) != text for letter, text in options.items()) or len(others) > len(options) > 0:
        return Judgement("options_changed", ", ".join(sorted(options)))
    for judged in (facts_judgement(before, after, context), code_judgement(before, after)):
        if not judged.is_kept:
            return Judgement(f"question_{judged.reason}", judged.detail)
    added = lost(quantities(after, context), quantities(f"{context}\n{page}", context))
    if added:
        return Judgement("question_number_added", ", ".join(one.shown for one in added[:3]))
    turned = meaning_judgement(before, after)
    if not turned.is_kept:
        return Judgement(f"question_{turned.reason}", turned.detail)
    if words_kept(before, after) < _LEAST_WORDS_KEPT["question"]:
        return Judgement("question_replaced", f"{words_kept(before, after):.0%} of its words are left")
    return PASSED


def _answer(original: Pair, refined: Pair) -> Judgement:
    """Whether an answer that says more than its result still says it: numbers, formulae, code, names."""
    before, after = original.answer, refined.answer
    context = f"{original.question}\n{before}"
    coded = code_judgement(before, after)
    if not coded.is_kept:
        return coded
    if is_short(before):
        return PASSED
    for judged in (facts_judgement(before, after, context), meaning_judgement(before, after)):
        if not judged.is_kept:
            return judged
    if len(before) > 200 and len(after) < _LEAST_SHARE_OF_LENGTH * len(before):
        return Judgement("shortened", f"from {len(before)} to {len(after)} characters")
    if words_kept(before, after) < _LEAST_WORDS_KEPT["answer"]:
        return Judgement("rewritten_freely", f"{words_kept(before, after):.0%} of its words are left")
    claim = final_statement(after).text
    new = lost(quantities(claim, context), quantities(context, context))
    if new:
        return Judgement("result_changed", f"'{claim[:80]}' has {new[0].shown}, which the original has not")
    return PASSED
