"""Exercises with solutions in the mark-up of tools that make books and courses."""

from __future__ import annotations

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.problems.exercises import exercises

GRAPE = "How many grapes are in three bowls of four grapes each?"
LONG = (
    "There are three bowls. Each of them holds four grapes. Four and four and four are twelve, so all of them together \
hold twelve grapes."
)
PEAR = "How many pears are left when two of nine pears are eaten?"


def _pairs(body: str) -> list[tuple[str, str]]:
    return pairs_of(exercises, html_page(body))


def test_a_sphinx_exercise_is_answered_by_the_solution_that_names_it() -> None:
    body = f"""<div class="exercise admonition" id="bowl"><p class="admonition-title">
    <span class="caption-number">Exercise 4 </span></p><section id="exercise-content"><p>{GRAPE}</p></section></div>
    <p>We will meet bowls again.</p>
    <div class="solution dropdown admonition" id="bowl-solution"><p class="admonition-title">Solution to
    <a class="reference internal" href="#bowl"> Exercise 4</a></p><section
    id="solution-content"><p>{LONG}</p></section></div>
    <p>Now to something else.</p>"""
    assert _pairs(body) == [(GRAPE, LONG)]


def test_an_admonition_titled_solution_is_one_whatever_its_class() -> None:
    body = f"""<div class="admonition note"><p class="admonition-title">Exercise 1</p><p>{GRAPE}</p></div>
    <div class="admonition dropdown tip"><p class="admonition-title">Solution</p><p>Twelve grapes.</p></div>
    <p>The next chapter is about trees.</p>
    <div class="admonition note"><p class="admonition-title">Exercise 2</p><p>{PEAR}</p></div>
    <div class="admonition dropdown tip"><p class="admonition-title">Solution</p><p>Seven pears.</p></div>
    <p>That was it.</p>"""
    assert _pairs(body) == [(GRAPE, "Twelve grapes."), (PEAR, "Seven pears.")]


def test_a_sphinx_design_dropdown_holds_the_solution() -> None:
    body = f"""<h3>Exercise 2</h3><p>{GRAPE}</p><details class="sd-sphinx-override sd-dropdown sd-card sd-mb-3">
    <summary class="sd-summary-title sd-card-header"><span class="sd-summary-text">Click for the
    solution</span></summary>
    <div class="sd-summary-content sd-card-body docutils"><p class="sd-card-text">Twelve grapes.</p></div></details>
    <p>Grapes grow in bunches.</p>"""
    assert _pairs(body) == [(GRAPE, "Twelve grapes.")]


def test_a_bookdown_exercise_is_answered_by_its_solution_environment() -> None:
    body = f"""<div class="exercise"><p><span id="exr:one" class="exercise"><strong>Exercise 1.1
    </strong></span>{GRAPE}
    </p></div><div class="solution"><p><span id="unlabeled-div-1" class="solution"><em>Solution</em>. </span>Twelve
    grapes.</p></div><p>We go on.</p>
    <div class="exercise"><p><span id="exr:two" class="exercise"><strong>Exercise 1.2  (Pears)
    </strong></span>{PEAR}</p>
    </div><div class="solution"><p><span class="solution"><em>Solution</em>. </span>Seven pears.</p></div>"""
    assert _pairs(body) == [(GRAPE, "Twelve grapes."), (f"(Pears) {PEAR}", "Seven pears.")]


def test_a_quarto_exercise_is_answered_by_a_solution_or_a_collapsed_callout() -> None:
    body = f"""<div id="exr-one" class="theorem exercise"><p><span class="theorem-title"><strong>Exercise
    1.1</strong></span>
    {GRAPE}</p></div><div class="solution proof"><p><span class="proof-title"><em>Solution</em>. </span>Twelve grapes.
    </p></div><div id="exr-two" class="theorem exercise"><p><span class="theorem-title"><strong>Exercise 1.2
    </strong></span> {PEAR}</p></div><div class="callout callout-style-default callout-tip callout-titled">
    <div class="callout-header d-flex" data-bs-toggle="collapse"><div class="callout-icon-container"><i></i></div>
    <div class="callout-title-container flex-fill">Solution</div></div><div id="callout-1"
    class="callout-1-contents callout-collapse collapse"><div class="callout-body-container callout-body"><p>Seven
    pears.</p></div></div></div><p>We go on.</p>"""
    assert _pairs(body) == [(GRAPE, "Twelve grapes."), (PEAR, "Seven pears.")]


def test_a_webex_solution_answers_what_stands_above_its_button() -> None:
    body = f"""<h3>Exercise 1</h3><p>{GRAPE}</p><div class="webex-solution"><button>Solution</button><p>Twelve grapes.
    </p></div><h3>Exercise 2</h3><p>{PEAR}</p><div class="webex-solution"><button>Solution</button><p>Seven pears.</p>
    </div>"""
    assert _pairs(body) == [(GRAPE, "Twelve grapes."), (PEAR, "Seven pears.")]


