"""How many of the pairs of real pages can be said at all by pointing at numbered lines, and what showing lines costs.

    python benchmarks/pointer_ceiling.py [--data ../shared/data] [--scorer ../shared/tools/score_pairs.py]
                                         [--quick] [--json] [--missed]

For every hand-annotated pair an oracle looks for the lines whose words are most like the question's, and the answer's:
the best single range, and the best list of at most four. What it points at becomes a passage as in extraction and is
scored by the scorer's own rule (token F1 of question and answer both at least 0.7). Figures:

one_range, ranges   share of the pairs that match, with one range a side and with a list
question, answer    mean token F1 with a list
exact               share of the pairs whose two sides both reach 0.98 with a list
formulae            share of the matched pairs whose LaTeX is intact, as the scorer counts it
tokens              mean of bytes / 4 a page: of the source, of its text, of the view that a model is shown
pages_per_s         pages a second of processor time for the view alone, parsing not counted
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ceiling.oracle import Oracle

from webinstruct.extract.structure import page_of_html
from webinstruct.extract.view.lines import NumberedPage, numbered_page, shown
from webinstruct.extract.view.pointers import pointed
from webinstruct.sources.charset import decoded

MOST_RANGES = 4
MATCHED = 0.7
EXACT = 0.98
QUICK_PAGES = 30


@dataclass(frozen=True)
class Said:
    """What one side of a pair could be said with: text and F1 of the best single range, and of the best list."""

    one: str
    one_f1: float
    many: str
    many_f1: float


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    options = parsed_options()
    data, script = Path(options.data), Path(options.scorer)
    for needed in (data / "gold.jsonl", data / "pages.jsonl", script):
        if not needed.exists():
            print(
                f"{needed} is missing: pass the folder of the annotated pages as --data, the scorer as --scorer."
            )
            print(json.dumps({"missing": str(needed)}))
            return
    scorer = module_at(script)
    gold = read_lines(data / "gold.jsonl")
    kind_of = {page["id"]: page["kind"] for page in read_lines(data / "pages.jsonl")}
    views = {page["id"]: view_of(data, page["id"]) for page in gold}
    said = {page["id"]: best_of_page(scorer, views[page["id"]], page["pairs"]) for page in gold}
    report = {
        **ceilings(scorer, gold, said),
        "formulae": formulae_intact(script, data, said),
        "kinds": by_kind(scorer, gold, said, kind_of),
        **costs(data, [page["id"] for page in gold] if options.quick else None),
    }
    if options.missed:
        tell_missed(gold, said)
    if not options.json:
        tell(report)
    print(json.dumps(report))


def parsed_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--data", default="../shared/data", help="folder with gold.jsonl, pages.jsonl and pages/"
    )
    parser.add_argument(
        "--scorer", default="../shared/tools/score_pairs.py", help="the script whose rule counts"
    )
    parser.add_argument("--quick", action="store_true", help="count tokens and time on annotated pages alone")
    parser.add_argument("--json", action="store_true", help="print only the JSON line")
    parser.add_argument(
        "--missed", action="store_true", help="print a line for every side below an F1 of 0.98"
    )
    return parser.parse_args()


def module_at(script: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(script.stem, script)
    if spec is None or spec.loader is None:
        raise ImportError(f"{script} is no Python script: pass the scorer as --scorer.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.open(encoding="utf-8")]


def html_of(data: Path, page_id: str) -> str:
    return decoded(gzip.decompress((data / "pages" / f"{page_id}.html.gz").read_bytes()))


def view_of(data: Path, page_id: str) -> NumberedPage:
    return numbered_page(page_of_html(f"file:{page_id}.html.gz", html_of(data, page_id)))


def best_of_page(
    scorer: ModuleType, page: NumberedPage, pairs: Sequence[dict[str, Any]]
) -> list[tuple[Said, Said]]:
    """Question and answer of every pair as the oracle points at them."""
    counts = [scorer.tokens("\n".join(page.text[a:b] for a, b in line.spans)) for line in page.lines]
    sides = []
    for pair in pairs:
        asked = [pair[name] for name in ("question", "question_local") if pair.get(name)]
        answers = [pair["answer"], *(pair.get("other_answers") or [])]
        sides.append((best_said(scorer, page, counts, asked), best_said(scorer, page, counts, answers)))
    return sides


def best_said(
    scorer: ModuleType, page: NumberedPage, counts: Sequence[Counter[str]], wordings: Sequence[str]
) -> Said:
    """The best of several wordings that all count as right."""
    return max((said(scorer, page, counts, wording) for wording in wordings), key=lambda s: s.many_f1)


def said(scorer: ModuleType, page: NumberedPage, counts: Sequence[Counter[str]], wording: str) -> Said:
    wanted = scorer.tokens(wording)
    one = Oracle(counts, wanted).ranges(1)
    many = Oracle(counts, wanted).ranges(MOST_RANGES)
    texts = [pointed(page, ranges).text(page.text) for ranges in (one, many)]
    f1s = [scorer.f1(scorer.tokens(text), wanted) for text in texts]
    if f1s[0] > f1s[1]:
        return Said(texts[0], f1s[0], texts[0], f1s[0])
    return Said(texts[0], f1s[0], texts[1], f1s[1])


def ceilings(
    scorer: ModuleType, gold: Sequence[dict[str, Any]], said: dict[str, list[tuple[Said, Said]]]
) -> dict[str, float]:
    """The shares of pairs that can be said, by the scorer's one-to-one matching."""
    pairs = [pair for page in gold for pair in said[page["id"]]]
    one = sum(
        len(scorer.matches([(q.one, a.one) for q, a in said[page["id"]]], page["pairs"])) for page in gold
    )
    many = sum(
        len(scorer.matches([(q.many, a.many) for q, a in said[page["id"]]], page["pairs"])) for page in gold
    )
    exact = sum(min(q.many_f1, a.many_f1) >= EXACT for q, a in pairs)
    return {
        "pairs": len(pairs),
        "one_range": round(one / len(pairs), 4),
        "ranges": round(many / len(pairs), 4),
        "question": round(sum(q.many_f1 for q, _ in pairs) / len(pairs), 4),
        "answer": round(sum(a.many_f1 for _, a in pairs) / len(pairs), 4),
        "exact": round(exact / len(pairs), 4),
    }


