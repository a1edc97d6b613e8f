"""In which language a text is written, told from the text itself: by its script, then by its small words.

Small words (articles, prepositions, pronouns, forms of "be") make up a third of any running text, and no two languages
have the same ones (as in Grefenstette, JADT 1995). Two languages are told apart by the words that they do not share.
Nothing is said of a text that is too short, or that is about as much in one language as in another.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from onrecord.domain import Article

_READ = 20_000
"""How many characters are looked at: more do not change the answer."""
_FEWEST_LETTERS, _FEWEST_WORDS = 40, 12
"""A text needs so many letters of a script, or so many words in Latin letters, before its language is told."""
_FEWEST_HITS, _SHARE = 4, 0.12
"""So many different words, and so large a share of all, must be small words of the language."""
_RIVALS, _AHEAD = 4, 1.25
"""By how much the best language must go before each of the next, in the words that the two do not share."""
_OWN_WORDS = 30
"""Words outside quotation marks decide where there are so many: who is quoted may speak another language."""

# White space and marks part words; in some scripts a word holds signs that are no letters to Python's \w.
_WORD = re.compile(r"[^\s\d_.,;:!?\"“”„«»()\[\]।…/|—–-]+")
_QUOTED = re.compile(r"“[^“”\n]{0,2000}”|«[^«»\n]{0,2000}»|„[^„“”\n]{0,2000}[“”]|\"[^\"\n]{0,2000}\"")

NAMES = {
    "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
    "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gl": "Galician", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
    "km": "Khmer", "kn": "Kannada", "ko": "Korean", "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian",
    "mk": "Macedonian", "ml": "Malayalam", "mr": "Marathi", "my": "Burmese", "nl": "Dutch", "no": "Norwegian",
    "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala",
    "sk": "Slovak", "sl": "Slovene", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili",
    "ta": "Tamil", "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""English names of the languages that can be told, by their BCP 47 tags."""

