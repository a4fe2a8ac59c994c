from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.sources.charset import decoded

GERMAN = "Die Größe der Fläche wächst mit dem Quadrat; schön, nicht?"
JAPANESE = "空が青いのはなぜですか。光が散乱するからです。"
RUSSIAN = "Почему небо голубое? Потому что воздух рассеивает свет."


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (GERMAN, "cp1252", "ISO-8859-1"),
        (GERMAN + " „so“ – 5 €", "cp1252", "latin1"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (RUSSIAN, "koi8_r", "KOI8-R"),
        (RUSSIAN, "cp1251", "windows-1251"),
        ("天空为什么是蓝色的？镕", "gb18030", "gb2312"),
        (GERMAN, "utf-8", "utf8"),
    ],
)
def test_the_charset_of_the_header_is_believed(text: str, codec: str, label: str) -> None:
    assert decoded(text.encode(codec), label) == text


def test_the_charset_of_a_meta_tag_is_believed() -> None:
    page = f'<html><head><meta http-equiv=Content-Type content="text/html; charset=koi8-r"><p>{RUSSIAN}'
    assert decoded(page.encode("koi8_r")) == page


def test_a_wrong_label_does_not_garble_utf_8() -> None:
    assert decoded(GERMAN.encode(), "iso-8859-1") == GERMAN


def test_latin_1_labelled_as_utf_8_is_read_as_latin_1() -> None:
    assert decoded(GERMAN.encode("latin-1"), "utf-8") == GERMAN


@pytest.mark.parametrize("codec", ["cp1251", "koi8_r", "euc_jp", "shift_jis"])
def test_without_a_label_the_bytes_decide(codec: str) -> None:
    text = (JAPANESE if codec in ("euc_jp", "shift_jis") else RUSSIAN) * 5
    assert decoded(text.encode(codec)) == text


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_wins(mark: bytes) -> None:
    codec = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le"}.get(mark, "utf-16-be")
    assert decoded(mark + GERMAN.encode(codec), "koi8-r") == GERMAN


def test_an_unknown_label_is_passed_over() -> None:
    assert decoded(GERMAN.encode(), "x-no-such-charset") == GERMAN


def test_one_bad_byte_costs_one_character() -> None:
    body = (GERMAN * 10).encode() + b"\xff" + GERMAN.encode()
    assert decoded(body, "utf-8") == GERMAN * 10 + "\ufffd" + GERMAN


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "utf-8", "utf-16", "gb18030", "euc-kr", "big5", "iso-2022-jp"]),
)
def test_any_bytes_become_text_that_can_be_stored(body: bytes, label: str) -> None:
    text = decoded(body, label)
    assert "\0" not in text
    assert text.encode("utf-8").decode("utf-8") == text
