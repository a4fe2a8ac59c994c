"""How well the extract stage finds the pairs that a reader found, on real pages and without a run.

    python benchmarks/extraction_quality.py [--data ../shared/data] [--tools ../shared/tools] [--quick] [--json]

Every page is parsed, put through `Extract.process`, and its pairs are scored by score_pairs.py against gold.jsonl.
Figures: precision, recall, false_pages and formulae as that script defines them; pages_per_s of one core, parse and
text included, decoding not, and beside it that of parse and text alone; pairs and pages per method.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from resiliparse.parse.encoding import bytes_to_str, detect_encoding

from webinstruct.core.ids import page_id
from webinstruct.core.stage import Rejected
from webinstruct.extract.settings import ExtractSettings
from webinstruct.extract.stage import Extract
from webinstruct.sources.page_text import page_text, parse_html

Row = dict[str, Any]
QUICK_PAGES = 150


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    options = parsed_options()
    data, tools = Path(options.data), Path(options.tools)
    for needed in (data / "gold.jsonl", data / "pages.jsonl", tools / "score_pairs.py"):
        if not needed.exists():
            print(
                f"{needed} is missing: pass the folder with gold.jsonl and pages/ as --data, "
                "that of score_pairs.py as --tools."
            )
            sys.exit(0)
    labels = {page["id"]: page for page in read_lines(data / "pages.jsonl")}
    gold = {page["id"] for page in read_lines(data / "gold.jsonl")}
    names = sorted(labels) if not options.quick else quick_choice(labels, gold)
    pairs, figures = extracted(candidates(data, names))
    figures |= scored(pairs, data, tools, options.pairs, show=not options.json)
    if not options.json:
        print_methods(figures["methods"])
    print(json.dumps(figures))


def parsed_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--data", default="../shared/data", help="folder with gold.jsonl, pages.jsonl and pages/"
    )
    parser.add_argument("--tools", default="../shared/tools", help="folder with score_pairs.py")
    parser.add_argument("--pairs", default="", help="also keep the pairs in this JSONL file")
    parser.add_argument(
        "--quick", action="store_true", help=f"only the pages with gold and {QUICK_PAGES} others"
    )
    parser.add_argument("--json", action="store_true", help="print only the JSON line")
    return parser.parse_args()


def read_lines(file: Path) -> list[Row]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def quick_choice(labels: dict[str, Row], gold: set[str]) -> list[str]:
    """Pages with gold and the first labelled negatives, so that every figure still means something."""
    negatives = [name for name in sorted(labels) if labels[name]["label"] == "no_qa"]
    return sorted(gold | set(negatives[:QUICK_PAGES]))


def candidates(data: Path, names: Iterable[str]) -> Iterator[Row]:
    """The pages as recall would hand them on."""
    for name in names:
        raw = gzip.decompress((data / "pages" / f"{name}.html.gz").read_bytes())
        html = bytes_to_str(raw, detect_encoding(raw) or "utf-8")
        url = f"file:{name}.html.gz"
        content = page_text(parse_html(html))
        yield {
            "page_id": page_id(url, raw),
            "url": url,
            "title": content.title,
            "text": content.text,
            "html": html,
        }


def extracted(rows: Iterable[Row]) -> tuple[list[Row], Row]:
    """All pairs, and what can be counted about finding them."""
    stage = Extract(ExtractSettings())
    pairs: list[Row] = []
    rejected, pages, seconds, text_seconds = 0, 0, 0.0, 0.0
    slowest = (0.0, "")
    for row in rows:
        start = time.perf_counter()
        page_text(parse_html(row["html"]))
        text_seconds += time.perf_counter() - start
        start = time.perf_counter()
        verdicts = list(stage.process(row))
        took = time.perf_counter() - start
        seconds, pages, slowest = seconds + took, pages + 1, max(slowest, (took, row["url"]))
        rejected += sum(isinstance(verdict, Rejected) for verdict in verdicts)
        pairs += [verdict for verdict in verdicts if isinstance(verdict, dict)]
    return pairs, {
        "pages": pages,
        "pages_with_pairs": pages - rejected,
        "pairs": len(pairs),
        "pages_per_s": round(pages / seconds, 1),
        "text_only_pages_per_s": round(pages / text_seconds, 1),
        "slowest_page_s": round(slowest[0], 3),
        "methods": methods_of(pairs),
    }


def methods_of(pairs: Iterable[Row]) -> dict[str, dict[str, int]]:
    """Pairs and pages of each method."""
    counts: collections.Counter[str] = collections.Counter()
    pages: dict[str, set[str]] = collections.defaultdict(set)
    for pair in pairs:
        counts[pair["method"]] += 1
        pages[pair["method"]].add(pair["url"])
    return {method: {"pairs": counts[method], "pages": len(pages[method])} for method in sorted(counts)}


def scored(pairs: Iterable[Row], data: Path, tools: Path, keep: str, show: bool) -> Row:
    """The figures of score_pairs.py, run as the tool it is."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(keep) if keep else Path(folder) / "pairs.jsonl"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs)
        inputs = [
            "--pairs",
            str(file),
            "--gold",
            str(data / "gold.jsonl"),
            "--pages",
            str(data / "pages.jsonl"),
        ]
        command = [sys.executable, str(tools / "score_pairs.py"), *inputs]
        if show:
            print(subprocess.run([*command, "--show"], check=True, capture_output=True, text=True).stdout)
        result = subprocess.run([*command, "--json"], check=True, capture_output=True, text=True)
    figures: Row = json.loads(result.stdout)
    return figures


def print_methods(methods: dict[str, dict[str, int]]) -> None:
    for method, row in methods.items():
        print(f"  {method:32s} pairs {row['pairs']:5d}  pages {row['pages']:4d}")


if __name__ == "__main__":
    main()
