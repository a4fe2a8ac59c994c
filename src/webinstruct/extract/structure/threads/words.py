"""The words by which pages tell answers from comments and mark the best of them, in about twenty languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webinstruct.core.spans import Span

__all__ = [
    "announcements",
    "announces_answers",
    "announces_remarks",
    "heads_question",
    "marks_accepted",
    "names_accepted",
    "names_answer",
    "names_answerer",
    "names_remarks",
]

_ANSWERS = (
    r"answers?|repl(?:y|ies)|responses?|best answers?|top answers?|accepted (?:answer|solution)s?|"
    r"all (?:answer|repl(?:y|"
    r"ie))s?|(?:expert|verified|community|best|approved|other|more|user) (?:answer|solution|response)s?|"
    r"solutions?|"
    r"answer(?:s)? and replies|antworten?|beste antwort|lösung(?:en)?|hilfreichste antwort(?:en)?|réponses?|"
    r"meilleure réponse|respuestas?|mejor respuesta|soluci[oó]n(?:es)?|respostas?|melhor resposta|"
    r"soluç(?:ão|ões)|"
    r"rispost[ae]|migliore risposta|antwoord(?:en)?|beste antwoord|odpowied(?:ź|zi)|ответ(?:ы|а|ов)?|"
    r"лучший ответ|решение|"
    r"відповід(?:ь|і|ей)|cevap(?:lar)?|yanıt(?:lar)?|en iyi cevap|odpovědi?|svar|jawaban(?: terbaik)?|"
    r"(?:câu )?trả lời|answers? from .{2,30}|"
    r"(?:最佳|全部|满意|其他|推荐|精选|默认排序)?(?:个)?(?:回答|答案|回复|答复|解答|解決方案)|ベストアンサー|回答(?:一覧)?|"
    r"(?:베스트 ?|채택 ?)?답변|الإجابات|إجابات|الردود|أفضل إجابة|الاجابة|الإجابة|پاسخ(?:‌?ها)?|जवाब|उत्तर"
)
_REMARKS = (
    r"comments?|(?:user |reader |customer |product |top )?(?:comments?|reviews?|ratings?|testimonials?)|"
    r"discussion|"
    r"guest ?book|responses? to .{3,120}|(?:thoughts|comments?|repl(?:y|ies)|responses) on .{3,160}|"
    r"(?:gedanken|antworten|kommentare) (?:zu|auf) .{3,160}|(?:réflexions|réponses) (?:sur|au sujet de|"
    r"à) .{3,160}|"
    r"(?:respuestas|comentarios|pensamientos) (?:a|en|sobre) .{3,160}|(?:pensieri|risposte) (?:su|"
    r"a) .{3,160}|"
    r"kommentare?|bewertung(?:en)?|rezension(?:en)?|gästebuch|commentaires?|avis(?: clients)?|livre d'or|"
    r"comentarios?|"
    r"opiniones|reseñas|comentários?|avaliaç(?:ão|ões)|commenti|commento|recensioni|reacties|beoordelingen|"
    r"komentarze|"
    r"opinie|коммента?ри(?:и|й|ев|я)|отзыв(?:ы|ов|а)?|коментар(?:і|ів)?|відгуки|yorum(?:lar)?|komentáře|"
    r"recenze|"
    r"kommentarer|komentar|bình luận|评论|評論|コメント|レビュー|クチコミ|댓글|التعليقات|تعليقات|نظرات|دیدگاه‌?ها"
)
_COUNT = r"(?:\(?\d[\d.,]*k?\+?\)?\s?)?"
_CHOSEN = r"(?:\s?[-–—,|·:]\s?(?:chosen|selected|picked|accepted|marked)\b[^\n]{0,40})?"
_ANNOUNCES = (
    r"[\s#*•>\-–—|:]*{count}(?:条|個|个|件|篇|の)?\s?(?:{words})\s?(?:\(s\))?[\s:：]*{count}"
    r"[\s#*•:：.▼▾|条件個个]*"
)
_ANSWERS_LINE = re.compile(_ANNOUNCES.format(count=_COUNT, words=_ANSWERS) + _CHOSEN, re.IGNORECASE)
_ANSWERED_BY_LINE = re.compile(
    r"[\s#*•>\-–—|✓✔]*(?:(?:expert |verified |vet(?:ted)? |doctor |tutor )?(?:answered|answer(?:s)?|reply|"
    r"response) (?:by|from)|"
    r"beantwortet von|antwort von|répondu par|réponse de|respuesta de|respondido por|resposta de|"
    r"risposta di|antwoord van|"
    r"odpowiedź od|ответил[аи]?|ответ от|відповідь від|odpověď od|svar från|"
    r"dijawab oleh)\b:? ?[^\n.?!]{2,50}",
    re.IGNORECASE,
)
_NUMBERED_LINE = re.compile(
    r"[\s#*•>\-–—|]*(?:(?:suggested |possible |proposed )?(?:answer|solution|reply|response|option|method)|"
    r"antwort|lösung|"
    r"réponse|solution|respuesta|solución|resposta|solução|risposta|soluzione|antwoord|odpowiedź|ответ|"
    r"решение|cevap|çözüm|"
    r"回答|答案|解答|解决方案)\s?(?:#|no\.?|nr\.?|№|n°)?\s?(\d{1,2})(?![\d.]\d)(?=\W|[A-Z]|$)",
    re.IGNORECASE,
)
_ANNOUNCING = re.compile(
    r"\n[ \t#*•>\-–—|]{0,6}(?:\d|best|top|all|accepted|verified|expert|community|approved|other|suggested|"
    r"possible|answer|"
    r"solution|repl|response|antwort|beste|lösung|hilfr|répons|meill|respuesta|mejor|soluci|resposta|"
    r"melhor|solu|rispost|"
    r"migl|antwoo|odpow|ответ|лучш|решен|відпов|cevap|yanıt|en iyi|çözüm|odpov|beantw|respond|svar|jawab|"
    r"dijawab|câu|trả|最佳|全部|满意|其他|推荐|"
    r"回答|答案|回复|答复|解答|ベスト|베스트|채택|답변|الإ|إج|الرد|أفضل|الا|پاسخ|जवाब|उत्तर)[^\n]{0,100}(?=\n|$)",
    re.IGNORECASE,
)
_QUESTION_LINE = re.compile(
    r"[\s#*•>\-–—|]*(?:the |my |full |original )?(?:question|issue|problem|description|asked|details?|"
    r"problem statement|"
    r"frage|pregunta|pergunta|domanda|vraag|вопрос|问题|问题描述|質問|advertisements?|sponsored(?: links?)?|anzeige|"
    r"publicité|publicidad|реклама|(?:re)?solved question|open question|undecided question)s?\s?[:：]?\s*",
    re.IGNORECASE,
)
_REMARKS_LINE = re.compile(_ANNOUNCES.format(count=_COUNT, words=_REMARKS), re.IGNORECASE)
_LONGEST_LINE = 120
_DIGIT_OR_END = re.compile(r"\d|[:：]\s*$")

_ACCEPTED_LINE = re.compile(
    r"\W*(?:best (?:answer|solution|reply|response)|accepted(?: (?:answer|solution|reply))?|(?:marked as |"
    r"the )?solution|"
    r"verified(?: (?:answer|solution))?|approved(?: answer)?|correct answer|expert[ -]verified(?: answer)?|"
    r"(?:chosen|selected|recommended)(?: (?:answer|solution|best answer))?|(?:chosen|"
    r"selected) as (?:the )?best answer|"
    r"answer ✓|beste antwort|hilfreichste antwort|akzeptierte (?:antwort|lösung)|lösung|meilleure réponse|"
    r"réponse acceptée|solution acceptée|mejor respuesta|respuesta aceptada|solución(?: aceptada)?|"
    r"melhor resposta|"
    r"resposta aceita|solução(?: aceita)?|miglior(?:e)? risposta|risposta accettata|soluzione|beste antwoord|"
    r"geaccepteerd antwoord|najlepsza odpowiedź|лучший ответ|решение|принятый ответ|найкраща відповідь|"
    r"en iyi cevap|"
    r"çözüm|nejlepší odpověď|bästa svar|jawaban terbaik|câu trả lời hay nhất|最佳答案|最佳回答|已采纳|采纳|被采纳|"
    r"满意答案|满意回答|ベストアンサー|解決|채택된? ?답변|베스트 답변|أفضل إجابة|أفضل رد|بهترین پاسخ)"
    r"(?:\W{0,4}(?:by|von|de|par|от|chosen|selected) .{2,40}|\W{0,3}\d{0,4})?\W*",
    re.IGNORECASE,
)
_ACCEPTED_NAME = re.compile(
    r"(?:^|[-_\s])(?:is[-_])?(?:accepted|best[-_]?answer|answer[-_]?accepted|accepted[-_]?(?:answer|"
    r"solution)|"
    r"best[-_]?(?:reply|response|solution|post)|chosen[-_]?answer|selected[-_]?answer|(?:is|has|"
    r"message)[-_]{1,2}"
    r"(?:solution|answer)|solution[-_]post|verified[-_]answer|answer[-_]selected)(?:$|[-_\s])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAME_WORDS = re.compile(r"[a-z]+")
_ANSWER_NAMES = frozenset(
    "answer ans reply antwort reponse respuesta resposta risposta antwoord odpowiedz otvet cevap huida "
    "daan".split()
)
_BESIDE_NAMES = frozenset(
    """form count counter btn button buttons link add your ask vote votes number no un unanswered user meta date
    header title tab nav editor comment comments input label time stats status icon action actions write
    toggle submit login cancel textarea""".split()
)
_REMARK_NAMES = frozenset(
    """review reviews rating ratings testimonial testimonials guestbook gbook product products price news newsitem
    teaser teasers event events job jobs listing listings changelog release releases threadbit topiclist
    forumbit""".split()
)


def announces_answers(line: str) -> bool:
    """Whether a whole line says that answers follow.

    >>> [announces_answers(line) for line in ("## 3 Answers", "Antworten (2)", "2条回答", "The answer is 3")]
    [True, True, True, False]
    """
    return len(line) <= _LONGEST_LINE and _ANSWERS_LINE.fullmatch(line) is not None


def announcements(text: str, start: int) -> Iterator[tuple[Span, bool]]:
    """The lines after `start` that announce one or more answers, each with whether it stands for the accepted one.

    A line that only consists of such a word counts as a heading, with a number, or with a colon.

    >>> [span for span, _ in announcements("x\\nSolution #1 (4)\\nAdd.\\nReply\\n## Answers", 0)]
    [(2, 17), (29, 39)]
    """
    for line in _ANNOUNCING.finditer(text, max(0, start - 1)):
        words = line[0][1:]
        is_numbered = _NUMBERED_LINE.match(words) is not None and len(words) <= _LONGEST_LINE // 2
        if is_numbered or names_answerer(words):
            yield (line.start() + 1, line.end()), False
        elif announces_answers(words) and (words.lstrip()[0] in "#*" or _DIGIT_OR_END.search(words)):
            yield (line.start() + 1, line.end()), marks_accepted(words)


def names_answerer(line: str) -> bool:
    """Whether a whole line says who answered.

    >>> names_answerer("Answered by a vet"), names_answerer("The answer by Euler is longer.")
    (True, False)
    """
    return _ANSWERED_BY_LINE.fullmatch(line) is not None


def heads_question(line: str) -> bool:
    """Whether a whole line says no more than that the question follows, or is an advertisement's.

    >>> heads_question("## Question:"), heads_question("The question is why.")
    (True, False)
    """
    return _QUESTION_LINE.fullmatch(line) is not None


def announces_remarks(line: str) -> bool:
    """Whether a whole line says that comments or reviews follow.

    >>> [announces_remarks(line) for line in ("12 Comments", "Kommentare (3)", "3 Answers")]
    [True, True, False]
    """
    return len(line) <= _LONGEST_LINE + 80 and _REMARKS_LINE.fullmatch(line) is not None


def marks_accepted(line: str) -> bool:
    """Whether a whole line says of the post that it stands in that it solves the question.

    >>> [marks_accepted(line) for line in ("Best Answer", "最佳答案", "The best answer is none")]
    [True, True, False]
    """
    return len(line) <= _LONGEST_LINE // 2 and _ACCEPTED_LINE.fullmatch(line) is not None


def names_accepted(name: str) -> bool:
    """Whether a class attribute says so.

    >>> names_accepted("answer accepted-answer"), names_accepted("accept-button")
    (True, False)
    """
    return _ACCEPTED_NAME.search(_CAMEL.sub("-", name)) is not None


def names_answer(name: str) -> bool:
    """Whether one class name or id is that of an answer, not of a list of them or of something beside them.

    >>> [names_answer(name) for name in ("answer", "AnswerItem", "answers", "answer-form")]
    [True, True, False, False]
    """
    words = set(_NAME_WORDS.findall(_CAMEL.sub("-", name).lower()))
    return not _ANSWER_NAMES.isdisjoint(words) and _BESIDE_NAMES.isdisjoint(words)


def names_remarks(names: str) -> bool:
    """Whether class names are those of reviews, products, news, lists of threads and the like.

    >>> names_remarks("row product-review"), names_remarks("post"), names_remarks("js-review-state")
    (True, False, False)
    """
    for name in names.split():
        words = _NAME_WORDS.findall(_CAMEL.sub("-", name).lower())
        if words and (words[0] in _REMARK_NAMES or words[-1] in _REMARK_NAMES):
            return True
    return False
