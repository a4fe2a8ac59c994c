"""Lines in a post's body that the forum wrote: notes of edits, labels of code boxes, attachments, whom it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from webinstruct.core.spans import Span

__all__ = ["is_leftover", "without_leftovers"]

_LINE = re.compile(r"[^\n]+")
_LONGEST = 200
_REST = r"[^\n]{0,150}"
_LEFTOVER = re.compile(
    r"[\s«(\[*_•]*(?:"
    # The label of a code box, with the button that selects the code.
    r"(?:(?:php|html|css|sql|source)[- ]?)?(?:code|quellcode|código|codice|код|kod|代码|程式碼)\s?:?\s*"
    r"\[?(?:select all|select|expand view|alles auswählen|seleccionar todo|tout sélectionner|seleziona tutto|"
    r"выделить всё|zaznacz cały|tümünü seç|copy to clipboard|copy|download|view|toggle|复制代码|复制)"
    r"[^\n]{0,40}"
    r"|(?:(?:php|html|css|sql|source)[- ]?)?(?:code|quellcode|código|codice|код|kod|代码|程式碼)\s?:"
    r"|(?:quote|zitat|cita|citation|citazione|цитата|cytat|alıntı|引用)\s?:"
    r"|spoiler\s?:?(?: (?:show|hide))?|(?:click|tap) (?:here )?to (?:expand|reveal|show)[^\n]{0,20}"
    # When and by whom the post was changed.
    rf"|last (?:edit(?:ed)?|modified|modification)(?: by| on| at| in|:){_REST}"
    rf"|edited (?:by|on|at|\d{{1,3}} times?|once)\b{_REST}"
    rf"|this (?:post|message|reply|topic|entry) (?:was|has been) (?:last )?(?:edited|modified){_REST}"
    rf"|(?:zuletzt (?:geändert|bearbeitet|editiert|modifiziert)|(?:der|dieser) beitrag wurde){_REST}"
    rf"|dernière (?:modification|édition) (?:par|le|:){_REST}|(?:édité|modifié) par {_REST}"
    rf"|(?:última|ultima) (?:edición|edição|modifica(?:ção|ción|to)?)\b(?: por| da| di| il|:){_REST}"
    rf"|(?:editado|modificato) (?:por|da|pela última){_REST}|ostatnio (?:zmieniony|edytowan){_REST}"
    rf"|(?:последний раз (?:отредактировано|редактировалось)|отредактировано|сообщение отредактировал){_REST}"
    rf"|(?:laatst (?:gewijzigd|bewerkt|aangepast)|senast (?:redigerad|ändrad)|son düzenle){_REST}"
    rf"|(?:本帖|本贴|此帖|该帖)[^\n]{{0,12}}最后由{_REST}|最后编辑于{_REST}"
    # What hangs on the post, and who liked it.
    r"|(?:attached (?:files?|images?|thumbnails?)(?:\(s\))?|attachments?|dateianhänge?|anhänge|pièces? jointes?|"
    r"archivos? adjuntos?|allegati|вложения|附件)\s?:?"
    r"|\S{1,80}\.[a-z\d]{2,5}:? [(\[][\d.,]+ ?(?:[kmg]i?b|bytes)\b[^\n]{0,80}"
    rf"|you do not have (?:the required )?permissions? to view (?:the )?(?:files?|attach){_REST}"
    rf"|(?:the following|these) (?:\d+ )?(?:users?|members?) (?:say|says|said|thank|thanks|thanked|like|liked){_REST}"
    rf"|(?:thanks given by|users who (?:thanked|liked)|thanked by|liked by)\b{_REST}"
    r"|[-•*]|(?:post|beitrag|message|reply|antwort) ?#? ?\d{1,5}|\d{1,5} ?(?:#|楼)"
    r")[\s»)\]*_.:]*",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"\W{0,3}(?:originally posted by|quote from|quoting|in reply to|zitat von|citation de|cita de|originariamente)\b"
    r"[^\n]{1,100}"
    r"|\W{0,3}[^\n]{1,110}?\b(?:wrote|said|says|writes|schrieb|geschrieben|écrit|escribió|escreveu|disse|scritto|"
    r"napisał(?:\(a\)|a)?|(?:на)?писал(?:\(а\)|а)?|yazdı)(?: (?:on|at|in) [^\n]{1,60})?\s?:?\s?[↑⬆]?\s?",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\W{0,3}(?:re|aw|sv|antw|ответ|回复)\s?(?:\[\d+\])?\s?[:：][^\n]{1,140}", re.IGNORECASE
)
_SIGNATURE = re.compile(r"_{8,}\s*")
_MAIL_END = re.compile(r"--\s*|_{20,}|-{3,} ?(?:original message|forwarded message)[ -]*", re.IGNORECASE)
_MAIL_INTRO = re.compile(r"(?:on|am|le) [^\n]{5,150}(?:wrote|schrieb[^\n]{0,60}|écrit)\s?:", re.IGNORECASE)


def is_leftover(line: str) -> bool:
    """Whether a whole line of a post is the forum's own.

    >>> [is_leftover(line) for line in ("Code: Select all", "Last edited by ann on 3 May", "Edited volumes sell well.")]
    [True, True, False]
    """
    return len(line) <= _LONGEST and _LEFTOVER.fullmatch(line) is not None


def without_leftovers(text: str, spans: Iterable[Span], is_mail: bool = False) -> Iterator[Span]:
    """`spans` without the forum's lines: its notes, "Re:" at the beginning, "X wrote:" where a quote was cut out
    behind it, and all from a signature's line on.

    >>> text = "Re: Sum\\nYou add.\\n____________\\nBe kind.\\nYours"
    >>> [text[start:end] for start, end in without_leftovers(text, [(0, len(text))])]
    ['\\nYou add.\\n']
    """
    pieces = list(spans)
    has_begun = is_code = False
    for k, (start, end) in enumerate(pieces):
        begin, last = start, start + len(text[start:end].rstrip())
        for line in _LINE.finditer(text, start, end):
            is_code ^= line[0].startswith("```")
            if has_begun and not is_code and _ends_post(line[0], is_mail):
                if text[begin : line.start()].strip():
                    yield begin, line.start()
                return
            edges = not has_begun, line.end() >= last and k + 1 < len(pieces)
            if not is_code and _is_of_forum(line[0], edges, is_mail):
                if text[begin : line.start()].strip():
                    yield begin, line.start()
                begin = line.end()
            else:
                has_begun = has_begun or bool(line[0].strip())
        if text[begin:end].strip():
            yield begin, end


def _ends_post(line: str, is_mail: bool) -> bool:
    """Whether a line begins a signature or what a mail quotes in full."""
    return line[:1] in ("_", "-") and (_MAIL_END if is_mail else _SIGNATURE).fullmatch(line) is not None


def _is_of_forum(line: str, edges: tuple[bool, bool], is_mail: bool) -> bool:
    """Whether nobody wrote a line; `edges` say that it is the first of a post, and the last before a quote."""
    begins, introduces = edges
    if is_leftover(line) or (begins and _SUBJECT.fullmatch(line) is not None):
        return True
    if introduces and len(line) <= _LONGEST and _QUOTED.fullmatch(line) is not None:
        return True
    return is_mail and (line.lstrip()[:1] == ">" or _MAIL_INTRO.fullmatch(line.strip()) is not None)
