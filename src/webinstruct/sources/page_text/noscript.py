"""Pages that scripts build, and whose whole text stands in `<noscript>` for readers that run none.

Small ones hold trackers, a picture, a request to turn scripts on; those are never read.
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from webinstruct.sources.page_text.walk import Walk

__all__ = ["pages_without_scripts"]

_FEWEST = 400  # characters of a page; a request to turn scripts on is shorter


def pages_without_scripts(walk: Walk) -> frozenset[int]:
    """The `mem_id` of every noscript that holds text, where all of them hold more than the rest of the page.

    Elements inside one another are looked at once, as `walk` did not enter any.
    """
    least = max(_FEWEST, walk.characters)
    likely = [node for node in walk.noscripts if len(node.text()) > _FEWEST]
    if sum(len(node.text()) for node in likely) <= least:
        return frozenset()
    sizes = {node.mem_id: _characters_in(node) for node in likely}
    shown = frozenset(name for name, size in sizes.items() if size > _FEWEST)
    return shown if sum(sizes[name] for name in shown) > least else frozenset()


def _characters_in(noscript: LexborNode) -> int:
    walk = Walk(frozenset((noscript.mem_id,)))
    walk.run(noscript)
    return walk.characters
