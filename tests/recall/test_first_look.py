from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.recall.first_look import first_look, look_at
from webinstruct.recall.reading import token_estimate
from webinstruct.sources.charset import decoded
from webinstruct.sources.page_text import page_text, parse_html

REAL = Path(__file__).parents[3] / "shared/data/pages"

SENTENCE = "Why does the kettle whistle when its water boils? "
GREEK = "Γιατί σφυρίζει ο βραστήρας όταν βράζει το νερό; "
CHINESE = "水烧开的时候水壶为什么会响？因为蒸汽从壶嘴冲出来。"


def page(text: str) -> bytes:
    return f"<html><head><title>Tea</title></head><body><p>{text}</p></body></html>".encode()


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-16", "iso-2022-jp", "gb2312", "nonsense"]))
def test_any_bytes_give_text_that_can_be_stored(body: bytes, charset: str) -> None:
    look = look_at(body, charset, 100)
    assert len(look.text) <= 100
    assert look.text.encode().decode() == look.text
    assert look.tokens >= 1


@given(st.text(st.sampled_from("&#x;<>aA0179 "), max_size=60))
def test_any_entity_gives_text_that_can_be_stored(text: str) -> None:
    assert "\0" not in look_at(page(text), "", 100).text


@pytest.mark.parametrize(
    ("entity", "character"),
    [
        ("&amp;", "&"),
        ("&#955;", "λ"),
        ("&#x3BB;", "λ"),
        ("&lambda;", "λ"),
        ("&#xD800;", "\ufffd"),
        ("&#0;", "\ufffd"),
        ("&#9999999;", "\ufffd"),
        ("&unheard;", "&unheard;"),
        ("&#" + "9" * 5_000 + ";", "&#" + "9" * 5_000 + ";"),
    ],
)
def test_entities_are_undone(entity: str, character: str) -> None:
    assert character in look_at(page(SENTENCE + entity), "", 10_000).text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (SENTENCE, "utf-8"),
        (GREEK, "utf-8"),
        (GREEK, "iso-8859-7"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-16-le"),
        ("ヤカンはお湯が沸くとなぜ鳴るのですか。", "iso2022_jp"),
    ],
)
def test_every_charset_is_read(text: str, codec: str) -> None:
    body = f"<html><body><p>{text}</p></body></html>".encode(codec)
    assert text.strip() in look_at(body, codec.replace("iso2022_jp", "iso-2022-jp"), 1_000).text


@pytest.mark.parametrize("text", [SENTENCE, GREEK, CHINESE, "&eacute;" * 30])
def test_as_many_characters_are_seen_as_were_asked_for(text: str) -> None:
    assert len(look_at(page(text * 100), "", 1_000).text) == 1_000


def test_short_runs_are_passed_over_where_there_are_long_ones() -> None:
    menu = "<a>Home</a><a>Shop</a>" * 20
    assert "Home" not in look_at(page(menu + f"<p>{SENTENCE * 10}</p>"), "", 1_000).text


def test_a_page_of_short_runs_is_seen_all_the_same() -> None:
    assert look_at(b"<p>Q: 2<p>A: 4", "", 100).text == "Q: 2 A: 4"


def test_a_page_with_text_is_looked_at_through_it() -> None:
    look = first_look({"text": SENTENCE * 10, "body": b""}, 20)
    assert look.text == SENTENCE[:20]
    assert look.tokens == token_estimate(SENTENCE * 10)


def test_tokens_count_what_lies_behind_the_last_character_seen() -> None:
    assert look_at(page(SENTENCE * 1_000), "", 100).tokens > 10_000


def test_of_a_very_large_page_the_beginning_is_looked_at() -> None:
    body = page(SENTENCE) + b"<p>a" * 5_000_000
    began = time.process_time()
    look = look_at(body, "", 100)
    assert time.process_time() - began < 2.0
    assert SENTENCE.strip() in look.text


@pytest.mark.skipif(not REAL.exists(), reason="the real pages are not here")
def test_the_token_estimate_of_real_pages_is_that_of_their_text_on_the_whole() -> None:
    bodies = [gzip.decompress(file.read_bytes()) for file in sorted(REAL.glob("*.html.gz"))[::10]]
    estimated = sum(look_at(body, "", 1_000).tokens for body in bodies)
    real = sum(token_estimate(page_text(parse_html(decoded(body))).text) for body in bodies)
    assert estimated == pytest.approx(real, rel=0.3)
