"""What a loop reads only in its later parts, looked at before its first one: on a crawl days lie between them."""

from __future__ import annotations

from webinstruct.pipeline.loop.config import Loop
from webinstruct.recall.sites.label import LabelSites
from webinstruct.storage.files import listed

__all__ = ["check_inputs"]


def check_inputs(loop: Loop) -> None:
    """Raise where labels, their prompt or example pages are missing, or labels are of another form.

    Raises:
        ConfigError: the prompt has other fields, or the engine cannot be built.
        InputError: a file is missing, or is no file of labels.
    """
    train = loop.recall.train
    for paths in (train.positives, train.negatives, loop.settings.negatives):
        for path in (paths,) if isinstance(paths, str) else paths:
            listed(path)
    LabelSites(loop.settings.label).identity()
