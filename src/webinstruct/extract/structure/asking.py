"""Does this line ask? Decided from its punctuation and its first word, in the languages that are common on the web."""

from __future__ import annotations

import re

__all__ = ["asks", "asks_openly", "invites_contact", "is_question", "opens_as_question", "sets_task"]

# Japanese asks without a mark, by the last syllable of a polite sentence.
_JAPANESE = r"(?:です|ます|ません|ました|でした|でしょう|ましょう)か"
_ENDS = re.compile(rf"(?:[?？؟՞]|{_JAPANESE}[。．]?)[\"'”»)\]*_.…\s」]*$")
_INSIDE = re.compile(rf"[^\s?？؟][?？؟](?:[\s\"'”»)\]]|$)|[?？؟՞]|{_JAPANESE}(?=[。．」\n]|$)")
_OPENS = re.compile(
    r"(?:[\s\W\d]{0,12})(?:"
    r"how (?:do|does|did|can|could|should|would|to|many|much|long|often|is|are|was|will|come)|"
    r"what (?:is|are|does|do|did|if|happens|should|can|kind|type|was|were|will|would)|what's|"
    r"why|when (?:do|does|will|can|should|is|are|did)|where (?:do|does|can|is|are|should|did)|"
    r"who (?:is|are|can|should)|"
    r"which|is it|is there|is my|are there|are my|can i|can we|can you|could i|do i|do you|does|did|should i|will i|"
    r"will my|may i|must i|"
    r"was (?:ist|sind|kostet|passiert|bedeutet|macht)|wie (?:kann|viel|lange|oft|funktioniert|hoch|"
    r"wird|komme|werden)|"
    r"warum|wieso|weshalb|wann|welche[rsn]?|wer (?:kann|ist|darf)|wo (?:kann|finde|ist)|kann ich|"
    r"muss ich|darf ich|gibt es|"
    r"qu'est-ce|comment|pourquoi|quand|combien|quel(?:le)?s?|où|est-ce que|puis-je|dois-je|"
    r"¿|qué|cómo|cuándo|cuánto|dónde|quién|por qué|cuál(?:es)?|"
    r"o que é|como (?:faço|posso|funciona)|por que|quando|quanto|onde|qual|quais|"
    r"che cos|cosa|come (?:faccio|posso|funziona)|perché|quanto|dove|chi|quale|quali|"
    r"что|как|почему|зачем|когда|где|сколько|кто|какой|какие|какая|можно ли|що|чому|коли|"
    r"jak|dlaczego|kiedy|gdzie|czym? jest|czy|co to|ile|"
    r"hoe|waarom|wanneer|waar|wat is|wie is|kan ik|"
    r"什么|如何|怎么|为什么|怎样|何|なぜ|どう|いつ|كيف|ما هو|ما هي|لماذا|هل|متى|nasıl|neden|"
    r"apa|bagaimana|mengapa|kapan)(?:\b|(?<=¿)|(?<=[^\x00-\x7f]))",
    re.IGNORECASE,
)


_TASK = re.compile(
    r"(?:^|[.!?:;)]\s{1,9}|\n\W{0,20}+)(?:please |now |then |first |also |\W{0,3}\w{1,2}[.)] ){0,6}(?:"
    r"find|show that|prove|compute|calculate|determine|evaluate|solve|simplify|implement|write|draw|"
    r"sketch|derive|verify|"
    r"estimate|explain|describe|define|discuss|compare|give an?|state|list the|complete|fill in|"
    r"convert|factor|differentiate|"
    r"integrate|choose|select|identify|express|design|construct|berechne\w*|bestimme\w*|zeige\w*|"
    r"beweise\w*|löse\w*|erkläre\w*|calculer|calculez|déterminer|montrer|"
    r"démontrer|calcula\w*|determina\w*|demuestr\w*|resuelv\w*|calcule|mostre|resolva|calcolare|dimostrare|"
    r"найти|найдите|докажите|доказать|вычислите|решите|определите)\b|求|证明|計算|计算|解方程",
    re.IGNORECASE,
)
_OPENS_ANY = re.compile(
    r"\W*(?:\d+\W+)?(?:what|how|why|when|where|who|whose|which|can|could|do|does|did|is|are|was|were|"
    r"will|would|should|may|must|"
    r"has|have|am|was|wie|warum|wann|wer|wo|welche\w*|kann|können|muss|darf|gibt|ist|sind|wird|"
    r"comment|pourquoi|quand|qui|que|"
    r"quel\w*|où|est-ce|combien|qué|cómo|cuándo|dónde|quién|cuál\w*|cuánt\w*|por|puedo|o que|como|"
    r"quem|qual|quais|quando|che|"
    r"cosa|come|perché|dove|chi|quale|quali|что|как|почему|когда|где|кто|сколько|какой|какие|можно|що|"
    r"чому|як|коли|jak|dlaczego|"
    r"co|kto|gdzie|czy|ile|hoe|waarom|wat|wanneer|wie|waar)\b|\W*(?:什么|如何|怎么|为什么|怎样|何|なぜ|どう)",
    re.IGNORECASE,
)


