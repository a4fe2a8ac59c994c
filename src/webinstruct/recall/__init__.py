"""From pages to candidates: the text of each page, its language, its score, and which pages are kept.

`features` is what the classifier sees, `language` names the language, `budget` finds the score at which a token budget
is spent, `train` trains the classifier and tests it; `stage` puts them together.
"""
