"""What a stage costs beside its model: the same prompts through bare vLLM and through the stage `extract`.

    python benchmarks/llm_overhead.py [--quick] [--json] [--gpu] [--model FOLDER] [--pages N]

Three columns ask one engine with the same requests in turn, in this process, each time with an empty prefix cache:

stage       pages from Parquet, lines numbered, tokens counted, answers read and found in the page, and three whole
            files for each shard
bare        `LLM.generate` with all prompts, rendered already, in a list in memory
best_bare   the same without its work on text: prompts as token ids, answers left as token ids (detokenize off),
            FINAL_ONLY

A rate is prompt and output tokens a second. `ratio` is the stage's rate over bare, `ratio_to_best_bare` over best_bare.
The stage, too, has vLLM leave answers as token ids and makes text of each once: `ratio` has that saving in it and can
be over 1, the second one is what the stage itself costs. `running` is the share of max_num_seqs that vLLM's own
statistics call running, `in_flight` what runs or waits, in steady state: from when max_num_seqs requests were first in
flight until all have been asked and fewer are left. Shards end and begin in between.

Without a GPU the model is tiny and random; with --gpu it has the shape of seven billion parameters and random weights
(load_format dummy); --model takes another. What a random model says has no end by itself, so that all columns are held
to two pairs a page. Output tokens are those generated here; what both answer styles would take is not generated but
computed from the annotated pages (../shared/data/gold.jsonl). The last line is one JSON object, with the figures of the
larger size at its top.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def main() -> None:
    """Measure and print."""
    words = _words()
    sys.path.insert(0, str(Path(__file__).parents[1]))  # the tiny model is the tests'
    from overhead.measure import measured  # not at the top: each of vLLM's processes imports this file again

    figures = measured(words.gpu, words.quick, words.model, words.pages)
    if not words.json:
        _tell(figures)
    print(json.dumps(figures))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer pages, about a minute with vLLM's start")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    parser.add_argument("--gpu", action="store_true", help="the shape of a model of seven billion parameters")
    parser.add_argument("--model", default="", help="folder of a model; by default one is built")
    parser.add_argument("--pages", type=int, default=0, help="pages of the larger size")
    return parser.parse_args()


def _tell(figures: Mapping[str, Any]) -> None:
    for size, rates in figures["sizes"].items():
        print(f"{size} pages")
        for name, value in rates.items():
            print(f"{name:>34}  {value}")
    print("all")
    for name, value in figures.items():
        if name != "sizes":
            print(f"{name:>34}  {value}")


if __name__ == "__main__":
    main()
