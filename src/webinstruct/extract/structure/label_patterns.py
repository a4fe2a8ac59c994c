"""What a line looks like that begins with a label; each pattern names the number it found `n`."""

from __future__ import annotations

import re

from webinstruct.extract.structure.label_words import (
    ANSWER,
    NUMBER,
    OF,
    PROBLEM,
    PROBLEM_ALONE,
    QUESTION,
    SOLUTION,
    VERDICT,
)

__all__ = [
    "ANSWER_LABEL",
    "BARE_NUMBER",
    "BRACKETED",
    "EAST_ASIAN",
    "KEY_LABEL",
    "LONE_NUMBER",
    "PROBLEM_LABEL",
    "PROBLEM_LINE",
    "QUESTION_LABEL",
    "SOLUTION_LABEL",
    "SOLUTION_LINE",
    "VERDICT_LABEL",
]

_MARK = r"(?:[#>*•\-+\s]|\d{1,3}[.)] ){0,12}"
PROBLEM_LABEL = re.compile(
    rf"{_MARK}\**(?P<word>{PROBLEM})(?:\.|-(?=\d))?\s*(?:no\.?|nr\.?|n°|№|"
    rf"#|\()?\s*{NUMBER}\**(?=[\s:.)\]\-–—,(|]|$)[:.)\]\-–—]*\s*(?:\| )?",
    re.IGNORECASE,
)
_EDIT = (
    r"(?:\[(?:edit|bearbeiten|modifier|editar|modifica|править|编辑|編集|edytuj|bewerken)\b[^\]\n]{0,30}\])?"
)
PROBLEM_LINE = re.compile(
    rf"{_MARK}\**(?:{PROBLEM_ALONE})\**\s*(?:\$[^$\n]{{1,30}}\$)?\s*[:：.]?\**\s*{_EDIT}\s*",
    re.IGNORECASE,
)
BARE_NUMBER = re.compile(rf"(?:[#>*]{{0,6}}\s*)\**\(?{NUMBER}(?:[.)\]:]\)?\**\s+|[．、]\s*)(?=\S)")
EAST_ASIAN = re.compile(
    r"[#>*\s]{0,6}(?:第\s?(?P<n>\d{1,3})\s?[题題问問][.:：、．]?|(?P<e>[例题題问問]\s?\d{1,3})[.:：、．)])\s*",
    re.IGNORECASE,
)
BRACKETED = re.compile(
    r"[#>*\s]{0,6}[【［「](?:参考)?(?:答案|解答|解析|解|详解|分析|点评|正解|解説)(?P<n>)[】］」]\s*[:：]?\s*"
)
LONE_NUMBER = re.compile(rf"[#>*]{{0,6}} *\**\(?{NUMBER}[.)\]:]{{1,2}}\**\s*")
QUESTION_LABEL = re.compile(
    rf"{_MARK}\**(?:{QUESTION})\**\s*(?:no\.?|nr\.?|#)?\s*(?P<n>\d{{1,3}})?\**\s*[:：.)\]]\**[\s|]*(?=\S)",
    re.IGNORECASE,
)
ANSWER_LABEL = re.compile(
    rf"{_MARK}\**(?:{ANSWER})\**\s*(?:no\.?|nr\.?|#)?\s*(?P<n>\d{{1,3}})?\**\s*[:：.)\]]\**[\s|]*(?=\S)",
    re.IGNORECASE,
)
_OF_PROBLEM = rf"(?:\s*{OF}?\s*(?:{PROBLEM})?\.?\s*#?{NUMBER})?"
SOLUTION_LINE = re.compile(
    rf"{_MARK}\**\[?(?:{SOLUTION}){_OF_PROBLEM}(?: ?\([^()\n]{{4,30}}\))?\]?\**\s*[:：.!▼▾+»→\-–]*\**\s*{_EDIT}\s*",
    re.IGNORECASE,
)
SOLUTION_LABEL = re.compile(
    rf"{_MARK}\**(?:{SOLUTION}){_OF_PROBLEM}\**\s*"
    r"(?P<sign>[:：]\s*[-–—]?|\||[-–—](?=\s)|\.\s?[-–—]?)\**\s*(?=\S)",
    re.IGNORECASE,
)
VERDICT_LABEL = re.compile(rf"{_MARK}\**(?:{VERDICT})\s*[:：.\-–—]*\**\s*(?=\S)(?P<n>)", re.IGNORECASE)
KEY_LABEL = re.compile(
    rf"{_MARK}\**(?:answer|ans)\.?\**\s*(?=(?:option |choice )?(?:[(\[][a-f1-5][)\]]|[a-f][.)]?\s*$))(?P<n>)",
    re.IGNORECASE,
)
