"""Upload to the Hugging Face Hub. The token stays in the environment: it is read here and written nowhere."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path

from webinstruct.core.errors import ConfigError, MissingExtra
from webinstruct.storage.files import copy_file
from webinstruct.storage.folders import files_below
from webinstruct.storage.place import Place
from webinstruct.storage.scratch import own_folder

__all__ = ["check_ready", "uploaded"]

_TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


def check_ready(repository: str) -> None:
    """Raise where an upload to `repository` (owner/name) could not even begin, so that it shows before the work.

    Raises:
        MissingExtra: huggingface_hub is not installed.
        ConfigError: the name is no repository, or there is no token.
    """
    if not _REPOSITORY.fullmatch(repository):
        raise ConfigError(f"--push-to-hub {repository}: name a repository as OWNER/NAME.")
    if find_spec("huggingface_hub") is None:
        raise MissingExtra(
            f"--push-to-hub {repository} needs huggingface_hub. Next: pip install 'webinstruct[hf]'"
        )
    _token(repository)


def uploaded(folder: Place, repository: str) -> str:
    """Upload `folder` as a data set, making a private repository where there is none; the commit's address."""
    check_ready(repository)
    from huggingface_hub import HfApi  # an optional extra

    api = HfApi(token=_token(repository))
    api.create_repo(repository, repo_type="dataset", private=True, exist_ok=True)
    commit = api.upload_folder(
        repo_id=repository, folder_path=str(_here(folder)), repo_type="dataset", commit_message="Release"
    )
    return str(commit.commit_url)


def _here(folder: Place) -> Path:
    """The files of `folder` on this machine; out of a store they come to scratch, which goes with this process."""
    if isinstance(folder, Path):
        return folder
    copy = own_folder() / "release"
    for name in files_below(folder):
        copy_file(folder / name, copy / name)
    return copy


def _token(repository: str) -> str:
    token = next((os.environ[name] for name in _TOKENS if os.environ.get(name)), None)
    if token is None:
        raise ConfigError(
            f"--push-to-hub {repository} needs a token with the right to write. "
            f"Set {_TOKENS[0]} in the environment."
        )
    return token
