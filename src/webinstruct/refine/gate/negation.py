"""Words that turn a sentence around: yes and no, not, and pairs such as increase and decrease."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

__all__ = ["has_contrast", "is_negated", "is_restricted", "is_turned", "verdict_of"]

_YES = "yes true correct right ja wahr richtig oui vrai sí si verdadero vero да верно 是 是的 对 正确 はい yep".split()
_NO = "no false incorrect wrong nein falsch non faux falso нет неверно 否 不是 不 错 错误 不对 いいえ nope".split()
_FIRST = re.compile(r"^\W*((?:[^\W\d_])+)(?=\W|$)")
_CJK_VERDICT = re.compile(r"^\W*(是的|不是|是|否|正确|错误|不对|对|错)(?=[，。,.！!；;\s]|$)")
_VERDICT_BEHIND = re.compile(
    r"\b(?:statement|claim|answer|assertion|aussage|behauptung|it|this|that|"
    r"proposition)\b[^.,;\n]{0,40}?\b(?:is|are|ist|was)\b"
    r"[ \t]*(?:therefore |thus |hence |indeed |actually |also )?(?:\*\*)?(not )?(true|false|correct|"
    r"incorrect|wrong|wahr|falsch|yes|no)\b",
    re.IGNORECASE,
)
_NEGATIONS = (
    r"\b(?:not|cannot|never|neither|nor|without|except|unless|nicht|kein\w{0,2}|nie|niemals|weder|"
    r"ohne|außer|ne|pas|jamais|sauf|"
    r"nunca|excepto|не|нет|никогда)\b|n['’]t\b|(?<![a-z])no(?=\s+[a-z])|[不没無无非未]|\bimpossible\b|\b(?:ca|do|does|is|wo|did|are|was|could|should)nt\b|\bunmöglich\b"
)
_NEGATION = re.compile(_NEGATIONS, re.IGNORECASE)
_CHATTER = re.compile(
    r"\b(?:i|we|ich|wir|je)\b(?:['’]?\w{0,4}[ \t]+){0,3}?(?:not|n['’]t|cannot|nicht|never|no|kein\w{0,2})\b|"
    r"\b(?:i|we)[ \t]+\w{1,8}n['’]t\b|\bwhy not\b|\bif not\b|\bnot (?:sure|only)\b|\bor not\b|\bno problem\b",
    re.IGNORECASE,
)
_RESTRICTION = re.compile(
    r"\b(?:only|solely|exclusively|nur|lediglich|ausschließlich|seulement|uniquement|solamente|únicamente)\b|[仅只]",
    re.IGNORECASE,
)
_UNRESTRICTED = re.compile(
    r"\b(?:i|we|you|ich|wir)[ \t]+only\b|\bnot[ \t]+only\b|\bnicht[ \t]+nur\b|\bread[ -]only\b|不[仅只]|只要",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"\b(?:not|n['’]t|never|unlike|instead|rather than|except|but|however|although|though|actually|"
    r"mistake\w*|wrong\w*|incorrect\w*|"
    r"false\w*|nicht|kein\w*|sondern|aber|anstatt|statt|falsch\w*|mais|pas|pero|sino|not quite|"
    r"close to|almost|about|at least|"
    r"at most|less than|more than|greater than|over|under)\b|n['’]t\b|[不没非]|≠|\\neq?\b|!=|≈|\\approx",
    re.IGNORECASE,
)
_OPPOSITES = (
    "increase decrease|increases decreases|increased decreased|increasing decreasing|"
    "maximum minimum|max min|maximal minimal|"
    "largest smallest|larger smaller|greater less|greatest least|more fewer|more less|above below|"
    "before after|higher lower|"
    "highest lowest|positive negative|even odd|left right|north south|east west|always never|"
    "true false|correct incorrect|"
    "first last|convex concave|convergent divergent|converges diverges|diverge converge|hot cold|"
    "warm cool|warm cold|open closed|"
    "possible impossible|rational irrational|finite infinite|even odd|endothermic exothermic|"
    "oxidation reduction|anode cathode|"
    "clockwise counterclockwise|inside outside|input output|sufficient insufficient|stable unstable|"
    "reversible irreversible|"
    "acid base|acidic basic|heavier lighter|faster slower|longer shorter|older younger|major minor|"
    "gain lose|gains loses|"
    "buy sell|add remove|enable disable|allow deny|allowed forbidden|legal illegal|safe unsafe|"
    "mutable immutable|public private|"
    "größte kleinste|größer kleiner|mehr weniger|steigt fällt|steigt sinkt|immer nie|"
    "gerade ungerade|richtig falsch|wahr falsch|"
    "erhöht verringert|vor nach|vorher nachher|avant après|antes después|mindestens höchstens|all some|"
    "every some|each some|all none|always sometimes|alle einige|jeder mancher|must may|muss darf|"
    "tous certains|and or|und oder|et ou|min max|earlier later|early late|upper lower|top bottom|"
    "exclusive inclusive|ascending descending|horizontal vertical|同 异|左 右|上 下|前 后|增 减|"
    "大 小|高 低|多 少|快 慢|早 晚|长 短|升 降|强 弱|正 负|加 减|乘 除|内 外|东 西|南 北|真 假|奇 偶|吸 放|阴 阳|冷 热|"
    "croissante décroissante|plus moins|mayor menor|máximo mínimo|maximale minimale"
)
_NEGATING = ("un", "in", "im", "il", "ir", "dis", "non", "anti", "des", "dés")
_LEAST_NEGATED = 4
_OPPOSITE: dict[str, set[str]] = {}
for _one, _other in (pair.split() for pair in _OPPOSITES.split("|")):
    _OPPOSITE.setdefault(_one, set()).add(_other)
    _OPPOSITE.setdefault(_other, set()).add(_one)


def verdict_of(text: str) -> bool | None:
    """Whether `text` begins with yes (true, ja, ...) or no, or says that a statement is true or false; else None.

    >>> [verdict_of(text) for text in ("Yes, it is.", "False.", "The statement is not true.", "Paris", "No one knows.")]
    [True, False, False, None, None]
    """
    if found := _CJK_VERDICT.match(text):
        return found[1] in _YES
    first = _FIRST.match(text)
    word = first[1].lower() if first else ""
    rest = text[first.end() :] if first else ""
    if (word in _YES or word in _NO) and (
        not rest.strip(" *") or rest[0] in ".,;:!*)-–—\n" or rest[:2] in (" -", " –", " —", " (")
    ):
        return word in _YES
    behind = None
    for found in _VERDICT_BEHIND.finditer(text):
        behind = found
    if behind is not None:
        return (behind[2].lower() in _YES) != bool(behind[1])
    return None


def is_negated(sentence: str) -> bool:
    """Whether an odd number of words turn the sentence around; what people say of themselves does not count.

    >>> [is_negated(s) for s in ("It is not even.", "I don't know if it is even.", "Which is NOT a gas?")]
    [True, False, True]
    """
    return len(_NEGATION.findall(_CHATTER.sub(" ", sentence))) % 2 == 1


def is_restricted(sentence: str) -> bool:
    """Whether a word such as only leaves others out; not only does not, nor what people say of themselves.

    >>> [is_restricted(s) for s in ("Only citizens vote.", "It is not only red.", "I only want to know.")]
    [True, False, False]
    """
    return _RESTRICTION.search(_UNRESTRICTED.sub(" ", sentence)) is not None


def has_contrast(statement: str, allowed: str) -> bool:
    """Whether `statement` has words that set its result against another one, which `allowed` does not have."""
    known = {word.lower() for word in _CONTRAST.findall(allowed)}
    return any(word.lower() not in known for word in _CONTRAST.findall(statement))


def is_turned(before: Sequence[str], after: Collection[str]) -> str:
    """The word of `before` whose opposite stands in `after` in its place; empty where there is none.

    >>> is_turned(["find", "the", "largest", "x"], {"find", "the", "smallest", "x"})
    'largest'
    >>> is_turned(["it", "is", "unstable"], {"it", "is", "stable"})
    'unstable'
    """
    known = set(before)
    for word in before:
        if word not in after and any(other in after and other not in known for other in _opposites(word)):
            return word
    return ""


def _opposites(word: str) -> Iterator[str]:
    """Words that say the contrary: those of the table, and the word with or without a syllable that negates it."""
    yield from _OPPOSITE.get(word, ())
    for prefix in _NEGATING:
        if len(word) >= _LEAST_NEGATED:
            yield prefix + word
        if word.startswith(prefix) and len(word) - len(prefix) >= _LEAST_NEGATED:
            yield word.removeprefix(prefix)
