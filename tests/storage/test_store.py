"""Object stores: a real server that speaks S3, behind a network that stumbles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from urllib3.exceptions import IncompleteRead

from tests.helpers.bucket import served_bucket, store
from tests.helpers.stumbling_store import FAULTS, Stumbling, stumbling
from tests.storage.test_leases import compete
from webinstruct.core.errors import ConfigError, InputError, StorageError
from webinstruct.runner.run_dir import run_dir_at
from webinstruct.storage.files import copy_file, opened, read_bytes, whole_file, write_whole
from webinstruct.storage.folders import (
    content_at,
    created,
    entries_in,
    exists,
    files_below,
    files_in,
    moved,
    names_in,
    remove,
    remove_all,
    remove_tree,
    size_of,
)
from webinstruct.storage.leases import is_leased, taken_lease
from webinstruct.storage.place import file_system, place_at
from webinstruct.storage.presence import Presence
from webinstruct.storage.promises import check_promises
from webinstruct.storage.store import forget_uploads, put
from webinstruct.storage.store_faults import asked

_LARGE = 20 << 20


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with served_bucket({}) as url:
        yield url.rstrip("/")


@pytest.fixture
def network(bucket: str) -> Iterator[Stumbling]:
    with stumbling(os.environ["AWS_ENDPOINT_URL"]) as state:
        yield state


def test_what_was_written_is_there_at_once(bucket: str) -> None:
    folder = place_at(f"{bucket}/plain")
    assert names_in(folder) == []
    assert not exists(folder / "a.txt")
    write_whole(folder / "a.txt", b"one")
    write_whole(folder / "below" / "b.txt", b"three")
    assert exists(folder / "a.txt")
    assert read_bytes(folder / "a.txt") == content_at(folder / "a.txt") == b"one"
    assert size_of(folder / "below" / "b.txt") == 5
    assert sorted(names_in(folder)) == ["a.txt", "below"]
    assert files_in(folder, ".txt") == [folder / "a.txt"]
    assert files_below(folder) == ["a.txt", "below/b.txt"]
    assert [entry.is_folder for entry in sorted(entries_in(folder))] == [False, True]


def test_what_was_removed_is_gone(bucket: str) -> None:
    folder = place_at(f"{bucket}/removed")
    for name in ("a", "b", "below/c"):
        write_whole(f"{folder}/{name}", b"x")
    remove(folder / "a")
    remove(folder / "never there")
    assert sorted(names_in(folder)) == ["b", "below"]
    remove_tree(folder)
    remove_tree(folder)
    assert files_below(folder) == []
    assert content_at(folder / "b") is None


def test_many_files_are_removed_by_one_request(bucket: str, network: Stumbling) -> None:
    files = [place_at(f"{bucket}/many") / str(number) for number in range(20)]
    for file in files[1:]:
        write_whole(file, b"1")
    network.asked.clear()
    remove_all(files)
    assert network.asked.total() == 1
    assert names_in(place_at(f"{bucket}/many")) == []


def test_a_file_may_be_moved_and_copied(bucket: str, tmp_path: Path) -> None:
    folder = place_at(f"{bucket}/moved")
    write_whole(folder / "a", b"content")
    moved(folder / "a", folder / "b")
    assert names_in(folder) == ["b"]
    copy_file(folder / "b", tmp_path / "c")
    assert (tmp_path / "c").read_bytes() == b"content"


def test_only_the_first_of_two_creates_a_file(bucket: str) -> None:
    place = place_at(f"{bucket}/created/1")
    assert created(place, b"first")
    assert not created(place, b"second")
    assert read_bytes(place) == b"first"


def test_a_file_that_is_left_by_an_error_does_not_appear(bucket: str) -> None:
    place = place_at(f"{bucket}/broken/a")
    with suppress(ZeroDivisionError), whole_file(place) as temporary:
        Path(temporary).write_bytes(b"half")
        raise ZeroDivisionError
    assert not exists(place)


def test_a_large_file_is_written_in_pieces_and_read_piece_by_piece(bucket: str) -> None:
    place = place_at(f"{bucket}/large/a")
    content = os.urandom(_LARGE)
    with whole_file(place, only_new=True) as temporary:
        Path(temporary).write_bytes(content)
    with opened(str(place)) as stream:
        stream.seek(_LARGE - 100)
        assert stream.read() == content[-100:]
    assert size_of(place) == _LARGE


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_passes_unnoticed(bucket: str, network: Stumbling, fault: str) -> None:
    network.faults, network.share = (fault,), 0.3
    folder = place_at(f"{bucket}/fault-{fault}")
    for number in range(4):
        assert created(folder / str(number), b"mine")
        assert read_bytes(folder / str(number)) == b"mine"
    assert sorted(names_in(folder)) == ["0", "1", "2", "3"]
    remove_tree(folder)
    assert names_in(folder) == []
    assert network.seen[fault] > 0


def test_a_created_file_whose_answer_was_lost_is_known_as_ours(bucket: str, network: Stumbling) -> None:
    network.faults, network.only = ("lost",), "PUT"
    network.share = 0.7
    place = place_at(f"{bucket}/lost")
    assert all(created(place / str(number), b"mine") for number in range(4))
    assert network.seen["lost"] > 0
    network.share = 0.0
    assert not created(place / "0", b"mine")


def test_a_large_file_whose_last_answer_was_lost_is_there(bucket: str, network: Stumbling) -> None:
    network.faults, network.only, network.share = ("lost",), "POST", 0.5
    place = place_at(f"{bucket}/lost-large")
    content = os.urandom(_LARGE)
    with whole_file(place, only_new=True) as temporary:
        Path(temporary).write_bytes(content)
    network.share = 0.0
    with opened(str(place)) as stream:
        assert stream.read() == content


def test_uploads_that_nobody_ended_are_given_up_below_the_folder_alone(bucket: str) -> None:
    client, name = store(), bucket.removeprefix("s3://")
    for key in ("mine/a", "mine/b", "mine-not/a"):
        client.call_s3("create_multipart_upload", Bucket=name, Key=key)
    assert forget_uploads(f"{bucket}/mine") == 2
    left = client.call_s3("list_multipart_uploads", Bucket=name)
    assert [upload["Key"] for upload in left["Uploads"]] == ["mine-not/a"]


def test_a_store_that_may_hold_a_run_is_left_as_it_was(bucket: str) -> None:
    check_promises(place_at(f"{bucket}/tried"))
    assert files_below(f"{bucket}/tried") == []


def test_a_store_that_puts_files_over_others_is_refused(bucket: str, network: Stumbling) -> None:
    network.ignored = "if-none-match"
    with pytest.raises(StorageError, match="puts a file over one that is there"):
        check_promises(place_at(f"{bucket}/tried"))
    assert files_below(f"{bucket}/tried") == []


def test_a_lease_in_a_store_has_one_holder(bucket: str) -> None:
    lock = place_at(f"{bucket}/locks/a.lock")
    held = taken_lease(lock)
    assert held is not None
    assert is_leased(lock)
    assert taken_lease(lock) is None
    held.release()
    assert not is_leased(lock)
    assert files_below(f"{bucket}/locks") == []


def test_processes_that_compete_for_a_lease_in_a_stumbling_store_take_turns(
    bucket: str, network: Stumbling, tmp_path: Path
) -> None:
    network.faults, network.share = ("error", "slow_down", "cut", "lost"), 0.05
    compete(f"{bucket}/compete/a.lock", tmp_path / "inside", times=3)


def test_of_two_who_share_a_store_none_is_alone(bucket: str) -> None:
    locks = place_at(f"{bucket}/shared/locks")
    one, two = Presence(locks, 60.0), Presence(locks, 60.0)
    one.come()
    assert one.is_alone()
    one.share()
    two.come()
    assert not one.is_alone()
    assert not two.is_alone()
    one.leave()
    assert two.is_alone()
    two.leave()
    assert files_below(locks) == []


def test_no_run_lives_in_the_memory_of_a_process() -> None:
    with pytest.raises(
        ConfigError, match=r"memory:// lives in the memory of one process\. Use a folder, or one of s3"
    ):
        run_dir_at("memory://runs/a")


def test_a_missing_bucket_is_named(bucket: str) -> None:
    with pytest.raises(InputError, match=r"s3://no-such-bucket-here/a .*Check the bucket"):
        put(b"x", "s3://no-such-bucket-here/a")


@pytest.mark.parametrize(
    "error",
    [import_module("botocore.parsers").ResponseParserError("invalid XML received"), IncompleteRead(1, 2)],
    ids=["garbage", "cut"],
)
def test_an_answer_that_nobody_can_read_is_a_storage_error(error: Exception) -> None:
    with pytest.raises(StorageError, match="does not answer"), asked("s3://bucket/file"):
        raise error


def test_a_store_that_does_not_answer_is_a_storage_error(bucket: str, network: Stumbling) -> None:
    network.faults, network.share = ("error",), 1.0
    client, _ = file_system(f"{bucket}/a")
    client.retries = 2
    with pytest.raises(StorageError, match="the store does not answer"):
        put(b"x", f"{bucket}/a")
