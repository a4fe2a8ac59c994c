"""The inbox of a worker: what waits, and for whom."""

from webinstruct.core.stage import PROCESS
from webinstruct.executors.worker import _Inbox
from webinstruct.runner.parts import Part


def _inbox(*parts: Part | None) -> _Inbox:
    inbox = _Inbox()
    for part in parts:
        inbox.put(part)
    return inbox


def test_parts_of_one_step_come_in_order() -> None:
    inbox = _inbox(Part(PROCESS, 1), Part(PROCESS, 2))
    assert [inbox.next_of(PROCESS), inbox.next_of(PROCESS), inbox.next_of(PROCESS)] == [
        Part(PROCESS, 1),
        Part(PROCESS, 2),
        None,
    ]


def test_a_part_of_the_next_step_waits_until_it_is_asked_for() -> None:
    """The last shard is reported done before its worker asks for more: the next step may be waiting then."""
    inbox = _inbox(Part(PROCESS, 1), Part("files", 0))
    assert inbox.next() == Part(PROCESS, 1)
    assert inbox.next_of(PROCESS) is None
    assert inbox.next() == Part("files", 0)


def test_the_end_waits_too() -> None:
    inbox = _inbox(None)
    assert inbox.next_of(PROCESS) is None
    assert inbox.next() is None
