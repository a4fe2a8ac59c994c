"""What the classifier's choices cost: how much of a page it sees, and whether it is folded.

    python benchmarks/recall_classifier.py [--data ../shared/data] [--quick] [--json]

The pages labeled qa and no_qa in `pages.jsonl` are cross-validated in five parts by `recall train` itself, with preset
small, for several lengths of what the classifier sees. Then a model of the shape that MAmmoTH2 reports (dim 256, 2,000,000
buckets; 2 GB, built on made-up words) is compared with the same model folded, each in a process of its own. Figures:

auc                 by text_chars: area under ROC over all pages, each scored by a model that had not seen it
auc_interval        its 95 % interval
average_precision   by text_chars
wide, folded        file_mb, load_s, private_mb (of the process, once loaded), predictions_per_s on the same pages
fold_s              seconds that folding takes; fold_mb is the most memory of the process that folds
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from webinstruct.pipeline.training import TrainingJob, trained_model
from webinstruct.recall.features import features
from webinstruct.recall.first_look import look_at
from webinstruct.recall.training.settings import ExampleSettings, TrainingSettings

CHOICES = (500, 1_000, 2_000, 5_000, 20_000)
QUICK_CHOICES = (1_000,)
FOLDS = 5
CHILD = Path(__file__).parent / "folding" / "child.py"
SEEN_CHARS = 20_000


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    options = parsed_options()
    labels = Path(options.data, "pages.jsonl")
    if not labels.exists():
        sys.exit(f"{labels} is missing: pass the folder that holds pages.jsonl and pages/ as --data.")
    with tempfile.TemporaryDirectory(prefix="webinstruct-") as name:
        folder = Path(name)
        counts = labelled_folders(labels, folder)
        figures: dict[str, Any] = {"pages": counts, "auc": {}, "auc_interval": {}, "average_precision": {}}
        for chars in QUICK_CHOICES if options.quick else CHOICES:
            card = trained(folder, chars)
            for key in ("auc", "auc_interval", "average_precision"):
                figures[key][str(chars)] = card[key]
            if not options.json:
                low, high = card["auc_interval"]
                print(f"{chars:>6,} characters: AUC {card['auc']:.3f} ({low:.3f} to {high:.3f})", flush=True)
        if not options.quick:
            figures |= folding(folder, options.json)
    print(json.dumps(figures))


def labelled_folders(labels: Path, folder: Path) -> dict[str, int]:
    """Copy the labeled pages to a folder for each label; how many there are."""
    counts = {"qa": 0, "no_qa": 0}
    for label in counts:
        (folder / label).mkdir()
    for line in labels.read_text("utf-8").splitlines():
        page = json.loads(line)
        if page["label"] in counts:
            counts[page["label"]] += 1
            found = next(place for place in places_of(labels, page["file"]) if place.exists())
            shutil.copy(found, folder / page["label"])
    return counts


def places_of(labels: Path, file: str) -> Sequence[Path]:
    """Where the file of a page may lie."""
    return (labels.parent / file, labels.parent / "pages" / file)


def trained(folder: Path, chars: int) -> dict[str, Any]:
    """The card of a classifier that sees `chars` characters."""
    examples = ExampleSettings(
        positives=(str(folder / "qa"),), negatives=(str(folder / "no_qa"),), text_chars=chars
    )
    training = TrainingSettings(preset="small", folds=FOLDS)
    job = TrainingJob(examples, training, str(folder / f"{chars}.bin"), workers=1)
    return dict(trained_model(job).card)


def folding(folder: Path, is_quiet: bool) -> dict[str, Any]:
    """Both forms of the large model."""
    lines = folder / "lines.txt"
    lines.write_text("".join(f"{line}\n" for line in seen_lines(folder)), "utf-8", "replace")
    wide, folded = folder / "wide.bin", folder / "folded.bin"
    child("build", wide)
    figures: dict[str, Any] = json.loads(child("fold", wide, folded))
    for name, path in (("wide", wide), ("folded", folded)):
        figures[name] = json.loads(child("use", path, lines))
        if not is_quiet:
            print(
                f"{name}: " + ", ".join(f"{key} {value:,}" for key, value in figures[name].items()),
                flush=True,
            )
    return figures


def seen_lines(folder: Path) -> Iterator[str]:
    """What the classifier sees of the pages that are not wanted."""
    for file in sorted((folder / "no_qa").iterdir()):
        body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        yield features(look_at(body, "", SEEN_CHARS).text, SEEN_CHARS)


def child(task: str, *paths: Path) -> str:
    """What a process of its own prints: its memory is that of its task alone."""
    command = [sys.executable, str(CHILD), task, *map(str, paths)]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()


def parsed_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", default="../shared/data", help="folder with pages.jsonl and pages/")
    parser.add_argument("--quick", action="store_true", help="one length, and nothing of 2 GB")
    parser.add_argument("--json", action="store_true", help="print nothing but the JSON object")
    return parser.parse_args()


if __name__ == "__main__":
    main()
