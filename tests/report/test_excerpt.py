"""Excerpts keep every marked character and never run over the page's edges."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.report.code import code_runs, code_spans
from webinstruct.report.excerpt import excerpt, spans_in

SPANS = st.lists(
    st.fixed_dictionaries({"start": st.integers(-5, 90), "end": st.integers(-5, 90)}), max_size=6
)


@given(st.text(min_size=1, max_size=80), SPANS, SPANS, st.integers(0, 20))
def test_the_pieces_without_gaps_are_the_page_in_order(
    text: str, questions: list[dict[str, int]], answers: list[dict[str, int]], context: int
) -> None:
    question, answer = spans_in(questions, len(text)), spans_in(answers, len(text))
    pieces = excerpt(text, question, answer, context)
    place = 0
    for kind, piece, _ in pieces:
        if kind == "gap":
            place += int(piece.split()[0].replace(",", ""))
        else:
            assert text[place : place + len(piece)] == piece
            place += len(piece)
    assert place == len(text)


@given(st.text(min_size=1, max_size=80), SPANS)
def test_every_marked_character_is_shown_as_marked(text: str, spans: list[dict[str, int]]) -> None:
    marked = spans_in(spans, len(text))
    shown = "".join(piece for kind, piece, _ in excerpt(text, marked, []) if kind == "question")
    assert shown == "".join(text[start:end] for start, end in marked)


def test_a_fenced_block_is_code_also_where_the_excerpt_begins_inside_it() -> None:
    text = "Rinse.\n```\n" + "pour()\n" * 90 + "drink()\n```\nWait."
    start = text.index("drink")
    pieces = excerpt(text, [], [(start, len(text))], 14)
    assert [(kind, piece) for kind, piece, is_code in pieces if is_code] == [
        ("plain", "pour()\n" * 2),
        ("answer", "drink()\n```\n"),
    ]


@given(st.text(alphabet="`~\n ax", max_size=60))
def test_runs_of_code_cover_the_text_in_order(text: str) -> None:
    runs = list(code_runs(code_spans(text), 0, len(text)))
    assert "".join(text[start:end] for start, end, _ in runs) == text
    assert all(text[start:].lstrip(" ").startswith(("```", "~~~")) for start, _, is_code in runs if is_code)


def test_a_very_long_answer_is_cut_in_its_middle() -> None:
    pieces = excerpt("q" + "a" * 50_000, [(0, 1)], [(1, 50_001)])
    assert sum(len(piece.text) for piece in pieces) < 2_000
    assert [piece.kind for piece in pieces] == ["question", "answer", "gap", "answer"]