_INVITES = re.compile(
    r"\W*(?:"
    r"(?:do |did )?(?:you |we )?(?:still |not |didn.?t |don.?t |can.?t |cannot |couldn.?t )?(?:have |got |find |see )"
    r"(?:any |some |a |more |other |another |further |the |an |what |your |still )*"
    r"(?:questions?|answers?|you(?:.re| are| were)? (?:need|want|look\w*)[^?]{0,40}|"
    r"questions? (?:here|answered|about|regarding|for|on|concerning)\b[^?]{0,60})"
    r"|(?:any |more |other |further |got )*questions"
    r"|(?:do you )?(?:still )?(?:need|want|looking for)(?: some| any| more| further| additional)* "
    r"(?:help|assistance|support|info\w*|answers)"
    r"|(?:are you )?looking (?:for|to) [^?]{1,60}|ready to (?:get started|begin|start|join|order|book)[^?]{0,40}"
    r"|was this[^?]{0,40} (?:helpful|useful)[^?]{0,40}|did (?:this|we|you find)[^?]{0,60}"
    r"|want to (?:know|learn|read|find out) more[^?]{0,40}|not a member[^?]{0,20}"
    r"|forgot(?:ten)?(?: your)? (?:password|username)|already (?:have an account|registered|a member)"
    r"|(?:haben sie )?(?:noch )?(?:weitere |offene )?fragen|(?:sie haben|haben sie) (?:noch |weitere )*fragen[^?]{0,40}"
    r"|war (?:dies\w*|das|der)[^?]{0,40} hilfreich"
    r"|(?:vous avez |avez-vous )?(?:encore |d.autres )*(?:des )?questions?|besoin d.aide[^?]{0,20}|cet[^?]{0,30} utile"
    r"|¿?(?:aún |todavía )?(?:tiene[ns]?|tenés) (?:alguna |más |otra |otras )*(?:preguntas?|dudas?)"
    r"|¿?necesitas? (?:más )?ayuda|(?:ainda )?tem (?:alguma |mais )*(?:dúvidas?|perguntas?)"
    r"|hai (?:altre |ancora )*domande|остались (?:ещё |еще )?вопросы|есть вопросы"
    r")\s*[?？]\W*",
    re.IGNORECASE,
)


