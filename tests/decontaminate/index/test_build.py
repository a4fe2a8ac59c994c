"""What the index says it covers, and that it is the same for the same items."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from webinstruct.core.normal_form import content_words, words
from webinstruct.core.tokens import token_hashes, tokens_of
from webinstruct.decontaminate.index import Coverage, Index, IndexBuilder
from webinstruct.decontaminate.index.runs import RunHashes, RunRule, counting_runs
from webinstruct.decontaminate.index.telling import _STOP_HASHES, _slots, kind_of, kinds_of
from webinstruct.decontaminate.items import Item, Text
from webinstruct.decontaminate.settings import DecontaminateSettings

LONG = (
    "A ferry leaves the eastern pier every 14 minutes and a steamer leaves the western pier every 35 minutes."
)
TEXTS = [LONG, "Which gas do bananas give off?", "What is it?", "12", ""]


def builder_of(texts: list[str], **chosen: object) -> IndexBuilder:
    builder = IndexBuilder(DecontaminateSettings.model_validate(chosen))
    builder.add("few", [Item(str(n), (Text("q", text, True),)) for n, text in enumerate(texts)])
    return builder


def test_coverage_counts_the_items_of_each_tier() -> None:
    expected = Coverage(items=5, exact=3, ngram=1, whole=1, share=1, uncovered=2)
    assert builder_of(TEXTS).index().coverage == {"few": expected}


def test_the_coverage_of_an_index_is_read_back(tmp_path: Path) -> None:
    builder = builder_of(TEXTS)
    builder.write(str(tmp_path / "i.npz"))
    assert Index(str(tmp_path / "i.npz")).coverage == builder.index().coverage


def test_an_item_without_a_text_is_not_covered() -> None:
    builder = IndexBuilder(DecontaminateSettings())
    assert builder.add("bare", [Item("0", ())]).uncovered == 1


def test_turns_of_phrase_lead_to_no_item() -> None:
    phrase = "The pale heron stands on one leg beside the mill and waits for number"
    many = builder_of([f"{phrase} {n}" for n in range(40)]).index()
    assert many.coverage["few"].share == 0
    assert builder_of([f"{phrase} {n}" for n in range(4)]).index().coverage["few"].share == 4


def test_the_same_items_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        builder_of(TEXTS, numbers="fold").write(str(tmp_path / name))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    builder_of([]).write(str(tmp_path / "i.npz"))
    assert Index(str(tmp_path / "i.npz")).hits([LONG, ""]) == [None, None]


def test_words_tell_the_same_one_by_one_and_in_a_batch() -> None:
    text = "Find the 12 x-coordinates of a 求值 triangle 的 面积, ok?"
    one_by_one = [kind_of(word) for word in content_words(words(text))]
    assert kinds_of(tokens_of([text]).content()).tolist() == one_by_one


def test_no_two_stop_words_share_a_slot() -> None:
    hashes = np.unique(_STOP_HASHES)
    assert len(np.unique(_slots(hashes))) == len(hashes)


@pytest.mark.parametrize("length", [1, 3, 10])
def test_a_run_has_the_same_hash_wherever_it_stands(length: int) -> None:
    run = token_hashes([f"w{n}" for n in range(length)])
    before = token_hashes(["other"] * 300_000)
    alone, behind = (
        RunHashes(run).all_of(length)[0],
        RunHashes(np.concatenate([before, run])).all_of(length)[-1],
    )
    assert alone == behind


def test_no_run_crosses_from_one_text_to_the_next() -> None:
    texts = ["pale heron stands", "beside the mill"]
    runs = counting_runs(tokens_of(texts).content(), RunRule(3, 1, 2))
    assert runs.starts.tolist() == [0, 3]
