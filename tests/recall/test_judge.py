"""What is asked of a page in which order: whether it was seen, then its score, and only then its text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.seeds import other_text, train_on_seeds, wanted_text
from webinstruct.core.stage import SHARD, Rejected
from webinstruct.recall.classifier import WANTED, Classifier, loaded_classifier
from webinstruct.recall.judge import Judge, Judged
from webinstruct.recall.reading import token_estimate
from webinstruct.recall.settings import RecallSettings


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    out = str(tmp_path_factory.mktemp("model") / "model.bin")
    train_on_seeds(out)
    return loaded_classifier(out, WANTED, 4_000)


def html_page(text: str, name: str = "a") -> dict[str, Any]:
    body = f"<html><head><title>Tea</title></head><body><p>{text}</p></body></html>".encode()
    return {"page_id": name, "url": f"https://tea.example/{name}", "body": body, "charset": "", SHARD: 0}


def judged(classifier: Classifier | None, *rows: dict[str, Any], **settings: Any) -> Judged:
    """What became of the last of `rows`."""
    judge = Judge(RecallSettings(**{"model": "m.bin", **settings}), classifier)
    return [judge.judged(row) for row in rows][-1]


def reason_of(found: Judged) -> str:
    assert isinstance(found.end, Rejected)
    return str(found.end.reason)


def test_a_page_over_the_threshold_has_its_text_taken_out(classifier: Classifier) -> None:
    found = judged(classifier, html_page(wanted_text(1_000)), keep="threshold", threshold=0.5)
    assert not isinstance(found.end, Rejected)
    assert found.tokens == token_estimate(found.end.text)
    assert found.score is not None
    assert found.score > 0.5


def test_a_page_under_the_threshold_is_stopped_by_its_first_look(classifier: Classifier) -> None:
    found = judged(classifier, html_page(other_text(1_000)), keep="threshold", threshold=0.5)
    assert reason_of(found) == "low_score"
    assert found.tokens > 0


def test_the_score_is_asked_before_the_words_are_counted(classifier: Classifier) -> None:
    found = judged(classifier, html_page("Soon."), keep="threshold", threshold=1.0)
    assert reason_of(found) == "low_score"


def test_a_page_with_a_score_and_no_text_keeps_its_score(classifier: Classifier) -> None:
    found = judged(classifier, html_page("Soon."), keep="threshold", threshold=0.0)
    assert reason_of(found) == "no_text"
    assert found.score is not None


def test_the_language_is_asked_last(classifier: Classifier) -> None:
    page = html_page(wanted_text(1_000))
    found = judged(classifier, page, keep="threshold", threshold=0.5, languages=("sw",))
    assert reason_of(found) == "language"


def test_a_page_seen_before_is_not_scored(classifier: Classifier) -> None:
    page = html_page(wanted_text(1_000))
    found = judged(classifier, page, page, keep="threshold", threshold=0.5)
    assert (reason_of(found), found.score, found.tokens) == ("seen_before", None, 0)


def test_without_a_threshold_a_score_stops_no_page(classifier: Classifier) -> None:
    assert not isinstance(judged(classifier, html_page(other_text(1_000))).end, Rejected)


def test_without_a_classifier_a_page_has_no_score() -> None:
    found = judged(None, html_page(other_text(1_000)), model="")
    assert found.score is None
    assert found.tokens > 0


def test_a_page_and_its_plain_text_are_scored_alike(classifier: Classifier) -> None:
    text = wanted_text(1_000)
    scores = [
        judged(classifier, row).score for row in (html_page(text), html_page("") | {"text": "Tea " + text})
    ]
    assert scores[0] == pytest.approx(scores[1], abs=0.05)
