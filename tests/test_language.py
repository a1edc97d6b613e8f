"""The language of a text is told by its script and its small words, and what the page declares goes after that."""

from __future__ import annotations

import time

import pytest

from onrecord.domain import Article, Block, Span
from onrecord.ingest.language import NAMES, detect, told

PARAGRAPHS = {
    "en": "The mayor said on Monday that the pier would stay open through the winter, and that nobody had told her"
    " about the cracks before the storm.",
    "de": "Die Bürgermeisterin sagte am Montag, dass der Pier im Winter offen bleibt und dass ihr vor dem Sturm niemand"
    " etwas von den Rissen gesagt habe.",
    "fr": "La maire a déclaré lundi que la jetée resterait ouverte cet hiver et que personne ne lui avait parlé des"
    " fissures avant la tempête.",
    "es": "La alcaldesa dijo el lunes que el muelle seguirá abierto durante el invierno y que nadie le había hablado de"
    " las grietas antes de la tormenta.",
    "pt": "A prefeita disse na segunda-feira que o cais vai ficar aberto durante o inverno e que ninguém lhe tinha"
    " falado das fendas antes da tempestade, mas não quis dizer mais.",
    "it": "La sindaca ha detto lunedì che il molo resterà aperto durante l'inverno e che nessuno le aveva parlato delle"
    " crepe prima della tempesta.",
    "nl": "De burgemeester zei maandag dat de pier in de winter open blijft en dat niemand haar voor de storm iets over"
    " de scheuren had verteld.",
    "sv": "Borgmästaren sade på måndagen att piren ska vara öppen under vintern och att ingen hade berättat för henne"
    " om sprickorna innan stormen kom, men det är inte alla som tror på det.",
    "da": "Borgmesteren sagde mandag, at molen bliver ved med at være åben om vinteren, og at ingen havde fortalt hende"
    " om revnerne, før stormen kom. Hun ville ikke sige, hvad der nu skal ske.",
    "no": "Ordføreren sa mandag at moloen blir åpen gjennom vinteren, og at ingen hadde fortalt henne om sprekkene før"
    " stormen kom. Hun ville ikke si noe mer om hva som skjer nå, bare at det haster.",
    "fi": "Pormestari sanoi maanantaina, että laituri on auki koko talven ja että kukaan ei ollut kertonut hänelle"
    " halkeamista, mutta hän ei sanonut, mitä nyt tehdään.",
    "pl": "Burmistrz powiedziała w poniedziałek, że molo będzie otwarte przez zimę i że nikt jej nie mówił o"
    " pęknięciach przed burzą, ale nie chciała powiedzieć, co dalej.",
    "cs": "Starostka v pondělí řekla, že molo bude v zimě otevřené a že jí před bouří nikdo o trhlinách neřekl, ale"
    " podle inženýra to tak není, protože který dopis poslal už v lednu.",
    "hu": "A polgármester hétfőn azt mondta, hogy a móló télen is nyitva lesz, és hogy senki nem szólt neki a"
    " repedésekről, de a mérnök szerint ez nem igaz.",
    "ro": "Primărița a spus luni că digul va rămâne deschis pe timpul iernii și că nimeni nu i-a vorbit despre fisuri"
    " înainte de furtună, dar nu a mai spus nimic.",
    "hr": "Gradonačelnica je u ponedjeljak rekla da će gat ostati otvoren i da joj nitko nije govorio o pukotinama"
    " prije oluje, ali inženjer kaže da to nije tako.",
    "tr": "Belediye başkanı pazartesi günü iskelenin kış boyunca açık kalacağını ve fırtınadan önce kimsenin ona"
    " çatlaklardan söz etmediğini söyledi, ama bu çok da inandırıcı değil dedi bir üye.",
    "id": "Wali kota mengatakan pada hari Senin bahwa dermaga itu akan tetap dibuka dan tidak ada yang memberi tahu dia"
    " tentang retakan sebelum badai.",
    "vi": "Thị trưởng nói hôm thứ Hai rằng cầu tàu sẽ mở cửa trong mùa đông và không có ai nói với bà về những vết nứt"
    " trước cơn bão.",
    "ru": "Мэр заявила в понедельник, что пирс будет открыт и зимой и что до шторма никто не говорил ей о трещинах, но"
    " инженер сказал, что это не так.",
    "uk": "Міська голова сказала в понеділок, що пірс буде відкритий взимку і що до шторму ніхто не казав їй про"
    " тріщини, але інженер каже, що це не так.",
    "bg": "Кметицата каза в понеделник, че кеят ще бъде отворен през зимата и че никой не ѝ е казал за пукнатините, но"
    " инженерът твърди, че това не е така.",
    "sr": "Градоначелница је у понедељак рекла да ће пристаниште бити отворено и да јој нико није говорио о пукотинама,"
    " али инжењер каже да то није тако.",
    "el": "Η δήμαρχος είπε τη Δευτέρα ότι η προβλήτα θα μείνει ανοιχτή τον χειμώνα.",
    "he": "ראשת העיר אמרה ביום שני שהמזח יישאר פתוח במהלך החורף ואיש לא סיפר לה על הסדקים.",
    "ar": "قالت رئيسة البلدية يوم الاثنين إن الرصيف سيبقى مفتوحا في الشتاء وإن أحدا لم يخبرها عن الشقوق قبل العاصفة من"
    " قبل هذا كما قال بعد ذلك في رسالة إلى المجلس.",
    "fa": "شهردار روز دوشنبه گفت که اسکله در زمستان باز خواهد بود و هیچ کس پیش از توفان به او از ترک ها چیزی نگفته است"
    " و این را برای آن گفت.",
    "hi": "महापौर ने सोमवार को कहा कि घाट सर्दियों में खुला रहेगा और तूफान से पहले किसी ने उन्हें दरारों के बारे में नहीं"
    " बताया था, यह भी कहा।",
    "zh": "市长周一表示，码头整个冬天都会开放，风暴之前没有人告诉她裂缝的事。",
    "ja": "市長は月曜日、桟橋は冬の間も開いており、嵐の前にひび割れについて誰からも聞いていないと述べた。",
    "ko": "시장은 월요일 부두가 겨울에도 열려 있을 것이며 폭풍 전에 균열에 대해 들은 적이 없다고 말했다.",
    "th": "นายกเทศมนตรีกล่าวเมื่อวันจันทร์ว่าท่าเรือจะเปิดตลอดฤดูหนาว",
}  # fmt: skip


