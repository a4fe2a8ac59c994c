"""Rounds of recall: train, recall, label the sites, and train again on what they hold.

WORK/loop.json             what the loop was begun with
WORK/round-1-model.bin     the classifier, with its card and its run beside it
WORK/round-1/              recall with it
WORK/round-1-domains/      its sites, counted and labelled
WORK/round-2-positives/    candidates of kept sites, drawn for the next training set
WORK/round-2-negatives/    candidates of dropped sites
WORK/rounds.json, .md      what each round changed

Each of these is a run of its own, so that a loop that is killed goes on where it was. The order is that of MAmmoTH2
(arXiv 2405.03548, section 2.1), which has two rounds; DeepSeekMath (arXiv 2402.03300, section 2.1) goes on until 98 %
of a round's pages are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from webinstruct.core.errors import PlanMismatch, RunnerError
from webinstruct.pipeline.config import RunConfig
from webinstruct.pipeline.loop.compare import new_sites, overlap
from webinstruct.pipeline.loop.config import Loop, check_unchanged
from webinstruct.pipeline.loop.inputs import check_inputs
from webinstruct.pipeline.loop.parts import (
    DOMAINS,
    NEGATIVES,
    POSITIVES,
    drawing,
    labelling,
    recalling,
    training,
)
from webinstruct.pipeline.loop.round_report import RoundReport, round_report, written_rounds
from webinstruct.pipeline.loop.sites_report import sites_report
from webinstruct.pipeline.run import Run, run
from webinstruct.pipeline.training import TrainedModel, trained_model
from webinstruct.runner.drive import Watcher

__all__ = ["Teller", "Wish", "rounds"]


@dataclass(frozen=True, slots=True)
class Wish:
    """When a loop ends: after `most_rounds`, or behind the first round of whose candidates earlier ones had the share
    `until_overlap`, in [0, 1]."""

    most_rounds: int
    until_overlap: float | None = None

    def is_met(self, report: RoundReport) -> bool:
        """Whether `report` is on the last round."""
        return report.number >= self.most_rounds or self.is_reached(report)

    def is_reached(self, report: RoundReport) -> bool:
        """Whether enough of the round's candidates were known."""
        share, wanted = report.overlap, self.until_overlap
        return share is not None and wanted is not None and share >= wanted


@dataclass(frozen=True, slots=True)
class Teller:
    """Who is told how far a loop is: `say` of each part before it begins, `watcher` of its shards."""

    say: Callable[[str], None]
    watcher: Watcher | None = None


def rounds(loop: Loop, wish: Wish, teller: Teller) -> list[RoundReport]:
    """Do the rounds that are not done yet; reports on all of them, which are also written to the work directory.

    Raises:
        PlanMismatch: the settings, or a file that they name, are not those that the loop was begun with.
        InputError: a file that is read later is missing or of another form, or a round leaves nothing to train the
            next classifier on.
        RunnerError: a part of a run failed.
    """
    check_inputs(loop)
    check_unchanged(loop)
    reports: list[RoundReport] = []
    for number in count(1):
        reports.append(_round(loop, number, teller))
        written_rounds(reports, loop.work_dir)
        if wish.is_met(reports[-1]):
            break
    return reports


def _round(loop: Loop, number: int, teller: Teller) -> RoundReport:
    """Do one round, and say what it changed."""
    if number > 1:
        for what in (POSITIVES, NEGATIVES):
            _done(drawing(loop, number, what), f"round {number}: {what}", teller)
    model = _trained(loop, number, teller)
    _done(recalling(loop, number), f"round {number}: recall", teller)
    labelled = _done(labelling(loop, number), f"round {number}: domains", teller)
    sites = sites_report(labelled.run_dir, labelled.stages, top=0)
    earlier = [loop.place(other) for other in range(1, number)]
    known = overlap(loop.place(number), earlier).share if earlier else None
    new = new_sites(loop.place(number, DOMAINS), [loop.place(other, DOMAINS) for other in range(1, number)])
    return round_report(number, model.card, sites, known, new)


def _trained(loop: Loop, number: int, teller: Teller) -> TrainedModel:
    teller.say(f"round {number}: train")
    with _told_of_the_loop():
        return trained_model(training(loop, number), watcher=teller.watcher)


def _done(config: RunConfig, what: str, teller: Teller) -> Run:
    """The run of `config`, at its end."""
    teller.say(what)
    with _told_of_the_loop():
        done = run(config, watcher=teller.watcher)
    if done.failures:
        first = done.failures[0]
        raise RunnerError(
            f"{what}: {first.part.step} {first.part.number} of '{first.stage}' failed: {first.message} "
            "What is done is kept; the same command goes on."
        )
    return done


@contextmanager
def _told_of_the_loop() -> Iterator[None]:
    """What differs from a run's plan is said with the way on in a loop, which has no --new-run."""
    try:
        yield
    except PlanMismatch as error:
        raise PlanMismatch(f"{error} In a loop that is another --work-dir.") from error
