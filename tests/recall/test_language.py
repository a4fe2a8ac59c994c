from __future__ import annotations

import pytest

from webinstruct.recall.language import language_of

SENTENCES = {
    "en": "The water boils because the coil heats it, and the steam rises to the top of the kettle.",
    "de": "Das Wasser kocht, weil die Spirale es erhitzt, und der Dampf steigt im Kessel nach oben.",
    "fr": "L'eau bout parce que la résistance la chauffe, et la vapeur monte dans la bouilloire.",
    "es": "El agua hierve porque la resistencia la calienta, y el vapor sube por la tetera.",
    "it": "L'acqua bolle perché la resistenza la scalda, e il vapore sale nella parte alta del bollitore.",
    "nl": "Het water kookt omdat de spiraal het verwarmt, en de stoom stijgt op in de ketel.",
    "ru": "Вода кипит, потому что спираль нагревает её, и пар поднимается вверх внутри чайника.",
    "uk": "Вода кипить, тому що спіраль нагріває її, і пара піднімається вгору всередині чайника.",
    "el": "Το νερό βράζει επειδή η αντίσταση το θερμαίνει, και ο ατμός ανεβαίνει.",
    "zh": "水沸腾是因为线圈加热了它，蒸汽上升到水壶的顶部。",
    "ja": "コイルが水を温めるので水が沸き、蒸気がやかんの上へ昇ります。",
    "ko": "코일이 물을 데우기 때문에 물이 끓고 김이 주전자 위로 올라갑니다.",
    "ar": "يغلي الماء لأن الملف يسخنه ويرتفع البخار إلى أعلى الغلاية.",
    "fa": "آب می‌جوشد چون سیم‌پیچ آن را گرم می‌کند و بخار به بالای کتری می‌رود.",
    "hi": "पानी उबलता है क्योंकि कुंडली उसे गर्म करती है और भाप ऊपर उठती है।",
    "he": "המים רותחים כי הסליל מחמם אותם והאדים עולים למעלה בקומקום.",
    "th": "น้ำเดือดเพราะขดลวดทำให้ร้อนและไอน้ำลอยขึ้น",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_one_sentence_is_enough(code: str) -> None:
    assert language_of(SENTENCES[code]) == code


@pytest.mark.parametrize("code", ["de", "fr", "ru", "zh"])
def test_a_template_in_english_does_not_make_the_page_english(code: str) -> None:
    assert language_of(SENTENCES[code] * 5, "en-US") == code


def test_code_and_formulae_do_not_count() -> None:
    code = (
        "```\nfor (int i = 0; i < length; i++) { values.push_back(read_value(stream)); }\n```\n$x^2 + y^2$ "
    )
    assert language_of(SENTENCES["zh"] + code * 10) == "zh"


@pytest.mark.parametrize("text", ["", "12 + 30 = 42", "!?!"])
def test_a_text_without_words_has_no_language(text: str) -> None:
    assert language_of(text, "en") == ""
