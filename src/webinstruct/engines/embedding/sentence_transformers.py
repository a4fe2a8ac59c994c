"""A model of the sentence-transformers library inside the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from webinstruct.core.errors import EngineRefused, MissingExtra
from webinstruct.core.stage import StageContext
from webinstruct.engines.embedding.protocol import Vectors, unit_vectors
from webinstruct.engines.embedding.settings import SentenceTransformersSettings
from webinstruct.engines.vllm.model_files import model_files, named_model

__all__ = ["SentenceTransformersEmbedder"]


class SentenceTransformersEmbedder:
    """Embeds with the model of `settings`; what is longer than the model takes is cut by it."""

    def __init__(self, settings: SentenceTransformersSettings) -> None:
        self._settings = settings
        self._model: Any = None

    def identity(self) -> Mapping[str, str]:
        """The model and what is done with its vectors; for a model in a folder the hash of each of its files."""
        settings = self._settings
        name, revision = named_model(settings.model)
        return {
            "embedder": "sentence_transformers",
            "model": settings.model,
            "revision": revision or "",
            "prompt": settings.prompt,
            "dimensions": str(settings.dimensions or ""),
            **(_all_files(Path(name)) if Path(name).is_dir() else {}),
        }

    def open(self, context: StageContext) -> None:
        """Load the model.

        Raises:
            MissingExtra: the package is not installed.
            EngineRefused: there is no such model, or it does not fit the device.
        """
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingExtra(
                "The embedder 'sentence_transformers' needs a package that is missing: "
                "pip install 'webinstruct[embed]'."
            ) from error
        settings = self._settings
        name, revision = named_model(settings.model)
        try:
            self._model = SentenceTransformer(
                name,
                revision=revision,
                device=settings.device,
                truncate_dim=settings.dimensions,
            )
        except (OSError, RuntimeError, ValueError) as error:
            cause = " ".join(str(error).split())[:300]
            raise EngineRefused(
                f"The model {settings.model} cannot be loaded ({cause}). Set embedder.model to a folder or a name on "
                "the Hub that is there, and embedder.device to one that has room for it."
            ) from error

    def close(self) -> None:
        """Let go of the model."""
        self._model = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 per text."""
        prompt = self._settings.prompt
        found = self._model.encode(
            [prompt + text for text in texts],
            batch_size=self._settings.batch,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        empty = np.array([not text.strip() for text in texts], np.bool_)
        return np.where(empty[:, None], np.float32(0), unit_vectors(found, len(texts), self._settings.model))


def _all_files(root: Path) -> Mapping[str, str]:
    """The files of a model by name, those of its modules too, each with its hash."""
    modules = sorted(folder for folder in root.iterdir() if folder.is_dir() and folder.name[0] != ".")
    found = dict(model_files(str(root)))
    for folder in modules:
        found |= {f"{folder.name}/{name}": digest for name, digest in model_files(str(folder)).items()}
    return found
