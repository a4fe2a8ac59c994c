"""From pages to candidates: the text of each page, its language, its score, and which pages are kept.

`first_look` and `features` are what the classifier sees, `training` trains and measures it, `fold` makes it small,
`measures` has the curves and intervals; `language` names the language, `budget` finds the score at which a token budget
is spent; `stage` puts them together.
"""
