from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.recall.training.taken_back import BOTH_KINDS, THINNED, taken_back

_EXAMPLES = st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.booleans()), max_size=40)


def arrays(examples: list[tuple[int, bool, bool]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    keys, wanted, hard = zip(*examples, strict=True) if examples else ((), (), ())
    is_wanted = np.array(wanted, dtype=bool)
    return np.array(keys, dtype=np.uint64), is_wanted, np.array(hard, dtype=bool) & ~is_wanted


@given(_EXAMPLES)
def test_of_each_text_with_one_label_just_the_first_example_stays(
    examples: list[tuple[int, bool, bool]],
) -> None:
    keys, is_wanted, hard = arrays(examples)
    gone = {found.place for found in taken_back(keys, is_wanted, hard, False)}
    labels: dict[int, set[bool]] = {}
    for key, wanted in zip(keys.tolist(), is_wanted.tolist(), strict=True):
        labels.setdefault(key, set()).add(wanted)
    firsts = {key: keys.tolist().index(key) for key, kinds in labels.items() if len(kinds) == 1}
    assert set(range(len(keys))) - gone == set(firsts.values())


@given(_EXAMPLES)
def test_whoever_is_taken_back_for_another_has_the_same_text(examples: list[tuple[int, bool, bool]]) -> None:
    keys, is_wanted, hard = arrays(examples)
    for found in taken_back(keys, is_wanted, hard, True):
        if found.reason == THINNED:
            continue
        assert keys[found.place] == keys[found.instead]
        assert (is_wanted[found.place] != is_wanted[found.instead]) == (found.reason == BOTH_KINDS)


@given(_EXAMPLES)
def test_balanced_classes_have_the_size_of_the_smaller_one(examples: list[tuple[int, bool, bool]]) -> None:
    keys, is_wanted, hard = arrays(examples)
    sizes = []
    for is_balanced in (False, True):
        stays = np.ones(len(keys), dtype=bool)
        stays[[found.place for found in taken_back(keys, is_wanted, hard, is_balanced)]] = False
        sizes.append((int((stays & is_wanted).sum()), int((stays & ~is_wanted).sum())))
    assert sizes[1] == (min(sizes[0]), min(sizes[0]))


def test_hard_examples_are_thinned_last() -> None:
    keys = np.arange(6, dtype=np.uint64)
    is_wanted = np.array([True, True, False, False, False, False])
    hard = np.array([False, False, False, False, True, True])
    assert [found.place for found in taken_back(keys, is_wanted, hard, True)] == [2, 3]
