"""The steps that find candidates by meaning."""

from __future__ import annotations

from collections.abc import Sequence

from webinstruct.core.source import Slice
from webinstruct.core.stage import Step
from webinstruct.dedup.semantic.embed import Embed, EmbedEarlier, OpenOnce
from webinstruct.dedup.semantic.match import MatchMeaning
from webinstruct.dedup.settings import DedupSettings

__all__ = ["meaning_steps"]


def meaning_steps(settings: DedupSettings, pieces: Sequence[Slice]) -> Sequence[Step]:
    """What is done behind `exact`; nothing where `semantic` is not set."""
    semantic = settings.semantic
    if semantic is None:
        return ()
    opened = OpenOnce(semantic)
    earlier = [EmbedEarlier(settings, semantic, opened, pieces)] if pieces else []
    embed = Embed(settings, semantic, opened, len(pieces))
    return (*earlier, embed, MatchMeaning(semantic, len(pieces)))
