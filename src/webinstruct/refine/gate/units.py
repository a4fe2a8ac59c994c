"""Units of measure: their names, and what they are of each other."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

__all__ = ["Unit", "unit_of"]


class Unit(NamedTuple):
    """So many of the basic unit of `kind`: 1 km is 1000 of "m"."""

    factor: Fraction
    kind: str


# symbol: how many of which basic unit. Temperatures cannot be had from each other by a factor, money not at all.
_SYMBOLS = (
    "nm 1/1000000000 m; μm 1/1000000 m; mm 1/1000 m; cm 1/100 m; dm 1/10 m; m 1 m; km 1000 m; "
    "inch 127/5000 m; ft 381/1250 m; yd 1143/1250 m; mi 201168/125 m; ly 1 ly; μg 1/1000000000 kg; "
    "mg 1/1000000 kg; g 1/1000 kg; kg 1 kg; t 1000 kg; lb 45359237/100000000 kg; oz 1 oz; ns 1/1000000000 s; "
    "ms 1/1000 s; s 1 s; min 60 s; h 3600 s; day 86400 s; week 604800 s; month 1 month; year 12 month; "
    "ml 1/1000 l; mL 1/1000 l; cl 1/100 l; l 1 l; L 1 l; gal 1 gal; ha 10000 m2; mph 1397/3125 m/s; J 1 J; "
    "kJ 1000 J; MJ 1000000 J; cal 4184/1000 J; kcal 4184 J; eV 1 eV; keV 1000 eV; kWh 3600000 J; W 1 W; "
    "kW 1000 W; MW 1000000 W; N 1 N; kN 1000 N; Pa 1 Pa; kPa 1000 Pa; MPa 1000000 Pa; bar 100000 Pa; "
    "atm 101325 Pa; V 1 V; mV 1/1000 V; kV 1000 V; A 1 A; mA 1/1000 A; Ω 1 Ω; kΩ 1000 Ω; C 1 C; F 1 F; "
    "μF 1/1000000 F; T 1 T; Hz 1 Hz; kHz 1000 Hz; MHz 1000000 Hz; GHz 1000000000 Hz; K 1 K; °C 1 °C; "
    "°F 1 °F; ° 1 °; rad 1 rad; mol 1 mol; mmol 1/1000 mol; M 1 M; byte 1 byte; KB 1000 byte; "
    "MB 1000000 byte; GB 1000000000 byte; $ 1 $; € 1 €; £ 1 £; cent 1 cent; dB 1 dB"
)
_NAMES = (
    "inch inch; inches inch; zoll inch; nanometer nm; millimeter mm; centimeter cm; decimeter dm; meter m; "
    "metre m; kilometer km; kilometre km; centimetre cm; millimetre mm; foot ft; feet ft; yard yd; mile mi; "
    "meile mi; milligram mg; gram g; gramm g; kilogram kg; kilogramm kg; ton t; tonne t; pound lb; ounce oz; "
    "millisecond ms; second s; sec s; sekunde s; minute min; mins min; hour h; hr h; hrs h; stunde h; "
    "tag day; days day; tage day; woche week; wk week; monat month; monate month; jahr year; jahre year; "
    "yr year; heure h; jour day; hora h; milliliter ml; millilitre ml; liter l; litre l; gallon gal; "
    "joule J; kilojoule kJ; calorie cal; kilocalorie kcal; watt W; kilowatt kW; newton N; pascal Pa; volt V; "
    "ampere A; amp A; ohm Ω; coulomb C; farad F; tesla T; hertz Hz; kelvin K; degree °; deg °; grad °; "
    "radian rad; mole mol; molar M; dollar $; usd $; euro €; eur €; gbp £; cents cent; kph km/h; kmh km/h; "
    "bytes byte; decibel dB; celsius °C; fahrenheit °F"
)
_UNITS: dict[str, Unit] = {
    symbol: Unit(Fraction(factor), kind)
    for symbol, factor, kind in (entry.split() for entry in _SYMBOLS.split("; "))
}
_SYMBOL_OF: dict[str, str] = {
    entry.partition(" ")[0]: entry.partition(" ")[2] for entry in _NAMES.split("; ")
}
_PART = re.compile(r"(°[CF]?|[A-Za-zμΩ€£$]+)(?:\^?(-?[1-4])(?!\d))?")
_BETWEEN = re.compile(r"[ \t]?(?:/|per\b|pro\b)[ \t]?")


def unit_of(text: str) -> tuple[Unit, int] | None:
    """The unit that `text` begins with and how many characters it takes; None where there is none.

    >>> unit_of("km/h on average")
    (Unit(factor=Fraction(5, 18), kind='m/s'), 4)
    >>> unit_of("apples") is None
    True
    """
    first = _part(text, 0)
    if first is None:
        return None
    unit, end = first
    between = _BETWEEN.match(text, end)
    below = _part(text, between.end()) if between else None
    if below is None:
        return unit, end
    return Unit(unit.factor / below[0].factor, f"{unit.kind}/{below[0].kind}"), below[1]


def _part(text: str, start: int) -> tuple[Unit, int] | None:
    found = _PART.match(text, start)
    if found is None:
        return None
    word, power = found[1], int(found[2] or 1)
    end = found.end() if found[2] or found.end(1) >= len(text) or not text[found.end(1)].isalnum() else -1
    unit = _UNITS.get(word) or _named(word)
    if unit is None or end < 0:
        return None
    return (unit if power == 1 else Unit(unit.factor**power, f"{unit.kind}^{power}")), end


def _named(word: str) -> Unit | None:
    lower = word.lower()
    for name in (lower, lower.removesuffix("s"), lower.removesuffix("n"), lower.removesuffix("en")):
        symbol = _SYMBOL_OF.get(name) or (name if len(name) > 2 and name in _UNITS else "")
        if symbol == "km/h":
            return Unit(Fraction(5, 18), "m/s")
        if symbol:
            return _UNITS[symbol]
    return None