_SHORTEST_UNMARKED = 6
_LONGEST_UNMARKED = 120
_NO_MARK = re.compile(r"[?？؟\n]|[.:;,!。：；，！…]\W*$|[.:!] ")
# Forms that a word of a question takes by what it asks for, those behind a preposition, and Chinese, which asks inside.
_OPENS_BENT = re.compile(
    r"\W*(?:\d+\W+)?(?:(?:with|for|to|in|at|by|from|mit|für|zu|an|bei|auf|von|à|de|pour|avec|dans|con|en|para|por|di|"
    r"per|da|com|em|на|в|с|у|з|до|за|для|о|от|во|со|w|z|do|na|dla|od) )?"
    r"(?:wh(?:at|ich|om|ose|ere|en)|welche\w*|wem|wen|wessen|quel\w*|cu[aá]l\w*|cu[aá]nt\w*|qu[eé]|qui[eé]n\w*|"
    r"qua(?:nt|l)\w*|как(?:ой|ая|ое|ие|им|ую|их|ого|ому)|чем|чого|чим|чому|як(?:ий|а|е|і|им|у|их|ого|ому)|скільки|"
    r"хто|куди|де|звідки|чи|скольк\w*|кого|кому|куда|откуда|jak\w*|któr\w*|ile|kogo|komu|dokąd|skąd)\b"
    r"|[^\n]{0,60}?(?:什么|什麼|怎么|怎麼|怎样|如何|为什么|為什麼|为何|多少|多久|多长|多大|哪些|哪里|哪個|哪个|是否|"
    r"能不能|可不可以|要不要|是不是|有没有|吗$|嗎$)",
    re.IGNORECASE,
)
_LONGEST_TURN = 60
# Two words are a turn in writing that has no endings for what others say with a third.
_LEADS_ON = re.compile(
    r"\W*(?:[a-zäöüéèêàñ'’]{2,9} [a-zäöüéèêàñ'’]{2,9}"
    r"|[^\n?؟]{1,50}\W(?:now|next|then|nun|jetzt|dann|maintenant|alors|ahora|entonces|agora|então|adesso|allora|nu|"
    r"теперь|тогда|дальше|тепер|далі|teraz|dalej|şimdi|إذن|إذا|الآن|بعد))\s?[?？؟]\W*",
    re.IGNORECASE,
)


def invites_contact(line: str) -> bool:
    """Whether a line asks the reader for questions, for help needed or for praise, as a site does below its FAQ.

    >>> invites_contact("Still have questions?"), invites_contact("Do you have a car?")
    (True, False)
    """
    return len(line) <= 120 and _INVITES.fullmatch(line) is not None


def leads_on(line: str) -> bool:
    """Whether a question only leads from one part of a story to the next: two short words, or what now, who then.

    >>> leads_on("Who pays?"), leads_on("And what comes next?"), leads_on("What is a lease?")
    (True, True, False)
    """
    return len(line) <= _LONGEST_TURN and _LEADS_ON.fullmatch(line) is not None


def is_question(line: str) -> bool:
    """Whether the whole line is a question: it ends in a question mark.

    >>> [is_question(line) for line in ("What is a limit?", "什么是比特币？", "何時ですか。", "Why? So.", "Limits")]
    [True, True, True, False, False]
    """
    return len(line) >= 6 and _ENDS.search(line[-16:]) is not None


def opens_as_question(line: str) -> bool:
    """Whether a line that ends in a question mark also begins with a word that asks.

    >>> opens_as_question("What data do we keep?"), opens_as_question("So the left side is what?")
    (True, False)
    """
    return is_question(line) and _OPENS_ANY.match(line) is not None


def asks_openly(line: str) -> bool:
    """Whether a line begins like a question, though it may lack the mark.

    >>> asks_openly("How do I reset my password"), asks_openly("3. What is a limit"), asks_openly("Whatever works")
    (True, True, False)
    """
    return _OPENS.match(line) is not None


def lacks_mark(line: str) -> bool:
    """Whether a line without a question mark has the word of a question, among lines of its look that do ask.

    >>> lacks_mark("Are gapless albums supported"), lacks_mark("轮胎什么时候该换"), lacks_mark("Яку воду пити")
    (True, True, True)
    >>> lacks_mark("Opening hours"), lacks_mark("Is it far?"), lacks_mark("Is there more: yes.")
    (False, False, False)
    """
    fits = _SHORTEST_UNMARKED <= len(line) <= _LONGEST_UNMARKED and _NO_MARK.search(line) is None
    return fits and (_OPENS_ANY.match(line) is not None or _OPENS_BENT.match(line) is not None)


def asks(text: str) -> bool:
    """Whether a question stands anywhere in `text`.

    >>> asks("I tried a lot. Does it diverge? Thanks"), asks("see /p?id=3")
    (True, False)
    """
    return any(match[0][0] not in "/&=" and _ends_word(text, match.end()) for match in _INSIDE.finditer(text))


def sets_task(text: str) -> bool:
    """Whether `text` gives a reader something to do.

    >>> sets_task("Compute the limit."), sets_task("Notice the brackets.")
    (True, False)
    """
    return _TASK.search(text) is not None


def _ends_word(text: str, end: int) -> bool:
    following = text[end : end + 1]
    return text[end - 1].isspace() or not following or not following.isalnum()