@pytest.mark.parametrize(("tag", "text"), PARAGRAPHS.items())
def test_a_paragraph_is_enough(tag: str, text: str) -> None:
    assert detect(text) == tag
    assert tag in NAMES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Pier",
        "Mayor denies plan to close pier",
        "410, 140, 1911",
        "Della Quayle Tom Reyes Ruth Abara Ines Okafor Niall Oster Tomas Brandt Sam Okoro Petra Lindqvist Port Ellery",
        "Пирс",
        "码头",
        # half of it in one language, half in another
        PARAGRAPHS["fr"] + " " + PARAGRAPHS["en"],
    ],
)
def test_what_is_too_short_or_too_mixed_is_not_told(text: str) -> None:
    assert detect(text) is None


def test_capitals_make_no_difference() -> None:
    assert detect(PARAGRAPHS["en"].upper()) == "en"
    assert detect(PARAGRAPHS["fr"].upper()) == "fr"


def test_an_article_with_long_quotations_in_another_language_keeps_its_own() -> None:
    text = " ".join(f"{PARAGRAPHS['en']} “{PARAGRAPHS['es']} {PARAGRAPHS['es']}”" for _ in range(5))
    assert detect(text) == "en"


def _article(text: str, declared: str | None) -> Article:
    return Article("a", text, (Block(Span(0, len(text)), "body"),), language=declared)


MADE_FOR = "the reader was made for English text, so expect it to miss most of what is said and to be wrong about the"


@pytest.mark.parametrize(
    ("text", "declared", "language", "warnings"),
    [
        (PARAGRAPHS["en"], None, "en", []),
        (PARAGRAPHS["en"], "en-GB", "en-GB", []),
        (
            PARAGRAPHS["en"],
            "de",
            "en",
            ["The page declares its language as German (de), but its text is English (en)."],
        ),
        (PARAGRAPHS["de"], None, "de", [f"The text is German (de); {MADE_FOR} rest."]),
        (
            PARAGRAPHS["de"],
            "en-US",
            "de",
            [
                "The page declares its language as en-US, but its text is German (de).",
                f"The text is German (de); {MADE_FOR} rest.",
            ],
        ),
        (PARAGRAPHS["no"], "nb", "nb", [f"The text is Norwegian (nb); {MADE_FOR} rest."]),
        # nothing can be told from the text
        ("Pier", None, None, []),
        ("Pier", "en", "en", []),
        ("Pier", "fr", "fr", [f"The text is declared to be French (fr); {MADE_FOR} rest."]),
    ],
)
def test_the_text_goes_before_what_the_page_declares(
    text: str, declared: str | None, language: str | None, warnings: list[str]
) -> None:
    assert told(_article(text, declared)) == (language, tuple(warnings))


def test_furniture_is_not_looked_at() -> None:
    menu = PARAGRAPHS["fr"] * 3
    text = menu + "\n\n" + PARAGRAPHS["en"]
    blocks = (Block(Span(0, len(menu)), "furniture", "navigation"), Block(Span(len(menu) + 2, len(text)), "body"))
    assert told(Article("a", text, blocks)) == ("en", ())


def test_a_long_text_takes_no_longer() -> None:
    text = PARAGRAPHS["en"] * 20_000
    detect(text)
    begun = time.process_time()
    detect(text)
    assert time.process_time() - begun < 0.5
