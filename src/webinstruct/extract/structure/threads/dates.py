"""When was this written? Short lines that say it, in the words of about twenty languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

__all__ = ["has_dated_lines", "tells_when"]

_LONGEST = 100  # characters; "Posted by NAME on DATE at TIME in GROUP" is shorter
_MOST_WORDS = 10  # words of the line; more of them make a sentence
_EDGE = 100  # characters at either end of a line among which a head or a signature says when
_NEAR = 24  # characters around a number in which the rest of its date stands

# The first letters of the months' names; their endings change with case and language.
_MONTHS = tuple(
    """jan feb fév fev mar mär maa mrt apr avr abr mai may maj mei mag jui jun jul giu lug aug aoû ago agu sep set oct
    okt out ott nov dec déc dez dic des dis ene gen sty lut kwi cze lip sie wrz paź lis gru led úno bře dub
    kvě čer srp
    zář říj pro янв фев мар апр мая май июн июл авг сен окт ноя дек січ лют бер кві тра чер лип сер вер жов
    гру oca şub
    nis haz tem ağu eyl eki kas ara يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر
    ديسمبر فروردین
    اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند tháng""".split()
)
_UNITS = tuple(
    """sec min hour hr day week month year yr mo sekunde stunde tag woche monat jahr heure jour semaine mois an minuto
    hora día dia semana mes mês año ano ora ore giorn settiman anno anni uur dag dagen maand jaar godz
    dzień dni tydzie
    tygod miesi rok lat секунд мин час день дня дней недел месяц год лет хвилин годин дні днів тиж місяц
    рік років saniye
    dakika saat gün hafta ay yıl hodin dny týdn měsíc let timm veck månad år phút giờ ngày tuần năm menit
    jam hari minggu
    bulan tahun يوم أيام ساعة شهر سنة أسبوع دقيقة روز ساعت ماه سال هفته دقیقه दिन घंटे साल महीने""".split()
)
_SHORT_UNITS = frozenset(["s", "m", "h", "d", "w", "y"])
_PAST = re.compile(
    r"(?:^|\W)(?:ago|atrás|fa|geleden|temu|назад|тому|önce|zpět|trước|lalu|sedan|siden|sitten|پیش|قبل|"
    r"पहले)(?:\W|$)"
)
# A name may stand directly before these words, as inline elements leave no space.
_PAST_BEFORE = re.compile(r"(?:vor|il y a|hace|há|(?:^|\W)ha|før|för|před|منذ)(?: \w{2,6}){0,2} ?$")
_WORD_AFTER = re.compile(r"(?:st|nd|rd|th|er|º|\.)?[\s\-/]{0,2}(?:de |of |d')?([^\W\d_]+)")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[.,]?[\s\-/]{0,2}$")
_NUMERIC = re.compile(
    r"(?:19|20|1[34])\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?![\d.]{2})"
    r"|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?(?:(?:19|20|1[34])\d\d|\d\d)(?![\d.])"
    r"|(?:19|20)\d\d년|\d{1,2}月\d{1,2}日|\d{1,2}월 ?\d{1,2}일"
    r"|\d{1,3} ?(?:秒|分钟?|分鐘|小时|小時|時間|天|日|周|週間?|个?月|個月|ヶ月|か月|年)(?:之?前)"
    r"|\d{1,3} ?(?:초|분|시간|일|주|개월|달|년) ?전"
)
_DAYS = re.compile(
    r"(?:^|\W)(?:yesterday|today|just now|gestern|heute|hier|aujourd'hui|ayer|hoy|ontem|hoje|ieri|oggi|"
    r"gisteren|"
    r"vandaag|wczoraj|dzisiaj|вчера|сегодня|вчора|сьогодні|dün|bugün|včera|dnes|igår|idag)(?:\W|$)|昨天|今天|"
    r"昨日|어제|"
    r"(?:an?|one) (?:minute|hour|day|week|month|year) ago|"
    r"(?:vor|hace|há|il y a) (?:ein\w*|une?|una?|uma?) \w+$|(?:un'?|uma?) ?\w+ (?:fa|atrás)$"
)
_NUMBER = re.compile(r"(?<![\d.])\d{1,4}(?!\d)")
# Words of which one stands in every date without a number: one look tells most lines apart.
_DAY_WORDS = frozenset(
    """yesterday today now gestern heute hier aujourd'hui ayer hoy ontem hoje ieri oggi gisteren vandaag wczoraj
    dzisiaj вчера сегодня вчора сьогодні dün bugün včera dnes igår idag ago vor hace há il fa atrás yesterday,
    today, gestern, heute, hier, ayer, hoy, ontem, hoje, ieri, oggi, вчера, сегодня, вчора, wczoraj, dzisiaj, dün,
    bugün, gisteren, vandaag, igår, idag, včera, dnes,""".split()
)
_EAST = re.compile("昨天|今天|昨日|어제")
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def tells_when(text: str) -> bool:
    """Whether a short line says when something was written, and little else.

    >>> [tells_when(line) for line in ("asked Mar 4 '12 at 10:33", "vor 2 Tagen", "2021-03-04")]
    [True, True, True]
    >>> [tells_when(line) for line in ("3天前", "5 дней назад", "Version 1.2.3", "Came May 3.\\nAlone.")]
    [True, True, False, False]
    """
    line = text.strip()
    if not 2 <= len(line) <= _LONGEST or "\n" in line or line[-1] in "?!":
        return False
    line = line.lower()
    return _is_when(line) and len(_LETTERS.findall(line)) <= _MOST_WORDS


def has_dated_lines(text: str, fewest: int) -> bool:
    """Whether at least `fewest` lines of a text say when at their beginning or end, as the heads of posts do.

    A name may stand directly before the date, as inline elements leave no space.

    >>> has_dated_lines("annMay 3, 2012\\nWhy?\\nbob, yesterday", 2), has_dated_lines("In 1912 and\\nin 1913.", 2)
    (True, False)
    """
    edges = (edge for line in text.split("\n") for edge in _edges(line) if edge)
    return len(list(islice(filter(_is_when, edges), fewest))) == fewest


def _edges(line: str) -> Iterator[str]:
    """The beginning and the end of a line in lower case, with capitals inside words set apart."""
    if len(line) <= _EDGE:
        yield (_GLUED.sub(" ", line) if _DIGIT.search(line) else line).lower()
        return
    for edge in (line[:_EDGE], line[-_EDGE:]):
        if _DIGIT.search(edge):
            yield _GLUED.sub(" ", edge).lower()


def _is_when(line: str) -> bool:
    """Whether a line in lower case names a date or a day."""
    if _DIGIT.search(line) is not None and _has_date(line):
        return True
    is_day = not _DAY_WORDS.isdisjoint(line.split()) and _DAYS.search(line) is not None
    return is_day or (not line.isascii() and _EAST.search(line) is not None)


def _has_date(line: str) -> bool:
    for number in _NUMBER.finditer(line):
        if _NUMERIC.match(line, number.start()):
            return True
        after = line[number.end() : number.end() + _NEAR]
        before = line[max(0, number.start() - _NEAR) : number.start()]
        if _is_dated(before, after, day=len(number[0]) < 3):
            return True
    return False


def _is_dated(before: str, after: str, day: bool) -> bool:
    """Whether the words around a number make a date of it."""
    word = _WORD_AFTER.match(after)
    if word is not None and day and word[1].startswith(_MONTHS):
        return True
    if word is not None and (word[1] in _SHORT_UNITS or word[1].startswith(_UNITS)):
        return _PAST.search(after) is not None or _PAST_BEFORE.search(before) is not None
    month = _WORD_BEFORE.search(before)
    return month is not None and month[1].startswith(_MONTHS)
