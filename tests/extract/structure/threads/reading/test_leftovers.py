from __future__ import annotations

import pytest

from webinstruct.extract.structure.threads.reading.leftovers import is_leftover, without_leftovers

BY_FORUM = (
    "Code: Select all",
    "Code: [Select]",
    "Quellcode: Alles auswählen",
    "Код: Выделить всё",
    "Code:",
    "Quote:",
    "Last edited by ann on Sun May 03, 2015 10:00 am, edited 2 times in total.",
    "« Last Edit: May 04, 2015, 10:00:00 AM by ann »",
    "This post was last modified: 05-04-2015, 10:00 AM by ann.",
    "Edited by ann, 04 May 2015 - 10:00 AM.",
    "Zuletzt geändert von ann am So 3. Mai 2015, 10:00, insgesamt 1-mal geändert.",
    "本帖最后由 ann 于 2015-5-4 10:00 编辑",
    "Последний раз редактировалось ann 03 май 2015, 10:00",
    "Attached Files",
    "sum.pdf (12.3 KiB) Downloaded 3 times",
    "You do not have the required permissions to view the files attached to this post.",
    "The following 2 users say Thank You to ann for this post:",
    "Spoiler:",
    "Click to expand...",
)
BY_PEOPLE = (
    "Code: x = 1",
    "Code is read more often than it is written.",
    "Edited volumes sell badly.",
    "Attachments are not opened by my program.",
    "Quote: the best is the enemy of the good.",
    "The last edition is from 1990.",
    "12",
)


@pytest.mark.parametrize("line", BY_FORUM)
def test_a_line_of_the_forums_is_known(line: str) -> None:
    assert is_leftover(line)


@pytest.mark.parametrize("line", BY_PEOPLE)
def test_a_line_that_somebody_wrote_is_kept(line: str) -> None:
    assert not is_leftover(line)


def left(*pieces: str, is_mail: bool = False) -> str:
    text, spans = "", []
    for piece in pieces:
        spans.append((len(text), len(text) + len(piece)))
        text += f"{piece}\n"
    return "".join(text[start:end] for start, end in without_leftovers(text, spans, is_mail)).strip()


def test_a_subject_above_a_post_is_cut_off() -> None:
    assert left("Re: Sum of odd numbers\nAdd the ones.") == "Add the ones."


def test_who_is_quoted_is_cut_off_where_the_quote_is() -> None:
    assert left("ann wrote:", "Add the ones.") == "Add the ones."
    assert left("Gauss wrote:\nAdd the ones.") == "Gauss wrote:\nAdd the ones."


def test_a_signature_below_a_line_is_cut_off_with_all_that_follows() -> None:
    assert left("Add the ones.\n________________\nBe kind.\nBye") == "Add the ones."


def test_a_line_in_code_is_no_leftover() -> None:
    code = "```\nCode:\n________________\nend\n```"
    assert left(f"Run this.\n{code}") == f"Run this.\n{code}"


def test_quoted_lines_and_signature_of_a_mail_are_cut_off() -> None:
    mail = "On Mon, May 4, 2015, ann wrote:\n> Why is it even?\nAdd the ones.\n-- \nBe kind."
    assert left(mail, is_mail=True) == "Add the ones."
    assert left("> ls\nlists the files") == "> ls\nlists the files"
