from __future__ import annotations

import json

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.marked.json_ld import json_ld
from webinstruct.extract.structure.marked.microdata import microdata
from webinstruct.extract.structure.marked.slips import loaded

FAQ = {
    "@type": "FAQPage",
    "mainEntity": [
        {
            "@type": "Question",
            "name": "What is a prime?",
            "acceptedAnswer": {"@type": "Answer", "text": "<p>A number.</p>"},
        },
        {
            "@type": "Question",
            "name": "Is one a prime?",
            "acceptedAnswer": {"@type": "Answer", "text": "No."},
        },
    ],
}


def script(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_each_question_of_a_faq_page_gives_a_pair() -> None:
    page = html_page(script(FAQ))
    assert pairs_of(json_ld, page) == [("What is a prime?", "A number."), ("Is one a prime?", "No.")]


def test_questions_inside_a_graph_are_found() -> None:
    assert len(pairs_of(json_ld, html_page(script({"@graph": [{"@type": "WebPage"}, FAQ]})))) == 2


def test_several_scripts_are_all_read() -> None:
    assert (
        len(pairs_of(json_ld, html_page(script([FAQ["mainEntity"][0]]) + script(FAQ["mainEntity"][1])))) == 2
    )


def test_a_broken_script_does_not_hide_the_next() -> None:
    broken = '<script type="application/ld+json">{"@type": "Question", </script>'
    assert len(pairs_of(json_ld, html_page(broken + script(FAQ)))) == 2


def test_raw_newlines_and_trailing_commas_are_forgiven() -> None:
    assert loaded('{"a": "x\ny", "b": [1,],}') == {"a": "x\ny", "b": [1]}


def test_the_best_voted_suggestion_answers_where_none_is_accepted() -> None:
    suggestions = [{"text": "Three.", "upvoteCount": 1}, {"text": "Four.", "upvoteCount": "9"}]
    question = {"@type": "Question", "name": "How many?", "suggestedAnswer": suggestions}
    assert pairs_of(json_ld, html_page(script(question))) == [("How many?", "Four.")]


def test_a_question_without_an_answer_gives_nothing() -> None:
    assert pairs_of(json_ld, html_page(script({"@type": "Question", "name": "How many?"}))) == []


def test_deeply_nested_data_ends_in_silence() -> None:
    assert (
        pairs_of(
            json_ld,
            html_page(f'<script type="application/ld+json">{"[" * 5000}"Question"{"]" * 5000}</script>'),
        )
        == []
    )


MICRODATA = """<div itemscope itemtype="https://schema.org/Question"><h2 itemprop="name">What is a prime?</h2>
<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer"><span itemprop="upvoteCount">9</span>
<div itemprop="text">Something odd.</div></div>
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer"><span itemprop="upvoteCount">2</span>
<div itemprop="text">A number with two divisors.</div></div></div>"""


def test_the_accepted_answer_of_microdata_is_a_slice_of_the_text() -> None:
    page = html_page(MICRODATA)
    assert pairs_of(microdata, page) == [("What is a prime?", "A number with two divisors.")]
    assert microdata(page).pairs[0].answer.given == ""


def test_rdfa_questions_are_read_like_microdata() -> None:
    rdfa = """<div typeof="Question"><h2 property="name">What is a prime?</h2><div typeof="Answer"
    property="acceptedAnswer"><p property="text">A number with two divisors.</p></div></div>"""
    assert pairs_of(microdata, html_page(rdfa)) == [("What is a prime?", "A number with two divisors.")]
