"""The runs that a round is made of, as configs: what is drawn from the round before, trained, recalled and labelled."""

from __future__ import annotations

from collections.abc import Sequence

from webinstruct.core.errors import InputError
from webinstruct.pipeline.config import RunConfig, config_from
from webinstruct.pipeline.loop.config import Loop
from webinstruct.pipeline.loop.domains import domains_config
from webinstruct.pipeline.training import TrainingJob
from webinstruct.recall.sites.label import DROP, KEEP
from webinstruct.recall.training.settings import ExampleSettings, TrainingSettings
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.files import listed
from webinstruct.storage.parquet import row_count

__all__ = ["DOMAINS", "NEGATIVES", "POSITIVES", "drawing", "labelling", "recalling", "training"]

MODEL, DOMAINS, POSITIVES, NEGATIVES = "model.bin", "domains", "positives", "negatives"
_LABELS = {POSITIVES: KEEP, NEGATIVES: DROP}
_DRAWN = "pages"


def drawing(loop: Loop, number: int, what: str) -> RunConfig:
    """The run that draws the positives or the negatives of round `number` from the round before."""
    before = str(loop.place(number - 1))
    return config_from(
        {
            "source": {"use": "webinstruct.recall.drawing.source:CandidatesOfRun", "path": before},
            "stages": [{"name": _DRAWN, "use": "webinstruct.recall.drawing.stage:DrawPages"}],
            _DRAWN: {
                "run": before,
                "labels": _labels_folder(loop, number - 1),
                "label": _LABELS[what],
                "pages_per_site": loop.settings.pages_per_site,
                "most_pages": _most_pages(loop, number, what),
            },
            "executor": loop.values["executor"],
            "run_dir": str(loop.place(number, what)),
        }
    )


def training(loop: Loop, number: int) -> TrainingJob:
    """The training of round `number`'s classifier.

    Raises:
        InputError: the round before has left no positives.
    """
    settings, train = loop.settings, loop.recall.train
    return TrainingJob(
        _first_examples(loop) if number == 1 else _next_examples(loop, number),
        TrainingSettings(
            preset=train.preset, held_out=settings.held_out, folds=settings.folds, seed=train.seed
        ),
        str(loop.place(number, MODEL)),
        workers=loop.workers,
    )


def recalling(loop: Loop, number: int) -> RunConfig:
    """Recall with round `number`'s classifier."""
    recall = {**loop.values["recall"], "train": None, "model": str(loop.place(number, MODEL))}
    place = str(loop.place(number))
    return config_from({**loop.values, "recall": recall, "stages": ["recall"], "run_dir": place})


def labelling(loop: Loop, number: int) -> RunConfig:
    """The sites of round `number` counted and labelled."""
    settings = loop.settings
    rounds_before = range(number - 1, 0, -1) if settings.labels_stay else ()
    earlier = [_labels_folder(loop, before) for before in rounds_before]
    label = settings.label.model_dump(mode="json")
    groups = {
        "sites": settings.sites.model_dump(mode="json"),
        "label": {**label, "earlier": [*label["earlier"], *earlier]},
        "executor": loop.values["executor"],
    }
    return domains_config(str(loop.place(number)), groups, run_dir=str(loop.place(number, DOMAINS)))


def _labels_folder(loop: Loop, number: int) -> str:
    """Where the labelled sites of round `number` lie."""
    return str(RunDir(loop.place(number, DOMAINS)).kept("label", 0).parent)


def _first_examples(loop: Loop) -> ExampleSettings:
    train = loop.recall.train
    return _examples(loop, _paths(train.positives), _paths(train.negatives), ())


def _next_examples(loop: Loop, number: int) -> ExampleSettings:
    """Candidates of kept sites as positives; those of dropped ones, which look alike, beside the general crawl."""
    train = loop.recall.train
    drawn = {what: _drawn(loop, number, what) for what in _LABELS}
    if not drawn[POSITIVES]:
        raise InputError(
            f"round {number - 1} kept no site with candidates, so that there is nothing to train on. Look at the "
            f"labels: webinstruct show {loop.place(number - 1, DOMAINS)} --stage label; or lower "
            "recall.threshold or loop.sites.least_pages in another --work-dir."
        )
    seeds = _paths(train.positives) if loop.settings.keep_seeds else ()
    general = _paths(loop.settings.negatives) or _paths(train.negatives)
    return _examples(loop, (*drawn[POSITIVES], *seeds), general, drawn[NEGATIVES])


def _examples(
    loop: Loop, positives: Sequence[str], negatives: Sequence[str], hard: Sequence[str]
) -> ExampleSettings:
    return ExampleSettings(
        positives=tuple(positives),
        negatives=tuple(negatives),
        hard_negatives=tuple(hard),
        balance=loop.settings.balance,
        text_chars=loop.recall.text_chars,
        seed=loop.recall.train.seed,
    )


def _most_pages(loop: Loop, number: int, what: str) -> int:
    """Dropped sites give half as many pages as kept ones: the general crawl is to have room beside them."""
    most = loop.settings.pages_per_class
    if what == POSITIVES:
        return most
    return max(1, min(most, _drawn_pages(loop, number, POSITIVES)) // 2)


def _drawn(loop: Loop, number: int, what: str) -> tuple[str, ...]:
    """The folder of what was drawn for round `number`; nothing where no page was."""
    return (_drawn_folder(loop, number, what),) if _drawn_pages(loop, number, what) else ()


def _drawn_pages(loop: Loop, number: int, what: str) -> int:
    return sum(row_count(file.path) for file in listed(_drawn_folder(loop, number, what), (".parquet",)))


def _drawn_folder(loop: Loop, number: int, what: str) -> str:
    return str(RunDir(loop.place(number, what)).kept(_DRAWN, 0).parent)


def _paths(paths: str | Sequence[str]) -> tuple[str, ...]:
    return (paths,) if isinstance(paths, str) else tuple(paths)
