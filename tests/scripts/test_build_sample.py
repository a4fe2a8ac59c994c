"""The bundled sample: its index, its pages and the WARC files built from them."""

import gzip
import importlib.util
import json
import re
import sys
import zlib
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator

ROOT = Path(__file__).resolve().parents[2]
ENCODINGS = {
    "dollar",
    "double-dollar",
    "paren",
    "bracket",
    "math-tex-script",
    "mathjax-v2",
    "katex",
    "mathml",
    "mathml-annotation",
    "mathml-prefix",
    "tex-image-alt",
    "tex-image-src",
    "wikipedia-image",
    "span-math",
    "bbcode-tex",
}
ENGINES = {"stackexchange", "phpbb", "vbulletin3", "vbulletin4", "xenforo", "discourse", "smf"}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_sample", ROOT / "scripts/build_sample.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(script: ModuleType) -> list[dict[str, Any]]:
    return [json.loads(line) for line in script.INDEX.read_text(encoding="utf-8").splitlines()]


def records(paths: list[Path]) -> list[tuple[str, str, int | None]]:
    """(WARC type, address, HTTP status) of every record; block digests are verified on the way."""
    found = []
    for path in paths:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, verify_digests=True):
                status = record.http_headers.status_code if record.is_http and record.http_headers else None
                address = record.headers.get("WARC-Target-URI") or ""
                found.append((record.headers.get("WARC-Type") or "", address, status))
    return found


def test_the_pages_build_into_the_committed_records(script: ModuleType, tmp_path: Path) -> None:
    built = script.write_sample(script.INDEX, script.PAGES, tmp_path)
    committed = sorted(script.SAMPLE.glob("*.warc.gz"))
    assert [gzip.decompress(path.read_bytes()) for path in built] == [
        gzip.decompress(path.read_bytes()) for path in committed
    ]


@pytest.mark.skipif("ng" in zlib.ZLIB_RUNTIME_VERSION, reason="zlib-ng squeezes the same bytes differently")
def test_the_pages_build_into_the_committed_bytes(script: ModuleType, tmp_path: Path) -> None:
    built = script.write_sample(script.INDEX, script.PAGES, tmp_path)
    committed = sorted(script.SAMPLE.glob("*.warc.gz"))
    assert [path.name for path in built] == [path.name for path in committed]
    assert [path.read_bytes() for path in built] == [path.read_bytes() for path in committed]


def test_the_sample_is_smaller_than_a_megabyte(script: ModuleType) -> None:
    assert 0 < sum(path.stat().st_size for path in script.SAMPLE.glob("*.warc.gz")) < 1_000_000


def test_every_page_of_the_index_is_a_response(script: ModuleType, rows: list[dict[str, Any]]) -> None:
    found = records(sorted(script.SAMPLE.glob("*.warc.gz")))
    answered = {address for kind, address, status in found if kind == "response" and status == 200}
    assert {row["url"] for row in rows} <= answered


def test_the_records_are_of_every_announced_kind(script: ModuleType) -> None:
    found = records(sorted(script.SAMPLE.glob("*.warc.gz")))
    kinds = Counter(kind for kind, _, _ in found)
    statuses = {status for kind, _, status in found if kind == "response"}
    assert kinds["warcinfo"] == script.FILES
    assert kinds["request"] == kinds["metadata"] >= script.FILES
    assert statuses == {200, 301, 404}


def test_the_index_names_every_file_once(script: ModuleType, rows: list[dict[str, Any]]) -> None:
    named = sorted(row["file"] for row in rows)
    assert named == sorted(path.name for path in script.PAGES.iterdir())


def test_addresses_do_not_repeat(rows: list[dict[str, Any]]) -> None:
    assert len({row["url"] for row in rows}) == len(rows)


def test_the_index_holds_enough_pages_of_both_kinds(rows: list[dict[str, Any]]) -> None:
    assert len(rows) >= 60
    assert sum(not row["pairs"] for row in rows) >= 25


def test_five_languages_have_pairs(rows: list[dict[str, Any]]) -> None:
    pages = Counter(row["lang"] for row in rows if row["pairs"])
    assert {"en", "de", "fr", "es", "zh"} == {lang for lang, count in pages.items() if count >= 2}


def test_every_encoding_of_formulae_is_present(rows: list[dict[str, Any]]) -> None:
    assert {name for row in rows for name in row["formulae"]} == ENCODINGS


def test_every_forum_engine_is_present_twice(rows: list[dict[str, Any]]) -> None:
    threads = Counter(row["engine"] for row in rows if row["pairs"] and row["engine"])
    assert {engine for engine, count in threads.items() if count >= 2} == ENGINES


def test_pages_are_stored_in_the_encoding_that_the_index_names(
    script: ModuleType, rows: list[dict[str, Any]]
) -> None:
    texts = {row["file"]: (script.PAGES / row["file"]).read_bytes().decode(row["charset"]) for row in rows}
    assert {row["charset"] for row in rows} == {"utf-8", "iso-8859-1", "gbk"}
    assert all("\ufffd" not in text for text in texts.values())


def test_pages_in_old_encodings_declare_them_in_a_meta_tag(
    script: ModuleType, rows: list[dict[str, Any]]
) -> None:
    old = [row for row in rows if row["charset"] != "utf-8"]
    declared = [
        re.search(rb"charset=\"?([\w-]+)", (script.PAGES / row["file"]).read_bytes(), re.ASCII) for row in old
    ]
    assert [match and match[1].decode().lower() for match in declared] == [row["charset"] for row in old]


def test_the_mirror_holds_the_same_bytes_at_another_address(script: ModuleType) -> None:
    mirror = (script.PAGES / "mirror-late-binding.html").read_bytes()
    assert mirror == (script.PAGES / "se-late-binding.html").read_bytes()


def test_pairs_are_normalized_line_by_line(rows: list[dict[str, Any]]) -> None:
    texts = [text for row in rows for pair in row["pairs"] for text in (pair["question"], pair["answer"])]
    assert texts
    assert all(line == " ".join(line.split()) != "" for text in texts for line in text.split("\n"))


def test_benchmark_items_are_listed_with_their_number(script: ModuleType) -> None:
    folder = ROOT / "src/webinstruct/data/benchmarks"
    listed = [json.loads(line) for line in (folder / "index.jsonl").read_text().splitlines()]
    counted = {row["file"]: len((folder / row["file"]).read_text().splitlines()) for row in listed}
    assert counted == {row["file"]: row["items"] for row in listed}


def test_benchmark_items_stand_verbatim_in_three_pairs(rows: list[dict[str, Any]]) -> None:
    path = ROOT / "src/webinstruct/data/benchmarks/quickstart.jsonl"
    items = [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").splitlines()]
    questions = [pair["question"] for row in rows for pair in row["pairs"]]
    assert sum(any(item in question for question in questions) for item in items) >= 3


@pytest.mark.parametrize("name", ["positives", "negatives"])
def test_seeds_are_rows_of_address_and_text(name: str) -> None:
    lines = (ROOT / f"src/webinstruct/data/seeds/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    seeds = [json.loads(line) for line in lines]
    assert len({seed["text"] for seed in seeds}) == len(seeds) >= 100
    assert all(set(seed) == {"url", "text"} for seed in seeds)


def test_no_seed_stands_in_the_truth_of_the_sample(rows: list[dict[str, Any]]) -> None:
    answers = {pair["answer"] for row in rows for pair in row["pairs"]}
    path = ROOT / "src/webinstruct/data/seeds/positives.jsonl"
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert not [text for text in texts for answer in answers if len(answer) > 60 and answer in text]
