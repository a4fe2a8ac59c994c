from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.helpers.seeds import other_text, wanted_text
from webinstruct.core.errors import ConfigError, PlanMismatch, RunnerError
from webinstruct.core.settings import checked
from webinstruct.pipeline.training import TrainedModel, TrainingJob, trained_model
from webinstruct.pipeline.training_card import card_lines
from webinstruct.recall.classifier import WANTED, loaded_classifier
from webinstruct.recall.training.settings import ExampleSettings, TrainingSettings
from webinstruct.storage.files import sha256_of

_WORDS = "amber birch cedar dune elm fern gorse heath iris jasper kelp lark moss north oak pine".split()


def wanted(n: int) -> str:
    """A wanted text that no other number gives, to the classifier, which does not tell numbers apart."""
    return f"{wanted_text(n)} {' '.join(random.Random(n).choices(_WORDS, k=12))}"


def other(n: int) -> str:
    return f"{other_text(n)} {' '.join(random.Random(n).choices(_WORDS, k=12))}"


def write_seeds(folder: Path, count: int = 60) -> tuple[str, str]:
    return (
        write_pages(folder / "positives.jsonl", [wanted(n) for n in range(count)]),
        write_pages(folder / "negatives.jsonl", [other(n) for n in range(count)]),
    )


def job(
    out: Path,
    positives: list[str],
    negatives: list[str],
    training: dict[str, Any] | None = None,
    **examples: Any,
) -> TrainingJob:
    of_examples = {"positives": positives, "negatives": negatives, **examples}
    of_training = {"preset": "small", **(training or {})}
    return TrainingJob(
        checked(ExampleSettings, of_examples, ""),
        checked(TrainingSettings, of_training, ""),
        str(out),
        workers=1,
    )


