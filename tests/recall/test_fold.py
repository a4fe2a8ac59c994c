from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import fasttext
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinstruct.core.errors import InputError
from webinstruct.recall.fold import write_folded

_WORDS = [
    f"{a}{b}" for a in ("tea", "pot", "leaf", "cup", "milk") for b in ("", "s", "ing", "ed", "y", "less")
]
_LABELS = ("wanted", "other", "third")
_WITHIN = 1e-5
_THREADS, _DIM = 10, 30  # otherwise fastText takes part of its first matrix as it finds it in memory
_TABLE_STEP = 0.008  # of fastText's sigmoid


def trained(folder: Path, loss: str = "softmax", **arguments: Any) -> Any:
    chance = random.Random(7)
    lines = [
        f"__label__{_LABELS[n % 3]} " + " ".join(chance.choices(_WORDS[n % 3 * 5 :], k=20))
        for n in range(300)
    ]
    (folder / "lines.txt").write_text("\n".join(lines) + "\n")
    chosen = {"dim": _DIM, "epoch": 8, "lr": 0.5, "wordNgrams": 2, "bucket": 500, "minCount": 1} | arguments
    return fasttext.train_supervised(
        input=str(folder / "lines.txt"), loss=loss, thread=_THREADS, verbose=0, **chosen
    )


def saved(model: Any, folder: Path, name: str = "model.bin") -> str:
    path = str(folder / name)
    model.save_model(path)
    return path


def scores(model: Any, text: str) -> dict[str, float]:
    labels, shares = model.predict([text], k=-1)
    return dict(zip(labels[0], (float(share) for share in shares[0]), strict=True))


@pytest.fixture(scope="module", params=["softmax", "ova", "ns", "hs", "softmax with parts of words"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, float]:
    """A model, the same folded, and how far apart their scores may be."""
    loss, _, is_by_parts = request.param.partition(" ")
    folder = tmp_path_factory.mktemp("fold")
    wide = trained(folder, loss, **({"minn": 2, "maxn": 4} if is_by_parts else {}))
    assert write_folded(saved(wide, folder), str(folder / "folded.bin"))
    within = _TABLE_STEP if loss in ("ova", "ns") else _WITHIN
    return wide, fasttext.load_model(str(folder / "folded.bin")), within


@settings(deadline=None, derandomize=True, max_examples=100)
@given(words=st.lists(st.sampled_from(_WORDS) | st.text("abcdet", min_size=1, max_size=8), max_size=40))
def test_a_folded_classifier_gives_the_same_scores(both: tuple[Any, Any, float], words: list[str]) -> None:
    wide, folded, within = both
    assert scores(folded, " ".join(words)) == pytest.approx(scores(wide, " ".join(words)), abs=within)


def test_nearly_all_scores_of_the_losses_with_a_table_are_the_same(both: tuple[Any, Any, float]) -> None:
    wide, folded, _ = both
    chance = random.Random(3)
    texts = [" ".join(chance.choices(_WORDS, k=chance.randint(1, 60))) for _ in range(500)]
    pairs = [(scores(wide, text), scores(folded, text)) for text in texts]
    assert sum(a == pytest.approx(b, abs=_WITHIN) for a, b in pairs) >= 495


def test_a_folded_classifier_has_as_many_dimensions_as_labels(tmp_path: Path) -> None:
    path = saved(trained(tmp_path), tmp_path)
    write_folded(path, str(tmp_path / "folded.bin"))
    assert fasttext.load_model(str(tmp_path / "folded.bin")).get_dimension() == len(_LABELS)
    assert (tmp_path / "folded.bin").stat().st_size < Path(path).stat().st_size / 5


def test_a_folded_classifier_is_not_folded_again(tmp_path: Path) -> None:
    once, twice = tmp_path / "once.bin", tmp_path / "twice.bin"
    write_folded(saved(trained(tmp_path), tmp_path), str(once))
    assert not write_folded(str(once), str(twice))
    assert once.read_bytes() == twice.read_bytes()


def test_a_quantized_classifier_stays_as_it_is(tmp_path: Path) -> None:
    model = trained(tmp_path)
    model.quantize(input=str(tmp_path / "lines.txt"))
    path = saved(model, tmp_path, "model.ftz")
    assert not write_folded(path, str(tmp_path / "copy.ftz"))
    assert (tmp_path / "copy.ftz").read_bytes() == Path(path).read_bytes()


def test_half_a_model_cannot_be_folded(tmp_path: Path) -> None:
    path = Path(saved(trained(tmp_path), tmp_path))
    path.write_bytes(path.read_bytes()[:-1_000])
    with pytest.raises(InputError, match=r"model\.bin is truncated"):
        write_folded(str(path), str(tmp_path / "folded.bin"))
