from __future__ import annotations

import time

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.marked.microdata import microdata

PAIRS = [
    ("What is a prime?", "A number with two divisors."),
    ("Is one a prime?", "No, it has one divisor only."),
]
FAQ = """<div itemscope itemtype="{base}/FAQPage"><div itemscope itemprop="mainEntity" itemtype="{base}/Question">
<h3 itemprop="name">What is a prime?</h3><div itemscope itemprop="acceptedAnswer" itemtype="{base}/Answer">
<div itemprop="text">A number with two divisors.</div></div></div>
<div itemscope itemprop="mainEntity" itemtype="{base}/Question"><a href="/one" itemprop="name">Is one a prime?</a>
<div itemscope itemprop="acceptedAnswer" itemtype="{base}/Answer">
<div itemprop="text">No, it has one divisor only.</div></div></div></div>"""


@pytest.mark.parametrize("base", ["http://schema.org", "https://schema.org", "https://www.schema.org"])
def test_the_address_of_the_vocabulary_may_be_any_of_those_in_use(base: str) -> None:
    assert pairs_of(microdata, html_page(FAQ.format(base=base))) == PAIRS


@pytest.mark.parametrize("prefix", ["", "schema:", "http://schema.org/"])
def test_rdfa_is_read_with_a_vocabulary_a_prefix_and_in_full(prefix: str) -> None:
    body = "".join(
        f'<div typeof="{prefix}Question"><h3 property="{prefix}name">{question}</h3>'
        f'<div property="{prefix}acceptedAnswer" typeof="{prefix}Answer">'
        f'<p property="{prefix}text">{answer}</p></div></div>'
        for question, answer in PAIRS
    )
    assert pairs_of(microdata, html_page(f'<div vocab="https://schema.org/">{body}</div>')) == PAIRS


def test_an_answer_that_its_question_refers_to_may_stand_anywhere() -> None:
    asked = "".join(
        f'<li itemscope itemtype="https://schema.org/Question" itemref="a{k}"><b itemprop="name">{q}</b></li>'
        for k, (q, _) in enumerate(PAIRS)
    )
    told = "".join(
        f'<div id="a{k}"><div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">'
        f'<p itemprop="text">{a}</p></div></div>'
        for k, (_, a) in reversed(list(enumerate(PAIRS)))
    )
    assert pairs_of(microdata, html_page(f"<ul>{asked}</ul>{told}")) == PAIRS


def test_answers_beside_their_questions_belong_to_the_one_before() -> None:
    body = "".join(
        f'<div itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">{q}</h3></div>'
        f'<div itemscope itemprop="acceptedAnswer" itemtype="https://schema.org/Answer">'
        f'<p itemprop="text">{a}</p></div>'
        for q, a in PAIRS
    )
    assert pairs_of(microdata, html_page(body)) == PAIRS


def test_text_in_an_attribute_is_given_beside_the_page() -> None:
    body = """<div itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">What is a prime?</h3>
    <div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">
    <meta itemprop="text" content="A number with &lt;b&gt;two&lt;/b&gt; divisors."></div></div>"""
    page = html_page(body)
    assert pairs_of(microdata, page) == PAIRS[:1]
    assert microdata(page).pairs[0].answer.spans == ()


def test_the_name_of_an_author_is_not_the_name_of_the_question() -> None:
    body = """<div itemscope itemtype="https://schema.org/Question">
    <p itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Ann Lee</span></p>
    <h1 itemprop="name">What is a prime?</h1><div itemprop="acceptedAnswer" itemscope
    itemtype="https://schema.org/Answer"><p itemprop="text">A number with two divisors.</p></div></div>"""
    assert pairs_of(microdata, html_page(body)) == PAIRS[:1]


def test_an_answer_without_a_type_and_a_question_without_a_name_are_read() -> None:
    body = """<div itemscope itemtype="https://schema.org/Question"><h3>What is a prime?</h3>
    <div itemprop="acceptedAnswer">A number with two divisors.</div></div>"""
    assert pairs_of(microdata, html_page(body)) == PAIRS[:1]


def test_questions_nested_in_questions_end_soon() -> None:
    opened = '<div itemscope itemtype="https://schema.org/Question" itemprop="text acceptedAnswer">'
    start = time.perf_counter()
    microdata(html_page(f"{opened * 20_000}Why?{'</div>' * 20_000}"))
    microdata(html_page(f'{opened}<p itemprop="suggestedAnswer">So.</p></div>' * 20_000))
    assert time.perf_counter() - start < 20
