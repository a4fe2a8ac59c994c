"""How Ray lost an actor, in words. Its errors say so in sentences only."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Loss", "how_lost"]


class Loss(NamedTuple):
    """How an actor was lost; `was_node`: with the node, or the way to it, so that nothing that it did is to blame."""

    how: str
    was_node: bool = False


_NODE = Loss("its node died", was_node=True)

_SIGNS = {
    "running low on memory": Loss("out of memory: Ray ended it to save its node"),
    "node has died": _NODE,
    "node was terminated": _NODE,
    "node is dead": _NODE,
    "node died": _NODE,
    "killed by `ray.kill`": Loss("its actor was killed"),
    "is unavailable": Loss("its node cannot be reached", was_node=True),
    "connection error code": Loss("its actor's process died (killed?)"),
    "exits unexpectedly": Loss("its actor's process died (killed?)"),
}
"""What stands in the message of Ray 2.30 to 2.60, and what it means; the first that fits holds."""
_MOST = 300


def how_lost(message: str) -> Loss:
    """The cause; the last line of Ray's message where it is of no known kind.

    >>> how_lost("The actor died because its node has died. Node Id: 5ae")
    Loss(how='its node died', was_node=True)
    >>> how_lost("The actor died unexpectedly.\\n\\tpid: 7\\nNo such thing.")
    Loss(how='its actor died: No such thing.', was_node=False)
    >>> how_lost("").how
    'its actor died'
    """
    for sign, loss in _SIGNS.items():
        if sign in message:
            return loss
    last = next((line.strip() for line in reversed(message.splitlines()) if line.strip()), "")
    return Loss(f"its actor died: {last[:_MOST]}" if last else "its actor died")
