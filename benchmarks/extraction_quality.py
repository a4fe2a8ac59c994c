"""How well the extract stage finds the pairs that a reader found, on real pages and without a run.

    python benchmarks/extraction_quality.py [--data ../shared/data] [--tools ../shared/tools] [--quick] [--json]

Every page is parsed, put through `Extract.process`, and its pairs are scored by score_pairs.py against gold.jsonl.
Figures: precision, recall, false_pages and formulae as that script defines them, for all pages, per kind of page
and per method (its precision is that of its own pairs, its recall the share of all gold pairs that it finds; precision
is judged on pages whose gold is complete and on those without pairs); pages_per_s of one core's time, parse and text
included, decoding not, and beside it that of parse and text alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
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
    if options.pairs:
        write_lines(Path(options.pairs), pairs)
    scorer = Scorer(data, tools)
    figures |= scorer.scores(pairs)
    figures["kinds"] = scorer.kinds(pairs)
    figures["methods"] = scorer.methods(pairs)
    if not options.json:
        print(scorer.page_lines(pairs))
        print_table("kind", figures["kinds"])
        print_table("method", figures["methods"])
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
        start = time.process_time()
        page_text(parse_html(row["html"]))
        text_seconds += time.process_time() - start
        start = time.process_time()
        verdicts = list(stage.process(row))
        took = time.process_time() - start
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
    }


def write_lines(file: Path, rows: Iterable[Row]) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


class Scorer:
    """score_pairs.py, run as the tool it is, on all pages or some of them."""

    def __init__(self, data: Path, tools: Path) -> None:
        self._tool = tools / "score_pairs.py"
        self._gold = read_lines(data / "gold.jsonl")
        self._pages = read_lines(data / "pages.jsonl")

    def scores(self, pairs: Iterable[Row]) -> Row:
        """The figures of all pages."""
        figures: Row = json.loads(self._run(pairs, self._gold, self._pages, "--json"))
        return figures

    def page_lines(self, pairs: Iterable[Row]) -> str:
        """One line per page with gold, and per page without that gave pairs."""
        lines = self._run(pairs, self._gold, self._pages, "--show").splitlines()
        return "\n".join(line for line in lines[:-1] if not line.startswith("  "))

    def kinds(self, pairs: Sequence[Row]) -> dict[str, Row]:
        """The figures of each kind of page that has gold."""
        with_gold = {page["id"] for page in self._gold}
        kinds: dict[str, Row] = {}
        for kind in sorted({page["kind"] for page in self._pages if page["id"] in with_gold}):
            pages = [page for page in self._pages if page["kind"] == kind]
            names = {page["id"] for page in pages}
            gold = [page for page in self._gold if page["id"] in names]
            own = [pair for pair in pairs if page_of(pair) in names]
            kinds[kind] = self._figures(own, gold, pages) | {"pages": len(gold)}
        return kinds

    def methods(self, pairs: Sequence[Row]) -> dict[str, Row]:
        """The figures of each method's own pairs, on all pages."""
        found: dict[str, Row] = {}
        for method in sorted({pair["method"] for pair in pairs}):
            own = [pair for pair in pairs if pair["method"] == method]
            found[method] = self._figures(own, self._gold, self._pages) | {
                "pages": len({p["url"] for p in own})
            }
        return found

    def _figures(self, pairs: Sequence[Row], gold: Sequence[Row], pages: Sequence[Row]) -> Row:
        scores = json.loads(self._run(pairs, gold, pages, "--json"))
        judged = {page["id"] for page in gold if page["complete"]}
        judged |= {page["id"] for page in pages if page["label"] == "no_qa"}
        is_judged = any(page_of(pair) in judged for pair in pairs)
        precision = scores["precision"] if is_judged else None
        return {"pairs": len(pairs), "precision": precision, "recall": scores["recall"]}

    def _run(self, pairs: Iterable[Row], gold: Iterable[Row], pages: Iterable[Row], form: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            files = {name: Path(folder) / f"{name}.jsonl" for name in ("pairs", "gold", "pages")}
            for file, rows in zip(files.values(), (pairs, gold, pages), strict=True):
                write_lines(file, rows)
            inputs = [part for name, file in files.items() for part in (f"--{name}", str(file))]
            command = [sys.executable, str(self._tool), *inputs, form]
            return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def page_of(pair: Row) -> str:
    """The id of the page that a pair comes from."""
    return str(pair["url"]).removeprefix("file:").removesuffix(".html.gz")


def print_table(head: str, rows: dict[str, Row]) -> None:
    print(f"\n{head:28s} pages  pairs  precision  recall")
    for name, row in rows.items():
        precision = "-" if row["precision"] is None else f"{row['precision']:.3f}"
        print(f"{name:28s} {row['pages']:5d} {row['pairs']:6d} {precision:>10s} {row['recall']:7.3f}")


if __name__ == "__main__":
    main()
