"""The rules in their order, for one side of a pair."""

from __future__ import annotations

from collections.abc import Callable

from webinstruct.refine.edges import cut_answer, cut_question
from webinstruct.refine.formulae import unified_formulae
from webinstruct.refine.settings import RefineSettings
from webinstruct.refine.spacing import tidy

__all__ = ["cleaned_answer", "cleaned_question"]


def cleaned_question(text: str, settings: RefineSettings) -> str:
    r"""`text` tidied, with one notation for formulae and without a site's noise around it.

    >>> cleaned_question("Q:  Is \\(x\\)  even? ", RefineSettings())
    'Is $x$ even?'
    """
    return _cleaned(text, cut_question, settings)


def cleaned_answer(text: str, settings: RefineSettings) -> str:
    r"""As `cleaned_question`, with the labels of answers.

    >>> cleaned_answer("Answer:\nNo.\nShare", RefineSettings())
    'No.'
    """
    return _cleaned(text, cut_answer, settings)


def _cleaned(text: str, cut: Callable[[str], str], settings: RefineSettings) -> str:
    tidied = tidy(text)
    edged = cut(tidied) if settings.cut_edges else tidied
    return unified_formulae(edged) if settings.unify_formulae else edged
