"""Sites labelled by a file and by an engine that is told what to say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.steps import DirectContext
from tests.helpers.told import Told
from webinstruct.core.errors import ConfigError
from webinstruct.core.settings import checked
from webinstruct.core.stage import Note, Numbered, Quarantined, Rejected
from webinstruct.recall.labels.settings import LabelSettings
from webinstruct.recall.sites.label import LabelSites
from webinstruct.storage import parquet
from webinstruct.tables.recall import LABELLED_SITES


def _said(**labels: str) -> str:
    return json.dumps(
        {"labels": [{"n": int(n[1:]), "label": word, "reason": f"is {word}"} for n, word in labels.items()]}
    )


def _settled(
    folder: Path, shards: Sequence[Sequence[str]], says: dict[str, Any] | None = None, **settings: Any
) -> dict[str, list[Any]]:
    """The verdicts by site; sites are named by letters."""
    if says is not None:
        settings["engine"] = {
            "kind": "tests.helpers.told:Told",
            "arguments": {"says": says, "otherwise": "no idea"},
        }
    stage = LabelSites(checked(LabelSettings, settings, "label"))
    rows = [
        [{"site": f"{name}.example", "domain": f"{name}.example", "samples": ()} for name in names]
        for names in shards
    ]
    context = DirectContext(folder, stage, rows)
    stage.open(context)
    all_rows = [row for shard in range(len(shards)) for row in context.rows(shard)]
    Told.asked.clear()
    found = {
        s.number: list(s.verdicts) for s in stage.stream(Numbered(k, row) for k, row in enumerate(all_rows))
    }
    return {row["site"][0]: found[k] for k, row in enumerate(all_rows)}


def _label(verdicts: list[Any]) -> Any:
    return verdicts[0]["label"]


def test_a_batch_is_one_request_and_every_site_gets_its_label(tmp_path: Path) -> None:
    found = _settled(tmp_path, ["abc"], {"a.example+2/0": _said(n1="keep", n2="drop", n3="keep")})
    assert [_label(found[name]) for name in "abc"] == ["keep", "drop", "keep"]
    assert [request.name for request in Told.asked] == ["a.example+2/0"]


def test_a_label_carries_its_evidence(tmp_path: Path) -> None:
    row = _settled(tmp_path, ["a"], {"a.example/0": _said(n1="keep")})["a"][0]
    assert (row["label_reason"], row["labeller"], row["label_model"]) == ("is keep", "engine", "told")
    assert len(row["label_prompt"]) == 12
    assert json.loads(row["label_shown"])["site"] == "a.example"


def test_a_site_that_the_answer_leaves_out_is_asked_about_once_more_alone(tmp_path: Path) -> None:
    says = {"a.example+2/0": _said(n1="keep", n3="keep"), "b.example/1": _said(n1="drop")}
    found = _settled(tmp_path, ["abc"], says)
    assert [_label(found[name]) for name in "abc"] == ["keep", "drop", "keep"]
    assert [request.name for request in Told.asked] == ["a.example+2/0", "b.example/1"]


def test_a_site_without_a_label_after_all_tries_is_quarantined(tmp_path: Path) -> None:
    found = _settled(tmp_path, ["ab"], {"a.example+1/0": _said(n1="keep")})
    assert _label(found["a"]) == "keep"
    assert isinstance(found["b"][0], Quarantined)
    assert found["b"][0].reason == "unlabelled"


def test_what_an_answer_says_before_it_was_cut_off_counts(tmp_path: Path) -> None:
    says = {"a.example+1/0": {"cut": _said(n1="keep")[:-2]}, "b.example/1": _said(n1="drop")}
    assert _label(_settled(tmp_path, ["ab"], says)["b"]) == "drop"


def test_a_batch_that_is_too_long_is_asked_one_by_one(tmp_path: Path) -> None:
    says = {
        "a.example+1/0": {"refuse": "too_long"},
        "a.example/1": _said(n1="drop"),
        "b.example/1": {"refuse": "too_long"},
    }
    found = _settled(tmp_path, ["ab"], says)
    assert _label(found["a"]) == "drop"
    assert found["b"][0] == Quarantined("too_long", "said so")


def test_a_site_without_a_reply_is_quarantined_and_not_asked_again(tmp_path: Path) -> None:
    found = _settled(tmp_path, ["ab"], {"a.example+1/0": {"refuse": "gave_up"}})
    assert [found[name][0] for name in "ab"] == [Quarantined("gave_up", "said so")] * 2
    assert len(Told.asked) == 1


def test_a_batch_never_crosses_a_shard(tmp_path: Path) -> None:
    _settled(tmp_path, ["abc", "de"], {}, batch=2, tries=1)
    assert sorted(request.name for request in Told.asked) == ["a.example+1/0", "c.example/0", "d.example+1/0"]


def test_the_same_question_is_asked_again_at_a_higher_temperature(tmp_path: Path) -> None:
    _settled(tmp_path, ["a"], {}, tries=3)
    assert [request.sampling["temperature"] for request in Told.asked] == [0.0, 0.3, 0.6]


def test_the_file_goes_first_and_the_engine_is_asked_about_the_others(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("domain,label\nb.example,drop\n")
    found = _settled(tmp_path, ["abc"], {"a.example+1/0": _said(n1="keep", n2="keep")}, file=str(file))
    assert {name: (v[0]["label"], v[0]["labeller"]) for name, v in found.items()} == {
        "a": ("keep", "engine"),
        "b": ("drop", "file:labels.csv"),
        "c": ("keep", "engine"),
    }


def test_an_earlier_label_stays_and_names_where_its_evidence_is(tmp_path: Path) -> None:
    before = {
        "label": "drop",
        "label_reason": "shop",
        "labeller": "engine",
        "label_model": "old",
        "domain": "",
    }
    folder = tmp_path / "first-domains" / "label" / "kept"
    rows = [LABELLED_SITES.completed({"site": "b.example", **before})]
    parquet.write_rows(str(folder / "00000.parquet"), LABELLED_SITES.schema, rows)
    found = _settled(tmp_path, ["ab"], {"a.example/0": _said(n1="keep")}, earlier=[str(folder)])
    row = found["b"][0]
    assert (row["label"], row["label_reason"], row["label_model"]) == ("drop", "shop", "old")
    assert row["labeller"] == "earlier:first-domains/label/kept"
    assert [request.name for request in Told.asked] == ["a.example/0"]


def test_the_file_goes_before_an_earlier_label(tmp_path: Path) -> None:
    file, folder = tmp_path / "labels.csv", tmp_path / "kept"
    file.write_text("site,label\na.example,keep\n")
    rows = [LABELLED_SITES.completed({"site": "a.example", "domain": "", "label": "drop"})]
    parquet.write_rows(str(folder / "00000.parquet"), LABELLED_SITES.schema, rows)
    assert _label(_settled(tmp_path, ["a"], file=str(file), earlier=[str(folder)])["a"]) == "keep"


def test_without_an_engine_a_site_that_the_file_lacks_is_rejected(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("site,label\nb.example,keep\n")
    found = _settled(tmp_path, ["ab"], file=str(file))
    assert isinstance(found["a"][0], Rejected)
    assert found["a"][0].reason == "unlabelled"
    assert _label(found["b"]) == "keep"


def test_what_was_asked_and_labelled_is_counted(tmp_path: Path) -> None:
    found = _settled(tmp_path, ["abc"], {"a.example+2/0": _said(n1="keep", n2="drop", n3="keep")})
    notes: Counter[str] = Counter()
    for verdicts in found.values():
        notes.update({note.word: note.count for note in verdicts if isinstance(note, Note)})
    assert (notes["labelled_by_engine"], notes["label_batches"], notes["llm_requests"]) == (3, 1, 1)


def test_somebody_has_to_label() -> None:
    with pytest.raises(ConfigError, match="nobody labels"):
        checked(LabelSettings, {}, "label")


def test_a_prompt_with_other_fields_is_refused(tmp_path: Path) -> None:
    prompt = tmp_path / "mine.md"
    prompt.write_text("---\nname: mine\nfields: [page]\n---\n## user\n{{page}}\n")
    with pytest.raises(ConfigError, match="shows the field subjects alone"):
        LabelSites(
            checked(
                LabelSettings,
                {
                    "prompt": str(prompt),
                    "engine": {"kind": "tests.helpers.told:Told", "arguments": {"says": {}}},
                },
                "label",
            )
        ).identity()
