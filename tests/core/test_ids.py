"""Ids are derived from content."""

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.core.ids import fingerprint, page_id, pair_id

_TEXT = st.text(max_size=20)


@given(_TEXT, st.binary(max_size=20), _TEXT, st.binary(max_size=20))
def test_pages_share_an_id_only_if_url_and_content_are_the_same(a: str, x: bytes, b: str, y: bytes) -> None:
    assert (page_id(a, x) == page_id(b, y)) == ((a, x) == (b, y))


@given(_TEXT, _TEXT, _TEXT)
def test_moving_a_character_from_question_to_answer_changes_the_pair_id(
    page: str, question: str, answer: str
) -> None:
    assert pair_id(page, question + "x", answer) != pair_id(page, question, "x" + answer)


@given(st.dictionaries(_TEXT, st.integers() | _TEXT))
def test_a_fingerprint_does_not_depend_on_the_order_of_keys(facts: dict[str, object]) -> None:
    assert fingerprint(facts) == fingerprint(dict(reversed(facts.items())))


def test_a_lone_surrogate_in_a_url_has_an_id() -> None:
    assert len(page_id("https://a.example/\ud800", b"")) == 32