def by_kind(
    scorer: ModuleType,
    gold: Sequence[dict[str, Any]],
    said: dict[str, list[tuple[Said, Said]]],
    kind_of: dict[str, str],
) -> dict[str, dict[str, float]]:
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for page in gold:
        kinds[kind_of[page["id"]]].append(page)
    return {kind: ceilings(scorer, pages, said) for kind, pages in sorted(kinds.items())}


def formulae_intact(script: Path, data: Path, said: dict[str, list[tuple[Said, Said]]]) -> float | None:
    """The scorer's own figure, over what the oracle points at."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pairs.jsonl"
        rows = (
            {"url": f"file:{page_id}.html.gz", "question": q.many, "answer": a.many}
            for page_id, pairs in said.items()
            for q, a in pairs
        )
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, str(script), "--json", "--pairs", str(file)]
        command += ["--gold", str(data / "gold.jsonl"), "--pages", str(data / "pages.jsonl")]
        report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    value: float | None = report["formulae"]
    return value


def costs(data: Path, ids: Sequence[str] | None) -> dict[str, Any]:
    """Tokens a page, and pages a second for the view; all pages where `ids` is None."""
    names = ids or [file.name.split(".")[0] for file in sorted((data / "pages").glob("*.html.gz"))]
    html_bytes = text_bytes = view_bytes = lines = 0
    spent = 0.0
    for name in names:
        html = html_of(data, name)
        page = page_of_html(f"file:{name}.html.gz", html)
        begun = time.process_time()
        view = numbered_page(page)
        prompt = shown(view.lines)
        spent += time.process_time() - begun
        html_bytes += len(html.encode())
        text_bytes += len(page.text.encode())
        view_bytes += len(prompt.encode())
        lines += len(view.lines)
    count = len(names)
    return {
        "pages": count,
        "tokens": {
            "html": round(html_bytes / 4 / count),
            "text": round(text_bytes / 4 / count),
            "view": round(view_bytes / 4 / count),
        },
        "lines": round(lines / count, 1),
        "pages_per_s": round(count / spent, 1),
    }


def tell_missed(gold: Sequence[dict[str, Any]], said: dict[str, list[tuple[Said, Said]]]) -> None:
    for page in gold:
        for k, pair in enumerate(said[page["id"]]):
            for name, side in zip(("question", "answer"), pair, strict=True):
                if side.many_f1 < EXACT:
                    print(f"{page['id']} pair {k} {name} one {side.one_f1:.3f} list {side.many_f1:.3f}")


def tell(report: dict[str, Any]) -> None:
    for kind, row in report["kinds"].items():
        print(f"{kind:20s}" + "  ".join(f"{key} {value}" for key, value in row.items()))
    print("  ".join(f"{key} {value}" for key, value in report.items() if key != "kinds"))


if __name__ == "__main__":
    main()
