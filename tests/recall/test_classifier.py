from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.seeds import other_text, train_on_seeds, wanted_text, write_seeds
from tests.helpers.steps import DirectContext, kept_rows, rejected_rows, verdicts_of
from webinstruct.core.errors import ConfigError, InputError
from webinstruct.core.settings import checked
from webinstruct.core.stage import PROCESS, Aside, Note
from webinstruct.recall.classifier import WANTED, loaded_classifier, telling_words, train_model
from webinstruct.recall.fold import FOLD
from webinstruct.recall.model_file import model_shape
from webinstruct.recall.settings import RecallSettings, TrainSettings
from webinstruct.recall.stage import Recall
from webinstruct.tables.recall import SCORED


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return write_seeds(tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = str(tmp_path_factory.mktemp("model") / "model.bin")
    train_on_seeds(out)
    return out


def text_page(text: str, name: str) -> dict[str, Any]:
    return {"page_id": name, "url": f"https://tea.example/{name}", "text": text}


def mixed_pages(count: int) -> list[dict[str, Any]]:
    pages = [text_page(wanted_text(n), f"wanted-{n}") for n in range(1_000, 1_000 + count)]
    return pages + [text_page(other_text(n), f"other-{n}") for n in range(1_000, 1_000 + count)]


def test_the_same_pages_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    files = [tmp_path / "a.bin", tmp_path / "b.bin"]
    for file in files:
        train_on_seeds(str(file), seed=5)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_order_of_the_examples_does_not_matter(tmp_path: Path) -> None:
    examples = [(True, wanted_text(n)) for n in range(20)] + [(False, other_text(n)) for n in range(20)]
    for name, ordered in (("a.bin", examples), ("b.bin", examples[::-1])):
        train_model(ordered, str(tmp_path / name), "small", 0)
    assert (tmp_path / "a.bin").read_bytes() == (tmp_path / "b.bin").read_bytes()


def test_training_leaves_a_folded_model_and_nothing_else(tmp_path: Path) -> None:
    train_on_seeds(str(tmp_path / "m.bin"))
    assert [file.name for file in tmp_path.iterdir()] == ["m.bin"]
    with (tmp_path / "m.bin").open("rb") as file:
        assert model_shape(file, "m.bin").dim == 2


def test_training_and_loading_say_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    train_on_seeds(str(tmp_path / "m.bin"))
    loaded_classifier(str(tmp_path / "m.bin"), WANTED, 1_000)
    assert capfd.readouterr() == ("", "")


def test_training_on_one_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 positives and 0 negatives"):
        train_model([(True, "one two three")], str(tmp_path / "m.bin"), "small", 0)


def test_pages_without_a_word_in_common_are_too_few(tmp_path: Path) -> None:
    examples = [(True, "one two three four five six"), (False, "seven eight nine ten eleven")]
    with pytest.raises(InputError, match="Give more pages"):
        train_model(examples, str(tmp_path / "m.bin"), "small", 0)


def test_the_words_that_tell_most_are_those_of_one_kind_alone(model: str) -> None:
    told = telling_words(model, 5)
    assert {"the", "answer", "of"} & {word for word, _ in told["for"]}
    assert {"our", "on", "shop", "all"} & {word for word, _ in told["against"]}
    assert all(weight > 0 for _, weight in told["for"])
    assert all(weight < 0 for _, weight in told["against"])


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda model: b"",
    "text": lambda model: b"word 0.1 0.2\n" * 100,
    "garbage behind the magic number": lambda model: model[:8] + os.urandom(5_000),
    "the header alone": lambda model: model[:70],
    "half": lambda model: model[: len(model) // 2],
    "all but a byte": lambda model: model[:-1],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_model_is_an_error_that_names_it(name: str, model: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.bin"
    broken.write_bytes(BROKEN[name](Path(model).read_bytes()))
    with pytest.raises(InputError, match=r"broken\.bin"):
        loaded_classifier(str(broken), WANTED, 1_000)


def test_a_label_that_the_model_does_not_have_is_named_with_those_it_has(model: str) -> None:
    with pytest.raises(InputError, match="no label 'good', but other, wanted"):
        loaded_classifier(model, "good", 1_000)


def test_pages_are_scored_without_being_stopped(model: str, tmp_path: Path) -> None:
    rows = kept_rows(verdicts_of(Recall(RecallSettings(model=model)), tmp_path, [mixed_pages(3)]))
    assert [row["score"] > 0.5 for row in rows] == [True] * 3 + [False] * 3


def test_a_threshold_stops_pages_that_score_less(model: str, tmp_path: Path) -> None:
    stage = Recall(RecallSettings(keep="threshold", model=model))
    found = verdicts_of(stage, tmp_path, [mixed_pages(3)])
    assert {row["page_id"].split("-")[0] for row in kept_rows(found)} == {"wanted"}
    assert [str(r.reason) for r in rejected_rows(found)] == ["low_score"] * 3


def test_a_run_trains_its_own_classifier(seeds: tuple[str, str], tmp_path: Path) -> None:
    training = TrainSettings(positives=seeds[0], negatives=seeds[1], preset="small")
    found = verdicts_of(Recall(RecallSettings(keep="threshold", train=training)), tmp_path, [mixed_pages(3)])
    assert {row["page_id"].split("-")[0] for row in kept_rows(found)} == {"wanted"}


def test_a_model_wins_over_training(model: str, seeds: tuple[str, str], tmp_path: Path) -> None:
    training = {"positives": seeds[0], "negatives": seeds[1], "preset": "small"}
    settings = checked(RecallSettings, {"model": model, "train": training}, "recall")
    stage = Recall(settings)
    assert [step if isinstance(step, str) else step.name for step in stage.steps()][:2] == [FOLD, PROCESS]
    assert list(stage.identity()) == ["model"]
    assert kept_rows(verdicts_of(stage, tmp_path, [mixed_pages(1)]))[0]["score"] > 0.5


def test_train_may_be_null() -> None:
    assert not checked(RecallSettings, {"train": None}, "recall").trains


def test_another_model_is_another_identity(model: str, tmp_path: Path) -> None:
    other = str(tmp_path / "other.bin")
    train_model([(True, wanted_text(3)), (False, other_text(3))] * 3, other, "small", 0)
    identities = [Recall(RecallSettings(model=path)).identity() for path in (model, other)]
    assert identities[0] != identities[1]


def test_a_model_that_was_trained_on_another_length_of_text_is_refused(model: str, tmp_path: Path) -> None:
    (tmp_path / "m.bin").write_bytes(Path(model).read_bytes())
    (tmp_path / "m.json").write_text('{"text_chars": 700}')
    settings = RecallSettings(model=str(tmp_path / "m.bin"))
    with pytest.raises(ConfigError, match=r"first 700 characters .* Set recall\.text_chars=700, or train"):
        Recall(settings).identity()
    assert Recall(settings.model_copy(update={"text_chars": 700})).identity()


@pytest.mark.parametrize("card", ["", "[]", "{}", "no JSON"])
def test_a_model_without_a_card_of_ours_may_have_any_length(card: str, model: str, tmp_path: Path) -> None:
    (tmp_path / "m.bin").write_bytes(Path(model).read_bytes())
    (tmp_path / "m.json").write_text(card)
    assert Recall(RecallSettings(model=str(tmp_path / "m.bin"))).identity()


def test_other_seed_pages_are_another_identity(seeds: tuple[str, str]) -> None:
    pairs = (seeds, seeds[::-1])
    stages = [Recall(RecallSettings(train=TrainSettings(positives=p, negatives=n))) for p, n in pairs]
    assert stages[0].identity() != stages[1].identity()


def test_a_budget_keeps_the_best_pages_that_fit(model: str, tmp_path: Path) -> None:
    pages = mixed_pages(8)
    tokens = sum(len(page["text"].encode()) for page in pages[:8]) // 4 + 20
    stage = Recall(RecallSettings(keep="budget", budget_tokens=tokens, model=model))
    found = verdicts_of(stage, tmp_path, [pages[::2], pages[1::2]])
    assert {row["page_id"].split("-")[0] for row in kept_rows(found)} == {"wanted"}
    assert len(kept_rows(found)) == 8
    assert {str(r.reason) for r in rejected_rows(found)} == {"over_budget"}
    cut = json.loads((tmp_path / "cut-00000.json").read_text())
    assert cut["reached"]
    assert all(f", cut at {cut['score']:.4f}, where" in r.detail for r in rejected_rows(found))
    assert Note("budget_not_reached") not in [verdict for verdicts in found for verdict in verdicts]


def test_a_page_that_came_too_late_to_be_scored_is_judged_by_the_same_cut(model: str, tmp_path: Path) -> None:
    pages = mixed_pages(8)
    tokens = sum(len(page["text"].encode()) for page in pages[:8]) // 4 + 20
    stage = Recall(RecallSettings(keep="budget", budget_tokens=tokens, model=model))
    scored = DirectContext(tmp_path, stage, [[*pages[:7], *pages[9:]]])
    scored.run_steps()
    stage.open(scored)
    late = list(DirectContext(tmp_path, stage, [[*pages[:7], *pages[9:], *pages[7:9]]]).rows(0))[-2:]
    found = [list(stage.process(row)) for row in late]
    assert [row["page_id"] for row in kept_rows(found)] == [pages[7]["page_id"]]
    assert [str(stop.reason) for stop in rejected_rows(found)] == ["over_budget"]


def test_the_division_into_shards_does_not_change_what_a_budget_keeps(model: str, tmp_path: Path) -> None:
    pages = mixed_pages(8)
    kept = []
    for place, shards in enumerate(([pages], [pages[:3], pages[3:]], [[page] for page in pages])):
        folder = tmp_path / str(place)
        folder.mkdir()
        stage = Recall(RecallSettings(keep="budget", budget_tokens=300, model=model))
        kept.append({row["page_id"] for row in kept_rows(verdicts_of(stage, folder, shards))})
    assert kept[0] == kept[1] == kept[2]
    assert 0 < len(kept[0]) < 16


def test_a_budget_for_all_keeps_all_and_other_reasons_stay(model: str, tmp_path: Path) -> None:
    pages = [*mixed_pages(2), text_page("Too short.", "short"), mixed_pages(1)[0]]
    stage = Recall(RecallSettings(keep="budget", budget_tokens=10**9, model=model))
    found = verdicts_of(stage, tmp_path, [pages])
    assert [str(r.reason) for r in rejected_rows(found)] == ["no_text", "seen_before"]
    assert len(kept_rows(found)) == 4
    assert not json.loads((tmp_path / "cut-00000.json").read_text())["reached"]
    assert [verdict for verdicts in found for verdict in verdicts].count(Note("budget_not_reached")) == 4


def test_every_scored_page_stands_in_the_table_beside_the_books(model: str, tmp_path: Path) -> None:
    pages = mixed_pages(3)
    stage = Recall(RecallSettings(keep="threshold", model=model))
    found = verdicts_of(stage, tmp_path, [pages])
    asides = [verdict.row for verdicts in found for verdict in verdicts if isinstance(verdict, Aside)]
    assert [row["page_id"] for row in asides] == [page["page_id"] for page in pages]
    assert [row["row"] for row in asides if row["is_kept"]] == [
        place for place, verdicts in enumerate(found) if kept_rows([verdicts])
    ]
    assert all(set(SCORED.names) == set(row) for row in asides)
