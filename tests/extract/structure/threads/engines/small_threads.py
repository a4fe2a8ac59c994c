"""One small thread that can be dressed in any engine's mark-up: a question, the asker's second post, two replies."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ANSWER", "QUESTION", "TITLE", "Dress"]

TITLE = "Sum of odd numbers"
QUESTION = "Why is the sum of two odd numbers even?"
MORE = "I forgot to add that I only know how to add and to double whole numbers, nothing beyond that so far."
ANSWER = "Each of them is one more than an even number, and the two ones add up to an even number as well."
LATE = "I always wondered about that, too, and never found a book that says why."
MARK = "Be kind to numbers."


@dataclass(frozen=True)
class Dress:
    """A page with WORDS for its posts, and a post with WHO, TEXT and NUMBER; TITLE stands in both.

    `quote` is what the engine puts around QUOTED; `note` what it writes below a text that was changed.
    """

    page: str
    post: str
    quote: str = ""
    note: str = ""

    def html(self, *, replied: bool = True) -> str:
        """The page; without replies that answer where it was not `replied` to."""
        answer = f"{self.quote.replace('QUOTED', QUESTION)}{ANSWER}{self.note}"
        said = [("ann", QUESTION), ("ann", MORE), ("bob", answer), ("cid", LATE)]
        posts = said if replied else [*said[:2], ("bob", "Thanks!"), ("cid", "Bump")]
        words = "".join(self._post(k, who, text) for k, (who, text) in enumerate(posts, 101))
        return self.page.replace("WORDS", words).replace("TITLE", TITLE)

    def _post(self, number: int, who: str, text: str) -> str:
        dressed = self.post.replace("NUMBER", str(number)).replace("WHO", who)
        return dressed.replace("MARK", MARK).replace("TEXT", text)
