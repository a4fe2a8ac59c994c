"""How much of a page the classifier has to see: AUC and microseconds a page for each choice.

    python benchmarks/recall_quality.py [--data ../shared/data] [--quick] [--json] [--wide]

5-fold cross-validation on the labelled pages (qa against no_qa) with the preset small, training and scoring on the same
text: the first look (cut out of the bytes) or the page's whole text (parsed, formulae kept), of either so many
characters. AUC is the mean over the folds, by two ways to make them:

random   each page by itself; pages of one site stand on both sides, so that knowing the site helps
sites    all pages of a site in one fold: what a classifier is worth on sites that it has not seen

`spread` is the distance between the best and the worst of the repetitions (other folds, other seed). Microseconds are
processor time of taking the text (us_text), of its tokens (us_features) and of the folded model (us_model). With --wide
the table ends with the models of the paper's size, as trained (2 GB) and folded: it takes 3 GB of disk and of memory.
The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from webinstruct.recall.classifier import WANTED, Classifier, loaded_classifier, train_model
from webinstruct.recall.features import features
from webinstruct.recall.first_look import look_at
from webinstruct.recall.fold import write_folded
from webinstruct.recall.measures import auc_of
from webinstruct.recall.reading import domain_of
from webinstruct.sources.charset import decoded
from webinstruct.sources.page_text import page_text, parse_html

Page = Mapping[str, Any]
FOLDS = 5
CHARS = (1_000, 2_000, 4_000, 8_000, 20_000)
_TRAINED_WIDE = "import sys; from webinstruct.recall.classifier import train_file; train_file(*sys.argv[1:])"


def whole_text(body: bytes, chars: int) -> str:
    return page_text(parse_html(decoded(body))).text[:chars]


def seen_first(body: bytes, chars: int) -> str:
    return look_at(body, "", chars).text


TEXTS: Mapping[str, Callable[[bytes, int], str]] = {"first look": seen_first, "page_text": whole_text}


def main() -> None:
    """Measure and print."""
    words = _words()
    data = Path(words.data)
    if not (data / "pages.jsonl").exists():
        print(f"{data}/pages.jsonl is missing: pass the folder that holds pages.jsonl and pages/ as --data.")
        return
    pages = [page for page in _pages(data) if page["label"] in ("qa", "no_qa")]
    seeds = range(1 if words.quick else 3)
    found: list[dict[str, Any]] = []
    for chars in (4_000,) if words.quick else CHARS:
        for name in TEXTS:
            found.append(_row(name, chars, pages, seeds))
            if not words.json:
                print("  ".join(f"{key} {value}" for key, value in found[-1].items()), flush=True)
    figures: dict[str, Any] = {"pages": len(pages), "choices": found}
    if words.wide:
        figures["wide"] = _wide(pages, words.json)
    print(json.dumps(figures))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", default="../shared/data", help="folder with pages.jsonl and pages/")
    parser.add_argument("--quick", action="store_true", help="one size, folds made once; under a minute")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    parser.add_argument("--wide", action="store_true", help="time the models of the paper's size too")
    return parser.parse_args()


def _pages(data: Path) -> Iterator[Page]:
    for line in (data / "pages.jsonl").open(encoding="utf-8"):
        page = json.loads(line)
        page["body"] = gzip.decompress((data / "pages" / f"{page['id']}.html.gz").read_bytes())
        page["site"] = domain_of(page["url"] or "") or f"{page['source_repo']} {page['kind']}"
        yield page


def _row(name: str, chars: int, pages: Sequence[Page], seeds: Sequence[int]) -> dict[str, Any]:
    """One choice: its AUC by both ways to make folds, and what it costs."""
    texts, us_text = _timed(lambda page: TEXTS[name](page["body"], chars), pages)
    lines, us_features = _timed(lambda text: features(text, chars), texts)
    row: dict[str, Any] = {"text": name, "chars": chars}
    for way, key in (("random", "id"), ("sites", "site")):
        aucs = [
            _auc(lines, pages, _folds([page[key] for page in pages], pages, seed), seed) for seed in seeds
        ]
        row[f"auc_{way}"] = round(float(np.mean(aucs)), 3)
        row[f"spread_{way}"] = round(max(aucs) - min(aucs), 3)
    with tempfile.TemporaryDirectory() as folder:
        classifier = _trained(lines, pages, Path(folder), 0)
        _, us_model = _timed(classifier.score_line, lines)
    return {**row, "us_text": us_text, "us_features": us_features, "us_model": us_model}


def _timed(work: Callable[[Any], Any], given: Sequence[Any]) -> tuple[list[Any], int]:
    """What `work` makes of each, and the microseconds of processor time that one takes."""
    began = time.process_time()
    found = [work(one) for one in given]
    return found, round((time.process_time() - began) / len(given) * 1e6)


def _folds(keys: Sequence[str], pages: Sequence[Page], seed: int) -> list[int]:
    """The fold of each page: those with one key together, each fold with its share of both labels."""
    chance = random.Random(seed)  # noqa: S311 -- folds, no secrets
    groups = sorted(set(keys))
    chance.shuffle(groups)
    groups.sort(key=keys.count, reverse=True)
    totals = _labels(range(len(pages)), pages)
    load = np.zeros((FOLDS, 2))
    fold_of: dict[str, int] = {}
    for group in groups:
        share = _labels([n for n, key in enumerate(keys) if key == group], pages) / totals
        fold_of[group] = int(np.argmin(load @ share))
        load[fold_of[group]] += share
    return [fold_of[key] for key in keys]


def _labels(numbers: Sequence[int], pages: Sequence[Page]) -> Any:
    """How many of the pages are wanted, and how many are not; shape [2]."""
    wanted = sum(pages[n]["label"] == "qa" for n in numbers)
    return np.array([wanted, len(numbers) - wanted], dtype=np.float64)


def _auc(lines: Sequence[str], pages: Sequence[Page], folds: Sequence[int], seed: int) -> float:
    """The mean over the folds of the AUC of a model trained on the others."""
    aucs = []
    for fold in range(FOLDS):
        inside = [n for n, other in enumerate(folds) if other != fold]
        outside = [n for n, other in enumerate(folds) if other == fold]
        with tempfile.TemporaryDirectory() as folder:
            train = [lines[n] for n in inside], [pages[n] for n in inside]
            classifier = _trained(*train, Path(folder), seed)
        scores: dict[str, list[float]] = {"qa": [], "no_qa": []}
        for n in outside:
            scores[pages[n]["label"]].append(classifier.score_line(lines[n]))
        aucs.append(auc_of(np.array(scores["qa"]), np.array(scores["no_qa"])))
    return float(np.mean(aucs))


def _trained(lines: Sequence[str], pages: Sequence[Page], folder: Path, seed: int) -> Classifier:
    examples = ((page["label"] == "qa", line) for page, line in zip(pages, lines, strict=True))
    model = str(folder / "model.bin")
    train_model(examples, model, "small", seed)
    return loaded_classifier(model, WANTED, max(CHARS))


def _wide(pages: Sequence[Page], is_silent: bool) -> Mapping[str, Mapping[str, int]]:
    """Microseconds a page of the paper's model as it was trained, and folded, at each number of characters."""
    with tempfile.TemporaryDirectory() as folder:
        train, wide, folded = (str(Path(folder, name)) for name in ("train.txt", "wide.bin", "folded.bin"))
        with Path(train).open("w", encoding="utf-8") as file:
            for page in pages:
                label = "wanted" if page["label"] == "qa" else "other"
                file.write(f"__label__{label} {features(seen_first(page['body'], 20_000), 20_000)}\n")
        subprocess.run([sys.executable, "-c", _TRAINED_WIDE, train, wide, "mammoth2", "0", "1"], check=True)
        write_folded(wide, folded)
        found = {"as trained": _us_by_chars(pages, wide), "folded": _us_by_chars(pages, folded)}
    if not is_silent:
        for name, row in found.items():
            print(f"dim 256, {name}, us by characters: {row}")
    return found


def _us_by_chars(pages: Sequence[Page], model: str) -> dict[str, int]:
    classifier = loaded_classifier(model, WANTED, max(CHARS))
    lines = {chars: [features(seen_first(page["body"], chars), chars) for page in pages] for chars in CHARS}
    return {str(chars): _timed(classifier.score_line, lines[chars])[1] for chars in CHARS}


if __name__ == "__main__":
    main()
