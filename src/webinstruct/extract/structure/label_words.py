"""The words that labels are made of, in the languages common on the web, as fragments of regular expressions."""

from __future__ import annotations

__all__ = ["ANSWER", "NUMBER", "OF", "PROBLEM", "PROBLEM_ALONE", "QUESTION", "SOLUTION", "VERDICT"]

NUMBER = r"(?P<n>\d{1,3}(?:[.\-]\d{1,3}){0,3}[a-z]?|[A-Z]?\d{1,3}[A-Z]?\d{0,3})"
QUESTION = (
    r"q|qn|qus|ques?|question|frage|pregunta|pergunta|domanda|vraag|pytanie|soru|вопрос|питання|"
    r"问题?|問|質問|سؤال|س|سوال|प्रश्न|câu"
)
ANSWER = (
    r"a|ans|answer|antwort|respuesta|r|réponse|reponse|resposta|risposta|antwoord|odpowiedź|cevap|ответ|відповідь|"
    r"答案?|答え|回答|جواب|ج|الجواب|پاسخ|उत्तर"
)
PROBLEM = (
    r"problem|exercise|question|example|task|worked example|solved example|example problem|practice problem|"
    r"sample problem|sample question|practice|checkpoint|try it|activity|self[- ]check|quick check|q|que|ques|ex|prob|"
    r"aufgabe|übung|übungsaufgabe|beispiel|frage|exercice|exemple|problème|question|ejercicio|ejemplo|"
    r"problema|pregunta|ejercicio resuelto|"
    r"exercício|questão|exemplo|esercizio|esempio|quesito|opgave|oefening|voorbeeld|vraag|zadanie|przykład|"
    r"задача|задание|упражнение|пример|завдання|вправа|приклад|alıştırma|örnek|soru|soal|contoh soal|"
    r"例题?|例題|习题|練習|演習|题目|問題?|예제|문제|تمرين|مثال|مسألة|उदाहरण|प्रश्न"
)
PROBLEM_ALONE = (
    r"(?:the |your |practice |sample |worked |homework |example )?(?:problem|exercise|question|example)(?: statement)?|"
    r"frage|aufgabe|beispiel|exercice|exemple|énoncé|enoncé|pregunta|ejercicio|enunciado|ejemplo|exercício|questão|esercizio|"
    r"domanda|opgave|zadanie|задача|вопрос|пример|упражнение|условие|问题|题目|例题?|質問|問題|سؤال|السؤال|تمرين|مثال"
)
_ADJECTIVE = (
    r"(?:(?:detailed|full|complete|suggested|sample|model|correct|right|your|official|final|best|text|short|expert|"
    r"verified|expert[- ]verified|step[- ]by[- ]step|worked|possible|alternative|alternate|another|our|concept) )*"
)
VERDICT = (
    r"(?:the )?(?:correct|right) (?:answer|ans|option|choice)s?(?: is| are)?|(?:key|correct)(?=\s*[:\-–])|"
    r"(?:die )?(?:richtige|korrekte) (?:antwort|lösung)(?: ist| lautet)?|"
    r"(?:la )?(?:bonne réponse|réponse correcte)(?: est)?|(?:la )?(?:respuesta|opción) correcta(?: es)?|"
    r"(?:a )?(?:resposta|alternativa) correta(?: é)?|(?:la )?risposta (?:corretta|esatta|giusta)(?: è)?|"
    r"(?:het )?(?:juiste|goede|correcte) antwoord(?: is)?|(?:poprawna|prawidłowa) odpowiedź(?: to)?|"
    r"(?:правильный|верный) ответ|правильна відповідь|doğru cevap|正确答案|正解|الإجابة الصحيحة|सही उत्तर|jawaban"
)
SOLUTION = (
    r"(?:(?:click|tap|press)(?: here)? (?:to|for) |(?:show|view|see|reveal|display|check|toggle|hide|"
    r"expand)(?: me)?(?: the)? )*(?:the )?"
    r"(?:(?:ver|mostrar|ocultar|veja|vedi|mostra|voir|afficher|cacher|bekijk|toon|pokaż|zobacz|показать|посмотреть|"
    r"показати|göster|lihat|查看|显示|顯示)(?: (?:la|las|a|as|le|les|de|o|el))? ?)?"
    + _ADJECTIVE
    + r"(?:solution|solutions|sol|soln|answer|answers|ans|explanation|proof|(?:answers?|solutions?) (?:and|&|\+) "
    r"(?:explanations?|solutions?|answers?)|answer key|"
    r"solved by (?:a )?(?:verified )?experts?|expert'?s (?:answer|solution)|"
    r"(?:lösung|lösungen)(?: (?:ein|aus|an)(?:blenden|zeigen))?|lösungsweg|antwort|musterlösung|musterlösungen|"
    r"corrigé|corrigés|réponse|réponses|correction|"
    r"solución|soluciones|respuesta|respuestas|resolución|"
    r"solução|soluções|resolução|resposta|respostas|gabarito|soluzione|soluzioni|risposta|risposte|svolgimento|"
    r"oplossing|oplossingen|antwoord|antwoorden|uitwerking|uitwerkingen|rozwiązanie|rozwiązania|odpowiedź|odpowiedzi|"
    r"решение|решения|ответ|ответы|розв'язання|розв’язання|відповідь|відповіді|çözüm|çözümler|cevap|pembahasan|jawaban|"
    r"参考答案|标准答案|答案与解析|答案及解析|解答?|答案?|解析|詳解|详解|分析|点评|解説|解き方|回答|答え|풀이|정답|해설|الحل|الجواب|الإجابة|جواب|پاسخ|حل|उत्तर|हल)"
)
OF = r"(?:to|for|of|zu[rm]?|der|de l[’']|de|del|dell[’']|des|à l[’']|da|do|voor|bij|van|к)"
