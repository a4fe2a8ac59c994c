from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.threads.shaped import thread_shape

ASKED = "I see the moon in the morning sky. How can it be up by day?"
TOLD = (
    "It is above the horizon for half of the day on average, and near half moon that is mostly in daylight."
)
SIGNED = '<a href="/wiki/User:{0}">{0}</a> (<a href="/wiki/User_talk:{0}">talk</a>) {1}'


def section(title: str, *posts: str, level: int = 2) -> str:
    return f'<h{level}><span class="mw-headline">{title}</span></h{level}>' + "".join(posts)


def said(text: str, who: str, hour: str = "12:00, 1 May 2012 (UTC)", deep: int = 0) -> str:
    return "<dl><dd>" * deep + f"<p>{text} {SIGNED.format(who, hour)}</p>" + "</dd></dl>" * deep


def page_with(*sections: str) -> str:
    return f'<div class="mw-parser-output"><h1>Reference desk</h1>{"".join(sections)}</div>'


def test_every_section_that_asks_is_a_pair_without_signatures() -> None:
    moon = section(
        "Moon by day", said(ASKED, "Ann"), said(TOLD, "Bob", deep=1), said("Thanks, I see.", "Ann", deep=2)
    )
    sums = section(
        "Odd sums",
        said("Why is odd plus odd even?", "Cid"),
        said("Both leave a one, and two ones are two.", "Dot", deep=1),
    )
    assert pairs_of(thread_shape, html_page(page_with(moon, sums))) == [
        (f"Moon by day {ASKED}", TOLD),
        ("Odd sums Why is odd plus odd even?", "Both leave a one, and two ones are two."),
    ]


@pytest.mark.parametrize(
    "hour", ["12:00, 1. Mai 2012 (CEST)", "1 mai 2012 à 12:00 (CEST)", "2012年5月1日 (二) 12:00 (UTC)"]
)
def test_signatures_of_other_wikis_are_cut_off(hour: str) -> None:
    moon = section("Moon by day", said(ASKED, "Ann", hour), said(TOLD, "Bob", hour, deep=1))
    assert pairs_of(thread_shape, html_page(page_with(moon))) == [(f"Moon by day {ASKED}", TOLD)]


def test_a_section_without_a_question_gives_nothing() -> None:
    moon = section(
        "Moon",
        said("I moved the picture to the left.", "Ann"),
        said("Looks good to me and to all.", "Bob", deep=1),
    )
    assert pairs_of(thread_shape, html_page(page_with(moon))) == []
