"""What turns a question into another one however alike the words are: numbers, operators, opposites, what is asked.

Two things are told of a text. Its *guard* is the sequence of numbers, operators, names of functions, number words and
negations: texts with different guards never even meet. Its *poles* say, for each pair of opposites (increase and
decrease, before and after), which side stands there, in which order, and by which words it asks (how many, how long,
what): texts whose poles contradict each other are no duplicates, while a text that speaks of neither side may be one
of both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from webinstruct.core.arrays import Bools, Ints
from webinstruct.core.latex_spelling import FUNCTION_NAMES
from webinstruct.core.ngrams import Hashes, mixed
from webinstruct.core.tokens import NUMBER, SIGN, SYMBOL, Tokens, flags_of, token_hashes

__all__ = ["AFTER_HOW", "ASKING", "OPPOSITES", "guarding", "opposed", "poles_of", "sequence_keys"]

_NEGATIONS = (
    "not except never without cannot isn aren wasn weren doesn don didn couldn shouldn wouldn won hasn haven hadn "
    "不 没 非"
)
_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million "
    "half twice thrice double triple 一 二 三 四 五 六 七 八 九 十 百 千 万 半"
)

OPPOSITES = (
    (
        "increase increases increased increasing rises rising",
        "decrease decreases decreased decreasing falls falling",
    ),
    (
        "maximum maximal maximize maximizes largest greatest highest longest most",
        "minimum minimal minimize minimizes smallest least lowest shortest fewest",
    ),
    ("more greater higher larger longer upper", "less fewer lower smaller shorter"),
    ("before earlier precedes earliest oldest", "after later succeeds latest youngest"),
    (
        "north northern upward ascending above top upstream",
        "south southern downward descending below bottom downstream",
    ),
    ("east eastern left clockwise", "west western right counterclockwise anticlockwise"),
    (
        "inside inner internal interior advantage advantages pros strengths",
        "outside outer external exterior disadvantage disadvantages cons weaknesses",
    ),
    ("first initial initially start", "last final finally end"),
    ("true correct valid", "false incorrect invalid wrong"),
    ("always", "never sometimes"),
    ("even", "odd"),
    ("positive convex", "negative concave"),
    ("add adds added addition sum plus", "subtract subtracts subtracted subtraction difference minus"),
    ("multiply multiplied multiplication product", "divide divided division quotient"),
    (
        "horizontal parallel horizontally buy buys bought import imports input inputs",
        "vertical perpendicular vertically sell sells sold export exports output outputs",
    ),
    (
        "possible rational dependent legal male acid hot open endothermic",
        "impossible irrational independent illegal female base cold closed exothermic",
    ),
)
"""Opposites: words of one side, words of the other. A text has three bits for each of these lines, which hold more than
one pair where nobody speaks of both at once; there are at most 16."""

ASKING = (
    "what find calculate compute determine evaluate",
    "which",
    "who whom whose",
    "where",
    "when",
    "why",
    "how",
    "prove show verify",
    "explain describe discuss",
    "define",
    "compare",
)
AFTER_HOW = (
    "many much",
    "long soon",
    "far",
    "often old likely",
    "fast quickly tall high big large deep heavy wide",
)
"""Words by which something is asked for, and those that count behind "how"; words of one line ask for the same. A text
has a bit for each line, so there are at most 16 of both."""

_BITS = 3
_ASKED_FROM = 48  # the bits of how a text asks; below are those of the opposites


def guarding(tokens: Tokens) -> Bools:
    """Which tokens must agree, in order, for two texts to be the same question, shape [tokens].

    >>> from webinstruct.core.tokens import tokens_of
    >>> text = "Which two of 3x + 5 = 11 are not even?"
    >>> guarding(tokens_of([text])).nonzero()[0].tolist()  # two 3 + 5 = 11 not
    [1, 3, 5, 6, 7, 8, 10]
    """
    return _GUARDING_KINDS[tokens.kinds] | _STRICT.has(tokens.hashes)


def poles_of(tokens: Tokens) -> Hashes:
    """Which sides of OPPOSITES each text speaks of, and how it asks, shape [texts].

    Three bits for each line of OPPOSITES, 0 where the text has neither side; above them a bit for each line of ASKING
    and AFTER_HOW.

    >>> from webinstruct.core.tokens import tokens_of
    >>> one, other, neither = poles_of(tokens_of(["Does it increase?", "Does it decrease?", "Does it move?"]))
    >>> bool(one != other), int(neither)
    (True, 0)
    """
    return _sides_of(tokens) | (_asked(tokens) << np.uint64(_ASKED_FROM))


def opposed(one: Hashes, other: Hashes) -> Bools:
    """Whether the poles of two texts contradict each other, element by element.

    >>> north, south, both = (np.array([value], np.uint64) for value in (0b001, 0b010, 0b011))
    >>> opposed(north, south).tolist(), opposed(north, north).tolist(), opposed(both, south).tolist()
    ([True], [False], [True])
    """
    sides = (one ^ other) & _spoken(one) & _spoken(other)
    # What one text asks and the other does not: an edit may have cost either a word, but hardly both.
    asked, instead = (one & ~other) & _ASKED_BITS, (other & ~one) & _ASKED_BITS
    return np.asarray((sides != 0) | ((asked != 0) & (instead != 0)))


def sequence_keys(hashes: Hashes, edges: Ints, salt: int) -> Hashes:
    """One key per run [edges[i], edges[i + 1]) of token hashes, shape [runs]; order matters; 0 for an empty run."""
    starts = np.repeat(edges[:-1], np.diff(edges))
    places = (np.arange(int(edges[0]), int(edges[-1])) - starts).astype(np.uint64)
    sums = np.zeros(len(places) + 1, np.uint64)
    np.cumsum(mixed(hashes ^ mixed(places + np.uint64(salt << 32))), out=sums[1:])
    return sums[edges[1:]] - sums[edges[:-1]]


def _sides_of(tokens: Tokens) -> Hashes:
    """Three bits for each line of OPPOSITES, shape [texts]."""
    places = np.flatnonzero(_POLES.has(tokens.hashes))
    sides = _SIDES[np.searchsorted(_POLES.hashes, tokens.hashes[places])]
    texts = np.searchsorted(tokens.edges, places, side="right") - 1
    groups = texts * len(OPPOSITES) + sides // 2
    order = np.argsort(groups, kind="stable")
    return _packed(groups[order], sides[order] % 2, len(tokens.edges) - 1)


def _asked(tokens: Tokens) -> Hashes:
    """The bits of the lines of ASKING and AFTER_HOW that a text has words of, shape [texts]."""
    places = np.flatnonzero(_ASKING.has(tokens.hashes))
    lines = _ASKING_LINES[np.searchsorted(_ASKING.hashes, tokens.hashes[places])]
    behind_how = np.zeros(len(tokens.hashes) + 1, np.bool_)
    behind_how[places[lines == _HOW] + 1] = True
    behind_how[tokens.edges] = False
    counts = (lines < len(ASKING)) | behind_how[places]
    found = np.zeros(len(tokens.edges) - 1, np.uint64)
    texts = np.searchsorted(tokens.edges, places[counts], side="right") - 1
    np.bitwise_or.at(found, texts, np.uint64(1) << lines[counts].astype(np.uint64))
    return found


def _packed(groups: Ints, sides: Ints, texts: int) -> Hashes:
    """Three bits per group: 1 and 2 for one side alone, 3 and 4 for both by which comes first, up to 7 for longer runs
    of changing sides. `groups` is sorted and holds text * pairs + pair."""
    poles = np.zeros(texts, np.uint64)
    if not len(groups):
        return poles
    opens = np.append(True, groups[1:] != groups[:-1])
    turns = opens | np.append(True, sides[1:] != sides[:-1])
    starts = np.flatnonzero(opens)
    runs = np.add.reduceat(turns.astype(np.int64), starts)
    codes = np.minimum(2 * runs - 1 + sides[starts], 7).astype(np.uint64)
    text, pair = np.divmod(groups[starts], len(OPPOSITES))
    np.bitwise_or.at(poles, text, codes << (_BITS * pair).astype(np.uint64))
    return poles


def _spoken(poles: Hashes) -> Hashes:
    """All three bits of each line of which a text has a side."""
    any_bit = (poles | (poles >> np.uint64(1)) | (poles >> np.uint64(2))) & _LOWEST
    return np.asarray(any_bit * np.uint64(7))


class _Words:
    """A few words, found among many tokens by their hashes."""

    def __init__(self, words: Sequence[str]) -> None:
        self.order = np.argsort(token_hashes(words))
        self.hashes = token_hashes(words)[self.order]
        self._low = np.zeros(1 << 16, np.bool_)
        self._low[self.hashes & np.uint64(0xFFFF)] = True

    def has(self, hashes: Hashes) -> Bools:
        """Which of `hashes` are of these words."""
        found = self._low[(hashes & np.uint64(0xFFFF)).astype(np.int64)]
        places = np.flatnonzero(found)
        found[places] = np.isin(hashes[places], self.hashes)
        return found


_LOWEST = np.uint64(sum(1 << (_BITS * pair) for pair in range(len(OPPOSITES))))
_STRICT = _Words(sorted({*_NEGATIONS.split(), *_NUMBER_WORDS.split(), *FUNCTION_NAMES}))
_GUARDING_KINDS = flags_of(NUMBER, SIGN, SYMBOL)
_POLE_WORDS = {
    word: 2 * pair + side
    for pair, sides in enumerate(OPPOSITES)
    for side in (0, 1)
    for word in sides[side].split()
}
_POLES = _Words(list(_POLE_WORDS))
_SIDES = np.array(list(_POLE_WORDS.values()), np.int64)[_POLES.order]
_HOW = ASKING.index("how")
_ASKING_WORDS = {word: line for line, words in enumerate((*ASKING, *AFTER_HOW)) for word in words.split()}
_ASKING = _Words(list(_ASKING_WORDS))
_ASKING_LINES = np.array(list(_ASKING_WORDS.values()), np.int64)[_ASKING.order]
_ASKED_BITS = np.uint64(0xFFFF << _ASKED_FROM)
