"""What a model is: the hashes of the files in its folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

__all__ = ["lacking", "model_files", "named_model"]

_MIB = 1 << 20
_WHOLE = 16 * _MIB
"""Files up to this size are hashed whole: config, tokenizer, templates."""
_CONFIGS = "config.json params.json".split()
_TOKENIZERS = "tokenizer.json tokenizer.model tokenizer_config.json vocab.json tekken.json".split()
_SUFFIXES = frozenset(".json .jinja .txt .model .safetensors .bin .pt .pth .gguf .tiktoken .py".split())


def named_model(model: str) -> tuple[str, str | None]:
    """The model's folder or Hub name, and the revision behind an @; a folder may have an @ in its name.

    >>> named_model("org/name@v1.2"), named_model("org/name")
    (('org/name', 'v1.2'), ('org/name', None))
    """
    path = Path(model).expanduser()
    if path.exists() or "@" not in model:
        return (str(path) if path.exists() else model), None
    name, _, revision = model.rpartition("@")
    return name, revision


def model_files(path: str) -> Mapping[str, str]:
    """A hash for each file of the model in folder (or file) `path`, by its name.

    Small files are hashed whole. A weight file is known by its size, its first MiB (where safetensors names every
    tensor with its place) and its last MiB, so that 140 GB of weights take less than a second; an edit in the middle
    of a weight file that leaves its size alone is not seen.
    """
    root = Path(path)
    files = [root] if root.is_file() else sorted(f for f in root.iterdir() if f.suffix in _SUFFIXES)
    return {file.name: _fingerprint(file) for file in files if file.is_file()}


def lacking(path: str) -> list[str]:
    """What every model needs and the one in folder `path` has not; a single file has it inside."""
    root = Path(path)
    needs = {"config.json": _CONFIGS, "a tokenizer (tokenizer.json, tokenizer_config.json)": _TOKENIZERS}
    if root.is_file():
        return []
    return [what for what, names in needs.items() if not any((root / name).exists() for name in names)]


def _fingerprint(file: Path) -> str:
    size = file.stat().st_size
    if size <= _WHOLE:
        return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
    with file.open("rb") as opened:
        ends = hashlib.sha256(opened.read(_MIB))
        opened.seek(-_MIB, 2)
        ends.update(opened.read(_MIB))
    return f"size:{size} ends:{ends.hexdigest()}"
