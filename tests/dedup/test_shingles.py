"""The n-grams of a text are a set, sorted, whatever texts stand beside it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.core.tokens import tokens_of
from webinstruct.dedup.sets import Sets
from webinstruct.dedup.shingles import character_grams, token_grams

TEXTS = st.lists(st.lists(st.sampled_from("abcde"), max_size=12).map(" ".join), max_size=8)
LONG = " ".join(f"word{number}" for number in range(400))


def each(sets: Sets) -> list[list[int]]:
    return [
        list(map(int, sets.flat[start:stop])) for start, stop in zip(sets.edges, sets.edges[1:], strict=False)
    ]


@given(TEXTS, st.integers(1, 3))
def test_a_text_has_the_same_set_alone_and_among_others(texts: list[str], ngram: int) -> None:
    together = each(token_grams(tokens_of(texts), ngram))
    assert together == [each(token_grams(tokens_of([text]), ngram))[0] for text in texts]
    assert all(found == sorted(set(found)) for found in together)


@given(TEXTS)
def test_a_much_longer_text_beside_it_changes_no_set(texts: list[str]) -> None:
    assert each(token_grams(tokens_of([*texts, LONG]), 2))[:-1] == each(token_grams(tokens_of(texts), 2))


@given(TEXTS)
def test_characters_make_sets_too(texts: list[str]) -> None:
    together = each(character_grams([*texts, LONG], 3))
    assert together == [each(character_grams([text], 3))[0] for text in (*texts, LONG)]