def test_a_pretext_exercise_is_answered_without_its_hint() -> None:
    body = f"""<article class="exercise exercise-like" id="x1"><h6 class="heading"><span class="type">Checkpoint</span>
    <span class="space"> </span><span class="codenumber">1.1.1</span><span class="period">.</span></h6>
    <div class="para">{GRAPE}</div><div class="solutions"><details class="hint hint-like born-hidden-knowl">
    <summary class="knowl__link"><span class="type">Hint</span><span class="period">.</span></summary>
    <div class="hint hint-like knowl__content"><div class="para">Multiply.</div></div></details>
    <details class="solution solution-like born-hidden-knowl"><summary class="knowl__link"><span class="type">Solution
    </span><span class="period">.</span></summary><div class="solution solution-like knowl__content">
    <div class="para">Twelve grapes.</div></div></details></div></article><p>Bowls are round.</p>"""
    assert _pairs(body) == [(GRAPE, "Twelve grapes.")]


def test_divisional_exercises_of_pretext_are_numbered_by_a_heading() -> None:
    body = "".join(
        f"""<article class="exercise exercise-like" id="e{k}"><h4 class="heading"><span class="codenumber">{k}<span
        class="period">.</span></span></h4><div class="para">{asked}</div><div class="solutions">
        <details class="answer answer-like born-hidden-knowl"><summary class="knowl__link"><span class="type">Answer
        </span><span class="period">.</span></summary><div class="answer answer-like knowl__content"><div class="para">
        {said}</div></div></details></div></article>"""
        for k, (asked, said) in enumerate([(GRAPE, "Twelve grapes."), (PEAR, "Seven pears.")], 1)
    )
    assert _pairs(f"<h3>Exercises</h3>{body}<p>So much for fruit.</p>") == [
        (GRAPE, "Twelve grapes."),
        (PEAR, "Seven pears."),
    ]


def test_an_exercise_box_holds_its_answer_as_a_definition() -> None:
    body = f"""<div class="box-exercise"><p class="box-legend"><span>Exercise
    \\(\\PageIndex{{1}}\\)</span></p><p>{GRAPE}</p>
    <dl><dt>Answer</dt><dd><p>Twelve grapes.</p></dd></dl></div><p>Bowls are round.</p>
    <div class="box-exercise"><p class="box-legend"><span>Exercise \\(\\PageIndex{{2}}\\)</span></p><p>{PEAR}</p>
    <dl><dt>Hint</dt><dd><p>Subtract.</p></dd><dt>Answer</dt><dd><p>Seven pears.</p></dd></dl></div><p>The end is
    near.</p>"""
    assert _pairs(body) == [(GRAPE, "Twelve grapes."), (PEAR, "Seven pears.")]


def test_an_exercise_is_split_into_its_problem_and_its_solution_by_data_type() -> None:
    body = "".join(
        f"""<div data-type="exercise" id="f{k}"><header><a class="os-number" href="#s{k}">{k}</a><span
        class="os-divider">. </span></header><section><div data-type="problem"><div class="os-problem-container"><p>
        {asked}</p></div></div><div data-type="solution"><h4 data-type="solution-title"><span
        class="os-title-label">Solution</span></h4><div class="os-solution-container"><p>{said}</p></div></div>
        </section></div>"""
        for k, (asked, said) in enumerate([(GRAPE, "Twelve grapes."), (PEAR, "Seven pears.")], 1)
    )
    assert _pairs(f"<h3>Section Exercises</h3>{body}") == [(GRAPE, "Twelve grapes."), (PEAR, "Seven pears.")]


def test_cells_of_a_notebook_hold_exercise_and_solution() -> None:
    def cell(text: str) -> str:
        return f"""<div class="jp-Cell jp-MarkdownCell jp-Notebook-cell"><div class="jp-Cell-inputWrapper"><div
        class="jp-RenderedHTMLCommon jp-RenderedMarkdown">{text}</div></div></div>"""

    code = """<div class="jp-Cell jp-CodeCell jp-Notebook-cell"><div class="jp-InputPrompt
    jp-InputArea-prompt">In&nbsp;[1]:
    </div><div class="jp-CodeMirrorEditor"><div class="highlight hl-ipython3"><pre>bowls = 3
print(bowls * 4)</pre></div></div></div>"""
    body = (
        cell(f"<h3>Exercise 1</h3><p>{GRAPE} Compute it.</p>")
        + cell("<p><strong>Solution</strong></p>")
        + code
    )
    pairs = _pairs(body + cell("<h2>Loops</h2><p>Loops repeat.</p>"))
    assert len(pairs) == 1
    assert pairs[0][0] == f"{GRAPE} Compute it."
    assert "bowls * 4" in pairs[0][1]


def test_a_course_problem_is_answered_by_its_detailed_solution() -> None:
    body = f"""<h2 class="hd hd-2 unit-title">Quiz</h2><div class="problems-wrapper"><div class="problem"><div
    class="wrapper-problem-response"><p>{GRAPE}</p><fieldset><div class="field"><input type="radio" id="a"><label
    for="a">
    10</label></div><div class="field"><input type="radio" id="b"><label for="b">12</label></div></fieldset></div>
    <div class="solution-span"><div class="detailed-solution"><p>Explanation</p><p>Three times four grapes make twelve
    grapes.</p></div></div></div></div><div class="problems-wrapper"><div class="problem"><div
    class="wrapper-problem-response"><p>{PEAR}</p></div><div class="solution-span"><div class="detailed-solution">
    <p>Explanation</p><p>Nine pears without two are seven.</p></div></div></div></div>"""
    assert _pairs(body) == [
        (f"{GRAPE} 10 12", "Three times four grapes make twelve grapes."),
        (PEAR, "Nine pears without two are seven."),
    ]
