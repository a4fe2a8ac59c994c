from __future__ import annotations

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.marked.class_pairs import class_pairs


def test_each_element_called_question_is_answered_by_the_one_called_answer() -> None:
    body = """<div class="question">What does it weigh?</div><div class="answer">Two pounds.</div>
    <div class="question">Is it loud?</div><div class="answer">No.</div>"""
    assert pairs_of(class_pairs, html_page(body)) == [
        ("What does it weigh?", "Two pounds."),
        ("Is it loud?", "No."),
    ]


def test_bylines_and_counts_are_cut() -> None:
    body = """<div class="qa-question">What does it weigh?<div>1 answer(s)</div></div>
    <div class="qa-answer"><p>by ann May 3, 2015</p><p>Two pounds.</p></div>"""
    assert pairs_of(class_pairs, html_page(body)) == [("What does it weigh?", "Two pounds.")]


def test_further_answers_are_kept_aside() -> None:
    body = '<p class="question">Is it loud?</p><p class="answer">No.</p><p class="answer">A little.</p>'
    page = html_page(body)
    found = class_pairs(page).pairs[0]
    assert [other.text(page.text) for other in found.others] == ["A little."]


def test_a_wrapper_called_question_gives_way_to_the_question_inside() -> None:
    body = (
        '<div class="question"><p class="question-text">Is it loud?</p><p class="answer-text">No.</p></div>'
    )
    assert pairs_of(class_pairs, html_page(body)) == [("Is it loud?", "No.")]


def test_a_poll_with_the_same_options_everywhere_gives_nothing() -> None:
    poll = "".join(
        f'<p class="question">Is it {w}?</p><p class="answer">Yes or no</p>' for w in ("loud", "red", "old")
    )
    assert pairs_of(class_pairs, html_page(poll)) == []


def test_elements_that_ask_nothing_give_nothing() -> None:
    body = '<p class="question">Our products</p><p class="answer">Are cheap.</p>'
    assert pairs_of(class_pairs, html_page(body)) == []


def test_class_names_in_camel_case_and_with_several_parts_are_read() -> None:
    body = """<div class="qpage__question-box-content">Is it loud?</div><div class="qpage__answer-box-content">No.</div>
    <div class="itemQuestionText">Is it red?</div><div class="itemAnswerText">Yes.</div>"""
    assert pairs_of(class_pairs, html_page(body)) == [("Is it loud?", "No."), ("Is it red?", "Yes.")]


def test_what_an_asker_adds_above_a_byline_belongs_to_the_question() -> None:
    body = "".join(
        f"""<div class="question">Does lamp {k} fit?</div><div class="answer">
        <p>My ceiling is {k} m high. Will it do?</p><p>by ann May 3, 2015</p>
        <p>Yes, lamp {k} hangs on a chain.</p><p>by Staff May 4, 2015</p></div>"""
        for k in (1, 2, 3)
    )
    assert pairs_of(class_pairs, html_page(body))[0] == (
        "Does lamp 1 fit? My ceiling is 1 m high. Will it do?",
        "Yes, lamp 1 hangs on a chain.",
    )


def test_several_signed_answers_in_one_element_stay_together() -> None:
    body = "".join(
        f"""<div class="question">Does lamp {k} fit?</div><div class="answer"><p>It fits, number {k}.</p>
        <p>by ann May 3, 2015</p><p>It fits well.</p><p>by Staff May 4, 2015</p></div>"""
        for k in (1, 2, 3)
    )
    assert pairs_of(class_pairs, html_page(body))[0] == (
        "Does lamp 1 fit?",
        "It fits, number 1. It fits well.",
    )


def test_options_with_buttons_are_no_answers() -> None:
    options = "".join(f"<div><input type='radio'>{word}</div>" for word in ("red", "blue")).replace("'", '"')
    body = f'<div class="qtext">Which is warm?</div><div class="answer">{options}</div>'
    assert pairs_of(class_pairs, html_page(body)) == []


def test_elements_called_pregunta_are_answered_by_those_called_respuesta() -> None:
    body = '<div class="bloque pregunta">¿Cuánto pesa?</div><div class="bloque respuesta">Un kilo.</div>'
    assert pairs_of(class_pairs, html_page(body)) == [("¿Cuánto pesa?", "Un kilo.")]


def test_a_single_letter_says_answer_only_at_the_beginning_of_a_name() -> None:
    body = '<div class="answers"></div><div class="q-text">Who is it?</div><div class="grid-a">A column of news.</div>'
    assert pairs_of(class_pairs, html_page(body)) == []


SHOP = """<li><div class="pq-{a}"><span class="pq-badge">Q</span><p>Is it {w}?</p>
    <p class="pq-by">Par Luc le 2 mai</p></div>
    <div class="pq-{b}"><span class="pq-badge">R</span><p>It is not {w} at all.</p>
    <p class="pq-vote">Utile 3</p></div></li>"""


def test_names_that_differ_in_q_and_a_alone_are_question_and_answer() -> None:
    items = [("Is it loud?", "No."), ("Is it red?", "A little.")]
    body = "".join(f'<p class="item__q">{q}</p><p class="item__a">{a}</p>' for q, a in items)
    assert pairs_of(class_pairs, html_page(body)) == items


def test_what_a_shop_says_beside_a_question_is_cut() -> None:
    body = "".join(SHOP.format(a="q", b="a", w=word) for word in ("loud", "red"))
    expected = [(f"Is it {word}?", f"It is not {word} at all.") for word in ("loud", "red")]
    assert pairs_of(class_pairs, html_page(body)) == expected


def test_a_name_that_ends_in_q_without_its_twin_says_nothing() -> None:
    body = "".join(SHOP.format(a="q", b="z", w=word) for word in ("loud", "red"))
    assert pairs_of(class_pairs, html_page(body)) == []


def test_signs_whose_names_differ_in_q_and_a_do_not_stand_for_what_is_called_question() -> None:
    body = "".join(
        f'<div class="question"><i class="ico_q">Q</i> Is it {word}?</div>'
        f'<div class="answer"><i class="ico_a">A</i> It is not {word}.</div>'
        for word in ("loud", "red")
    )
    asked = [question for question, _ in pairs_of(class_pairs, html_page(body))]
    assert asked == ["Q Is it loud?", "Q Is it red?"]


def test_a_label_is_no_answer_to_a_lone_question() -> None:
    asked = '<div class="question">Why is the sky blue?</div><div class="answer">{}</div>'
    assert pairs_of(class_pairs, html_page(asked.format("Best answer"))) == []
    assert len(pairs_of(class_pairs, html_page(asked.format("Air scatters blue light most.")))) == 1
