"""A model small enough to build in a test: a Qwen2 of random weights with a tokenizer and a chat template of its own.

What it says is noise, but real vLLM loads it, batches it, holds it to a JSON schema and counts its tokens. The same
arguments give the same files. `shape` changes the model's config: one as large as `SEVEN_B`, without weights, is for
`load_format: dummy`, which makes them up on the GPU.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

__all__ = ["SEVEN_B", "TINY", "built_model"]

TINY: Mapping[str, int] = {
    "hidden_size": 128,
    "intermediate_size": 256,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 512,
}
"""About 0.4 million parameters."""

SEVEN_B: Mapping[str, int] = {
    "hidden_size": 3_584,
    "intermediate_size": 18_944,
    "num_hidden_layers": 28,
    "num_attention_heads": 28,
    "num_key_value_heads": 4,
    "vocab_size": 152_064,
}
"""The shape of a common model of seven billion parameters."""

_MARKS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_WORDS = (
    "the question answer is of number a to what and line page text sum force energy equal find show".split()
)


def built_model(
    folder: Path,
    shape: Mapping[str, int] = TINY,
    max_model_len: int = 4_096,
    has_weights: bool = True,
) -> Path:
    """`folder`, with the model in it; one that is there already stays as it is."""
    if (folder / "done").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    _write_tokenizer(folder, max_model_len)
    config = {**shape, "max_position_embeddings": max_model_len, "tie_word_embeddings": has_weights}
    _write_model(folder, config, has_weights)
    (folder / "done").touch()
    return folder


def _write_tokenizer(folder: Path, max_model_len: int) -> None:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=TINY["vocab_size"],
        special_tokens=list(_MARKS),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_sentences(), trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "model_max_length": max_model_len,
        "chat_template": _TEMPLATE,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))


def _sentences() -> Iterator[str]:
    yield '{"pairs": [{"question": [[0, 1]], "answer": [[2, 3]]}], "options": []}\n'
    for first, second, third in product(_WORDS, repeat=3):
        yield f"{first} {second} {third}: 12 3\n"


def _write_model(folder: Path, config: Mapping[str, Any], has_weights: bool) -> None:
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    made = Qwen2Config(**config, bos_token_id=0, eos_token_id=2, pad_token_id=0)
    if has_weights:
        torch.manual_seed(0)
        Qwen2ForCausalLM(made).to(torch.bfloat16).save_pretrained(folder)
        return
    made.architectures = ["Qwen2ForCausalLM"]
    made.save_pretrained(folder)
