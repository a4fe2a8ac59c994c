"""Items in other words: nearest ones by embedding, and an engine that says whether they ask the same.

items ─EmbedItems─▶ vectors ─Judge─▶ pairs near enough ─engine─▶ hits of the tier `judged`
"""

from webinstruct.decontaminate.semantic.settings import SemanticSettings

__all__ = ["SemanticSettings"]
