"""sentence-transformers itself, with a small random model: vectors, and duplicates by them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.places import Place
from tests.helpers.steps import kept_rows, rejected_rows, verdicts_of
from webinstruct.core.errors import EngineRefused
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.stage import Dedup
from webinstruct.engines.embedding.sentence_transformers import SentenceTransformersEmbedder
from webinstruct.engines.embedding.settings import SentenceTransformersSettings
from webinstruct.tables import REFINED

_WORDS = (
    "the a boat lake where how far is from to its harbor mill old stone bridge stands near water deep and ?"
)
_TEXTS = ["where is the old mill ?", "", "how deep is the lake near the bridge ?", "  ", "a boat"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with a BERT of two layers and random weights, and its mean over the tokens."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("embedder")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_WORDS.split()]
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    torch.manual_seed(0)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(vocabulary), **shape)).save_pretrained(folder / "bert")
    bert = Transformer(str(folder / "bert"))
    SentenceTransformer(modules=[bert, Pooling(32)]).save(str(folder / "model"))
    return str(folder / "model")


def test_a_text_has_one_vector_of_length_one_in_any_batch(model: str, tmp_path: Path) -> None:
    with closing(SentenceTransformersEmbedder(SentenceTransformersSettings(model=model))) as embedder:
        embedder.open(Place(tmp_path))
        together = embedder.embed(_TEXTS)
        alone = np.concatenate([embedder.embed([text]) for text in _TEXTS])
    assert together.shape == (5, 32)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx([1, 0, 1, 0, 1], abs=1e-5)
    assert np.allclose(together, alone, atol=1e-5)


def test_a_models_files_are_its_identity(model: str) -> None:
    found = SentenceTransformersEmbedder(SentenceTransformersSettings(model=model)).identity()
    assert {name.rpartition("/")[2] for name in found} >= {"model.safetensors", "modules.json"}


def test_a_model_that_is_not_there_stops_the_run_with_a_sentence(tmp_path: Path) -> None:
    embedder = SentenceTransformersEmbedder(SentenceTransformersSettings(model=str(tmp_path / "none")))
    with pytest.raises(EngineRefused, match="cannot be loaded"):
        embedder.open(Place(tmp_path))


def test_dedup_finds_a_question_in_another_order_by_its_vector(model: str, tmp_path: Path) -> None:
    questions = {
        "first": "where is the old mill and how deep is the lake near the stone bridge ?",
        "turned": "how deep is the lake near the stone bridge and where is the old mill ?",
        "other": "a boat",
    }
    rows = [
        REFINED.completed({"pair_id": name, "question": question, "answer": "There."})
        for name, question in questions.items()
    ]
    with closing(SentenceTransformersEmbedder(SentenceTransformersSettings(model=model))) as embedder:
        embedder.open(Place(tmp_path))
        first, turned, other = embedder.embed(list(questions.values()))
    near, far = float(first @ turned), float(max(first @ other, turned @ other))
    semantic = {
        "embedder": {"kind": "sentence_transformers", "model": model},
        "threshold": (near + far) / 2,
    }
    settings = DedupSettings.model_validate({"threshold": 1, "semantic": semantic})
    verdicts = verdicts_of(Dedup(settings), tmp_path, [rows])
    assert [rejected.reason for rejected in rejected_rows(verdicts)] == ["semantic_duplicate"]
    assert "other" in {row["pair_id"] for row in kept_rows(verdicts)}
