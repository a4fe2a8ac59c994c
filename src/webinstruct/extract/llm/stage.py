"""Candidates to pairs with a language model, behind the structure methods where those come first.

What is counted in the manifest, beside the tokens:

    pages_by_structure   pages whose pairs come from structure alone, so that no model was asked
    pairs_by_structure   pairs kept that structure saw (first)
    pages_gated          pages that the gate kept from the model
    pages_to_model       pages that the model was asked about, those of the audit left out
    pairs_by_model       pairs kept that only the model saw
    asked_without_examples  pages asked about without the prompt's examples, because the model is too short for them
    pieces               requests that were made, those of a second try among them
    pieces_over_cuts     requests made once more from a question on, because its answer reached the end of a piece
    pages_in_pieces      pages too long for one request
    pieces_cut_off       pieces whose answer did not reach its end; pieces_unreadable: whose answer was no JSON
    pieces_failed        pieces that have no whole answer after all tries
    lines_cut            lines too long for a request, of which the model saw the head
    pairs_malformed, pairs_out_of_range, pairs_answer_is_question, pairs_not_grounded, pairs_left_unread
                         what the model called a pair and is none
    pages_asked_for_audit  pages settled by structure that the model was asked about only to compare
    audit_pages          pages settled by structure where both were compared; audit_failed: where the model gave no
                         whole answer; audit_pairs_true, audit_pairs_model, audit_pairs_same, audit_bounds_same: see
                         audit.py
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from webinstruct.core.errors import ConfigError
from webinstruct.core.stage import Note, Numbered, Settled, Stage, StageContext
from webinstruct.core.table import Row
from webinstruct.engines.opening import engine_of, gpus_of, opened
from webinstruct.engines.protocol import Engine, Reply, Request
from webinstruct.engines.replay.cache import with_cache
from webinstruct.engines.talk import Talk, settled
from webinstruct.engines.tokens import fixed_tokens, room_beside, token_counts_of
from webinstruct.extract.kept import Choice, chosen, pair_rows
from webinstruct.extract.llm.asking import Asker
from webinstruct.extract.llm.audit import audit_notes, is_audited
from webinstruct.extract.llm.gate import Gate
from webinstruct.extract.llm.heard import Heard
from webinstruct.extract.llm.styles import style_of
from webinstruct.extract.llm.verdict import stopped_by
from webinstruct.extract.look import Look, look_at, page_in
from webinstruct.extract.merge import Named
from webinstruct.extract.settings import ExtractSettings
from webinstruct.extract.structure import Page
from webinstruct.extract.view.lines import numbered_page
from webinstruct.storage.prompts import Prompt, prompt_at
from webinstruct.tables import CANDIDATES, PAIRS

__all__ = ["ExtractWithModel"]

_PROMPTS = {
    "pointer": "builtin:prompts/extract_pointer.md",
    "verbatim": "builtin:prompts/extract_verbatim.md",
}
_LEAST_PAGE_TOKENS = 64


class ExtractWithModel(Stage):
    """The stage `extract` where `methods` names llm: each page is a conversation."""

    name = "extract"
    reads = CANDIDATES
    writes = PAIRS
    settings_type = ExtractSettings
    settings: ExtractSettings

    def __init__(self, settings: ExtractSettings) -> None:
        super().__init__(settings)
        assert settings.llm is not None  # noqa: S101 -- the settings have checked it
        self._llm = settings.llm
        self._model: Engine = engine_of(self._llm.engine)
        self._engine = with_cache(self._model, self._llm.cache)
        self._gate = Gate(settings.gate)
        self._method = f"llm:{self._llm.answer_style}"
        self._asker: Asker | None = None
        self.gpus = gpus_of(self._llm.engine)

    def identity(self) -> Mapping[str, str]:
        """What the engine is, and the hashes of prompt and gate."""
        engine = {f"engine.{word}": value for word, value in self._engine.identity().items()}
        return {**engine, "prompt": self._prompt.sha256, **self._gate.identity()}

    def open(self, context: StageContext) -> None:
        """Open engine and gate, and see how much of a page fits one request.

        Raises:
            ConfigError: the prompt and an answer leave no room for a page.
        """
        self._gate.open()
        opened(self._engine, context)
        prompt, page_tokens, answer_tokens = self._room()
        self._asker = Asker(
            style_of(self._llm.answer_style, self.settings.min_coverage),
            prompt,
            token_counts_of(self._engine),
            page_tokens,
            self._llm.overlap_tokens,
            answer_tokens,
            self._llm.sampling.plain(),
        )

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        """Settle every row, many conversations at the same time."""
        return settled({"": self._engine}, rows, self._talk, self.row_timeout_s)

    @cached_property
    def _prompt(self) -> Prompt:
        path = self._llm.prompt or _PROMPTS[self._llm.answer_style]
        prompt = prompt_at(path)
        if prompt.fields != ("page",):
            raise ConfigError(
                f"{path} has the fields {list(prompt.fields)}; a prompt that extracts shows the field page alone."
            )
        return prompt

    def _room(self) -> tuple[Prompt, int, int]:
        """The prompt, and most tokens of a page in one request and of its answer.

        In a short model the answer gets a third of the room at most, and the examples go where nothing else fits.
        """
        page_tokens, answer_tokens = self._llm.page_tokens, self._llm.answer_tokens
        for prompt in (self._prompt, self._prompt.without_examples()):
            room = room_beside(self._model, prompt)
            if room is None:
                return prompt, page_tokens, answer_tokens
            most = min(answer_tokens, room // 3)
            if room - most >= _LEAST_PAGE_TOKENS:
                return prompt, min(page_tokens, room - most), most
        fixed = fixed_tokens(self._model, prompt)
        raise ConfigError(
            f"extract.llm: the model takes {fixed + (room or 0):,} tokens, of which the prompt needs {fixed:,} even "
            "without its examples; that leaves no room for a page and its answer. Raise "
            "extract.llm.engine.max_model_len, or give a shorter extract.llm.prompt."
        )

    def _talk(self, row: Row) -> Talk:
        """One page: structure's look, the gate, the model's answers, and what is kept of both."""
        assert self._asker is not None, "open(context) comes before the first row"  # noqa: S101
        page, differs = page_in(row)
        look = look_at(page, self.settings.left_out)
        by_structure = chosen(look.pairs, page.text, self.settings)
        if self._is_settled(look, by_structure):
            heard, gated = None, ""
            audit = yield from self._audited(row, page, by_structure)
        else:
            gated = self._gate.reason(page)
            asks = not gated
            heard = (yield from self._asker.heard(numbered_page(page), row["page_id"])) if asks else None
            audit = self._compared(heard, page, by_structure) if heard and look.is_settled else []
        choice = by_structure if heard is None else self._chosen(look, heard, page)
        notes = [Note("text_differs")] if differs else []
        if heard is not None and len(self._asker.prompt.turns) < len(self._prompt.turns):
            notes.append(Note("asked_without_examples"))
        notes += [*choice.notes, *_notes(choice, heard, gated), *audit]
        if choice.pairs:
            return [*pair_rows(row, page.text, choice.pairs), *notes]
        return [stopped_by(look.says, gated, heard, choice), *notes]

    def _is_settled(self, look: Look, by_structure: Choice) -> bool:
        """Whether structure, where it comes first, leaves nothing to ask."""
        if self.settings.methods[0] == "llm":
            return False
        ask_about = self._llm.ask_about
        if ask_about == "unsettled":
            return look.is_settled
        return ask_about == "without_pairs" and bool(by_structure.pairs)

    def _audited(
        self, row: Row, page: Page, by_structure: Choice
    ) -> Generator[Sequence[Request], Sequence[Reply], list[Note]]:
        """Ask about a settled page all the same, if its turn has come; only counts come of it."""
        is_asked = by_structure.pairs and is_audited(row["page_id"], self._llm.audit_share)
        if self._asker is None or not is_asked:
            return []
        heard = yield from self._asker.heard(numbered_page(page), row["page_id"])
        return [Note("pages_asked_for_audit"), *self._compared(heard, page, by_structure)]

    def _compared(self, heard: Heard, page: Page, by_structure: Choice) -> list[Note]:
        """What the model made of a page whose pairs structure knows."""
        if not by_structure.pairs:
            return []
        if heard.failures:
            return [Note("audit_failed")]
        by_model = chosen([Named(self._method, found) for found in heard.pairs], page.text, self.settings)
        truth = [named.found for named in by_structure.pairs]
        return audit_notes(page.text, truth, [named.found for named in by_model.pairs])

    def _chosen(self, look: Look, heard: Heard, page: Page) -> Choice:
        """What is kept of both, those of the first method before the other's."""
        by_model = [Named(self._method, found) for found in heard.pairs]
        is_model_first = self.settings.methods[0] == "llm"
        pairs = [*by_model, *look.pairs] if is_model_first else [*look.pairs, *by_model]
        return chosen(pairs, page.text, self.settings)


def _notes(choice: Choice, heard: Heard | None, gated: str) -> list[Note]:
    """What each tier gave."""
    by_model = sum(named.method.startswith("llm:") for named in choice.pairs)
    by_structure = len(choice.pairs) - by_model
    counts = {
        "pages_by_structure": int(heard is None and by_structure > 0),
        "pages_gated": int(bool(gated)),
        "pages_to_model": int(heard is not None),
        "pairs_by_structure": by_structure,
        "pairs_by_model": by_model,
    }
    notes = [Note(word, count) for word, count in counts.items() if count]
    return [*notes, *(heard.notes() if heard else [])]