# Small words, Latin letters. Croatian stands for all of Serbo-Croatian in Latin letters, Indonesian for Malay.
_LATIN = {
    "en": "the of and to in is that it was for on are as with his they at be this have from or had by not but what all"
    " were we when your can said there an which their if will each about how up out them then she many some would has"
    " him into who been its our than after",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er"
    " dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr"
    " durch man sein wurde sei habe ihr wir hat",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec il elle"
    " ont mais comme ou si leur y cette été aux son ses être deux nous fait ces même où après entre avait était dit"
    " c'est d'un d'une qu'il l'on n'est sans sous",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin"
    " sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué"
    " sólo han yo hay vez puede todos así nos dijo",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu"
    " sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter"
    " seus quem nas me esse eles são disse num pelos",
    "gl": "de a o que e do da en un para é con non unha os no se na por máis as dos como pero foi ao el das ten á seu"
    " súa ou ser cando moito hai nos xa está eu tamén só polo pola ata iso ela entre era despois sen mesmo aos ter"
    " quen nas esta son dixo cun",
    "ca": "de la i que el a en les els per del un una es amb al no va dels és ha com més ser aquest seva han però seu"
    " també aquesta són als entre després fins sobre sense quan hi on qui perquè molt tot havia ja li pel pels"
    " segons anys dir",
    "it": "di e il la che in a per è un del non una i le con si da della nel dei al sono come anche più lo ha alla ma"
    " gli su se delle dal o ed questo nella ai alle suo dalla sul hanno stato essere ad tra anni era ci due loro"
    " perché degli quando dopo detto così sua dell'ha c'è",
    "ro": "de și în a la cu pe din care o să un nu că este au pentru mai sunt ca ce fost prin al se dar după lui ale"
    " unei această sau fi fiind acest cei între cele ei sa era iar până către le va spus asupra fără",
    "nl": "de van het een en in is dat op te zijn voor met die niet aan er om ook als dan maar bij of uit nog door naar"
    " heeft hij ze wordt tot je worden hebben wat werd deze over ik zich meer zou geen kan al na wel was zij haar"
    " hun moet onder",
    "af": "die van en in is wat het nie om te vir op met dat hy sy aan by was ook uit as maar na sal haar hulle daar"
    " kan tot deur word nog ons of meer moet oor een wees is se baie onder toe dié",
    "sv": "och i att det som en på är av för med till den inte om har de ett var han men jag sig från vi så kan när"
    " hon efter hade år ut skulle ska eller också nu bara över där säger detta blir mot alla mycket",
    "da": "og i at det er en den til på af for der de med som har et ikke han fra var om men ved blev sig sin kan vil"
    " efter også jeg havde skal over eller hun være siger nu når år så ud mere hvor hvis bliver denne ikke",
    "no": "og i det er på som en for til av at med de har den ikke et han fra om var men ved seg sin kan vil etter også"
    " jeg hadde skal over eller hun være sier nå når år så ut mer hvor hvis blir ble dette bare opp mot",
    "is": "og að í á er sem til um við með en það var af ekki fyrir hann hún því þar hafa verið frá eftir ég eru þeir"
    " þetta eða upp segir sér hefur sagði vera svo þegar",
    "fi": "ja on ei että oli se hän mutta ovat kun myös joka mukaan sen niin tai jos kuin ole hänen jo vain olisi ollut"
    " vielä sekä tämä nyt ne kanssa jälkeen sitä mitä siitä voi sanoi tämän muun",
    "et": "ja on ei et see oli ka kui aga ta mis oma nii selle kes või seda siis veel ning välja pole pärast oleks"
    " tema nad juba mida meie ma üks olid üle ütles",
    "hu": "a az és hogy nem is egy ez volt meg de csak már még azt el ha ki mint után szerint vagy majd mert van ezt"
    " lesz kell amely pedig sem lehet ők arra volna mondta aki",
    "pl": "w i na z się do nie że to jest o jak po za od przez ale co dla tym są ich był być tego czy oraz było jego"
    " już może które który która tylko jej ma przed także ze przy został powiedział bardzo roku",
    "cs": "a v se na je že o s z do i to ve pro za by ale jako po jeho od jsou podle není který která které už k tak"
    " při však bude jsem až byl bylo také nebo své před mezi aby jen než řekl uvedl roce",
    "sk": "a v sa na je že o s z do i to vo pre za by ale ako po jeho od sú podľa nie ktorý ktorá ktoré už k tak"
    " pri však bude som až bol bolo tiež alebo svoje pred medzi aby len než povedal uviedol roku",
    "sl": "in je v na da se za so ki z po bi pa tudi od ne ali s do ni kot pri iz bo ko o k še le že njegov ter če bil"
    " bila bilo bodo med pred zaradi leta dejal lahko",
    "hr": "i u je na se da za su od a o s iz kao koji će koja ne bi što to do nije po ili ali sve samo koje sam više"
    " bio bila bilo kako prema nakon smo ako već kod kada još nego rekao rekla godine",
    "lt": "ir yra kad į iš su tai buvo bet kaip už per jis ne nuo ar dėl po jau prie apie tik dar ji jo jų bus buvo"
    " savo kurie kuris taip pat metų sakė",
    "lv": "un ir ka uz no ar par bet kā to ne tika viņš pēc arī tas bija vai lai jau ja kas pie tiek kuri šo savu gan"
    " gada teica tikai būtu nav",
    "sq": "të e në i dhe për me një që nga është së më si nuk ka do u kjo ky por janë ishte kanë tha duke edhe ose pas"
    " kur këtë",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi sonra kadar ne en var ama o ki her ise olduğunu değil ya"
    " dedi oldu iki diye söyledi göre ancak tarafından",
    "id": "yang dan di ini itu dengan untuk dari dalam tidak akan pada juga ke karena ada oleh tersebut adalah sebagai"
    " mereka telah saya bisa lebih dia sudah kata atau kami kepada mengatakan",
    "vi": "và của là có trong cho được không với các một người những này đã để khi đến về từ cũng ở ra đó như sẽ nhiều"
    " tại sau ông bà nói",
    "tl": "ang ng sa na mga at ay ni si para ito hindi niya kung may nang ko siya mo isang din pa kay sinabi nila ako"
    " kanyang",
    "sw": "na ya wa kwa ni katika za la kuwa cha hii kama huo pia baada kwamba yake wake hiyo alisema lakini watu hao",
    "cy": "y yn a i o ar ei yr ac bod mae wedi am gan fod oedd hi ddim eu fe sy hefyd o'r i'r y'r a'r bydd dweud gyda",
    "ga": "an na agus ar a i is go do le sa bhí tá ag ní sé mar ó don seo gur sin as chun faoi sí bheith nach dúirt",
    "eu": "eta da ez zen bat dela izan du ere dira egin baina hori den zuen dute edo dituzte beste horrek esan arte"
    " bere izango zuten",
}  # fmt: skip
_CYRILLIC = {
    "ru": "и в не на что с он по как это к из его но за от она о у же был для так было все бы они мы только или при"
    " был была были если также сказал после которые это чтобы",
    "uk": "і в на що не з у та до як за про це для від його є але був вони також або було вона ми які який після"
    " сказав й щоб цього буде її",
    "be": "і ў на не што з у да як за гэта па для яго быў але ад таксама або было яна мы якія пасля сказаў яны каб",
    "bg": "и на да се за от в е не с по че са като това до ще но при са си или той след има които която каза беше"
    " със към",
    "mk": "и на да се за од во е не со по дека се како тоа до ќе но при си или тој по има кои која рече беше што ги",
    "sr": "и у је на се да за су од а о с из као који ће која не би што то до није по или али све само које рекао"
    " био била",
}  # fmt: skip
_DEVANAGARI = {
    "hi": "है के में की और से का को ने यह पर हैं कि नहीं था एक भी कहा लिए थी",
    "mr": "आहे आणि या च्या की ते तो हे होते आहेत नाही मध्ये त्यांनी केले म्हणाले",
}
_ARABIC = {
    "ar": "في من على أن إلى عن التي الذي ما هذا هذه مع كان لا قال بعد بين كما لم وقال",
    "fa": "و در به از که این را با است برای آن یک خود تا بر هم شد گفت می کرد",
    "ur": "کے کی میں ہے اور سے کا کو نے یہ پر ہیں کہ نہیں تھا ایک بھی کہا لیے",
}
# Ranges of code points, and the language or the small words that tell between those of one script.
_SCRIPTS: tuple[tuple[str, str | dict[str, str]], ...] = (
    (r"a-zà-öø-ÿāăąćċčďđēėęěğģīįıķĺļľłńņňőœŕřśşšţťūůűųźżžșțḁ-ỹ", _LATIN),
    ("\u0400-\u04ff", _CYRILLIC),
    ("\u0600-\u06ff", _ARABIC),
    ("\u0900-\u097f", _DEVANAGARI),
    ("\u3040-\u30ff", "ja"),
    ("\uac00-\ud7af", "ko"),
    ("\u3400-\u4dbf\u4e00-\u9fff", "zh"),
    ("\u0370-\u03ff", "el"),
    ("\u0590-\u05ff", "he"),
    ("\u0e00-\u0e7f", "th"),
    ("\u0980-\u09ff", "bn"),
    ("\u0a00-\u0a7f", "pa"),
    ("\u0a80-\u0aff", "gu"),
    ("\u0b80-\u0bff", "ta"),
    ("\u0c00-\u0c7f", "te"),
    ("\u0c80-\u0cff", "kn"),
    ("\u0d00-\u0d7f", "ml"),
    ("\u0d80-\u0dff", "si"),
    ("\u0e80-\u0eff", "lo"),
    ("\u1000-\u109f", "my"),
    ("\u1780-\u17ff", "km"),
    ("\u10a0-\u10ff", "ka"),
    ("\u0530-\u058f", "hy"),
    ("\u1200-\u137f", "am"),
)
_LETTERS = tuple(re.compile(f"[{letters}]") for letters, _ in _SCRIPTS)
_ONLY_LATIN = frozenset((0, None))
# A Chinese text has no kana, a Japanese one has both: so large a share of kana makes it Japanese.
_KANA = 0.1


