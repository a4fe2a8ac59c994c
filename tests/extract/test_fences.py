from __future__ import annotations

from typing import Any

from webinstruct.core.spans import text_at
from webinstruct.extract.fences import fences, with_whole_code
from webinstruct.extract.found import Found, Passage
from webinstruct.extract.settings import ExtractSettings
from webinstruct.extract.stage import Extract
from webinstruct.sources.page_text import page_text, parse_html

TEXT = """Write it.

```
def scale(k):
    def inner(x):
        return k * x
    return inner
```

It closes over k."""


def shown(start: str, end: str) -> str:
    """What becomes of the slice from `start` to the end of `end`."""
    span = (TEXT.index(start), TEXT.index(end) + len(end))
    found = Found(Passage(((0, 9),)), Passage((span,)))
    return with_whole_code(found, TEXT, fences(TEXT)).answer.text(TEXT)


def test_lines_inside_a_block_get_a_fence_and_move_left_together() -> None:
    assert shown("def inner", "return inner") == "```\ndef inner(x):\n    return k * x\nreturn inner\n```"


def test_a_slice_that_ends_inside_a_block_is_closed() -> None:
    assert shown("Write", "def scale(k):") == "Write it.\n\n```\ndef scale(k):\n```"


def test_a_slice_that_begins_inside_a_block_is_opened() -> None:
    assert shown("return inner", "over k.") == "```\nreturn inner\n```\n\nIt closes over k."


def test_all_lines_of_a_block_become_the_block_as_it_stands() -> None:
    span = (TEXT.index("def scale"), TEXT.index("return inner") + len("return inner"))
    answer = with_whole_code(Found(Passage(((0, 9),)), Passage((span,))), TEXT, fences(TEXT)).answer
    assert not answer.shown
    assert text_at(TEXT, answer.spans) == TEXT[TEXT.index("```") : TEXT.rindex("```") + 3]


def test_prose_beside_a_block_stays_as_it_is() -> None:
    assert shown("It closes", "over k.") == "It closes over k."


def homework() -> list[dict[str, Any]]:
    parts = "".join(
        f"""<h3>Q{k}: Task {k}</h3><p>Complete the function number {k} so that it doubles its argument.</p>
<pre>def twice_{k}(x):
    <span class="solution">    y = x + x
        if y:
            return y
        return 0</span></pre>"""
        for k in (1, 2, 3)
    )
    html = f"<title>Homework 4 Solutions</title><h1>Homework 4 Solutions</h1>{parts}"
    content = page_text(parse_html(html))
    row = {"page_id": "p", "url": "https://a.example/hw", "title": content.title, "text": content.text}
    return [v for v in Extract(ExtractSettings()).process({**row, "html": html}) if isinstance(v, dict)]


def test_a_solution_marked_inside_a_listing_is_code_that_runs() -> None:
    found = homework()
    assert len(found) == 3
    for pair in found:
        fence, *lines, closing = pair["answer"].split("\n")
        assert (fence, closing) == ("```", "```")
        compile("def f(x):\n" + "\n".join(f"    {line}" for line in lines), "answer", "exec")


def test_code_with_a_fence_of_its_own_is_normalized() -> None:
    assert {pair["grounding"] for pair in homework()} == {"normalized"}
