"""Dedup from rows to verdicts."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.steps import DirectContext, kept_rows, rejected_rows, verdicts_of
from webinstruct.core.reject import Reject
from webinstruct.core.stage import Note, Verdict
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.stage import Dedup
from webinstruct.tables import REFINED

LONG = (
    "A gardener plants tulips along the northern wall of a courtyard and roses along the southern wall, leaving the "
    "same gap between any two neighbors. How long must the walls be so that the last flower stands exactly in the "
    "corner, and what changes once the gap is doubled for the roses alone?"
)
FACTS = (
    "A gardener plants tulips along the northern wall of a courtyard and roses along the southern wall, leaving the "
    "same gap between any two neighbors, and waters them every evening from a tank behind the house."
)


def row(pair_id: str, question: str, answer: str = "Because.", **more: Any) -> dict[str, Any]:
    return REFINED.completed({"pair_id": pair_id, "question": question, "answer": answer, **more})


def judged(folder: Path, *shards: Sequence[Mapping[str, Any]], **chosen: Any) -> list[list[Verdict]]:
    folder.mkdir(exist_ok=True)
    return verdicts_of(Dedup(DedupSettings(**chosen)), folder, shards)


def kept_ids(verdicts: list[list[Verdict]]) -> set[str]:
    return {kept["pair_id"] for kept in kept_rows(verdicts)}


def test_the_same_question_in_other_mark_up_is_an_exact_duplicate(tmp_path: Path) -> None:
    verdicts = judged(tmp_path, [row("a", "Solve $3x+2 = 5$."), row("b", "**Solve** \\(3 x + 2=5\\)")])
    assert [rejected.reason for rejected in rejected_rows(verdicts)] == [Reject.EXACT_DUPLICATE]


def test_a_removal_names_survivor_and_similarity(tmp_path: Path) -> None:
    verdicts = judged(tmp_path, [row("a", LONG)], [row("b", LONG)])
    assert rejected_rows(verdicts)[0].detail == "of a, similarity 1.000"


def test_a_question_with_two_changed_words_is_a_near_duplicate(tmp_path: Path) -> None:
    changed = LONG.replace("gardener", "farmer").replace("courtyard", "yard")
    verdicts = judged(tmp_path, [row("a", LONG), row("b", changed)])
    assert [rejected.reason for rejected in rejected_rows(verdicts)] == [Reject.NEAR_DUPLICATE]


def test_one_word_in_ten_edited_is_a_near_duplicate(tmp_path: Path) -> None:
    changed = LONG
    for word, other in (
        ("plants", "sets"),
        ("along", "alonng"),
        ("leaving", "keeping"),
        ("stands", "stand"),
    ):
        changed = changed.replace(word, other, 1)
    assert len(kept_rows(judged(tmp_path, [row("a", LONG), row("b", changed)]))) == 1


def test_another_question_about_the_same_facts_stays(tmp_path: Path) -> None:
    asked = [row("a", f"{FACTS} How long must the walls be?"), row("b", f"{FACTS} When is the tank empty?")]
    assert len(kept_rows(judged(tmp_path, asked))) == 2


def test_the_end_counts_for_questions_only(tmp_path: Path) -> None:
    answers = [
        row("a", "Why?", f"{FACTS} That costs time and money."),
        row("b", "How?", f"{FACTS} Nobody knows why."),
    ]
    assert len(kept_rows(judged(tmp_path, answers, fields="answer"))) == 1


def test_one_other_word_in_a_short_question_is_another_question(tmp_path: Path) -> None:
    asked = [
        row(gas, f"Find the mass percentage of {gas} in this kind of acid.") for gas in ("oxygen", "hydrogen")
    ]
    assert len(kept_rows(judged(tmp_path, asked))) == 2


def test_a_label_in_front_makes_no_new_question(tmp_path: Path) -> None:
    assert len(kept_rows(judged(tmp_path, [row("a", f"Question 12: {LONG}"), row("b", LONG)]))) == 1


def test_templates_with_other_numbers_are_other_questions(tmp_path: Path) -> None:
    shard = [row(f"p{n}", f"{LONG} The walls are {n} meters long.") for n in range(200)]
    assert len(kept_rows(judged(tmp_path, shard))) == 200


def test_templates_with_another_operator_are_other_questions(tmp_path: Path) -> None:
    shard = [row(sign, f"{LONG} Use 5 {sign} 3 for the gap.") for sign in "+-*/"]
    assert len(kept_rows(judged(tmp_path, shard))) == 4


def test_a_negated_question_is_another_question(tmp_path: Path) -> None:
    verdicts = judged(tmp_path, [row("a", f"{LONG} Which is true?"), row("b", f"{LONG} Which is not true?")])
    assert len(kept_rows(verdicts)) == 2


def test_the_same_id_with_another_text_is_a_duplicate_id(tmp_path: Path) -> None:
    rows = [row("a", "What is a lake?", "It is long and wide."), row("a", "What is a lake?")]
    verdicts = judged(tmp_path, rows, [row("a", "Why?")])
    assert [(rejected.reason, rejected.detail) for rejected in rejected_rows(verdicts)] == [
        (Reject.EXACT_DUPLICATE, "of a, similarity 1.000"),
        (Reject.DUPLICATE_ID, "of a, another text"),
    ]


def test_an_id_whose_row_goes_is_left_to_the_next(tmp_path: Path) -> None:
    best, good = {"grounding": "verbatim"}, {"grounding": "normalized"}
    rows = [row("x", LONG, **best), row("a", LONG, **good), row("a", "Why?"), row("a", "How?")]
    assert len(kept_rows(judged(tmp_path, rows))) == 2


def test_rows_without_an_id_are_told_apart(tmp_path: Path) -> None:
    assert len(kept_rows(judged(tmp_path, [row("", "What is a lake?"), row("", "Why is rain wet?")]))) == 2


def test_counts_over_all_shards_are_noted_once(tmp_path: Path) -> None:
    verdicts = judged(tmp_path, [row("a", LONG)], [row("b", LONG), row("c", LONG), row("d", LONG + " Why?")])
    notes = {note.word: note.count for found in verdicts for note in found if isinstance(note, Note)}
    assert notes == {"dedup_clusters": 1, "dedup_largest_cluster": 4, "dedup_candidates": 1}


def test_texts_without_any_word_are_compared_as_they_are(tmp_path: Path) -> None:
    assert kept_ids(judged(tmp_path, [row("a", "???"), row("b", "..."), row("c", "???")])) == {"a", "b"}


def test_empty_texts_are_no_duplicates(tmp_path: Path) -> None:
    assert len(kept_rows(judged(tmp_path, [row("a", ""), row("b", " ")]))) == 2


def test_no_rows_at_all_pass(tmp_path: Path) -> None:
    assert judged(tmp_path, [], []) == []


def test_short_questions_are_covered(tmp_path: Path) -> None:
    verdicts = judged(
        tmp_path, [row("a", "Define photosynthesis"), row("b", "define photosynthesys")], threshold=0.6
    )
    assert [rejected.reason for rejected in rejected_rows(verdicts)] == [Reject.NEAR_DUPLICATE]


def test_the_best_grounded_row_survives(tmp_path: Path) -> None:
    shard = [row("a", LONG, grounding="not_found"), row("b", LONG, grounding="verbatim")]
    assert kept_ids(judged(tmp_path, shard)) == {"b"}


def test_the_first_row_survives_where_that_is_the_rule(tmp_path: Path) -> None:
    shard = [row("a", LONG, grounding="not_found"), row("b", LONG, grounding="verbatim")]
    assert kept_ids(judged(tmp_path, shard, survivor="first")) == {"a"}


def test_distinct_answers_stay_where_they_are_asked_for(tmp_path: Path) -> None:
    shard = [row("a", LONG, "Ten."), row("b", LONG, "Twenty meters."), row("c", LONG, "ten")]
    assert kept_ids(judged(tmp_path, shard, keep="distinct_answers")) == {"a", "b"}


def test_answers_can_be_what_is_compared(tmp_path: Path) -> None:
    shard = [row("a", "Why?", LONG), row("b", "How come?", LONG), row("c", "Why?", "No.")]
    assert kept_ids(judged(tmp_path, shard, fields="answer")) == {"a", "c"}


def test_a_removed_row_reaches_the_threshold_with_its_survivor(tmp_path: Path) -> None:
    words = LONG.split()
    steps = [" ".join(["other"] * n + words[n:]) for n in range(0, 30, 2)]
    verdicts = judged(tmp_path, [row(f"p{n:02d}", text) for n, text in enumerate(steps)])
    assert all(float(rejected.detail.rsplit(" ", 1)[1]) >= 0.75 for rejected in rejected_rows(verdicts))


def test_a_step_done_twice_leaves_the_same_bytes(tmp_path: Path) -> None:
    stage = Dedup(DedupSettings())
    context = DirectContext(tmp_path, stage, [[row("a", LONG), row("b", LONG)], [row("c", "What is rain?")]])
    context.run_steps()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    context.run_steps()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


_ROWS = st.lists(
    st.builds(
        lambda number, question, answer, grounding, fetched: row(
            f"id{number:02d}", question, answer, grounding=grounding, fetched_at=fetched
        ),
        st.integers(0, 30),
        st.sampled_from(
            [LONG, LONG.replace("wall", "fence"), LONG.upper(), "What is 2 + 3?", "What is 2 - 3?", "?"]
        ),
        st.sampled_from(["short", "a longer answer", ""]),
        st.sampled_from(["verbatim", "stitched", "given"]),
        st.sampled_from(["", "2020-01-01", "2021-01-01"]),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(["one", "distinct_answers"]))
def test_survivors_do_not_depend_on_the_order_of_the_input(data: st.DataObject, keep: str) -> None:
    rows = data.draw(_ROWS)
    cut = data.draw(st.integers(0, len(rows)))
    shuffled = data.draw(st.permutations(rows))
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        straight = kept_rows(judged(Path(one), rows, keep=keep))
        mixed = kept_rows(judged(Path(other), shuffled[:cut], shuffled[cut:], keep=keep))
    assert sorted(map(repr, straight)) == sorted(map(repr, mixed))


@settings(max_examples=40, deadline=None)
@given(_ROWS)
def test_whoever_goes_names_a_row_that_stays(rows: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        verdicts = judged(Path(folder), rows)
    names = {rejected.detail.split(",")[0].removeprefix("of ") for rejected in rejected_rows(verdicts)}
    assert names <= kept_ids(verdicts)


def test_chains_and_shards_change_nothing_of_the_survivors(tmp_path: Path) -> None:
    words = LONG.split()
    texts = [" ".join(["other"] * n + words[n:]) for n in range(30)]
    rows = [row(f"p{n:02d}", text, "x" * (n % 7)) for n, text in enumerate(texts)]
    straight = kept_ids(judged(tmp_path / "one", rows))
    for seed in range(5):
        chance = random.Random(seed)
        mixed = chance.sample(rows, len(rows))
        shards = [mixed[start : start + 7] for start in range(0, len(mixed), 7)]
        assert kept_ids(judged(tmp_path / str(seed), *shards)) == straight
    assert 1 < len(straight) < len(rows)
