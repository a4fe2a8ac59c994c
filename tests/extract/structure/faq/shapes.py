"""One item of a FAQ in the mark-up of many page builders: {k} its number, {q} the question, {a} the answer."""

from __future__ import annotations

__all__ = ["ITEMS", "SHAPES", "body_of"]

ITEMS = (
    ("What is a leap year?", "A year with one day more than the others have."),
    ("Why do we need one?", "Because the earth takes a little longer than 365 days."),
    ("When is the next?", "Look for the next number that four divides."),
    ("Can I skip it?", "You may, but the seasons will drift away from your calendar."),
)

SHAPES = {
    "heading": "<h3>{q}</h3><p>{a}</p>",
    "heading in link": '<h3><a href="#q{k}">{q}</a></h3><p>{a}</p>',
    "heading in button": '<h4><button type="button">{q}</button></h4><div><p>{a}</p></div>',
    "heading in span": "<h2><span><span>{q}</span></span></h2><div>{a}</div>",
    "terms": "<dl><dt>{q}</dt><dd>{a}</dd></dl>",
    "details": "<details><summary>{q}</summary><p>{a}</p></details>",
    "bootstrap 3": """<div class="panel panel-default"><div class="panel-heading"><h4 class="panel-title">
        <a data-toggle="collapse" data-parent="#accordion" href="#c{k}">{q}</a></h4></div>
        <div id="c{k}" class="panel-collapse collapse"><div class="panel-body">{a}</div></div></div>""",
    "bootstrap 4": """<div class="card"><div class="card-header" id="h{k}"><h5 class="mb-0">
        <button class="btn btn-link" data-toggle="collapse" data-target="#c{k}" aria-controls="c{k}">{q}</button></h5>
        </div><div id="c{k}" class="collapse" data-parent="#accordion"><div class="card-body">{a}</div></div></div>""",
    "bootstrap 5": """<div class="accordion-item"><h2 class="accordion-header">
        <button class="accordion-button collapsed" data-bs-toggle="collapse"
        data-bs-target="#c{k}" aria-expanded="false" aria-controls="c{k}">{q}</button></h2>
        <div id="c{k}" class="accordion-collapse collapse"><div class="accordion-body">{a}</div></div></div>""",
    "jquery ui": """<h3 class="ui-accordion-header ui-state-default" role="tab" aria-controls="p{k}">
        <span class="ui-accordion-header-icon"></span>{q}</h3>
        <div class="ui-accordion-content" id="p{k}" role="tabpanel" style="display: none;"><p>{a}</p></div>""",
    "foundation": """<li class="accordion-item" data-accordion-item><a href="#" class="accordion-title">{q}</a>
        <div class="accordion-content" data-tab-content><p>{a}</p></div></li>""",
    "elementor": """<div class="elementor-accordion-item"><div id="elementor-tab-title-{k}" class="elementor-tab-title"
        data-tab="{k}" role="button" aria-controls="elementor-tab-content-{k}" aria-expanded="false">
        <span class="elementor-accordion-icon"></span><a class="elementor-accordion-title" tabindex="0">{q}</a></div>
        <div id="elementor-tab-content-{k}" class="elementor-tab-content elementor-clearfix" role="region"><p>{a}</p>
        </div></div>""",
    "elementor nested": """<details id="e-n-{k}" class="e-n-accordion-item"><summary class="e-n-accordion-item-title">
        <span class="e-n-accordion-item-title-header"><div class="e-n-accordion-item-title-text"> {q} </div></span>
        <span class="e-n-accordion-item-title-icon"></span></summary><div class="elementor-element"><p>{a}</p></div>
        </details>""",
    "divi": """<div class="et_pb_toggle et_pb_module et_pb_accordion_item et_pb_accordion_item_{k} et_pb_toggle_close">
        <h5 class="et_pb_toggle_title">{q}</h5><div class="et_pb_toggle_content clearfix"><p>{a}</p></div></div>""",
    "wpbakery": """<div class="vc_tta-panel" id="t{k}"><div class="vc_tta-panel-heading"><h4 class="vc_tta-panel-title">
        <a href="#t{k}" data-vc-accordion><span class="vc_tta-title-text">{q}</span><i></i></a></h4></div>
        <div class="vc_tta-panel-body"><div class="wpb_wrapper"><p>{a}</p></div></div></div>""",
    "wpbakery toggle": """<div class="vc_toggle vc_toggle_default"><div class="vc_toggle_title"><h4>{q}</h4>
        <i class="vc_toggle_icon"></i></div><div class="vc_toggle_content"><p>{a}</p></div></div>""",
    "beaver": """<div class="fl-accordion-item"><div class="fl-accordion-button" role="tab">
        <a href="#" class="fl-accordion-button-label">{q}</a><i class="fl-accordion-button-icon"></i></div>
        <div class="fl-accordion-content fl-clearfix" role="tabpanel"><p>{a}</p></div></div>""",
    "kadence": """<div class="wp-block-kadence-pane kt-accordion-pane-{k}"><h3 class="kt-accordion-header-wrap">
        <button class="kt-blocks-accordion-header"><span class="kt-blocks-accordion-title-wrap">
        <span class="kt-blocks-accordion-title">{q}</span></span></button></h3>
        <div class="kt-accordion-panel"><div class="kt-accordion-panel-inner"><p>{a}</p></div></div></div>""",
    "gutenberg": '<details class="wp-block-details"><summary>{q}</summary><p>{a}</p></details>',
    "yoast": """<div class="schema-faq-section" id="faq-question-{k}"><strong class="schema-faq-question">{q}</strong>
        <p class="schema-faq-answer">{a}</p></div>""",
    "rank math": """<div id="faq-question-{k}" class="rank-math-list-item"><h3 class="rank-math-question">{q}</h3>
        <div class="rank-math-answer"><p>{a}</p></div></div>""",
    "ultimate faq": """<div class="ewd-ufaq-faq-div"><div class="ewd-ufaq-faq-title">
        <a class="ewd-ufaq-post-margin" href="#"><div class="ewd-ufaq-faq-title-text"><h4>{q}</h4></div></a></div>
        <div class="ewd-ufaq-faq-body ewd-ufaq-hidden"><div class="ewd-ufaq-faq-post"><p>{a}</p></div></div></div>""",
    "squarespace": """<li class="accordion-item"><h4 class="accordion-item__title-wrapper">
        <button class="accordion-item__click-target" aria-expanded="false">
        <span class="accordion-item__title">{q}</span>
        <div class="accordion-icon-container"></div></button></h4><div class="accordion-item__dropdown">
        <div class="accordion-item__description"><p>{a}</p></div></div></li>""",
    "wix": """<div class="sB7x"><button class="kQ2" aria-expanded="false" aria-controls="panel-{k}"><span>{q}</span>
        </button><div id="panel-{k}" role="region" class="zP0"><p class="font_8">{a}</p></div></div>""",
    "webflow": """<div class="faq-item"><div class="faq-toggle w-dropdown-toggle"><div>{q}</div></div>
        <div class="w-dropdown-list"><p>{a}</p></div></div>""",
    "aem": """<div class="cmp-accordion__item"><h3 class="cmp-accordion__header"><button class="cmp-accordion__button"
        aria-controls="p{k}"><span class="cmp-accordion__title">{q}</span><span class="cmp-accordion__icon"></span>
        </button></h3><div id="p{k}" class="cmp-accordion__panel cmp-accordion__panel--hidden" role="region">
        <div class="cmp-text"><p>{a}</p></div></div></div>""",
    "sharepoint": """<div><span class="ms-rteFontSize-3" style="font-weight: bold">{q}</span><br></div><div>{a}</div>
        <div>​</div>""",
    "drupal faq": """<div class="faq-question-answer"><div class="faq-question faq-dt-hide-answer">
        <a href="/node/{k}">{q}</a></div><div class="faq-answer faq-dd-hide-answer"><p>{a}</p></div></div>""",
    "views accordion": """<div class="views-accordion-item"><div class="views-accordion-header"><span>
        <a href="#">{q}</a></span></div><div class="views-accordion-content"><p>{a}</p></div></div>""",
    "docusaurus": """<h3 class="anchor anchorWithStickyNavbar_LW" id="q{k}">{q}<a href="#q{k}" class="hash-link"
        title="Direct link to heading">&#8203;</a></h3><p>{a}</p>""",
    "sphinx": """<section id="q{k}"><h2>{q}<a class="headerlink" href="#q{k}" title="Permalink">¶</a></h2>
        <p>{a}</p></section>""",
    "mediawiki": """<h3><span class="mw-headline" id="q{k}">{q}</span><span class="mw-editsection"><span>[</span>
        <a href="/w?action=edit">edit</a><span>]</span></span></h3><p>{a}</p>""",
    "bold paragraph": "<p><b>{q}</b></p><p>{a}</p>",
    "strong then break": "<p><strong>{q}</strong><br>{a}</p>",
    "bold run-in": "<p><b>{q}</b> {a}</p>",
    "underlined": "<p><u>{q}</u></p><p>{a}</p>",
    "emphasis": "<p><em>{q}</em></p><p>{a}</p>",
    "font": '<p><font color="#003366" size="4">{q}</font></p><p>{a}</p>',
    "styled span": '<p><span style="font-weight:700;color:#222">{q}</span></p><p>{a}</p>',
    "styled paragraph": '<p style="font-weight: bold">{q}</p><p>{a}</p>',
    "classed paragraph": '<p class="intro-bold">{q}</p><p class="txt">{a}</p>',
    "numbered bold": "<p><strong>{k}. {q}</strong></p><p>{a}</p>",
    "number before bold": "<p>{k}. <b>{q}</b></p><p>{a}</p>",
    "list item": "<li><strong>{q}</strong><p>{a}</p></li>",
    "list item with break": "<li><b>{q}</b><br>{a}</li>",
    "table row": "<table><tr><td>{q}</td></tr><tr><td>{a}</td></tr></table>",
    "numbered table row": "<table><tr><td>{k}</td><td>{q}</td><td>{a}</td></tr></table>",
    "two cells": "<table><tr><td>{q}</td><td>{a}</td></tr></table>",
    "letters": "<p><b>Q.</b> {q}</p><p><b>A.</b> {a}</p>",
    "letters in cells": "<table><tr><td>Q:</td><td>{q}</td></tr><tr><td>A:</td><td>{a}</td></tr></table>",
    "letters alone": """<div class="row"><div>Q</div><div>{q}</div></div>
        <div class="row"><div>A</div><div>{a}</div></div>""",
    "data attributes": """<div class="x1"><div class="x2" data-target="#z{k}" role="button">{q}</div>
        <div id="z{k}" class="x3"><p>{a}</p></div></div>""",
    "plain items": '<div class="qitem"><div class="t">{q}</div><div class="c"><p>{a}</p></div></div>',
    "answer label": "<details><summary>{q}</summary><p><b>Answer:</b> {a}</p></details>",
    "labelled heading": "<h3>Question {k}: {q}</h3><p>{a}</p>",
    "zero and number": "<h3>0{k}. {q}</h3><p>{a}</p>",
    "number in brackets": "<h3>({k}) {q}</h3><p>{a}</p>",
    "number and dash": "<h3>{k} - {q}</h3><p>{a}</p>",
    "colon": "<h3>{q}:</h3><p>{a}</p>",
    "emoji": "<h3>\U0001f449 {q} \U0001f914</h3><p>{a}</p>",
    "letters in one paragraph": "<p><font color=red>Q. {q}</font><br>A. {a}</p>",
    "plain item": "<ol><li>{q}<br>{a} The keeper of the calendar knows.</li></ol>",
    "plain item with paragraph": "<ul><li>{q}<p>{a} The keeper of the calendar knows.</p></li></ul>",
    "plain paragraph": "<p>{q}</p><p>{a} The keeper of the calendar knows.</p>",
    "plain line": "{q}<br>{a} The keeper of the calendar knows.<br><br>",
    "run-in with a dash": "<p><b>{q}</b> – {a}</p>",
    "run-in item": "<ul><li><b>{q}</b> {a}</li></ul>",
    "link to itself": '<h3><a href="https://a.example/page#q{k}">{q}</a></h3><p>{a}</p>',
    "number beside": '<div class="row"><span class="num">0{k}</span><h3>{q}</h3><p>{a}</p></div>',
    "checkbox": '<input type="checkbox" id="i{k}"><label for="i{k}">{q}</label><div class="content">{a}</div>',
    "legend": "<fieldset><legend>{q}</legend><p>{a}</p></fieldset>",
    "utility classes": """<div class="border-b py-4"><button class="flex w-full justify-between"><span>{q}</span>
        <span class="ml-4">+</span></button><div class="mt-2 text-gray-600">{a}</div></div>""",
    "material ui": """<div class="MuiPaper-root MuiAccordion-root"><div class="MuiAccordionSummary-root" role="button">
        <p class="MuiTypography-root">{q}</p></div><div class="MuiCollapse-root"><div><p>{a}</p></div></div></div>""",
    "hidden panel": """<div class="c-acc"><button aria-expanded="false" aria-controls="z{k}">{q}</button>
        <div id="z{k}" aria-hidden="true" style="display:none"><p>{a}</p></div></div>""",
}


def body_of(template: str, heading: str = "<h1>Frequently asked questions</h1>") -> str:
    """A page's body with all `ITEMS` in the mark-up of `template`."""
    items = "".join(
        template.format(k=k, q=question, a=answer) for k, (question, answer) in enumerate(ITEMS, 1)
    )
    return f"{heading}<div>{items}</div>"
