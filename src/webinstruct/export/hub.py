"""Upload to the Hugging Face Hub. The token stays in the environment: it is read here and written nowhere."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path

from webinstruct.core.errors import ConfigError, MissingExtra

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


def uploaded(folder: Path, repository: str) -> str:
    """Upload `folder` as a data set, making a private repository where there is none; the commit's address."""
    check_ready(repository)
    from huggingface_hub import HfApi  # an optional extra

    api = HfApi(token=_token(repository))
    api.create_repo(repository, repo_type="dataset", private=True, exist_ok=True)
    commit = api.upload_folder(
        repo_id=repository, folder_path=str(folder), repo_type="dataset", commit_message="Release"
    )
    return str(commit.commit_url)


def _token(repository: str) -> str:
    token = next((os.environ[name] for name in _TOKENS if os.environ.get(name)), None)
    if token is None:
        raise ConfigError(
            f"--push-to-hub {repository} needs a token with the right to write. "
            f"Set {_TOKENS[0]} in the environment."
        )
    return token