def detect(text: str) -> str | None:
    """Return the BCP 47 tag of the language that most of `text` is in ("de"), None where that is not plain."""
    text = text[:_READ].lower().replace("’", "'")
    own = _QUOTED.sub(" ", text)
    words = _WORD.findall(own)
    if len(words) >= _OWN_WORDS:
        text = own
    elif own != text:
        words = _WORD.findall(text)
    scripts = {_script(letter) for letter in set(text)}
    if scripts <= _ONLY_LATIN:
        return _by_words(words, _LATIN) if 0 in scripts else None
    counts = _scripts(text)
    k = max(range(len(counts)), key=counts.__getitem__)
    letters = sum(counts)
    if k in (4, 6) and counts[4] >= _KANA * (counts[4] + counts[6]) > 0:
        k = 4
    told = _SCRIPTS[k][1]
    if isinstance(told, str):
        # Scripts that write a word in one or two characters need fewer of them.
        needed = _FEWEST_LETTERS // 4 if told in ("zh", "ja", "ko") else _FEWEST_LETTERS
        return told if counts[k] >= needed and 2 * counts[k] > letters else None
    return _by_words(words, told) if 2 * counts[k] > letters else None


def _scripts(text: str) -> list[int]:
    """Return how many letters of each script a text has."""
    counts = [0] * len(_LETTERS)
    for letter, n in Counter(text).items():
        k = _script(letter)
        if k is not None:
            counts[k] += n
    return counts


