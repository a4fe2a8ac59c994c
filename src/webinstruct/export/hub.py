"""Upload to the Hugging Face Hub. The token stays in the environment: it is read here and written nowhere."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path

from webinstruct.core.errors import ConfigError, MissingExtra
from webinstruct.core.stage import StepContext
from webinstruct.export.release import folder_of

__all__ = ["Push", "check_ready"]

_TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


class Push:
    """The step that uploads the release. Its artifact names the repository and the commit."""

    name = "push"
    per_shard = False
    suffix = ".json"

    def __init__(self, repository: str) -> None:
        self._repository = repository

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Upload the folder as one commit."""
        commit = uploaded(folder_of(context.run_dir), self._repository)
        Path(out).write_text(json.dumps({"repository": self._repository, "commit": commit}))


def check_ready(repository: str) -> None:
    """Raise where an upload to `repository` could not even begin, so that it shows before the work.

    Raises:
        MissingExtra: huggingface_hub is not installed.
        ConfigError: there is no token.
    """
    if find_spec("huggingface_hub") is None:
        raise MissingExtra(
            f"export.push_to_hub: {repository} needs huggingface_hub. Next: pip install 'webinstruct[hf]'"
        )
    _token(repository)


def uploaded(folder: Path, repository: str) -> str:
    """Upload `folder` as a data set, making a private repository where there is none; the commit's id."""
    check_ready(repository)
    from huggingface_hub import HfApi  # an optional extra

    api = HfApi(token=_token(repository))
    api.create_repo(repository, repo_type="dataset", private=True, exist_ok=True)
    commit = api.upload_folder(
        repo_id=repository, folder_path=str(folder), repo_type="dataset", commit_message="Release"
    )
    return str(commit.oid)


def _token(repository: str) -> str:
    token = next((os.environ[name] for name in _TOKENS if os.environ.get(name)), None)
    if token is None:
        raise ConfigError(
            f"export.push_to_hub: {repository} needs a token with the right to write. "
            f"Set {_TOKENS[0]} in the environment."
        )
    return token
