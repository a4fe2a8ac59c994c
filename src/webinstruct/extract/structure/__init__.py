"""Methods that read pairs off a page's mark-up and shape; each takes a Page and returns a Sighting.

They run in the order of `METHODS`, the most trusted first; one that settles what the page is ends the search. Those in
`BY_NAME` run only where `extract.methods` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from webinstruct.extract.found import Sighting
from webinstruct.extract.structure.faq.qa_lines import qa_lines
from webinstruct.extract.structure.faq.question_groups import question_groups
from webinstruct.extract.structure.faq.table_rows import table_rows
from webinstruct.extract.structure.marked.class_pairs import class_pairs
from webinstruct.extract.structure.marked.json_ld import json_ld
from webinstruct.extract.structure.marked.microdata import microdata
from webinstruct.extract.structure.page import Page, page_of_html, page_of_text
from webinstruct.extract.structure.problems.exercises import exercises
from webinstruct.extract.structure.problems.proofs import proofs
from webinstruct.extract.structure.threads.known import threads as known_threads
from webinstruct.extract.structure.threads.shaped import thread_shape

__all__ = ["BY_NAME", "METHODS", "Method", "Page", "page_of_html", "page_of_text"]

Method = Callable[[Page], Sighting]

METHODS: Mapping[str, Method] = {
    "thread": known_threads,
    "microdata": microdata,
    "json_ld": json_ld,
    "thread_shape": thread_shape,
    "class_pairs": class_pairs,
    "exercises": exercises,
    "qa_lines": qa_lines,
    "table_rows": table_rows,
    "question_groups": question_groups,
    "proofs": proofs,
}
BY_NAME = frozenset({"proofs"})
