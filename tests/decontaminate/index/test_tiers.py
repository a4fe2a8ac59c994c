"""Each tier finds what it says, names it, and leaves alone what is not there."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webinstruct.decontaminate.index import Hit, Index, IndexBuilder
from webinstruct.decontaminate.items import Item, Text
from webinstruct.decontaminate.settings import DecontaminateSettings

FERRY = (
    "A ferry leaves the eastern pier every 14 minutes and a steamer leaves the western pier every 35 minutes; if both "
    "leave together at noon, after how many minutes do they leave together again?"
)
HONEY = "A beekeeper fills 48 jars with 350 grams of honey each; how many kilograms has she filled?"
SHORT = "Which gas do ripening bananas give off?"
FORMULA = "Solve $3x+2=17$."
WELL = "旧井深二十七米，桶每次上升三米又滑下一米，问要升几次才能到井口外面？"
STAIRS = (
    "Steps that carry both colors are the multiples of fifteen, and there are sixteen of those among them."
)
FILLER = (
    "The harbor was quiet when we came back, and nobody had seen the old lamp that my aunt kept on her desk. "
    "She had bought it from a sailor who could not say where it was made, or when. "
)


def index_of(
    folder: Path, texts: Sequence[str] = (FERRY, HONEY, SHORT, FORMULA, WELL), **chosen: object
) -> Index:
    items = [Item(f"i-{n}", (Text("question", text, True),)) for n, text in enumerate(texts)]
    items.append(Item("solved", (Text("answer", STAIRS, False),)))
    builder = IndexBuilder(DecontaminateSettings.model_validate(chosen))
    builder.add("puzzles", items)
    place = folder / "index.npz"
    builder.write(str(place))
    return Index(str(place))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(tmp_path_factory.mktemp("index"))


def hit(index: Index, text: str) -> Hit:
    found = index.hit(text)
    assert found is not None
    return found


@pytest.mark.parametrize(("number", "text"), list(enumerate([FERRY, HONEY, SHORT, FORMULA, WELL])))
def test_an_item_by_itself_is_exact(index: Index, number: int, text: str) -> None:
    found = hit(index, f"  {text.upper()} ")
    assert (found.item, found.tier, found.share) == (f"i-{number}", "exact", 1.0)


@pytest.mark.parametrize("text", [FERRY, HONEY, WELL])
def test_a_long_item_within_a_text_is_an_ngram(index: Index, text: str) -> None:
    assert hit(index, FILLER + text + FILLER).tier == "ngram"


@pytest.mark.parametrize(
    ("question", "honest"),
    [
        (
            "A coach times forty runners on the old gravel track behind the school. Which of the following is the best "
            "estimate of the spread of their times, if the fastest needs a minute and the slowest needs two?",
            "Which of the following is the best estimate of the weight of a loaf?",
        ),
        (
            "Ilse writes a list in which the largest entry is equal to the sum of the squares of the other entries. "
            "Her brother erases every second entry, beginning at the left end. What is the least that can remain?",
            "In such a triangle the square on the long side is equal to the sum of the squares of the short ones.",
        ),
    ],
)
def test_a_turn_of_phrase_that_stands_in_a_long_item_is_no_ngram(
    tmp_path: Path, question: str, honest: str
) -> None:
    index = index_of(tmp_path, [question])
    assert (index.hit(honest), hit(index, FILLER + question).tier) == (None, "ngram")


@pytest.mark.parametrize("question", ["Which of the following is true?", "Which statement is correct?"])
def test_a_question_that_asks_only_for_what_is_right_is_found_only_by_itself(
    tmp_path: Path, question: str
) -> None:
    index = index_of(tmp_path, [question])
    assert (hit(index, question).tier, index.hit(f"{question} (A) Only the first. (B) Both.")) == (
        "exact",
        None,
    )


def test_an_ngram_names_the_run_and_its_share(index: Index) -> None:
    part = "leaves the eastern pier every 14 minutes and a steamer leaves the western pier"
    found = hit(index, f"{FILLER} It {part} too. {FILLER}")
    assert (found.benchmark, found.item, found.field, found.words) == ("puzzles", "i-0", "question", part)
    assert 0 < found.share < 0.5


@pytest.mark.parametrize("text", [SHORT, FORMULA])
def test_a_short_item_within_a_text_is_whole(index: Index, text: str) -> None:
    found = hit(index, f"{FILLER} {text} {FILLER}")
    assert (found.tier, found.share) == ("whole", 1.0)


def test_an_item_with_a_word_in_ten_replaced_is_found_by_its_share(index: Index) -> None:
    words = FERRY.split(" ")
    for place in range(3, len(words), 8):
        words[place] = "lantern"
    found = hit(index, FILLER + " ".join(words) + FILLER)
    assert (found.item, found.tier) == ("i-0", "share")
    assert 0.75 <= found.share < 1


def test_words_of_an_item_all_over_a_text_are_no_share_of_it(index: Index) -> None:
    assert index.hit(FILLER.join(FERRY.split(" ")[place] for place in range(30))) is None


def test_the_share_tier_can_be_left_out(tmp_path: Path) -> None:
    changed = HONEY.replace("beekeeper", "farmer").replace("jars", "pots").replace("honey", "jam")
    assert hit(index_of(tmp_path, share=0.6), changed).tier == "share"
    assert index_of(tmp_path, share=None).hit(changed) is None


def test_other_numbers_are_another_question_where_numbers_are_kept(tmp_path: Path) -> None:
    short_runs = (
        "Nadia mixes 3 liters of blue paint with 5 liters of red; Omar adds 2 liters of white varnish to it."
    )
    index = index_of(tmp_path, [short_runs])
    assert index.hit(short_runs.replace("3", "7").replace("5", "9").replace("2", "4")) is None


def test_other_numbers_are_found_and_told_apart_where_numbers_are_folded(tmp_path: Path) -> None:
    short_runs = (
        "Nadia mixes 3 liters of blue paint with 5 liters of red; Omar adds 2 liters of white varnish to it."
    )
    index = index_of(tmp_path, [short_runs], numbers="fold")
    assert hit(index, short_runs.replace("3", "7").replace("5", "9").replace("2", "4")).tier == "renumbered"
    assert hit(index, f"{short_runs} {FILLER}").tier == "ngram"


def test_a_question_with_more_numbers_is_no_renumbered_copy(tmp_path: Path) -> None:
    asked = "食堂原有面粉1300千克，吃掉300千克。还剩多少千克？"
    more = "食堂运来面粉840千克，吃了53天，每天吃4千克，还剩多少千克？"
    renumbered = "食堂原有面粉950千克，吃掉120千克。还剩多少千克？"
    index = index_of(tmp_path, [asked], numbers="fold")
    assert (index.hit(more), hit(index, renumbered).tier) == (None, "renumbered")


def test_a_question_that_lacks_half_of_the_numbers_is_another(tmp_path: Path) -> None:
    index = index_of(tmp_path, ["What is the highest common factor of 2535 and 60?"])
    assert index.hit("Let h = 1817 - 427. What is the highest common factor of 60 and h?") is None


def test_a_run_of_an_answer_is_found_and_names_its_field(index: Index) -> None:
    assert hit(index, f"{FILLER} {STAIRS}").field == "answer"


def test_of_two_items_the_one_with_more_in_common_is_named(tmp_path: Path) -> None:
    index = index_of(tmp_path, [f"{FERRY[:90]} what is the fare for 3 persons?", FERRY])
    assert hit(index, FERRY + FILLER).item == "i-1"


@pytest.mark.parametrize("length", [8, 10, 13])
def test_a_match_takes_as_many_words_as_asked_for(tmp_path: Path, length: int) -> None:
    index = index_of(tmp_path, ngram=length, share=None)
    words = FERRY.replace(";", "").split(" ")
    assert hit(index, " ".join(words[:length])).tier == "ngram"
    assert index.hit(" ".join(words[: length - 1])) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "x",
        "What?",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
        "a b c d e f g h i j k l m n o p",
        "\\frac{1}{2 $$ \\begin{array}{c",
        "{" * 5_000,
        "\ud800 lone \udfff",
        "\x00",
    ],
)
def test_odd_texts_are_no_match(index: Index, text: str) -> None:
    assert index.hit(text) is None


def test_lists_of_numbers_letters_and_stop_words_are_no_evidence(tmp_path: Path) -> None:
    lists = [
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "a b c d e f g h i j k l",
        "which of the following is one of the above or none",
    ]
    index = index_of(tmp_path, lists)
    assert [hit for text in lists if (hit := index.hit(f"{FILLER} {text} {FILLER}"))] == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.permutations([FERRY, FILLER + HONEY, SHORT, "", FORMULA, WELL, FILLER, "x", FERRY[:80], HONEY[20:]])
)
def test_what_is_found_in_a_text_does_not_depend_on_its_neighbors(index: Index, texts: list[str]) -> None:
    assert index.hits(texts) == [index.hit(text) for text in texts]


def test_texts_of_many_batches_keep_their_order(index: Index) -> None:
    draw = random.Random(3)
    texts = [draw.choice([FERRY, SHORT, FILLER * draw.randrange(1, 400), ""]) for _ in range(60)]
    expected = [{FERRY: "i-0", SHORT: "i-2"}.get(text) for text in texts]
    assert [found and found.item for found in index.hits(texts)] == expected


def test_a_megabyte_is_searched_to_its_end_without_delay(index: Index) -> None:
    text = FILLER * 5_000 + FERRY
    started = time.process_time()
    assert hit(index, text).item == "i-0"
    assert time.process_time() - started < 3
