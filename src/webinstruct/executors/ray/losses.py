"""How Ray lost an actor, in words. Its errors say so in sentences only."""

from __future__ import annotations

__all__ = ["how_lost"]

_SIGNS = {
    "running low on memory": "out of memory: Ray ended it to save its node",
    "node has died": "its node died",
    "node was terminated": "its node died",
    "node is dead": "its node died",
    "node died": "its node died",
    "killed by `ray.kill`": "its actor was killed",
    "is unavailable": "its node cannot be reached",
    "connection error code": "its actor's process died (killed?)",
    "exits unexpectedly": "its actor's process died (killed?)",
}
"""What stands in the message of Ray 2.30 to 2.60, and what it means; the first that fits holds."""
_MOST = 300


def how_lost(message: str) -> str:
    """The cause in words; the last line of Ray's message where it is of no known kind.

    >>> how_lost("The actor died because its node has died. Node Id: 5ae")
    'its node died'
    >>> how_lost("The actor died unexpectedly.\\n\\tpid: 7\\nNo such thing.")
    'its actor died: No such thing.'
    >>> how_lost("")
    'its actor died'
    """
    for sign, words in _SIGNS.items():
        if sign in message:
            return words
    last = next((line.strip() for line in reversed(message.splitlines()) if line.strip()), "")
    return f"its actor died: {last[:_MOST]}" if last else "its actor died"
