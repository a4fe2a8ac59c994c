from __future__ import annotations

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.faq.table_rows import table_rows


def table(*rows: tuple[str, str]) -> str:
    return "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows) + "</table>"


def test_a_row_that_asks_and_answers_is_a_pair() -> None:
    page = html_page(table(("How deep is it?", "Forty meters."), ("How wide is it?", "Two miles.")))
    assert pairs_of(table_rows, page) == [
        ("How deep is it?", "Forty meters."),
        ("How wide is it?", "Two miles."),
    ]


def test_a_poll_in_a_table_gives_nothing() -> None:
    page = html_page(
        table(("Is it deep?", "yes / no"), ("Is it wide?", "yes / no"), ("Is it old?", "yes / no"))
    )
    assert pairs_of(table_rows, page) == []


def test_one_question_among_many_rows_gives_nothing() -> None:
    rows = [(f"Part {k}", "cheap") for k in range(6)]
    assert (
        pairs_of(table_rows, html_page(table(("Any questions?", "Call us."), ("More?", "Write."), *rows)))
        == []
    )
