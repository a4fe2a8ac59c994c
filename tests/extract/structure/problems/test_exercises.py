from __future__ import annotations

from tests.extract.seen import html_page, pairs_of, text_page
from webinstruct.extract.structure.problems.exercises import exercises


def test_a_labelled_solution_answers_the_labelled_problem_above_it() -> None:
    page = html_page(
        "<h3>Problem 1</h3><p>Add 2 and 3.</p><p>Solution: It is 5.</p><h3>Problem 2</h3><p>Add 1 and 1.</p>"
    )
    assert pairs_of(exercises, page) == [("Add 2 and 3.", "It is 5.")]


def test_a_solution_behind_a_button_is_found() -> None:
    body = """<h3>Exercise 4.1</h3><p>Add 2 and 3.</p><div class="accordion"><h2>
<button>Click to view the solution.
    </button></h2><div class="collapse"><p>Answer: 5</p></div></div><h3>Exercise 4.2</h3><p>Stop.</p>"""
    assert pairs_of(exercises, html_page(body)) == [("Add 2 and 3.", "5")]


def test_the_stem_of_a_problem_belongs_to_each_part() -> None:
    body = """<h2>Problem 1</h2><p>Let f(x) = 2x.</p><h3>Problem 1.1</h3><p>Find f(1).</p><p>Solution: 2</p>
    <h3>Problem 1.2</h3><p>Find f(2).</p><p>Solution: 4</p>"""
    assert pairs_of(exercises, html_page(body)) == [
        ("Let f(x) = 2x. Find f(1).", "2"),
        ("Let f(x) = 2x. Find f(2).", "4"),
    ]


def test_list_items_with_an_answer_each_are_parts() -> None:
    body = """<h2>Problem 1</h2><p>Let f(x) = 2x.</p><ol><li><p>Find f(1).</p><p>Answer: 2</p></li>
    <li><p>Find f(2).</p><p>Answer: 4</p></li></ol>"""
    assert pairs_of(exercises, html_page(body)) == [
        ("Let f(x) = 2x. Find f(1).", "2"),
        ("Let f(x) = 2x. Find f(2).", "4"),
    ]


def test_the_options_of_a_choice_stay_with_the_question() -> None:
    text = "1. Which is prime?\nA. 4\nB. 7\nC. 9\nAnswer: B\n2. Which is even?\nA. 4\nB. 7\nC. 9\nAnswer: A"
    assert pairs_of(exercises, text_page(text))[0] == ("Which is prime? A. 4 B. 7 C. 9", "B")


def test_solutions_collected_at_the_end_are_matched_by_number() -> None:
    body = """<h2>Exercises</h2><ol><li>How many legs has an ant?</li><li>How many has a spider?</li></ol>
    <h2>Solutions</h2><ol><li>Six.</li><li>Eight.</li></ol>"""
    assert pairs_of(exercises, html_page(body)) == [
        ("How many legs has an ant?", "Six."),
        ("How many has a spider?", "Eight."),
    ]


def test_an_element_called_solution_answers_its_problem() -> None:
    body = """<h3>Exercise 1</h3><p>Add 2 and 3.</p><div class="solution"><p>It is 5.</p></div>
    <h3>Exercise 2</h3><p>Add 4 and 5.</p><div class="solution"><p>It is 9.</p></div>"""
    assert pairs_of(exercises, html_page(body)) == [
        ("Add 2 and 3.", "It is 5."),
        ("Add 4 and 5.", "It is 9."),
    ]


def test_a_programming_task_on_a_page_of_solutions_is_solved_by_its_code() -> None:
    code = "<pre>def double(x):\n    y = 2 * x\n    return y\n</pre>"
    body = "".join(
        f"<h3>Question {k}: Double</h3><p>Write a function that doubles.</p>{code}" for k in (1, 2)
    )
    pairs = pairs_of(exercises, html_page(body, title="Homework 3 Solutions"))
    assert [question for question, _ in pairs] == ["Double Write a function that doubles."] * 2
    assert "return y" in pairs[0][1]


