"""`webinstruct recall round`."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from webinstruct.cli.called import next_line
from webinstruct.cli.progress import watching
from webinstruct.core.errors import ConfigError
from webinstruct.pipeline.loop.config import loop_from
from webinstruct.pipeline.loop.parts import DOMAINS
from webinstruct.pipeline.loop.round_report import round_lines
from webinstruct.pipeline.loop.rounds import Teller, Wish, rounds

__all__ = ["round_"]

_ROUNDS, _MOST_ROUNDS = 2, 6


def round_(
    config: Annotated[
        str, typer.Option("--config", "-c", help="YAML file with source, recall (with train) and loop.")
    ],
    work_dir: Annotated[str, typer.Option(help="Where all rounds live.")],
    number: Annotated[
        int | None, typer.Option("--rounds", min=1, help="How many rounds. Default: 2, as MAmmoTH2.")
    ] = None,
    until_overlap: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Go on until earlier rounds had this share of the candidates: 0.98."),
    ] = None,
    most_rounds: Annotated[
        int | None, typer.Option(min=1, help="With --until-overlap: most rounds. Default: 6.")
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="Override a setting: --set loop.pages_per_site=100")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Train, recall, label the domains, train again on what they hold, and say what each round changed.

    Example: webinstruct recall round --config configs/recall.yaml --work-dir runs/loop --rounds 2
    """
    wish = _wish(number, until_overlap, most_rounds)
    loop = loop_from(config, work_dir, set_ or [])
    with watching() as watcher:
        reports = rounds(loop, wish, Teller(lambda words: print(words, file=sys.stderr), watcher))
    if as_json:
        print(json.dumps([report.plain() for report in reports], indent=1, ensure_ascii=False))
        return
    print("\n".join(round_lines(reports)))
    last = reports[-1]
    if until_overlap is not None and not wish.is_reached(last):
        print(
            f"After {last.number} rounds {last.overlap or 0:.1%} are known, not {until_overlap:.1%}. "
            "Go on with a larger --most-rounds."
        )
    print(f"Report: {loop.work_dir / 'rounds.md'}")
    print(f"Candidates: {loop.place(last.number) / 'recall' / 'kept'}")
    print(next_line("show", loop.place(last.number, DOMAINS), "--stage", "label"))


def _wish(number: int | None, until_overlap: float | None, most_rounds: int | None) -> Wish:
    if until_overlap is None:
        if most_rounds is not None:
            raise ConfigError("--most-rounds goes with --until-overlap. Say how many rounds with --rounds.")
        return Wish(number or _ROUNDS)
    if number is not None:
        raise ConfigError(
            "--rounds and --until-overlap are two ways to say when to stop. Leave one of them out."
        )
    return Wish(most_rounds or _MOST_ROUNDS, until_overlap)