@lru_cache(maxsize=50_000)
def _script(letter: str) -> int | None:
    return next((k for k, letters in enumerate(_LETTERS) if letters.match(letter)), None)


def _by_words(words: list[str], languages: dict[str, str]) -> str | None:
    if len(words) < _FEWEST_WORDS:
        return None
    known = _table(next(iter(languages)))
    counted = Counter(w for w in words if w in known)
    found = [(n, known[word]) for word, n in counted.items()]
    scores: dict[str, float] = {}
    hits: dict[str, int] = {}
    for n, having in found:
        share = n / len(having)
        for language in having:
            scores[language] = scores.get(language, 0.0) + share
            hits[language] = hits.get(language, 0) + n
    ranked = sorted(scores, key=lambda language: -scores[language])[:_RIVALS]
    return next((one for one in ranked if _is_it(one, ranked, found, hits, len(words))), None)


def _is_it(
    one: str, rivals: list[str], found: list[tuple[int, frozenset[str]]], hits: dict[str, int], count: int
) -> bool:
    """Whether enough words are of language `one`, and more than of each rival among those that the two do not share.

    found: how often each small word is there, and which languages have it. hits: how many words each language has.
    """
    own = [(n, having) for n, having in found if one in having]
    if len(own) < _FEWEST_HITS or hits[one] < _SHARE * count:
        return False
    for other in rivals:
        if other != one:
            both = sum(n for n, having in own if other in having)
            if hits[one] - both < _AHEAD * (hits[other] - both) + 1:
                return False
    return True


@cache
def _table(first: str) -> dict[str, frozenset[str]]:
    """Return which languages have each small word, for the script whose first language is `first`."""
    languages = next(t for _, t in _SCRIPTS if isinstance(t, dict) and next(iter(t)) == first)
    out: dict[str, list[str]] = {}
    for language, words in languages.items():
        for word in dict.fromkeys(words.split()):
            out.setdefault(word, []).append(language)
    return {word: frozenset(having) for word, having in out.items()}


def told(article: Article) -> tuple[str | None, tuple[str, ...]]:
    """Return the language of an article, and what a reader of its record should know about that.

    What the text shows goes before what the page declares, which is often the language of the site's template.
    """
    declared = article.language
    spans = [b.span for b in article.blocks if b.kind != "furniture"]
    found = detect("\n".join(s.of(article.text) for s in spans) if spans else article.text)
    same = declared is not None and _primary(declared) == found
    language = declared if found is None or same else found
    warnings = []
    if declared is not None and found is not None and not same:
        warnings.append(f"The page declares its language as {_name(declared)}, but its text is {_name(found)}.")
    if language is not None and _primary(language) != "en":
        shown = "is" if found is not None else "is declared to be"
        warnings.append(
            f"The text {shown} {_name(language)}; the reader was made for English text, so expect it to miss most of"
            " what is said and to be wrong about the rest."
        )
    return language, tuple(warnings)


def _primary(tag: str) -> str:
    """Return the primary part of a tag, the one that `detect` uses where a language has several."""
    primary = tag.split("-")[0].lower()
    return {"nb": "no", "nn": "no", "ms": "id", "in": "id", "iw": "he", "fil": "tl", "bs": "hr", "sh": "hr"}.get(
        primary, primary
    )


def _name(tag: str) -> str:
    name = NAMES.get(_primary(tag)) if "-" not in tag else None
    return f"{name} ({tag})" if name else tag
