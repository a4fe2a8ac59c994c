"""A real server that speaks S3, on 127.0.0.1, and a bucket in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import s3fs
from moto.server import ThreadedMotoServer

__all__ = ["served_bucket", "store"]


@contextmanager
def served_bucket(objects: Mapping[str, bytes]) -> Iterator[str]:
    """The address of a new bucket with these objects; meanwhile the environment names its server."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    name = f"crawls-{uuid.uuid4().hex[:8]}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "tea")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "tea")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        store().mkdir(name)
        for path, content in objects.items():
            store().pipe_file(f"{name}/{path}", content)
        yield f"s3://{name}/"
    server.stop()


def store() -> Any:
    """What reads and writes objects on that server."""
    return s3fs.S3FileSystem(skip_instance_cache=True)
