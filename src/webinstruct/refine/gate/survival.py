"""What has to come through a rewriting: numbers, formulae, names, code, and on which side of a negation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from webinstruct.core.normal_form import is_cjk, words
from webinstruct.refine.gate.formulae import chains, lost_sides, relations, without_formulae
from webinstruct.refine.gate.negation import is_negated, is_restricted, is_turned
from webinstruct.refine.gate.pair import PASSED, Judgement
from webinstruct.refine.gate.quantities import lost, quantities
from webinstruct.refine.gate.statements import sentences

__all__ = ["code_judgement", "facts_judgement", "meaning_judgement", "words_kept"]

_FENCED = re.compile(r"^[ \t]*(```+|~~~+)[^\n]*\n(.*?)(?:^[ \t]*\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_COMMENT = re.compile(r"(?:^|(?<=\s))(?:#|//|--|%)[^\n]*|/\*.*?\*/", re.DOTALL)
_NAME = re.compile(r"(?<=[^\W\d_]|[,;)])\s+([^\W\d_a-zà-ÿß][\w'’-]+)")
_STOP = frozenset(
    "the a an of and to is in that for it with as are on be this by from or at which what how you i "
    "we not can do does if so "
    "was were has have had will would there here they he she its your my me us please thanks thank "
    "hi hello hey der die das und "
    "ist ein eine mit zu den von im für auf sich wie wird sind aus bei oder auch es man ich le la "
    "les des et est une un que qui "
    "dans pour sur au par el los las y en de se del al como lo".split()
)
_BETWEEN_VALUES = re.compile(r"(?<=\d)\W{0,3}[ \t](?:and|or|und|oder|et|ou|y|o)\b")  # 2 and -2 are 2 or -2
_AGENTS = frozenset("by von durch par por da door".split())
_MOST_SENTENCES = 120
_LEAST_OVERLAP = 0.55
_LEAST_LETTERS = 4
_SAME_SPELLING = 0.7


def facts_judgement(before: str, after: str, context: str) -> Judgement:
    """Whether every number and formula of `before` is in `after`; `context` tells how numbers are written.

    >>> facts_judgement("It has 12 legs.", "Twice six is 12.", "").is_kept
    True
    >>> facts_judgement("It has 12 legs.", "It has 13 legs.", "").detail
    '12'
    """
    there = quantities(after, context)
    missing = lost(quantities(before, context), there)
    if missing:
        return Judgement("number_lost", ", ".join(one.shown for one in missing[:3]))
    sides = lost_sides([chain for chain in chains(before) if len("".join(chain)) > 1], after)
    if sides:
        return Judgement("formula_lost", ", ".join(sides[:3]))
    if detail := _lost_equation(before, after) or _turned_relation(before, after):
        return Judgement("formula_changed", detail)
    return PASSED


def code_judgement(before: str, after: str) -> Judgement:
    """Whether the code of `before`, white space and comments aside, is in `after`.

    >>> code_judgement("```\\nx = 1\\n```", "So:\\n```python\\nx = 1  # one\\n```").is_kept
    True
    >>> code_judgement("Use `ls -l`.", "Use `ls -a`.").reason
    'code_changed'
    """
    blocks = [_code_form(match[2]) for match in _FENCED.finditer(after)]
    for match in _FENCED.finditer(before):
        form = _code_form(match[2])
        if form and not any(form in block for block in blocks):
            return Judgement("code_changed", match[2].strip()[:80])
    place = _code_form(after)
    for match in _INLINE.finditer(_FENCED.sub("\n", before)):
        if "".join(match[1].split()) not in place and _code_form(match[1]) not in place:
            return Judgement("code_changed", match[1][:80])
    return PASSED


def meaning_judgement(before: str, after: str) -> Judgement:
    """Whether no sentence of `before` is turned around in the sentence of `after` that says most like it.

    >>> meaning_judgement("Water is a liquid at room temperature.", "Water is not a liquid at room temperature.").reason
    'negation_changed'
    """
    others = [(sentence, set(_content(sentence))) for sentence in sentences(after)[:_MOST_SENTENCES]]
    for sentence in sentences(before)[:_MOST_SENTENCES]:
        own = _content(sentence)
        if len(own) < 2:
            continue
        like = max(others, key=lambda other: _overlap(own, other[1]), default=None)
        if like is None or _overlap(own, like[1]) < _LEAST_OVERLAP:
            continue
        if is_negated(sentence) != is_negated(like[0]):
            return Judgement("negation_changed", sentence[:80])
        if is_restricted(sentence) and not is_restricted(like[0]):
            return Judgement("restriction_lost", sentence[:80])
        own_words, other_words = (words(_BETWEEN_VALUES.sub(",", text)) for text in (sentence, like[0]))
        if word := is_turned(own_words, set(other_words)):
            return Judgement("opposite", word)
        if swapped := _swapped_name(sentence, like[0], before, after):
            return Judgement("name_changed", swapped)
        if swapped := _swapped_number(sentence, like[0], before) or _moved_number(sentence, like[0]):
            return Judgement("number_moved", swapped)
        if _is_reordered(sentence, like[0]):
            return Judgement("words_moved", sentence[:80])
        if changed := _changed_word(sentence, like[0], before, after):
            return Judgement("word_changed", changed)
    return PASSED


def words_kept(before: str, after: str) -> float:
    """The share of the words of `before` that say something and are in `after`, by their beginnings, in [0, 1].

    >>> words_kept("Dogs are barking loudly", "a dog barks loudly")
    1.0
    """
    own = [_stem(word) for word in _content(without_formulae(before))]
    there = {_stem(word) for word in _content(after)}
    return sum(word in there for word in own) / len(own) if own else 1.0


def _lost_equation(before: str, after: str) -> str:
    """An equation of `before` between a sign and a value that `after` gives another value and not this one."""
    said: dict[str, set[str]] = {}
    for chain in chains(after):
        for place, side in enumerate(chain):
            if _is_sign(side):
                said.setdefault(side, set()).update(chain[place + 1 :], chain[:place])
    for chain in chains(before):
        if len(chain) > 1 and _is_sign(chain[0]):
            there = said.get(chain[0])
            if there and chain[-1] not in there and chain[-1][:1].isdigit() | chain[-1].startswith("-"):
                return f"{chain[0]} = {chain[-1]}"
    return ""


def _turned_relation(before: str, after: str) -> str:
    """Two sides of `before` that `after` relates to each other, and never so: r < 1 for r <= 1."""
    said = relations(after)
    for sides, signs in relations(before).items():
        if sides in said and not signs <= said[sides]:
            return f"{sides[0]} {', '.join(sorted(signs - said[sides]))} {sides[1]}"
    return ""


def _is_sign(side: str) -> bool:
    return len(side) <= 4 and side[:1].isalpha()


def _code_form(code: str) -> str:
    return "".join(_COMMENT.sub("", code).split())


def _content(text: str) -> list[str]:
    return [
        word
        for word in words(text)
        if (len(word) > 1 or is_cjk(word) or word.isdigit()) and word not in _STOP
    ]


def _overlap(own: Sequence[str], other: set[str]) -> float:
    return sum(word in other for word in own) / len(own)


def _swapped_name(sentence: str, like: str, before: str, after: str) -> str:
    """A name in `sentence` in whose place its counterpart has one that stood nowhere before."""
    known, there = before.casefold(), after.casefold()
    gone = [name for name in _NAME.findall(without_formulae(sentence)) if name.casefold() not in there]
    new = [name for name in _NAME.findall(without_formulae(like)) if name.casefold() not in known]
    return f"{gone[0]}, now {new[0]}" if gone and new else ""


def _swapped_number(sentence: str, like: str, before: str) -> str:
    """A number whose word has another number of `before` beside it in the counterpart."""
    own, other = _numbers_by_word(sentence), _numbers_by_word(like)
    for word, values in own.items():
        if word in other and values and not values & other[word] and other[word] <= set(_all_numbers(before)):
            return f"{', '.join(sorted(values))} {word}"
    return ""


def _moved_number(sentence: str, like: str) -> str:
    """The numbers of a sentence that stand in another order in a counterpart that has them all and no other."""
    own, other = _all_numbers(sentence), _all_numbers(like)
    is_moved = own != other and sorted(own) == sorted(other)
    return ", ".join(own) if is_moved else ""


def _is_reordered(sentence: str, like: str) -> bool:
    """Whether two sentences are the same words in two orders (light into energy, and energy into light), or in one
    order of which one is passive (caused by, and caused); two clauses may change places."""
    own, other = words(sentence), words(like)
    if (
        own != other
        and _content(sentence) == _content(like)
        and len({*own} & _AGENTS) != len({*other} & _AGENTS)
    ):
        return True
    return own != other and sorted(own) == sorted(other) and _clauses(sentence) != _clauses(like)


def _clauses(sentence: str) -> list[str]:
    """The two clauses of a sentence in the order of the alphabet; the sentence where it has none or more."""
    clauses = [" ".join(words(clause)) for clause in sentence.split(",")]
    return (
        sorted(clauses)
        if len(clauses) == 2 and all(clause.count(" ") >= 2 for clause in clauses)
        else [sentence]
    )


def _changed_word(sentence: str, like: str, before: str, after: str) -> str:
    """A word in whose place another one stands that was nowhere before; mended spelling does not count."""
    own, other = _content(without_formulae(sentence)), _content(without_formulae(like))
    known, there = {_stem(word) for word in _content(before)}, {_stem(word) for word in _content(after)}
    for kind, start, end, first, last in SequenceMatcher(None, own, other, autojunk=False).get_opcodes():
        if kind != "replace" or end - start != 1 or last - first != 1:
            continue
        old, new = own[start], other[first]
        is_word = min(len(old), len(new)) >= _LEAST_LETTERS and old.isalpha() and new.isalpha()
        if is_word and _stem(old) not in there and _stem(new) not in known and not _is_spelling(old, new):
            return f"{old}, now {new}"
    return ""


def _is_spelling(old: str, new: str) -> bool:
    return SequenceMatcher(None, old, new).ratio() >= _SAME_SPELLING


def _numbers_by_word(sentence: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    tokens = words(sentence)
    for number, word in pairwise(tokens):
        if number[0].isdigit() and word.isalpha() and len(word) > 1:
            found.setdefault(word, set()).add(number)
    return found


def _all_numbers(text: str) -> list[str]:
    return [word for word in words(text) if word[0].isdigit()]


def _stem(word: str) -> str:
    return word if is_cjk(word) or word[0].isdigit() else word[:4].rstrip("s") if len(word) > 3 else word
