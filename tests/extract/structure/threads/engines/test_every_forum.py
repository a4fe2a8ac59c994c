"""The same small thread in the mark-up of every forum that has a row."""

from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from tests.extract.structure.threads.engines.small_threads import ANSWER, QUESTION, TITLE, Dress
from tests.extract.structure.threads.engines.test_forums_classic import DRESSES as CLASSIC_DRESSES
from tests.extract.structure.threads.engines.test_forums_plain import DRESSES as PLAIN_DRESSES
from tests.extract.structure.threads.engines.test_forums_suites import DRESSES as SUITES_DRESSES
from tests.extract.structure.threads.engines.test_forums_within import DRESSES as WITHIN_DRESSES
from webinstruct.extract.structure.threads.engine import Engine
from webinstruct.extract.structure.threads.engines.forums_classic import CLASSIC
from webinstruct.extract.structure.threads.engines.forums_plain import PLAIN
from webinstruct.extract.structure.threads.engines.forums_suites import SUITES
from webinstruct.extract.structure.threads.engines.forums_within import WITHIN
from webinstruct.extract.structure.threads.engines.mail_archives import MAIL_ARCHIVES
from webinstruct.extract.structure.threads.known import engine_posts, threads

FAMILIES = (
    (CLASSIC_DRESSES, CLASSIC),
    (PLAIN_DRESSES, PLAIN),
    (SUITES_DRESSES, SUITES),
    (WITHIN_DRESSES, WITHIN + MAIL_ARCHIVES),
)
DRESSED = [
    pytest.param(dress, rows, id=name) for dresses, rows in FAMILIES for name, dress in dresses.items()
]

every_forum = pytest.mark.parametrize(("dress", "rows"), DRESSED)


@every_forum
def test_title_and_first_post_are_the_question_and_the_answer_is_no_post_of_the_askers(
    dress: Dress, rows: tuple[Engine, ...]
) -> None:
    title = f"Number Board :: {TITLE}" if rows is PLAIN else f"{TITLE} - Number Board"
    assert pairs_of(threads, html_page(dress.html(), title=title)) == [(f"{TITLE} {QUESTION}", ANSWER)]


@every_forum
def test_a_thread_that_nobody_answered_is_settled_without_a_pair(
    dress: Dress, rows: tuple[Engine, ...]
) -> None:
    sighting = threads(html_page(dress.html(replied=False)))
    assert not sighting.pairs
    assert sighting.settles


@every_forum
def test_a_page_is_read_by_a_row_of_its_own_family_with_its_authors(
    dress: Dress, rows: tuple[Engine, ...]
) -> None:
    row, posts = engine_posts(html_page(dress.html()))
    assert row in rows
    assert [post.author for post in posts] == ["ann", "ann", "bob", "cid"]
