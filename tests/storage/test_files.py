"""Files: found, read, and written whole or not at all."""

import errno
import os
import resource
from pathlib import Path

import pytest

from webinstruct.core.errors import InputError, MissingExtra, StorageError
from webinstruct.storage.files import listed, opened, read_bytes, resolved, sha256_of, whole_file, write_whole


def test_a_folder_is_listed_with_its_subfolders_in_order(tmp_path: Path) -> None:
    for name in ("b.html", "a/z.html", "a/x.txt"):
        write_whole(str(tmp_path / name), b"12")
    found = listed(str(tmp_path), [".html"])
    assert [(Path(f.path).relative_to(tmp_path).as_posix(), f.size) for f in found] == [
        ("a/z.html", 2),
        ("b.html", 2),
    ]


def test_files_of_a_relative_folder_have_relative_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(str(tmp_path / "a" / "x.html"), b"")
    (tmp_path / "b").mkdir()
    monkeypatch.chdir(tmp_path / "b")
    for place in ("../a", "./../a", "../a/*.html", "../a/x.html"):
        assert [found.path for found in listed(place)] == ["../a/x.html"]


def test_a_glob_is_listed(tmp_path: Path) -> None:
    write_whole(str(tmp_path / "a1.x"), b"")
    write_whole(str(tmp_path / "b1.x"), b"")
    assert [Path(f.path).name for f in listed(str(tmp_path / "a*.x"))] == ["a1.x"]


@pytest.mark.parametrize("name", ["missing", "missing*.x", "missing/"])
def test_nothing_there_is_an_error_with_the_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="missing"):
        listed(str(tmp_path / name))


def test_a_missing_file_is_an_error_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nope\.txt cannot be read"), opened(str(tmp_path / "nope.txt")):
        pass


def test_a_builtin_path_lies_inside_the_package() -> None:
    assert Path(resolved("builtin:benchmarks/index.jsonl")).is_file()


def test_a_scheme_without_its_package_names_the_extra_to_install() -> None:
    try:
        import s3fs  # noqa: F401
    except ImportError:
        with pytest.raises(MissingExtra, match=r"pip install 'webinstruct\[s3\]'"):
            listed("s3://bucket/key")


def test_an_unknown_scheme_is_an_input_error() -> None:
    with pytest.raises(InputError, match="nosuch"):
        listed("nosuch://x")


def test_a_store_without_rename_is_written_with_one_put() -> None:
    write_whole("memory://bucket/a.txt", b"hello")
    assert read_bytes("memory://bucket/a.txt") == b"hello"
    assert [f.path for f in listed("memory://bucket")] == ["memory:///bucket/a.txt"]


def test_a_hash_is_the_sha256_of_the_bytes(tmp_path: Path) -> None:
    write_whole(str(tmp_path / "x"), b"abc")
    assert (
        sha256_of(str(tmp_path / "x")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def _write_half(target: Path) -> None:
    with whole_file(str(target)) as temporary:
        Path(temporary).write_bytes(b"half")
        raise RuntimeError


def test_a_file_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        _write_half(tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "x"
    write_whole(str(target), b"old")
    with pytest.raises(RuntimeError):
        _write_half(target)
    assert target.read_bytes() == b"old"


def test_a_full_disk_is_a_sentence_with_the_next_step(tmp_path: Path) -> None:
    """A file size limit stands for the full disk: the write fails in the same place, with EFBIG for ENOSPC."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(StorageError, match=r"No space left to write .*run the same command again"):
            write_whole(str(tmp_path / "x"), b"0" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_folder_that_may_not_be_written_is_a_sentence(tmp_path: Path, code: int) -> None:
    with pytest.raises(StorageError, match="may not be written"), whole_file(str(tmp_path / "x")):
        raise OSError(code, os.strerror(code))


def test_a_file_where_a_folder_should_be_is_a_sentence(tmp_path: Path) -> None:
    write_whole(str(tmp_path / "x"), b"")
    with pytest.raises(StorageError, match="could not be written"):
        write_whole(str(tmp_path / "x" / "y"), b"")
