"""What the extract stage needs for pages that are far too large: seconds, growth when the page doubles, memory.

    python benchmarks/hostile_pages.py [--quick] [--json]

Each page is extracted in a process of its own. Figures, per shape: seconds at full size, growth (seconds of the full
page over those of half of it: 2 is linear, 4 quadratic), megabytes at the peak beyond a process that reads a small
page, and pairs found. A row may take 30 s (`Stage.row_timeout_s`), so a shape that comes near it is a defect.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from webinstruct.extract.settings import ExtractSettings
from webinstruct.extract.stage import Extract
from webinstruct.sources.page_text import page_text, parse_html

PAGES: Mapping[str, tuple[int, Callable[[int], str]]] = {
    "nested tags": (100_000, lambda n: "<div class='question post'>" * n + "Why? " + "</div>" * n),
    "forum posts": (10_000, lambda n: "".join(map(_phpbb_post, range(n)))),
    "posts of unknown software": (10_000, lambda n: "".join(map(_plain_post, range(n)))),
    "answers to one question": (
        10_000,
        lambda n: (
            "<div id='question' class='question'><div class='post-text'><p>Why is it so?</p></div></div>"
            + "<div class='answer'><div class='post-text'><p>Because it has to be so.</p></div></div>" * n
        ),
    ),
    "questions with headings": (
        50_000,
        lambda n: "".join(f"<h3>Why is {k} so?</h3><p>Because {k} is so, and was.</p>" for k in range(n)),
    ),
    "terms with definitions": (
        50_000,
        lambda n: (
            "<dl>"
            + "".join(f"<dt>Why is {k} so?</dt><dd>Because {k} is so.</dd>" for k in range(n))
            + "</dl>"
        ),
    ),
    "accordion items": (
        20_000,
        lambda n: "".join(
            f"<div class='accordion-item'><button class='accordion-button'>What is {k}?</button>"
            f"<div class='accordion-body'>It is the number {k}.</div></div>"
            for k in range(n)
        ),
    ),
    "problems with solutions": (
        40_000,
        lambda n: "".join(
            f"<p>Problem {k % 900 + 1}. What is the sum of {k} and {k}?</p><p>Solution: It is {2 * k}.</p>"
            for k in range(n)
        ),
    ),
    "solutions at the end": (
        900,
        lambda n: (
            "".join(f"<p>{k}. What is the sum of {k} and {k}?</p>" for k in range(1, n + 1))
            + "<h2>Solutions</h2>"
            + "".join(f"<p>{k}. It is {2 * k}.</p>" for k in range(1, n + 1))
        ),
    ),
    "lines Q: and A:": (
        50_000,
        lambda n: "".join(f"<p>Q: Why {k}?</p><p>A: Because of {k}.</p>" for k in range(n)),
    ),
    "bold lines": (
        50_000,
        lambda n: "".join(f"<p><b>Why is it {k}?</b></p><p>So it has to be {k}.</p>" for k in range(n)),
    ),
    "table rows": (
        50_000,
        lambda n: (
            "<table>" + "".join(f"<tr><td>Why {k}?</td><td>So, {k}.</td></tr>" for k in range(n)) + "</table>"
        ),
    ),
    "options of a form": (
        100_000,
        lambda n: (
            "<p>Which one?</p><select>" + "".join(f"<option>no. {k}</option>" for k in range(n)) + "</select>"
        ),
    ),
    "attributes": (100_000, lambda n: "<p " + " ".join(f"a{k}=1" for k in range(n)) + ">Why?</p>"),
    "marked questions": (
        10_000,
        lambda n: (
            "<div itemscope itemtype='https://schema.org/FAQPage'>"
            + "".join(
                "<div itemscope itemprop='mainEntity' itemtype='https://schema.org/Question'>"
                f"<h3 itemprop='name'>Why {k}?</h3><div itemscope itemprop='acceptedAnswer' "
                "itemtype='https://schema.org/Answer'><p itemprop='text'>"
                f"Because of {k}.</p></div></div>"
                for k in range(n)
            )
            + "</div>"
        ),
    ),
}


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="pages of a tenth of the size")
    parser.add_argument("--json", action="store_true", help="print only the JSON line")
    parser.add_argument(
        "--shape", help="extract one page of this shape and print what it took (used by the others)"
    )
    parser.add_argument("--size", type=int, default=1, help="elements of that page")
    options = parser.parse_args()
    if options.shape:
        print(json.dumps(taken(options.shape, options.size)))
        return
    base = in_process("forum posts", 2)["megabytes"]
    shapes = {}
    for shape, (size, _) in PAGES.items():
        whole = size // 10 if options.quick else size
        half, full = in_process(shape, whole // 2), in_process(shape, whole)
        shapes[shape] = {
            "elements": whole,
            "seconds": full["seconds"],
            "growth": round(full["seconds"] / max(half["seconds"], 1e-3), 2),
            "megabytes": round(full["megabytes"] - base),
            "pairs": full["pairs"],
        }
        if not options.json:
            print(
                f"{shape:28s} {' '.join(f'{word} {value}' for word, value in shapes[shape].items())}",
                flush=True,
            )
    figures = {
        "slowest_s": max(row["seconds"] for row in shapes.values()),
        "worst_growth": max(row["growth"] for row in shapes.values()),
        "most_megabytes": max(row["megabytes"] for row in shapes.values()),
        "shapes": shapes,
    }
    print(json.dumps(figures))


def in_process(shape: str, size: int) -> dict[str, Any]:
    """What `taken` says in a process that has done nothing else."""
    command = [sys.executable, __file__, "--shape", shape, "--size", str(size)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    took: dict[str, Any] = json.loads(result.stdout)
    return took


def taken(shape: str, size: int) -> dict[str, Any]:
    """Seconds of `Extract.process` on one page, megabytes at the peak of the process, pairs found."""
    html = f"<title>FAQ</title><body><h1>Questions and answers</h1>{PAGES[shape][1](size)}"
    content = page_text(parse_html(html))
    row = {
        "page_id": "p",
        "url": "https://a.example/faq",
        "title": content.title,
        "text": content.text,
        "html": html,
    }
    stage = Extract(ExtractSettings(max_pairs_per_page=1_000_000))
    start = time.process_time()
    pairs = sum(isinstance(verdict, dict) for verdict in stage.process(row))
    seconds = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": round(seconds, 3), "megabytes": round(megabytes), "pairs": pairs}


def _phpbb_post(k: int) -> str:
    return (
        f"<div class='post'><div class='postprofile'><a class='username'>user{k}</a></div><div class='postbody'>"
        f"<div class='content'>Why is it {k}? Because it has always been so.</div></div></div>"
    )


def _plain_post(k: int) -> str:
    return (
        f"<li class='entry-post'><a class='user-name' href='/user/{k}'>user{k}</a><time>2019-05-01</time>"
        f"<div class='entry-text'>How is it {k}? It has always been so, as far as I know.</div></li>"
    )


if __name__ == "__main__":
    main()
