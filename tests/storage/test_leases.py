"""Leases: at most one holder, whatever they do and however long they sleep; none for ever."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from webinstruct.storage.leases import LEASE, Lease, is_leased, taken_lease
from webinstruct.storage.owners import owner_now
from webinstruct.storage.renewal import awake_s, let_go

_LEASE_S = 1_000.0
_HOLDERS = 3
_COMPETITOR = """
import pathlib, sys
from webinstruct.storage.leases import taken_lease
from webinstruct.storage.place import place_at
inside, held = pathlib.Path(sys.argv[2]), 0
while held < int(sys.argv[3]):
    if lease := taken_lease(place_at(sys.argv[1])):
        inside.touch(exist_ok=False)
        assert lease.is_ours()
        inside.unlink()
        lease.release()
        held += 1
"""
_HOLDER = """
import sys, time
from webinstruct.storage.leases import taken_lease
from webinstruct.storage.place import place_at
lease = taken_lease(place_at(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


class World:
    """A folder whose clock, and that of all holders, is put forward."""

    def __init__(self, folder: Path) -> None:
        self.lock = folder / "a.lock"
        self.ahead_s = 0.0

    def clock(self) -> float:
        return awake_s() + self.ahead_s

    def pass_time(self, seconds: float) -> None:
        """What lies there gets older."""
        self.ahead_s += seconds
        for file in self.lock.with_name(self.lock.name + LEASE).glob("*"):
            at = file.stat().st_mtime - seconds
            os.utime(file, (at, at))

    def taken(self) -> Lease | None:
        return taken_lease(self.lock, _LEASE_S, self.clock)


class SlowHolder:
    """One that is stopped over the look at its clock, while two others take the lease one after the other."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.waits = False
        self.newcomer: Lease | None = None
        self._looks = 0

    def clock(self) -> float:
        now = self.world.clock()
        self._looks += self.waits
        if self._looks == 3:  # behind the question whether it is ours, and whether it is time
            self.waits = False
            self._looks = 0
            self.world.pass_time(_LEASE_S * 0.2)
            between = self.world.taken()
            assert between is not None
            between.release()
            self.newcomer = self.world.taken()
        return now


def test_a_held_lease_is_not_taken_again(tmp_path: Path) -> None:
    world = World(tmp_path)
    held = world.taken()
    assert held is not None
    assert held.is_ours()
    assert is_leased(world.lock, _LEASE_S)
    assert world.taken() is None
    held.release()


def test_a_released_lease_leaves_nothing_and_can_be_taken(tmp_path: Path) -> None:
    world = World(tmp_path)
    first = world.taken()
    assert first is not None
    first.release()
    assert not first.is_ours()
    assert list(tmp_path.rglob("*")) == []
    second = world.taken()
    assert second is not None
    second.release()


def test_a_lease_that_was_not_renewed_is_lost_before_another_gets_it(tmp_path: Path) -> None:
    world = World(tmp_path)
    first = world.taken()
    assert first is not None
    world.pass_time(_LEASE_S - 1)
    assert first.is_ours()
    assert world.taken() is None
    world.pass_time(2)
    assert not first.is_ours()
    second = world.taken()
    assert second is not None
    first.renew()
    first.release()
    assert not first.is_ours()
    assert second.is_ours()
    assert world.taken() is None
    second.release()


def test_a_renewed_lease_lasts(tmp_path: Path) -> None:
    world = World(tmp_path)
    held = world.taken()
    assert held is not None
    for _ in range(5):
        world.pass_time(_LEASE_S * 0.6)
        held.renew()
        assert held.is_ours()
        assert world.taken() is None
    held.release()
    assert list(tmp_path.rglob("*")) == []


def test_a_renewal_that_broke_off_halfway_is_taken_up_again(tmp_path: Path) -> None:
    world = World(tmp_path)
    held = world.taken()
    assert held is not None
    folder = world.lock.with_name(world.lock.name + LEASE)
    (folder / "2").write_bytes((folder / "1").read_bytes())  # made, its answer lost, the listing never came
    world.pass_time(_LEASE_S / 2)
    held.renew()
    world.pass_time(_LEASE_S * 0.7)
    assert held.is_ours()
    assert world.taken() is None  # what the try had made is older than the lease by now
    held.release()


def test_a_renewal_that_was_slow_takes_nothing_from_who_came_meanwhile(tmp_path: Path) -> None:
    world = World(tmp_path)
    slow = SlowHolder(world)
    held = taken_lease(world.lock, _LEASE_S, slow.clock)
    assert held is not None
    world.pass_time(_LEASE_S * 0.9)
    slow.waits = True
    held.renew()
    assert slow.newcomer is not None
    assert slow.newcomer.is_ours()
    assert not held.is_ours()
    slow.newcomer.release()


def test_the_lease_of_a_dead_process_of_this_machine_is_not_waited_for(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(lock)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert taken_lease(lock) is None
        holder.kill()
    taken = taken_lease(lock)
    assert taken is not None
    taken.release()


def test_the_lease_of_another_machine_is_waited_for(tmp_path: Path) -> None:
    world = World(tmp_path)
    folder = world.lock.with_name(world.lock.name + LEASE)
    folder.mkdir()
    (folder / "7").write_text(f"elsewhere-{owner_now().partition('-')[2]}\n")
    assert world.taken() is None
    world.pass_time(_LEASE_S + 1)
    taken = world.taken()
    assert taken is not None
    taken.release()


def test_a_lease_from_the_time_before_a_clock_was_set_back_is_not_waited_for(tmp_path: Path) -> None:
    world = World(tmp_path)
    folder = world.lock.with_name(world.lock.name + LEASE)
    folder.mkdir()
    (folder / "7").write_text("elsewhere-1-1\n")
    world.pass_time(-30 * 86_400.0)
    taken = world.taken()
    assert taken is not None
    taken.release()


def test_a_held_lease_is_renewed_by_itself(tmp_path: Path) -> None:
    held = taken_lease(tmp_path / "a.lock", lease_s=1.0)
    assert held is not None
    until = time.monotonic() + 2.5
    while time.monotonic() < until:
        time.sleep(0.1)
    assert held.is_ours()
    held.release()


def test_of_processes_that_compete_one_is_inside(tmp_path: Path) -> None:
    compete(str(tmp_path / "a.lock"), tmp_path / "inside", times=20)


def compete(lock: str, inside: Path, times: int) -> None:
    """Have three processes take turns; one that finds another inside fails."""
    words = [sys.executable, "-c", _COMPETITOR, lock, str(inside), str(times)]
    processes = [subprocess.Popen(words) for _ in range(3)]
    assert [process.wait(100) for process in processes] == [0, 0, 0]


class Holders(RuleBasedStateMachine):
    """Holders that take, renew, sleep and let go, in any order, while time passes."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.world = World(Path(self._folder.name))
        self.held: list[list[Lease]] = [[] for _ in range(_HOLDERS)]

    def teardown(self) -> None:
        for lease in (lease for leases in self.held for lease in leases):
            let_go(lease)
        self._folder.cleanup()

    @rule(who=st.integers(0, _HOLDERS - 1))
    def take(self, who: int) -> None:
        is_free = not self._holding()
        taken = self.world.taken()
        if taken is not None:
            let_go(taken)  # renewed only by the rule below: in between its holder sleeps
            self.held[who].append(taken)
        assert is_free or taken is None

    @rule(who=st.integers(0, _HOLDERS - 1))
    def renew(self, who: int) -> None:
        self._each(who, Lease.renew)

    @rule(who=st.integers(0, _HOLDERS - 1))
    def release(self, who: int) -> None:
        self._each(who, Lease.release)

    @rule(seconds=st.sampled_from([10.0, _LEASE_S * 0.4, _LEASE_S * 0.9, _LEASE_S * 1.5]))
    def sleep(self, seconds: float) -> None:
        self.world.pass_time(seconds)

    @rule()
    def none_for_ever(self) -> None:
        self.world.pass_time(_LEASE_S + 1)
        self.take(0)
        assert any(lease.is_ours() for lease in self.held[0])

    @invariant()
    def at_most_one_holds(self) -> None:
        assert self._holding() <= 1

    def _holding(self) -> int:
        return sum(lease.is_ours() for leases in self.held for lease in leases)

    def _each(self, who: int, act: Callable[[Lease], None]) -> None:
        for lease in self.held[who]:
            act(lease)


TestHolders = Holders.TestCase
TestHolders.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
