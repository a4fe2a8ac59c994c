"""How much of the questions, answers and formulae of real pages survives in their text, and how much else stays.

    python benchmarks/page_text.py [--data ../shared/data] [--quick] [--json]

Compared on the same pages with resiliparse's plain text (all of it, and its main content). Figures:

question, answer   mean over the gold pairs of the share of their word 5-grams that the text holds, in [0, 1]
formulae           share of the gold pairs' formulae that the text holds between delimiters or bare
words              words of the text / words of all visible text, mean over the pages whose gold is complete
words_sum          the same as a share of all their words together
pages_per_s        pages a second of processor time, decoding not counted
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from webinstruct.sources.charset import decoded
from webinstruct.sources.page_text import page_text, parse_html

Words = Sequence[str]
GoldPage = dict[str, Any]

N = 5
# The scorer's rule for a token: words, single CJK characters, letters and digits inside formulae.
TOKEN = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_]+")
TAG = re.compile(r"<[^>]{1,80}>")
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$", re.DOTALL)
# Gold formulae carry a TeX sign; without one, two dollars are money or code.
TEX_SIGN = re.compile(r"[\\^_=<>+]|^\s*[A-Za-z0-9]{1,3}\s*$")


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    options = parsed_options()
    data = Path(options.data)
    if not (data / "gold.jsonl").exists():
        print(f"{data}/gold.jsonl is missing: pass the folder that holds gold.jsonl and pages/ as --data.")
        sys.exit(0)
    gold = [json.loads(line) for line in (data / "gold.jsonl").open(encoding="utf-8")]
    html_of = {page["id"]: html_in(data / "pages" / f"{page['id']}.html.gz") for page in gold}
    figures: dict[str, Any] = {
        name: measured(gold, html_of, text_of, options.per_page and name == "page_text")
        for name, text_of in TEXTS.items()
    }
    figures["page_text"]["pages_per_s"] = speed(data, 120 if options.quick else None)
    if not options.json:
        for name, row in figures.items():
            print(f"{name:18s}" + "  ".join(f"{key} {value}" for key, value in row.items()))
    print(json.dumps(figures))


def parsed_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", default="../shared/data", help="folder with gold.jsonl and pages/")
    parser.add_argument("--quick", action="store_true", help="time 120 pages instead of all")
    parser.add_argument("--json", action="store_true", help="print only the JSON line")
    parser.add_argument("--per-page", action="store_true", help="print a line for every page with gold")
    return parser.parse_args()


def our_text(html: str) -> str:
    return page_text(parse_html(html)).text


def all_text(html: str) -> str:
    return extract_plain_text(HTMLTree.parse(html), main_content=False)


def main_text(html: str) -> str:
    return extract_plain_text(HTMLTree.parse(html), main_content=True)


TEXTS: dict[str, Callable[[str], str]] = {
    "page_text": our_text,
    "resiliparse_all": all_text,
    "resiliparse_main": main_text,
}


def html_in(file: Path) -> str:
    return decoded(gzip.decompress(file.read_bytes()))


def measured(
    gold: list[GoldPage], html_of: dict[str, str], text_of: Callable[[str], str], per_page: bool
) -> dict[str, Any]:
    """The figures of one way to take text from a page."""
    questions: list[float] = []
    answers: list[float] = []
    formulae = intact = ours = visible = 0
    shares: list[float] = []
    for page in gold:
        html = html_of[page["id"]]
        text = text_of(html)
        held, bare = grams(words(text)), squeezed(text)
        q = [survival(pair["question"], held, text) for pair in page["pairs"]]
        a = [survival(pair["answer"], held, text) for pair in page["pairs"]]
        f = [formula in bare for formula in formulae_of(page)]
        questions += q
        answers += a
        formulae, intact = formulae + len(f), intact + sum(f)
        part, whole = len(text.split()), len(all_text(html).split())
        if page["complete"]:
            ours, visible = ours + part, visible + whole
            shares.append(part / whole)
        if per_page:
            print(
                f"{page['id']} question {mean(q):.3f} answer {mean(a):.3f} formulae {sum(f)}/{len(f)}"
                f" words {part}/{whole} = {part / whole:.2f}{'' if page['complete'] else ' (not complete)'}"
            )
    return {
        "question": round(mean(questions), 4),
        "answer": round(mean(answers), 4),
        "formulae": round(intact / formulae, 4),
        "formulae_counted": formulae,
        "words": round(mean(shares), 4),
        "words_sum": round(ours / visible, 4),
    }


def words(text: str) -> Words:
    return TOKEN.findall(TAG.sub(" ", unicodedata.normalize("NFKC", text).lower()))


def grams(tokens: Words) -> set[tuple[str, ...]]:
    return set(zip(*(tokens[k:] for k in range(N)), strict=False))


def survival(gold_text: str, held: set[tuple[str, ...]], text: str) -> float:
    """Share of the 5-grams of `gold_text` among `held`; a shorter text counts as one gram."""
    tokens = words(gold_text)
    if len(tokens) < N:
        return float(" ".join(tokens) in " ".join(words(text)))
    wanted = list(zip(*(tokens[k:] for k in range(N)), strict=False))
    return sum(gram in held for gram in wanted) / len(wanted)


def formulae_of(page: GoldPage) -> Iterator[str]:
    """The formulae in the page's pairs, white space removed."""
    for pair in page["pairs"]:
        for part in (pair["question"], pair["answer"]):
            for match in FORMULA.finditer(part):
                formula = match[1] or match[2]
                if TEX_SIGN.search(formula):
                    yield squeezed(formula)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def speed(data: Path, limit: int | None) -> float:
    """Pages a second of parse and page_text together."""
    pages = [html_in(file) for file in sorted((data / "pages").glob("*.html.gz"))[:limit]]
    start = time.process_time()
    for html in pages:
        our_text(html)
    return round(len(pages) / (time.process_time() - start), 1)


if __name__ == "__main__":
    main()
