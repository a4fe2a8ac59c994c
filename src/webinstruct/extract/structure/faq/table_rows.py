"""Tables that ask in one column and answer in the next."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.asking import is_question
from webinstruct.extract.structure.page import Page

__all__ = ["table_rows"]

_FEWEST = 2
_CELLS = frozenset({"td", "th"})


def table_rows(page: Page) -> Sighting:
    """The rows of two cells of which the first asks; nothing where fewer than half of a page's such rows do."""
    if page.text.count("?") + page.text.count("？") + page.text.count("؟") < _FEWEST:
        return Sighting()
    rows = [cells for cells in map(_cells, page.nodes("tr")) if len(cells) == 2]
    pairs = []
    for first, second in rows:
        asked, told = page.span(first), page.span(second)
        if asked and told and is_question(page.text[slice(*asked)].strip()):
            pairs.append(Found(Passage((asked,)), passage(page.text, [told])))
    answers = {pair.answer.text(page.text) for pair in pairs}
    fits = len(pairs) >= _FEWEST and 2 * len(pairs) >= len(rows) and 2 * len(answers) > len(pairs)
    return Sighting(pairs if fits else ())


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in _CELLS]
