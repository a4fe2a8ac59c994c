"""What people say in a thread when they do not answer, in about ten languages: one table, one kind of remark a row."""

from __future__ import annotations

import re

__all__ = ["ASKS_BACK", "GREETS", "MODERATES", "SAME_HERE", "THANKS", "THANKS_FIRST", "is_asker", "is_robot"]

_THANKING = (
    r"thanks|thank you|thank u|thx|ty|cheers|much appreciated|danke|dankeschön|vielen dank|merci|gracias|"
    r"obrigad[oa]|"
    r"valeu|grazie|bedankt|dank je|dzięki|dziękuję|спасибо|благодарю|дякую|teşekkürler?|teşekkür ederim|"
    r"sağ ?ol|děkuji|"
    r"díky|tack|terima kasih|makasih|cảm ơn"
)
_THANKING_SIGNS = r"谢谢|多谢|感谢|謝謝|ありがと|감사합니다|고마워|شكرا|جزاك|ممنون|متشکرم|سپاس|धन्यवाद"
_SOLVING = (
    r"solved|fixed it|it works now|that (?:worked|did it|fixed it)|problem solved|gelöst|erledigt|"
    r"funktioniert jetzt|"
    r"résolu|solucionado|resuelto|resolvido|risolto|opgelost|rozwiązane|решено|заработало|вирішено|çözüldü|"
    r"vyřešeno|löst|"
    r"never ?mind|nvm"
)
_SAME = (
    r"same (?:problem|issue|question|error|thing)?(?: here)|(?:have|having|got|facing|"
    r"with) the (?:exact )?same "
    r"(?:problem|issue|question|error)|me too|also interested|\+1|following|bump|up!|any (?:updates?|news|"
    r"progress|luck|"
    r"solutions?|ideas?|one|body)\b[^.\n]{0,30}\?|(?:did|have) you (?:ever )?(?:find|found|solved?|"
    r"figured?|fix(?:ed)?)\b[^.\n]"
    r"{0,50}\?|still (?:no answer|waiting|looking)|anyone\?|(?:gleiche|selbe|dasselbe|"
    r"identische) (?:problem|frage)|push|"
    r"hat (?:jemand|wer) (?:eine|schon)|gibt es (?:schon )?(?:was|etwas) neues|même (?:problème|souci|"
    r"question)|"
    r"des nouvelles|mismo problema|misma duda|alguna (?:novedad|solución)|lo solucionaste|mesmo problema|"
    r"mesma dúvida|"
    r"alguma novidade|conseguiu resolver|stesso problema|stessa domanda|novità\?|hetzelfde probleem|"
    r"al een oplossing|ten sam "
    r"problem|mam to samo|такая же (?:проблема|ошибка|фигня)|та же (?:проблема|ошибка)|та сама проблема|"
    r"aynı (?:sorun|"
    r"problem)|stejný problém|samma problem|masalah (?:yang )?sama|ап!?$|апну|вверх"
)
_SAME_SIGNS = (
    r"同问|同求|顶一下|楼主解决了|解决了吗|请问.{0,6}解决|mark一下|"
    r"同じ(?:問題|症状)|저도 같은|نفس المشكلة|منم همین"
)
THANKS = re.compile(
    rf"\b(?:{_THANKING}|{_SOLVING})\b|{_THANKING_SIGNS}|已解决|解決しました|해결", re.IGNORECASE
)
SAME_HERE = re.compile(rf"(?:^|\b)(?:{_SAME})(?:\b|$|(?<=\W))|{_SAME_SIGNS}", re.IGNORECASE)
THANKS_FIRST = re.compile(
    r"\W*(?:(?:ok|okay|great|perfect|awesome|wow|hi|hello|many|ah|oh|yes|super|ja|hallo|ok|oui|bonjour|"
    r"hola|sí|olá|ciao|"
    rf"да|привет),?\W+)?(?:\w+\W+){{0,2}}(?:{_THANKING})\b|\W*(?:非常|太)?(?:{_THANKING_SIGNS})",
    re.IGNORECASE,
)
GREETS = re.compile(
    r"\W*(?:welcome|hello|hi|hey|greetings|willkommen|hallo|moin|bienvenue|bonjour|salut|bienvenid[oa]|"
    r"hola|bem-vind[oa]|olá|"
    r"benvenut[oa]|ciao|welkom|witaj|cześć|привет|добро пожаловать|здравствуйте|вітаю|merhaba|"
    r"hoş geldin\w*|vítej|"
    r"välkommen|selamat datang|欢迎|你好|ようこそ|こんにちは|أهلا|مرحبا|سلام)\b[^.!?。！？\n]{0,60}[.!。！]*\s*",
    re.IGNORECASE,
)
ASKS_BACK = re.compile(
    r"\W*(?:hi|hello|hey)?\W*(?:@\S{1,40}\W+)?(?:"
    r"(?:please |could you |can you |would you |you (?:need|have) to |you should )?(?:please )?"
    r"(?:tell us|post|show (?:us|your)|provide|share|give us|describe|upload|attach|clarify|what(?:'s| is|"
    r" are| do| did| have) "
    r"(?:your|you|the (?:error|version|exact|output))|which (?:version|model|one|os|browser|operating)|"
    r"have you (?:tried|checked)|"
    r"did you (?:try|check)|what (?:version|model|os|browser|error|have you))"
    r"|(?:kannst|könntest|könnten sie|bitte) (?:du |sie )?(?:mal )?(?:bitte )?[^.\n]{0,40}(?:posten|zeigen|"
    r"schicken|beschreiben|"
    r"hochladen)|welche (?:version|fehlermeldung)|hast du (?:schon|mal)|(?:peux|pouvez|pourrais|"
    r"pourriez)-(?:tu|vous)|quelle "
    r"(?:version|erreur)|as-tu (?:essayé|vérifié)|(?:puedes|podrías|puede) (?:poner|subir|mostrar|decir|"
    r"pasar|compartir)|"
    r"qué (?:versión|error|modelo)|has probado|(?:pode|poderia) (?:postar|mostrar|enviar|informar)|"
    r"qual (?:versão|modelo|erro)|"
    r"já (?:tentou|testou)|(?:puoi|potresti) (?:postare|mostrare|dire)|che (?:versione|errore|modello)|"
    r"hai provato|kun je|welke "
    r"versie|(?:możesz|pokaż|podaj|jaka wersja)|покажите|приведите|какая версия|какой версии|а (?:что|как|"
    r"какая|какой)\b|"
    r"скиньте|уточните|пробовали|hangi (?:sürüm|versiyon|model))\b|\W*(?:请贴|贴出|发一下|什么版本|请提供|把.{1,8}发|"
    r"バージョンは|詳しく|教えてください|ما هو الإصدار)",
    re.IGNORECASE,
)
MODERATES = re.compile(
    r"\W*(?:(?:this|the|your) (?:thread|topic|post|question|issue|discussion|submission|"
    r"comment)\b[^.\n]{0,30} (?:has been|was|is"
    r"|have been) (?:now )?(?:automatically )?(?:closed|locked|moved|merged|removed|deleted|archived|"
    r"marked|put on hold|split)|"
    r"(?:thread|topic|post) (?:moved|closed|locked|merged|split)|moved (?:to|from|by)\b|"
    r"closing (?:this )?(?:thread|topic|as)|"
    r"i am a bot|i'm a bot|beep boop|this is an automated|\[?mod(?:erator)? note|moderator(?:'s)? (?:note|"
    r"message)|merged into|"
    r"duplicate of|marked as duplicate|please (?:read|follow|respect) the (?:forum )?rules|(?:das |"
    r"dieses )?thema (?:wurde )?"
    r"(?:verschoben|geschlossen)|verschoben (?:nach|von)|(?:sujet|discussion) (?:déplacée?|fermée?|"
    r"verrouillée?)|(?:tema|hilo) "
    r"(?:movido|cerrado|bloqueado)|(?:tópico|tema) (?:movido|fechado|bloqueado)|(?:discussione|"
    r"topic) (?:spostat[ao]|chius[ao])|"
    r"(?:тема|сообщение) (?:перемещен[ао]|закрыт[ао]|удален[ао])|(?:konu|başlık) (?:taşındı|kilitlendi)|"
    r"temat (?:przeniesiony|"
    r"zamknięty))\b|本帖(?:已|最后)?被?(?:关闭|锁定|移动)|此(?:帖|主题)已",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"[\[(]?\b(?:op|o\.p\.|author|original poster|original author|topic (?:starter|author)|"
    r"thread (?:starter|author)|asker|"
    r"question (?:asker|author|owner)|autor(?: original)?|ersteller|themenstarter|fragesteller|te|auteur|"
    r"demandeur|автор(?: темы)?|"
    r"topikstarter|тс|konu sahibi)\b[\])]?|楼主|题主|提问者|質問者|投稿者|질문자",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"automod|\bbot\b|\[bot\]|[-_]bot\b|^system$|^discobot$|^community (?:bot|♦)", re.IGNORECASE
)


def is_asker(name: str, asker: str) -> bool:
    """Whether a reply's author is who asked: by name, or because a mark beside the name says so.

    >>> is_asker("Ann (OP)", "ann"), is_asker("Topic starter", "ann"), is_asker("Bob", "ann")
    (True, True, False)
    """
    own, bare = _bare(asker), _bare(name)
    if not name.strip():
        return False
    return bare == own if own and bare else _ROLE.search(name) is not None


def is_robot(name: str) -> bool:
    """Whether a program posts under this name.

    >>> is_robot("AutoModerator"), is_robot("stale[bot]"), is_robot("Robotham")
    (True, True, False)
    """
    return _ROBOT.search(name) is not None


def _bare(name: str) -> str:
    left = _ROLE.sub(" ", name)
    return " ".join(left.replace("@", " ").split()).strip(" ,·|-()").casefold()
