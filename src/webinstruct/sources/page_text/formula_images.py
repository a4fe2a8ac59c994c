"""Images of formulae: the TeX in their alternative text, title or address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, unquote_plus

from webinstruct.sources.page_text.names import words_of
from webinstruct.sources.page_text.tex_in_text import looks_like_tex, undelimited

__all__ = ["tex_of_image"]

_NAMED_AS_TEX = re.compile(
    r"(?:^|[^a-z])(?:tex|ee|eq|mwe)(?![a-z])|latex|math|mimetex|katex|formula|equation|texrender",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"latex\.(?:php|codecogs)|codecogs\.com|math_?tex|mimetex|/tex(?:\.cgi|\.php|\?|/)|(?:gif|png|svg)\.latex|/latex[/?]"
    r"|texrender|quicklatex|texify|textotex|tex2img|equation\?tex=|render/math|media/math|cht=tx|upmath\.me/|s2cms\.ru/|math\.now|math\.vercel|[?&](?:latex|tex)=",
)
_NAMED = re.compile(r"(?:^|&)(?:latex|tex|math|eq|formula|chl|from|q)=([^&]*)", re.IGNORECASE)
_IN_PATH = re.compile(r"(?:upmath\.me|s2cms\.ru)/(?:svg|png|svgb)/(.+)", re.IGNORECASE)
_FILE_QUERY = re.compile(
    r"(?:file|id|src|image|img|hash|name|path|v|ver|w|width|h|height|resize|ssl)=", re.IGNORECASE
)
_PREFIX = re.compile(r"(?:LaTeX|TeX|Formula|Equation)\s*:\s*", re.IGNORECASE)
_OPTIONS = re.compile(
    r"\A(?:\\(?:dpi\s*\{\d+\}|bg_\w+|fn_\w+|fg_\w+|inline|tiny|small|large|huge|normalsize|reverse|opaque)[\s&]*)+",
    re.IGNORECASE,
)
_CERTAIN = re.compile(r"\\(?:[a-zA-Z]{2,}|[,;!{}])|\^\{|_\{")
_TEX_KEYS = ("data-tex", "data-latex", "data-formula", "data-equation", "data-equation-content")
_LONGEST_ADDRESS = 20_000  # characters; a longer one is no address
_NO_TEX = words_of("tex latex formula equation math image img eq render rendered")


def tex_of_image(attributes: Mapping[str, str | None]) -> tuple[str, bool] | None:
    r"""The TeX that an `<img>` shows and whether as a display; None for any other image.

    >>> tex_of_image({"src": "https://latex.codecogs.com/gif.latex?\\dpi{100}&space;x^2&plus;1"})
    ('x^2+1', False)
    >>> tex_of_image({"class": "latex", "alt": "a_1", "src": "https://s0.wp.com/latex.php?latex=a_1&bg=fff"})
    ('a_1', False)
    >>> tex_of_image({"src": "/cat.png", "alt": "My cat = the best"})
    """
    source = attributes.get("src") or attributes.get("data-src") or ""
    is_service = _is_service(source)
    for key in _TEX_KEYS:
        if attributes.get(key):
            return undelimited(attributes[key] or "")
    for key in ("alt", "title"):
        text = attributes.get(key)
        if text and _is_tex(text, is_service or bool(_NAMED_AS_TEX.search(attributes.get("class") or ""))):
            return undelimited(_PREFIX.sub("", text.strip(), count=1))
    tex = _tex_of_address(source) if is_service else ""
    return undelimited(tex) if tex else None


def _is_service(source: str) -> bool:
    """Whether an image address belongs to a program that draws TeX; most images are told by a few quick looks."""
    if source.startswith("data:") or len(source) > _LONGEST_ADDRESS:
        return False
    lower = source.lower()
    if "tex" in lower or "math" in lower or "codecogs" in lower or "cht=tx" in lower:
        return bool(_SERVICE.search(lower))
    return "upmath.me/" in lower


def _is_tex(text: str, is_expected: bool) -> bool:
    text = _PREFIX.sub("", text.strip(), count=1) if is_expected else text.strip()
    if text.lower().strip("$:.") in _NO_TEX or text.startswith(("http:", "https:")):
        return False
    if is_expected:
        return looks_like_tex(text)
    is_wrapped = len(text) > 2 and undelimited(text)[0] != text
    return is_wrapped or ("\\" in text and ":\\" not in text and bool(_CERTAIN.search(text)))


def _tex_of_address(source: str) -> str:
    r"""The TeX in the query of an image address.

    >>> _tex_of_address("/cgi-bin/mathtex.cgi?%5Cfrac%7B1%7D%7B2%7D+x")
    '\\frac{1}{2}+x'
    >>> _tex_of_address("https://s0.wp.com/latex.php?latex=2%5Cpi+r&#038;bg=fff")
    '2\\pi r'
    """
    in_path = _IN_PATH.search(source)
    if in_path:
        return unquote(in_path[1]).strip()
    _, has_query, query = source.partition("?")
    if not has_query:
        return ""
    named = _NAMED.search(query.replace("&#038;", "&").replace("&amp;", "&"))
    if named:
        return unquote_plus(named[1]).strip()
    if _FILE_QUERY.match(query):
        return ""
    plain = unquote(query.replace("&space;", " ").replace("&plus;", "+").replace("&amp;", "&"))
    return _OPTIONS.sub("", plain.strip()).strip()