def test_the_same_tasks_without_the_word_solutions_give_nothing() -> None:
    code = "<pre>def double(x):\n    pass\n    # your code\n</pre>"
    body = "".join(
        f"<h3>Question {k}: Double</h3><p>Write a function that doubles.</p>{code}" for k in (1, 2)
    )
    assert pairs_of(exercises, html_page(body, title="Homework 3")) == []


def test_problems_without_solutions_give_nothing() -> None:
    sighting = exercises(
        html_page("".join(f"<h3>Problem {k}</h3><p>Add {k} and 1.</p>" for k in range(1, 5)))
    )
    assert not sighting.pairs
    assert sighting.says == "problems without solutions: 4"


def test_a_difficulty_line_closes_an_answer() -> None:
    text = "Problem 1\nAdd 2 and 3 now.\nAnswer: 5\nDifficulty: hard\nProblem 2\nStop."
    assert pairs_of(exercises, text_page(text)) == [("Add 2 and 3 now.", "5")]


def test_numbered_sections_of_a_tutorial_are_no_problems() -> None:
    body = "".join(
        f'<h2>{k}. Symbols</h2><p>Type a letter.</p><div class="answer">x</div>' for k in range(1, 4)
    )
    assert pairs_of(exercises, html_page(body)) == []


def test_an_exercise_numbered_by_a_formula_is_a_problem() -> None:
    body = """<p>Example $\\PageIndex{1}$</p><p>Add 2 and 3.</p><p><strong>Solution</strong></p><p>It is 5.</p>
    <h2>Next</h2>"""
    assert pairs_of(exercises, html_page(body)) == [("Add 2 and 3.", "It is 5.")]


def test_a_heading_question_and_a_heading_answer_make_a_pair() -> None:
    body = "<h2>Question</h2><p>Why do cats purr?</p><h2>Answer</h2><p>Because they are content.</p><h2>More</h2>"
    assert pairs_of(exercises, html_page(body)) == [("Why do cats purr?", "Because they are content.")]


def test_a_question_as_heading_with_its_details_is_asked_in_full() -> None:
    body = "<h1>Why do cats purr?</h1><p>Mine does it at night.</p><h2>Answer</h2><p>It is content.</p><h2>More</h2>"
    assert pairs_of(exercises, html_page(body)) == [
        ("Why do cats purr? Mine does it at night.", "It is content.")
    ]


def test_exercise_and_solution_by_data_type_are_found() -> None:
    body = """<h3>Practice</h3><section data-type="exercise"><p>1. Add 2 and 3.</p>
<div data-type="solution"><p>It is 5.</p>
    </div></section><section data-type="exercise"><p>2. Add 2 and 4.</p><div data-type="solution">
<p>It is 6.</p></div>
    </section>"""
    assert pairs_of(exercises, html_page(body)) == [
        ("Add 2 and 3.", "It is 5."),
        ("Add 2 and 4.", "It is 6."),
    ]


def test_an_explanation_below_the_answer_belongs_to_it() -> None:
    text = (
        "1. Which is prime?\nA. 4\nB. 7\nAnswer: B\nExplanation: Only one and itself divide seven.\n2. Stop."
    )
    assert pairs_of(exercises, text_page(text))[0][1] == "B Explanation: Only one and itself divide seven."


def test_steps_below_a_solution_heading_belong_to_it() -> None:
    body = """<h3>Problem 1</h3><p>Add 2 and 3.</p><h4>Solution</h4><h5>Step 1</h5><p>Count.</p>
<h5>Step 2</h5><p>It is 5.</p>
    <h3>Problem 2</h3><p>Stop.</p>"""
    assert pairs_of(exercises, html_page(body)) == [
        ("Add 2 and 3.", "##### Step 1 Count. ##### Step 2 It is 5.")
    ]


def test_a_label_before_the_element_of_a_solution_is_no_part_of_the_question() -> None:
    body = "".join(
        f"""<h3>{k}.</h3><p>Find the sum of the first {k}0 even numbers.</p><p class="knowl">Solution</p>
        <div class="solution"><p>Pair the first with the last of them, then the next two.</p></div>"""
        for k in (1, 2, 3)
    )
    questions = [question for question, _ in pairs_of(exercises, html_page(body))]
    assert questions == [f"Find the sum of the first {k}0 even numbers." for k in (1, 2, 3)]
