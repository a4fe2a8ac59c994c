"""Which replies answer, and which of those is the answer."""

from __future__ import annotations

import pytest

from webinstruct.extract.found import AnswerStatus
from webinstruct.extract.structure.threads.replies import Reply, answering, chosen

TELLS = (
    "Measure the coil with an ohmmeter; if nothing moves, the wire inside is broken and has to be replaced."
)
ALSO = "You can buy such a coil in any shop for tools, and it takes ten minutes to put it in."

THANKING = (
    "Thanks, it works now!",
    "Vielen Dank, hat geholfen.",
    "Merci beaucoup pour ton aide !",
    "Muchas gracias, ya funciona.",
    "Obrigado, deu certo aqui.",
    "Grazie mille, adesso va bene.",
    "Bedankt, het werkt weer!",
    "Dzięki, teraz działa dobrze.",
    "Спасибо, всё заработало у меня.",
    "Дякую, все працює тепер.",
    "Teşekkürler, şimdi oldu bu.",
    "谢谢大家的帮助，问题已解决",
    "ありがとうございました。助かりました",
    "شكرا جزيلا لك على المساعدة",
    "Solved it myself in the end.",
    "Problem ist gelöst, war der Stecker.",
)
ASKING = (
    "Any news on this topic here?",
    "Did you ever find a solution for this?",
    "Same problem here since yesterday.",
    "Ich habe das gleiche Problem seit gestern.",
    "J'ai le même problème depuis hier.",
    "Tengo el mismo problema con esto.",
    "Estou com o mesmo problema aqui.",
    "Ho lo stesso problema da ieri.",
    "Ik heb hetzelfde probleem hier.",
    "Mam ten sam problem od wczoraj.",
    "У меня та же проблема уже неделю.",
    "Bende de aynı sorun var.",
    "同问，楼主解决了吗",
    "bump for the third time now",
)
BACK = (
    "Which version of it do you use there",
    "Can you post the whole message that you see",
    "Kannst du mal ein Foto posten bitte",
    "Peux-tu nous montrer le message entier",
    "¿Puedes poner una foto del aparato",
    "Pode postar uma foto do aparelho aqui",
    "Puoi postare una foto del cavo",
    "Покажите фото платы и провода",
    "请贴一下完整的错误信息和代码",
)
MODERATION = (
    "This thread has been closed because it is a duplicate of another one that was asked before.",
    "Thread moved to the right section, please look where you post next time.",
    "This issue has been automatically marked as stale because it has not had recent activity.",
    "Das Thema wurde verschoben, bitte achte beim nächsten Mal auf das richtige Forum.",
    "Тема перемещена в другой раздел, пожалуйста, читайте правила перед созданием темы.",
)


@pytest.mark.parametrize("text", THANKING + ASKING + BACK + MODERATION)
def test_a_remark_is_no_answer_in_any_language(text: str) -> None:
    assert not answering(Reply(text, "bob"), "ann")


@pytest.mark.parametrize("text", [TELLS, ALSO, "把线圈拆下来用万用表量一下，不通就换一个新的"])
def test_what_tells_is_an_answer(text: str) -> None:
    assert answering(Reply(text, "bob"), "ann")


@pytest.mark.parametrize(
    "name", ["ann", "Ann", "ann (OP)", "Topic starter", "Author", "@ann", "楼主", "ann · Autor"]
)
def test_the_asker_is_known_by_name_or_by_a_mark(name: str) -> None:
    assert not answering(Reply(TELLS, name), "ann")


@pytest.mark.parametrize("name", ["AutoModerator", "stale[bot]", "system", "helper-bot"])
def test_a_program_does_not_answer(name: str) -> None:
    assert not answering(Reply(TELLS, name), "ann")


def test_the_accepted_reply_wins_over_any_votes() -> None:
    assert chosen([Reply(TELLS, "b", votes=90), Reply(ALSO, "c", accepted=True)], "ann") == (
        1,
        AnswerStatus.ACCEPTED,
    )


def test_a_mark_that_all_replies_carry_is_none() -> None:
    replies = [Reply(TELLS, "b", accepted=True), Reply(ALSO, "c", accepted=True, votes=7)]
    assert chosen(replies, "ann") == (1, AnswerStatus.VOTED)


def test_one_like_more_does_not_make_a_reply_of_a_forum_the_answer() -> None:
    assert chosen([Reply(TELLS, "b", votes=1), Reply(ALSO, "c", votes=2)], "ann") == (0, AnswerStatus.FIRST)


def test_many_likes_make_a_reply_of_a_forum_the_answer() -> None:
    assert chosen([Reply(TELLS, "b", votes=1), Reply(ALSO, "c", votes=9)], "ann") == (1, AnswerStatus.VOTED)


def test_where_all_replies_are_answers_one_vote_decides() -> None:
    assert chosen([Reply(TELLS, "b", votes=1), Reply(ALSO, "c", votes=2)], "ann", True) == (
        1,
        AnswerStatus.VOTED,
    )


def test_a_remark_among_answers_is_passed_over_where_nobody_voted() -> None:
    assert chosen([Reply("Same problem here.", "b"), Reply(TELLS, "c")], "ann", True) == (
        1,
        AnswerStatus.FIRST,
    )


def test_where_all_replies_are_answers_the_asker_may_answer() -> None:
    assert chosen([Reply(TELLS, "ann")], "ann", True) == (0, AnswerStatus.ONLY)
