"""Greetings before and sign-offs behind what somebody wrote, where they fill a line of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["end_before_sign_off", "without_greeting"]

_HAIL = (
    r"(?:hello|hi|hey|greetings|good (?:morning|day|afternoon|evening)|hallo|guten (?:tag|morgen|abend)|moin|servus|"
    r"bonjour|bonsoir|salut|hola|buen(?:os|as)(?: (?:días|tardes|noches))?|olá|bom dia|boa tarde|ciao|salve|"
    r"buongiorno|witam|cześć|hoi|goedendag|привет|здравствуйте|добрый день|всем привет)"
)
_AUDIENCE = (
    r"(?: (?:again|all|everybody|everyone|there|guys|folks|friends|community|forum|team|zusammen|leute|alle|"
    r"à tous|à toutes|tout le monde|les amis|a todos|a todas|amigos|pessoal|a tutti|ragazzi|allemaal|всем|друзья))*"
)
_GREETING = re.compile(
    rf"[ \t]*(?:{_HAIL}{_AUDIENCE}[ ,.!:;)]*|{_HAIL}(?: [^\W\d]+){{1,3}}[ ]?[,!][ :;)]*|"
    r"dear(?: [^\W\d]+){1,4} ?[,!]|(?:liebe|sehr geehrte)[rs]?(?: [^\W\d]+){1,6} ?[,!]|"
    r"(?:大家好|各位好|你们好|你好|您好|こんにちは|はじめまして)[，。！,!. ]*)[ \t]*(?:\n\s*?(?=[ \t]*\S))",
    re.IGNORECASE,
)
_PRINTED = re.compile(r"\W*hello,? world\b", re.IGNORECASE)
_FAREWELL = (
    r"(?:(?:with )?(?:best|kind|kindest|warm|many)? ?(?:regards|wishes)|(?:yours )?(?:sincerely|truly|faithfully)|"
    r"(?:mit )?(?:freundlichen|freundliche|viele|beste|liebe|schöne)[mn]? grü(?:ß|ss)en?|mfg|lg|vg|"
    r"(?:bien )?cordialement|"
    r"(?:un )?saludos?(?: cordiales)?|atentamente|atenciosamente|cordiali saluti|с уважением|met vriendelijke groet)"
)
_THANKS = (
    r"cheers|(?:many )?(?:thanks|thank you|thx)(?: you)?(?: a lot| so much| very much| again| all| everyone| guys)?"
    r"(?: in advance)?|thanks in advance for [^\n]{1,40}|hope (?:this|that|it) helps(?: you)?(?: out)?|"
    r"(?:vielen |besten |herzlichen )?dank(?:e)?(?: schon(?: mal)?)?(?: im voraus)?|"
    r"merci(?: beaucoup)?(?: d'avance)?|"
    r"(?:muchas )?gracias(?: de antemano)?|obrigad[oa]|grazie(?: mille)?(?: in anticipo)?|"
    r"(?:заранее )?спасибо(?: заранее)?"
)
_FAREWELL_LINE = re.compile(rf"{_FAREWELL}[,.! :)]*", re.IGNORECASE)
_SIGN_OFF = re.compile(rf"(?:{_FAREWELL}|{_THANKS})[,.! :)]*", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\W*(?:p\.? ?s\b|edit|update|note|nb|ps|addendum|correction|answer|solution|nachtrag)", re.IGNORECASE
)
_FEW_WORDS = 4
_MOST_NAMES = 2
_MOST_BEHIND = 12
_LONGEST_PROMOTION = 200


def without_greeting(text: str) -> str:
    r"""`text` without a first line that only greets; it stays where nothing follows.

    >>> without_greeting("Hello everybody,\n\nI am lost."), without_greeting("Bonjour à tous,\nje cherche.")
    ('I am lost.', 'je cherche.')
    >>> without_greeting("Hello"), without_greeting("Hello World!\nAgain"), without_greeting("Hi is a word.\nSo.")
    ('Hello', 'Hello World!\nAgain', 'Hi is a word.\nSo.')
    """
    greeting = _GREETING.match(text)
    return text if greeting is None or _PRINTED.match(text) else text[greeting.end() :]


def end_before_sign_off(lines: Sequence[str], first: int, last: int) -> int:
    """The end of `lines[first:last]` before a sign-off and the names below it.

    Below a farewell and a name also what is promoted there goes; not a postscript, a formula or code.

    >>> end_before_sign_off(["Use glue.", "Regards,", "Ann", "the Glue team", "", "Buy glue at our shop today!"], 0, 6)
    1
    >>> end_before_sign_off(["Use glue.", "Regards,", "Ann", "P.S. Two coats are better than one coat."], 0, 4)
    4
    """
    behind: list[str] = []
    for k in range(last - 1, max(first, last - _MOST_BEHIND - 1), -1):
        line = lines[k].strip()
        if line.startswith("```"):
            return last
        if _SIGN_OFF.fullmatch(line) and _is_signature(line, behind[::-1]):
            return k
        if line:
            behind.append(line)
    return last


def _is_signature(sign_off: str, behind: Sequence[str]) -> bool:
    """Whether the lines below a sign-off say no more than who wrote."""
    names = next((k for k, line in enumerate(behind) if not _is_name(line)), len(behind))
    if names == len(behind):
        return names <= _MOST_NAMES
    promoted = behind[names:]
    return bool(
        names
        and _FAREWELL_LINE.fullmatch(sign_off)
        and all(len(line) <= _LONGEST_PROMOTION and not _says_more(line) for line in promoted)
    )


def _says_more(line: str) -> bool:
    return _GOES_ON.match(line) is not None or any(sign in line for sign in "$\\`=")


def _is_name(line: str) -> bool:
    return len(line.split()) <= _FEW_WORDS and not any(c.isdigit() or c in "$\\=?:`" for c in line)
