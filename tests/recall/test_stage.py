from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers.steps import kept_rows, rejected_rows, verdicts_of
from webinstruct.core.errors import ConfigError
from webinstruct.core.settings import checked
from webinstruct.recall.settings import RecallSettings
from webinstruct.recall.stage import Recall
from webinstruct.tables import CANDIDATES

ENGLISH = (
    "The kettle boils because the coil at its bottom heats the water until bubbles of steam rise to the top. "
    "That takes about three minutes for one liter, and less if you only fill it halfway."
)
GERMAN = (
    "Der Kessel kocht, weil die Spirale an seinem Boden das Wasser erhitzt, bis Dampfblasen nach oben steigen. "
    "Das dauert für einen Liter etwa drei Minuten und weniger, wenn man ihn nur halb füllt."
)


def page(text: str = ENGLISH, name: str = "a", **columns: Any) -> dict[str, Any]:
    html = f"<html><head><title>Tea {name}</title></head><body><main><p>{text}</p></main></body></html>"
    url = f"https://Tea.example:8080/{name}"
    return {"page_id": name, "url": url, "body": html.encode(), "content_type": "text/html", **columns}


def verdicts(folder: Path, rows: list[dict[str, Any]], **settings: Any) -> Any:
    return verdicts_of(Recall(RecallSettings(**settings)), folder, [rows])


def the_reason(folder: Path, row: dict[str, Any], **settings: Any) -> str:
    (rejected,) = rejected_rows(verdicts(folder, [row], **settings))
    return str(rejected.reason)


def test_a_page_becomes_a_candidate_with_every_column(tmp_path: Path) -> None:
    (row,) = kept_rows(verdicts(tmp_path, [page()]))
    assert sorted(row) == sorted(CANDIDATES.names)
    assert (row["domain"], row["title"], row["lang"], row["score"]) == ("tea.example", "Tea a", "en", None)
    assert ENGLISH in row["text"]
    assert row["html"].startswith("<html>")


def test_a_page_with_text_keeps_it_as_it_is(tmp_path: Path) -> None:
    (row,) = kept_rows(verdicts(tmp_path, [page(text=ENGLISH, body=b"") | {"text": GERMAN, "title": "Tee"}]))
    assert (row["text"], row["html"], row["title"], row["lang"]) == (GERMAN, "", "Tee", "de")


def test_a_file_has_no_domain(tmp_path: Path) -> None:
    (row,) = kept_rows(verdicts(tmp_path, [page(url="file:page.html")]))
    assert row["domain"] == ""


@pytest.mark.parametrize("text", ["", "Soon.", "<script>var words = 'many many words';</script>" * 30])
def test_a_page_without_text_is_rejected(text: str, tmp_path: Path) -> None:
    assert the_reason(tmp_path, page(text)) == "no_text"


def test_a_page_in_another_language_is_rejected(tmp_path: Path) -> None:
    found = verdicts(tmp_path, [page(ENGLISH, "a"), page(GERMAN, "b")], languages=("en", "fr"))
    assert [row["page_id"] for row in kept_rows(found)] == ["a"]
    assert [(r.reason, r.detail) for r in rejected_rows(found)] == [("language", "de")]


def test_a_page_seen_again_in_its_shard_is_rejected(tmp_path: Path) -> None:
    found = verdicts(tmp_path, [page(name="a"), page(name="b"), page(name="a")])
    assert [row["page_id"] for row in kept_rows(found)] == ["a", "b"]
    assert [str(r.reason) for r in rejected_rows(found)] == ["seen_before"]


def test_another_shard_is_judged_without_memory_of_the_one_before(tmp_path: Path) -> None:
    found = verdicts_of(Recall(RecallSettings()), tmp_path, [[page()], [page()]])
    assert len(kept_rows(found)) == 2


def test_nul_bytes_and_a_wrong_charset_do_not_cost_the_page(tmp_path: Path) -> None:
    body = page(GERMAN)["body"].decode().encode("latin-1").replace(b"Kessel", b"Kes\0sel")
    (row,) = kept_rows(verdicts(tmp_path, [page(body=body, charset="utf-8")]))
    assert GERMAN in row["text"]


def test_100_000_nested_tags_do_not_cost_the_page(tmp_path: Path) -> None:
    (row,) = kept_rows(verdicts(tmp_path, [page("<div>" * 100_000 + ENGLISH)]))
    assert ENGLISH in row["text"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"keep": "threshold"}, "needs a classifier"),
        ({"keep": "budget"}, "needs a classifier"),
        ({"train": {"positives": "a.jsonl"}}, "both positives and negatives"),
        ({"treshold": 0.3}, "Did you mean 'threshold'"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        checked(RecallSettings, values, "recall")
