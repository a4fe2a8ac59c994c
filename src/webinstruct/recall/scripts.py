"""Which writing a text is in: its letters counted by script.

Ranges are Unicode blocks; the languages of a script are those that resiliparse can tell apart, the only one or the
most frequent first.
"""

from __future__ import annotations

import numpy as np

__all__ = ["IDEOGRAPHIC", "LANGUAGES_OF_SCRIPT", "letters_by_script"]

IDEOGRAPHIC = frozenset(["kana", "han", "hangul"])
_LETTERS_PER_IDEOGRAPH = 3

_SCRIPTS = {
    "latin": ("0041-005a 0061-007a 00c0-024f 1e00-1eff", ""),
    "kana": ("3040-30ff", "ja"),
    "hangul": ("ac00-d7af 1100-11ff", "ko"),
    "han": ("3400-4dbf 4e00-9fff f900-faff", "zh"),
    "cyrillic": ("0400-052f", "ru uk be bg mk sr kk ky mn tg tt ba ce cv"),
    "arabic": ("0600-06ff 0750-077f", "ar fa ur ps sd ug ku"),
    "devanagari": ("0900-097f", "hi mr ne sa"),
    "bengali": ("0980-09ff", "bn as"),
    "hebrew": ("0590-05ff", "he yi"),
    "greek": ("0386-03ce", "el"),
    "gurmukhi": ("0a00-0a7f", "pa"),
    "gujarati": ("0a80-0aff", "gu"),
    "odia": ("0b00-0b7f", "or"),
    "tamil": ("0b80-0bff", "ta"),
    "telugu": ("0c00-0c7f", "te"),
    "kannada": ("0c80-0cff", "kn"),
    "malayalam": ("0d00-0d7f", "ml"),
    "sinhala": ("0d80-0dff", "si"),
    "thai": ("0e00-0e7f", "th"),
    "tibetan": ("0f00-0fff", "bo"),
    "burmese": ("1000-109f", "my"),
    "georgian": ("10a0-10ff", "ka"),
    "armenian": ("0530-058f", "hy"),
    "khmer": ("1780-17ff", "km"),
    "thaana": ("0780-07bf", "dv"),
}
LANGUAGES_OF_SCRIPT = {name: languages.split() for name, (_, languages) in _SCRIPTS.items()}

_SCRIPT_OF_CODE = np.zeros(
    1 << 16, dtype=np.uint8
)  # 1 + the script's place above, by UTF-16 code unit; else 0
for _place, (_ranges, _) in enumerate(_SCRIPTS.values(), start=1):
    for _first, _last in (_range.split("-") for _range in _ranges.split()):
        _SCRIPT_OF_CODE[int(_first, 16) : int(_last, 16) + 1] = _place


def letters_by_script(text: str) -> dict[str, int]:
    """Letters of each script; an ideograph weighs as much as a few letters do.

    >>> {name: count for name, count in letters_by_script("list 求值 µ 12").items() if count}
    {'latin': 4, 'han': 6}
    """
    codes = np.frombuffer(text.encode("utf-16-le", "replace"), dtype="<u2")
    counts = np.bincount(_SCRIPT_OF_CODE[codes], minlength=len(_SCRIPTS) + 1)[1:]
    return {
        name: int(count) * (_LETTERS_PER_IDEOGRAPH if name in IDEOGRAPHIC else 1)
        for name, count in zip(_SCRIPTS, counts, strict=True)
    }
