"""The report: one HTML file that needs nothing else, and the funnel as JSON beside it."""

from __future__ import annotations

import json
from importlib.resources import files

from webinstruct.report.figure_section import figure_section
from webinstruct.report.funnel import funnel_plain
from webinstruct.report.html import Html, document, tag
from webinstruct.report.model_section import model_section
from webinstruct.report.pair_section import pair_section
from webinstruct.report.plan_section import plan_section
from webinstruct.report.stage_section import funnel_section, tiles
from webinstruct.report.stop_section import quarantine_section, reject_section
from webinstruct.report.trust_section import trust_section
from webinstruct.report.view import RunView, viewed
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.files import write_whole
from webinstruct.storage.place import Place

__all__ = ["written_report"]

_PAIRS_SHOWN = 12


def written_report(run: RunDir | RunView) -> Place:
    """Write `report/index.html` and `report/funnel.json` of a run, finished or not, and return the page's path."""
    view = viewed(run)
    path = view.run_dir.report / "index.html"
    write_whole(view.run_dir.report / "funnel.json", json.dumps(funnel_plain(view), indent=1).encode())
    write_whole(path, report_page(view).encode())
    return path


def report_page(view: RunView) -> str:
    """The whole page."""
    name = view.run_dir.name
    sections = [
        ("funnel", "Funnel", funnel_section(view.stages)),
        ("models", "Models and tokens", model_section(view)),
        ("trust", "Duplicates and benchmarks", trust_section(view)),
        ("figures", "Figures", figure_section(view)),
        ("pairs", "Sampled pairs", pair_section(view, _PAIRS_SHOWN)),
        ("quarantined", "Quarantined rows", quarantine_section(view)),
        ("rejected", "Sampled rejects", reject_section(view)),
        ("plan", "Settings and hashes", plan_section(view.plan)),
    ]
    head = tag(
        "header",
        tag("p", "webinstruct report", class_="brand"),
        tag("h1", name),
        tag("p", _subtitle(view), class_="quiet"),
        tiles(view),
        tag("nav", [tag("a", title, href=f"#{anchor}") for anchor, title, _ in sections]),
    )
    main = tag("main", [_section(*section) for section in sections])
    style = files("webinstruct.report").joinpath("style.css").read_text("utf-8")
    return document(f"{name}: webinstruct report", style, tag("div", head, main, class_="sheet"))


def _subtitle(view: RunView) -> str:
    settings = view.plan.source
    crawl = (settings.get("crawl") or {}).get("name")
    source = crawl or settings.get("path") or settings.get("pairs") or "a source of its own"
    shards = len(view.plan.shards)
    return f"{shards:,} shard{'' if shards == 1 else 's'} of {source}, webinstruct {view.plan.webinstruct}"


def _section(anchor: str, title: str, body: Html) -> Html:
    return tag("section", tag("h2", title), body, id=anchor)
