"""The file behind --engine-config."""

from __future__ import annotations

from webinstruct.core.errors import ConfigError

__all__ = ["check_labels"]


def check_labels(engine_config: str | None, is_labelling: bool) -> None:
    """Raise where a file was named that says who labels, and nobody does."""
    if engine_config and not is_labelling:
        raise ConfigError(
            f"{engine_config} has no group label. Write 'label: {{engine: {{kind: ...}}}}' in it."
        )
