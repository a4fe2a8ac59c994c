"""What a classifier's card says, for people: as lines for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from webinstruct.export.markdown import plain, table

__all__ = ["card_lines", "card_markdown"]

_FEW = 200
"""With fewer pages held out, one page more or less moves the figures by half a point of a percent and more."""
_HARDLY = 0.05
_WORDS = 12
_Rows = Sequence[Sequence[object]]


def card_lines(card: Mapping[str, Any]) -> Iterator[str]:
    """The card, line by line, without its hashes."""
    for word, value in _facts(card):
        yield f"{word:<18} {value}"
    for title, heads, rows in _tables(card):
        yield ""
        yield title
        widths = [max(len(str(cell)) for cell in column) for column in zip(heads, *rows, strict=True)]
        for row in (heads, *rows):
            yield "  " + "  ".join(f"{cell!s:>{width}}" for cell, width in zip(row, widths, strict=True))


def card_markdown(card: Mapping[str, Any]) -> str:
    """The card as a page."""
    model = card["model"]
    parts = [
        f"# {plain(model['file'])}",
        f"A fastText classifier, folded; label `{model['label']}`. Made by webinstruct {card['webinstruct']}. "
        f"SHA-256 of the file: `{model['sha256']}`.",
        table(["", "value"], [(word, str(value)) for word, value in _facts(card)]),
        "## Data",
        table(["path", "hash of its content"], list(card["data"].items())),
    ]
    for title, heads, rows in _tables(card):
        parts += [f"## {title}", table(heads, rows)]
    return "\n\n".join(parts) + "\n"


def _facts(card: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    parameters = ", ".join(f"{key} {value}" for key, value in card["parameters"].items())
    yield "preset", f"{card['preset']} ({parameters})"
    yield "sees", f"the first {card['text_chars']:,} characters of a page"
    yield "pages", _counts(card["examples"])
    stopped = card["pages"]["stopped"] | (
        {"quarantined": card["pages"]["quarantined"]} if card["pages"]["quarantined"] else {}
    )
    yield "left out", _counts(stopped) or "none"
    held_out, training = card["held_out"], card["settings"]["training"]
    folds, seen = training["folds"], "it" if training["apart"] == "pages" else "its site"
    how = f"{folds} folds, every page" if folds else "held out, each"
    how += f" by a model that had not seen {seen}"
    yield "tried on", f"{held_out['wanted']:,} wanted, {held_out['others']:,} others ({how})"
    low, high = card["auc_interval"]
    yield "area under ROC", f"{_shown(card['auc'])} (95 %: {_shown(low)} to {_shown(high)})"
    if folds:
        yield "of each fold", ", ".join(_shown(auc) for auc in card["auc_of_parts"])
    yield "average precision", _shown(card["average_precision"])
    yield "calibration error", _shown(card["calibration_error"])
    yield "speak for it", _words(card["words"]["for"])
    yield "speak against it", _words(card["words"]["against"])
    scores = [row["mean_score"] for row in card["calibration"]]
    if scores and max(scores) - min(scores) < _HARDLY:
        yield (
            "note",
            "all pages score nearly the same: it has hardly learned. Give more pages, or use preset small",
        )
    pages = held_out["wanted"] + held_out["others"]
    if pages < _FEW:
        yield "note", f"{pages} pages tried: too few to trust the last digits of these figures"


def _tables(card: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str], _Rows]]:
    """Title, heads and rows of each table."""
    yield (
        "Precision and recall by threshold (in brackets: 95 %)",
        ["threshold", "precision", "recall"],
        [(_shown(row["threshold"], 6), *_with_intervals(row)) for row in card["points"]],
    )
    yield (
        "Calibration: what pages with such scores are",
        ["scores", "pages", "mean score", "wanted"],
        [
            (
                f"{row['low']:.1f} to {row['high']:.1f}",
                int(row["weight"]),
                _shown(row["mean_score"]),
                _shown(row["share_wanted"]),
            )
            for row in card["calibration"]
        ],
    )
    yield (
        "Pages that are not wanted, by kind",
        ["kind", "pages", "area under ROC", "share over 0.5"],
        [
            (row["group"], row["pages"], _shown(row["auc"]), _shown(row["over_half"]))
            for row in card["groups"]
        ],
    )


def _with_intervals(point: Mapping[str, float | None]) -> list[str]:
    return [
        f"{_shown(point[name])} ({_shown(point[name + '_low'])} to {_shown(point[name + '_high'])})"
        for name in ("precision", "recall")
    ]


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {word}" for word, count in counts.items())


def _words(weighed: Sequence[tuple[str, float]]) -> str:
    """The first words; punctuation and numbers stay in the card alone, where there are others."""
    words = [word for word, _ in weighed]
    return " ".join([word for word in words if word.strip("\\").isalpha()][:_WORDS] or words[:_WORDS])


def _shown(value: float | None, digits: int = 3) -> str:
    return "unknown" if value is None else f"{value:.{digits}f}"
