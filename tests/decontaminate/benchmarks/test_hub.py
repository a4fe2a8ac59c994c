"""Data sets as the `datasets` package reads them, here from a local folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.benchmark_files import WELL, written
from webinstruct.core.errors import InputError, MissingExtra, Unreachable
from webinstruct.decontaminate.benchmarks import benchmarks_at
from webinstruct.decontaminate.benchmarks.adding import added
from webinstruct.decontaminate.benchmarks.hub import HubPart, fetched

datasets = pytest.importorskip("datasets", reason="the hf extra is not installed")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture
def place(tmp_path: Path) -> str:
    written(tmp_path / "wells" / "test.jsonl", WELL)
    return f"hf:{tmp_path / 'wells'}"


def test_a_split_becomes_a_local_file_that_runs_need_no_network_for(place: str, tmp_path: Path) -> None:
    with fetched(HubPart(place)) as entry:
        added(entry, str(tmp_path / "benchmarks"))
    (found,) = benchmarks_at([str(tmp_path / "benchmarks")])
    assert (found.name, found.version, len(found.items)) == ("wells_test", "test", 3)
    assert Path(found.path).name == "wells_test.parquet"


def test_fetching_twice_gives_the_same_bytes(place: str) -> None:
    contents = []
    for _ in range(2):
        with fetched(HubPart(place)) as entry:
            contents.append(Path(entry.file).read_bytes())
    assert contents[0] == contents[1]


def test_an_unknown_split_names_those_there_are(place: str) -> None:
    with (
        pytest.raises(InputError, match=r"wells: .*\['test'\].*--split"),
        fetched(HubPart(place, split="dev")),
    ):
        pass


def test_an_unknown_config_is_told(place: str) -> None:
    with pytest.raises(InputError, match=r"wells: .*--config-name"), fetched(HubPart(place, config="deep")):
        pass


def test_what_is_no_repository_is_told_before_anything_is_asked() -> None:
    with pytest.raises(InputError, match="neither hf:OWNER/NAME nor"), fetched(HubPart("hf:wells")):
        pass


def test_without_network_the_next_step_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    sentence = r"hf:owner/wells could not be fetched: .* HF_TOKEN"
    with pytest.raises(Unreachable, match=sentence), fetched(HubPart("hf:owner/wells")):
        pass


def test_without_the_package_the_extra_is_named(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "datasets", None)
    with pytest.raises(MissingExtra, match=r"pip install 'webinstruct\[hf\]'"), fetched(HubPart(place)):
        pass
