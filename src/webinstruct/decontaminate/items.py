"""From the rows of a benchmark file to its items: which fields hold the question, which the rest.

Benchmarks name their fields as they like. A question field is known by its name; where a row has a body, passage or
context beside the question, the two are one text, because the question alone ("How many are left?") is anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from webinstruct.core.errors import InputError

__all__ = ["Fields", "Item", "Text", "fields_of", "item_of", "plain_name"]

_QUESTIONS = (
    "question problem input prompt query instruction informal_statement formal_statement statement stem sentence "
    "problem_statement question_text question_stem messages conversations text"
)
_CONTEXTS = "body passage context background story article premise"
_REST = (
    "answer answers solution solutions target targets output rationale explanation golden gold correct_answer "
    "best_answer incorrect_answer_1 incorrect_answer_2 incorrect_answer_3 informal_proof proof response completion "
    "options choices endings ending0 ending1 ending2 ending3 option_a option_b option_c option_d reasoning cot"
)
_IDS = "id question_id record_id task_id problem_id item_id uid idx problem_name"
_QUESTION_NAMES, _CONTEXT_NAMES = frozenset(_QUESTIONS.split()), frozenset(_CONTEXTS.split())
_REST_NAMES, _ID_NAMES = frozenset(_REST.split()), tuple(_IDS.split())
_CHAT = frozenset(["messages", "conversations"])

# Only where the options begin a line: "Options are:", "Answer Choices: (A) 2 (B) 4".
_OPTIONS = re.compile(r"\n\s{0,9}(?:options|answer choices|choices)(?: are)?\s{0,3}:", re.IGNORECASE)


class Text(NamedTuple):
    """One text of an item; `is_question` says whether it counts as a whole when it is short."""

    field: str
    text: str
    is_question: bool


class Item(NamedTuple):
    """One item of a benchmark: its id (or the number of its row) and its texts."""

    id: str
    texts: tuple[Text, ...]


class Fields(NamedTuple):
    """The field names of a benchmark file by what they hold."""

    questions: tuple[str, ...]
    contexts: tuple[str, ...]
    rest: tuple[str, ...]


def fields_of(rows: Sequence[Mapping[str, Any]], where: str, chosen: Sequence[str] | None = None) -> Fields:
    """What the fields of `rows` hold; `chosen` names the question fields where the names do not tell.

    >>> fields_of([{"Body": "b", "Question": "q", "Answer": 3, "Equation": "e"}], "svamp.json")
    Fields(questions=('Question',), contexts=('Body',), rest=('Answer',))

    Raises:
        InputError: a chosen field is missing, or no field looks like a question.
    """
    found = sorted({name for row in rows for name in row})
    missing = [name for name in chosen or () if name not in found]
    if missing:
        raise InputError(
            f"{where} has no field {missing}, which decontaminate.text_fields names; it has {found}. Name those that "
            "hold the questions."
        )
    questions = tuple(chosen or (name for name in found if plain_name(name) in _QUESTION_NAMES))
    if not questions:
        raise InputError(
            f"{where} has no field that looks like a question; it has {found}. Name those that hold the questions "
            "under decontaminate.text_fields."
        )
    contexts = () if chosen else tuple(name for name in found if plain_name(name) in _CONTEXT_NAMES)
    rest = tuple(name for name in found if plain_name(name) in _REST_NAMES and name not in questions)
    return Fields(questions, contexts, rest)


def item_of(row: Mapping[str, Any], fields: Fields, number: int) -> Item:
    """The item in `row`, the `number`-th of its file counted from 0.

    >>> fields = Fields(("q",), ("body",), ("a",))
    >>> item_of({"body": "Two cats sit.", "q": "How many legs?", "a": 8, "ID": "c-1"}, fields, 0)
    Item(id='c-1', texts=(Text(field='q', text='Two cats sit.\\nHow many legs?', is_question=True),))
    """
    context = "\n".join(text for name in fields.contexts for text in _strings(row.get(name)))
    texts: list[Text] = []
    for name in fields.questions:
        question = "\n".join(_asked(name, row.get(name)))
        if question.strip():
            whole = f"{context}\n{question}" if context.strip() else question
            texts += [Text(name, part, True) for part in _with_stem(whole)]
    for name in fields.rest:
        rest = "\n".join(_strings(row.get(name)))
        if rest.strip():
            texts.append(Text(name, rest, False))
    return Item(_id_of(row, number), tuple(texts))


def plain_name(field: str) -> str:
    """A field's name as it is compared with known ones.

    >>> plain_name("Answer Choices")
    'answer_choices'
    """
    return field.strip().lower().replace(" ", "_").replace("-", "_")


def _asked(name: str, value: Any) -> Iterator[str]:
    """The strings of a question field; of a conversation, what others than the assistant say."""
    if plain_name(name) in _CHAT and isinstance(value, list):
        for turn in value:
            if isinstance(turn, Mapping):
                speaker = str(turn.get("role") or turn.get("from") or "")
                if speaker not in ("assistant", "gpt", "system"):
                    yield from _strings(turn.get("content") or turn.get("value"))
            else:
                yield from _strings(turn)
    else:
        yield from _strings(value)


def _strings(value: Any) -> Iterator[str]:
    """All strings in a value, however they are nested, in order."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, Mapping):
            waiting.extend(reversed(list(current.values())))
        elif isinstance(current, list | tuple):
            waiting.extend(reversed(current))


def _with_stem(question: str) -> list[str]:
    """The question, and without its options too where it lists them: pages set options in many ways."""
    options = _OPTIONS.search(question)
    return (
        [question, question[: options.start()]]
        if options and question[: options.start()].strip()
        else [question]
    )


def _id_of(row: Mapping[str, Any], number: int) -> str:
    named = {plain_name(name): value for name, value in row.items()}
    for name in _ID_NAMES:
        if isinstance(named.get(name), str | int) and str(named[name]).strip():
            return str(named[name])
    return str(number)