def write_pages(path: Path, texts: list[str]) -> str:
    rows = [{"url": f"https://{path.stem}.example/{n}", "text": text} for n, text in enumerate(texts)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("training")


@pytest.fixture(scope="module")
def seeds(folder: Path) -> tuple[str, str]:
    return write_seeds(folder)


@pytest.fixture(scope="module")
def trained(folder: Path, seeds: tuple[str, str]) -> TrainedModel:
    return trained_model(job(folder / "model.bin", [seeds[0]], [seeds[1]], {"held_out": 0.25}))


def test_the_model_tells_wanted_pages_from_others(trained: TrainedModel) -> None:
    classifier = loaded_classifier(trained.out, WANTED, 20_000)
    assert classifier.score(wanted_text(1_000)) > 0.5 > classifier.score(other_text(1_000))


def test_the_share_held_out_is_that_of_each_class(trained: TrainedModel) -> None:
    assert trained.card["held_out"] == {"wanted": 15, "others": 15}
    assert trained.card["examples"] == {"negatives": 60, "positives": 60}


def test_the_card_says_what_the_model_is_made_of(trained: TrainedModel, seeds: tuple[str, str]) -> None:
    card = json.loads(Path(trained.out).with_suffix(".json").read_bytes())
    assert card["model"] == {"file": "model.bin", "sha256": sha256_of(trained.out), "label": "wanted"}
    assert (set(card["data"]), card["parameters"]["dim"], card["text_chars"]) == (set(seeds), 32, 2_000)
    assert card["auc"] > 0.9


def test_the_card_can_be_read_by_people(trained: TrainedModel) -> None:
    page = Path(trained.out).with_suffix(".md").read_text("utf-8")
    assert page.startswith("# model.bin\n")
    assert "| area under ROC | 1.000" in page
    assert any(line.startswith("area under ROC     1.000 (95 %: ") for line in card_lines(trained.card))


def test_a_second_call_trains_nothing_and_leaves_the_same(
    trained: TrainedModel, seeds: tuple[str, str]
) -> None:
    out = Path(trained.out)
    model = out.with_suffix(".run") / "training" / "model" / "00000.bin"
    before = model.stat().st_mtime_ns
    again = trained_model(job(out, [seeds[0]], [seeds[1]], {"held_out": 0.25}))
    assert (model.stat().st_mtime_ns, again.card) == (before, trained.card)


def test_data_that_changed_is_refused_by_its_name_until_a_new_run(tmp_path: Path) -> None:
    positives, negatives = write_seeds(tmp_path, 20)
    training = job(tmp_path / "model.bin", [positives], [negatives])
    trained_model(training)
    write_pages(Path(negatives), [other(n) for n in range(100, 120)])
    with pytest.raises(PlanMismatch, match=r"examples\.identity.*negatives\.jsonl was .*--new-run"):
        trained_model(training)
    trained_model(training, new_run=True)
    assert (tmp_path / "model.run-2").is_dir()


def test_every_page_is_tried_by_a_model_that_had_not_seen_it(tmp_path: Path, seeds: tuple[str, str]) -> None:
    card = trained_model(job(tmp_path / "m.bin", [seeds[0]], [seeds[1]], {"folds": 3})).card
    rows = pq.read_table(tmp_path / "m.run" / "training" / "kept").to_pylist()
    assert {row["fold"] for row in rows} == {0, 1, 2}
    assert all(row["score"] is not None for row in rows)
    assert (card["held_out"], len(card["auc_of_parts"])) == ({"wanted": 60, "others": 60}, 3)


def test_no_site_is_on_both_sides_where_sites_are_held_apart(tmp_path: Path) -> None:
    sets = [
        [
            write_pages(tmp_path / f"{name}{site}.jsonl", [text_of(site * 10 + n) for n in range(10)])
            for site in range(4)
        ]
        for name, text_of in (("p", wanted), ("n", other))
    ]
    card = trained_model(job(tmp_path / "m.bin", sets[0], sets[1], {"folds": 2, "apart": "sites"})).card
    rows = pq.read_table(tmp_path / "m.run" / "training" / "kept").to_pylist()
    folds: dict[str, set[int]] = {}
    for row in rows:
        folds.setdefault(row["source_file"], set()).add(row["fold"])
    assert sorted(map(tuple, folds.values())) == [(0,)] * 4 + [(1,)] * 4
    assert any("had not seen its site" in line for line in card_lines(card))


def test_the_same_text_is_trained_on_once_and_a_text_of_both_kinds_never(tmp_path: Path) -> None:
    pages, others = ([text_of(n) for n in range(20)] for text_of in (wanted, other))
    positives = write_pages(tmp_path / "p.jsonl", [*pages, pages[3]])
    negatives = write_pages(tmp_path / "n.jsonl", [*others, pages[5], "Tea."])
    card = trained_model(job(tmp_path / "m.bin", [positives], [negatives])).card
    assert card["pages"]["stopped"] == {"both_kinds": 2, "exact_duplicate": 1, "no_text": 1}
    assert card["examples"] == {"negatives": 20, "positives": 19}
    details = pq.read_table(tmp_path / "m.run" / "training" / "rejected").column("detail").to_pylist()
    assert sum(detail.startswith("the same text has the other label on page ") for detail in details) == 2


def test_hard_negatives_are_measured_by_their_file_and_stay_where_classes_are_balanced(
    tmp_path: Path,
) -> None:
    positives = write_pages(tmp_path / "p.jsonl", [wanted(n) for n in range(20)])
    negatives = write_pages(tmp_path / "n.jsonl", [other(n) for n in range(40)])
    hard = write_pages(
        tmp_path / "hard.jsonl", [f"Question {n}: who sells tea? We do. " * 3 for n in range(10)]
    )
    training = job(
        tmp_path / "m.bin", [positives], [negatives], {"folds": 2}, hard_negatives=[hard], balance=True
    )
    card = trained_model(training).card
    assert card["examples"] == {"negatives": 19, "positives": 20, hard: 1}
    assert [group["group"] for group in card["groups"]] == [hard, "negatives"]


def test_pages_come_from_files_of_all_kinds(tmp_path: Path, seeds: tuple[str, str]) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(100, 110):
        html = f"<html><title>Shop</title><p>{other(n)}</p></html>".encode()
        (pages / f"{n}.html.gz").write_bytes(gzip.compress(html))
    table = pa.table(
        {
            "url": [f"https://t.example/{n}" for n in range(200, 210)],
            "text": [other(n) for n in range(200, 210)],
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    sample = "builtin:sample/sample-00000.warc.gz"
    negatives = [str(pages), str(tmp_path / "t.parquet"), sample]
    card = trained_model(job(tmp_path / "m.bin", [seeds[0]], negatives)).card
    assert card["examples"]["negatives"] > 20
    kept = pq.read_table(tmp_path / "m.run" / "training" / "kept").to_pylist()
    urls = {row["url"] for row in kept if not row["is_wanted"]}
    assert {"file:100.html.gz", "https://t.example/200"} <= urls


def test_a_training_that_cannot_be_says_why(tmp_path: Path, seeds: tuple[str, str]) -> None:
    short = write_pages(tmp_path / "n.jsonl", ["Tea."])
    with pytest.raises(RunnerError, match="54 positives and 0 negatives with text"):
        trained_model(job(tmp_path / "m.bin", [seeds[0]], [short]))
    assert not (tmp_path / "m.bin").exists()


@pytest.mark.parametrize(
    ("settings", "says"),
    [({"positives": []}, "positives and negatives"), ({"positives": ["a"]}, "positives and negatives")],
)
def test_one_kind_of_pages_is_too_little(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        checked(ExampleSettings, settings, "")


def test_a_folder_in_place_of_the_model_is_told_before_the_training(
    tmp_path: Path, seeds: tuple[str, str]
) -> None:
    (tmp_path / "models").mkdir()
    with pytest.raises(ConfigError, match=r"models is a folder\. Name a file for the model: .*model\.bin"):
        trained_model(job(tmp_path / "models", [seeds[0]], [seeds[1]]))
    assert not (tmp_path / "models.run").exists()
