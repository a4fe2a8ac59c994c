"""Spans in drawers give the same answer as looking at all of them."""

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.extract.merge import _Places

_SPAN = st.tuples(st.integers(0, 9_000), st.integers(0, 5_000)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(_SPAN, max_size=20), _SPAN)
def test_what_is_shared_does_not_depend_on_the_drawers(
    kept: list[tuple[int, int]], span: tuple[int, int]
) -> None:
    places = _Places()
    places.add(*kept)
    assert places.shared(span) == sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in kept)
