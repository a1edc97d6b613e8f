"""Sources that describe: roles, groups, bodies, documents, lists, and what belongs to somebody ("her lawyer")."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.domain import Span
from onrecord.read.speakers import anaphora
from onrecord.read.speakers.affiliation import campaign_of
from onrecord.read.speakers.answers import Answer
from onrecord.read.speakers.cast import Entity
from onrecord.read.speakers.phrases import Phrase
from onrecord.read.speakers.pronouns import pronoun
from onrecord.read.speakers.scene import Scene
from onrecord.read.speakers.words import (
    AUTHORED,
    CAPITALS,
    COUNTRY_OF,
    PARTIES,
    PLACES,
    STATES,
    is_plural_role,
    singular,
    vocabulary,
)

_CAMPAIGNS = {"campaign": "campaign", "camp": "campaign", "team": "campaign", "administration": "administration"}
_KIN = vocabulary("son daughter father mother dad mom brother sister husband wife")
_PAIRED = vocabulary("candidate nominee contender hopeful rival man woman men women both neither each")
_COUNTRIES = frozenset(COUNTRY_OF)
_ABSTRACT = ("ion", "ment", "ness", "ity", "ing", "ance", "ence", "ism", "ure", "age", "sis", "al", "y", "th")
_GENERIC = vocabulary("people those anyone anybody everyone everybody person one many some others men women")
_CLAUSE_END = re.compile(r"[,.;:“”\"]|\s--|\s[—–]")
_SEATED = vocabulary("senator governor lawmaker congressman congresswoman democrat republican")
"""Roles that a state tells apart: "the Utah senator" is who sits for Utah, or nobody by name."""
_FAINT = 0.2
"""Whom less salience than this speaks for, is not taken for "the senator": about two sentences without a mention."""
_QUOTES = str.maketrans("", "", '“”"')
_INCLUDING = re.compile(r"(?:,\s+including|\sincluding|,?\s+led by|,?\s+(?:like|such as))\s")
_ARTICLE = re.compile(r"(?:the|The)\s+")


def described(scene: Scene, k: int) -> Answer:
    """Return whom the source words of statement k, that are neither name nor pronoun, mean."""
    phrase = scene.phrases[k]
    if phrase.shape == "list":
        return _list(scene, k, phrase)
    if phrase.owner is not None and (owned := _owned(scene, k, phrase)) is not None:
        return owned
    if phrase.shape == "role":
        return _role(scene, phrase)
    if phrase.shape == "organisation":
        return _body(scene, phrase)
    if phrase.shape == "document":
        return _document(scene, phrase)
    if phrase.shape == "group":
        return _group(scene, k, phrase)
    return _open(scene, k, phrase)


def wording(scene: Scene, k: int, phrase: Phrase) -> Phrase:
    """Return the phrase for an unnamed source with its core made longer by the clause that it needs to tell which."""
    statement = scene.statements[k]
    core = phrase.core
    end = max((s.end for s in statement.source if s.start <= core.start), default=core.end)
    tail = scene.text[core.end : end]
    if phrase.relative and phrase.head in _GENERIC and len(core.of(scene.text).split()) < 4:
        stop = _CLAUSE_END.search(scene.text, end)
        limit = min(stop.start() if stop else len(scene.text), end + 120)
        said = [c.end for c in statement.content if end <= c.start < limit]  # "people who think so": the clause is said
        end = min(limit, max(said, default=limit))
    elif re.match(r"\s(?:who|that|which)\s+\w+\s", tail):
        end = core.end + len(re.split(r",\s|\s--|\s[—–]", tail)[0])
    else:
        return phrase
    return replace(phrase, core=Span(core.start, core.start + len(scene.text[core.start : end].rstrip(" ,"))))


def _clean(words: str) -> str:
    return " ".join(words.translate(_QUOTES).split()).rstrip(" ,")


# -- lists ----------------------------------------------------------------------------------------------------------


def _list(scene: Scene, k: int, phrase: Phrase) -> Answer:
    names, kinds, named = [], [], False
    for part in phrase.parts:
        entity = part.entity
        if entity is None and part.shape == "pronoun":
            entity = pronoun(scene, k, part.pronoun, part.core.start).entity
        names.append(entity.name if entity is not None else part.words)
        kinds.append(entity.kind if entity is not None else part.shape)
        named = named or (entity is not None and entity.named)
    kind = "organisation" if all(x in ("organisation", "place") for x in kinds) else "group"
    name = " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    return Answer(scene.described(phrase, name, kind, named=named), 0.85, "several that are named together")


# -- what belongs to somebody ---------------------------------------------------------------------------------------


def _owner(scene: Scene, k: int, phrase: Phrase) -> Entity | None:
    if isinstance(phrase.owner, Entity):
        return phrase.owner
    if phrase.owner in ("i", "we", "he", "she", "they", "it", "who"):
        return pronoun(scene, k, phrase.owner, phrase.core.start).entity
    return None


def _owned(scene: Scene, k: int, phrase: Phrase) -> Answer | None:
    """Return what a possessive names: a campaign has its owner's name, all else the owner's name and the words."""
    owner = _owner(scene, k, phrase)
    if owner is None or owner.name in ("we", "you"):
        return None
    if phrase.head in _CAMPAIGNS and (owner.kind == "person" or phrase.head == "administration"):
        body = scene.body(campaign_of(owner, _CAMPAIGNS[phrase.head]))
        return Answer(body, 0.85, f"the {phrase.head} of “{owner.name}”")
    if not isinstance(phrase.owner, str) and phrase.shape != "role":
        return None
    if phrase.head in _KIN and (relative := _kin(scene, owner, phrase.head)):
        return Answer(relative, 0.65, f"“{phrase.words}”: “{relative.name}”, of the same surname")
    if phrase.shape == "role" and (held := _holder(scene, owner, phrase)):
        return Answer(held, 0.7, f"“{phrase.words}”: “{held.name}”, by the role that the article gives")
    if not isinstance(phrase.owner, str):
        return None
    words = phrase.words.split(" ", 1)
    if len(words) < 2 or phrase.shape == "open":
        return None
    kind = {"role": "person", "group": "group", "organisation": "organisation", "document": "document"}[phrase.shape]
    named = kind in ("document",) and owner.named
    if kind == "organisation" and phrase.head == "party":
        return None
    mark = "’" if owner.kind == "group" and owner.name.endswith("s") else "’s"
    name = f"{owner.name}{mark} {words[1]}"
    return Answer(scene.described(phrase, name, kind, named=named), 0.7, f"“{phrase.words}”, of “{owner.name}”")


def _holder(scene: Scene, owner: Entity, phrase: Phrase) -> Entity | None:
    """Return the one named person whom the article calls the owner's lawyer, son, ...: "Holm's lawyer, Olle Berg"."""
    kin = anaphora.family(phrase.head)
    surname = owner.name.split()[-1].lower()
    found = [
        e
        for e in scene.cast.people
        if e is not owner and any(e.roles[w] for w in kin) and any(e.roles[w] for w in (surname, "his", "her"))
    ]
    return found[0] if len(found) == 1 and owner.kind == "person" else None


def _kin(scene: Scene, owner: Entity, noun: str) -> Entity | None:
    """Return the one other person with the owner's surname whom a word of kinship fits."""
    surname = owner.name.split()[-1]
    gender = "m" if noun in ("son", "father", "dad", "brother", "husband") else "f"
    found = [
        e
        for e in scene.cast.people
        if e is not owner and e.name.split()[-1] == surname and " " in e.name and e.gender in (None, gender)
    ]
    return found[0] if len(found) == 1 and owner.kind == "person" else None


# -- roles ----------------------------------------------------------------------------------------------------------


def _role(scene: Scene, phrase: Phrase) -> Answer:
    """Return who a role means: by the roles that the article gives, else the one it is about, else nobody by name."""
    at = phrase.core.start
    words = " ".join(phrase.words.translate(_QUOTES).split())
    if words.lower() in PARTIES:
        return Answer(None, 0.5, f"“{words}” can be any of them")  # a headline's "Republican seeks new inquiry"
    plain = phrase.definite or not phrase.indefinite
    if plain and not _has_complement_name(phrase):
        found = anaphora.role(scene.timeline, at, phrase.head, phrase.modifiers, lambda e: e.kind == "person")
        if found:
            return anaphora.choose(found, 0.8, f"“{words}” is by its role")
        if phrase.definite and phrase.head not in anaphora.PLAIN_ROLES and not _complemented(phrase):
            near = scene.timeline.salience(at, lambda e: e.kind == "person" and e.named)
            close = [x for x in near if any(at - 400 < p < at for p in x[1].places)]
            if close and phrase.head not in anaphora.EPITHETS:
                return Answer(close[0][1], 0.5, f"“{words}”: “{close[0][1].name}”, who is in mind there")
        if phrase.head in anaphora.EPITHETS and not (phrase.head in _SEATED and phrase.modifiers & STATES):
            scored = scene.timeline.salience(
                at,
                lambda e: anaphora.without_role(e, phrase.head) and not anaphora.conflict(e, phrase.modifiers),
            )
            scored = scored or _most_named(scene, phrase)
            if not scored and phrase.definite:
                scored = scene.timeline.salience(
                    at, lambda e: e.kind == "person" and e.named and not anaphora.conflict(e, phrase.modifiers)
                )
            if scored and scored[0][0] >= _FAINT:
                return replace(anaphora.choose(scored, 0.55, f"“{words}”"), confidence=0.55)
        if phrase.head in _SEATED and phrase.modifiers & STATES:
            return Answer(None, 0.5, f"“{words}”: nobody plain, though the article supposes that one knows")
    fresh = phrase.indefinite
    entity = scene.described(phrase, words, "person", fresh=fresh)
    return Answer(entity, 0.85 if fresh else 0.7, "an unnamed person, in the article's words")


def _most_named(scene: Scene, phrase: Phrase) -> list[tuple[float, Entity]]:
    """Return who without a role of another kind is mentioned most in the whole article."""
    fit = [e for e in scene.cast.people if anaphora.without_role(e, phrase.head)]
    fit = [e for e in fit if not anaphora.conflict(e, phrase.modifiers)]
    return sorted(((float(len(e.places)), e) for e in fit), key=lambda pair: -pair[0])[:1]


def _complemented(phrase: Phrase) -> bool:
    """Whether the words themselves go on to tell whose or which ("the lawyer for Holm")."""
    return re.search(r"\s(?:of|for|from|to|with|at|in|who|that)\s", phrase.words) is not None


def _has_complement_name(phrase: Phrase) -> bool:
    return isinstance(phrase.owner, Entity) and phrase.owner.kind == "person"


# -- bodies ---------------------------------------------------------------------------------------------------------


# "The company" may be whichever body was spoken of last; "the council" is one that is called so.
_ANY_BODY = vocabulary(
    """agency body broadcaster business charity club company corporation firm foundation group institution magazine
    network newspaper organisation organization outlet paper publication publisher site startup team website"""
)


def _body(scene: Scene, phrase: Phrase) -> Answer:
    at = phrase.core.start
    words = " ".join(_ARTICLE.sub("", phrase.words.translate(_QUOTES), count=1).split())
    if len(phrase.modifiers) == 0 and not phrase.indefinite:
        if phrase.head in ("campaign", "camp", "administration") and (found := campaign(scene, phrase.head, at)):
            return found
        kin = anaphora.family(phrase.head)
        scored = [
            (w, e)
            for w, e in scene.timeline.salience(at, lambda e: e.kind == "organisation" and e.named)
            if any(e.roles[x] for x in kin) or e.name.lower().split()[-1] in kin
        ]
        if not scored:
            far = [m.entity for m in scene.timeline.before(at, 300) if m.entity.kind == "organisation"]
            scored = [(1.0, e) for e in far if any(e.roles[x] for x in kin) or e.name.lower().split()[-1] in kin][:1]
        if scored:
            return anaphora.choose(scored, 0.8, f"“{phrase.words}”")
        places = phrase.head in ("state", "country", "nation", "city", "kingdom")
        scored = [
            (w * (1 + 0.3 * min(10, len(e.places))), e)
            for w, e in scene.timeline.salience(
                at, lambda e: e.kind == ("place" if places else "organisation") and e.named
            )
        ]
        scored.sort(key=lambda pair: -pair[0])
        if scored and phrase.definite and (places or phrase.head in _ANY_BODY):
            return Answer(scored[0][1], 0.5, f"“{phrase.words}”: “{scored[0][1].name}”, last spoken of")
    if is_plural_role(phrase.head):
        return Answer(scene.described(phrase, words, "group"), 0.6, "a group, in the article's words")
    named = (
        words.split()[-1][0].isupper()
        or bool(phrase.modifiers & _COUNTRIES)
        or (phrase.named_inside and phrase.head not in ("management", "groups", "group", "states"))
    )
    return Answer(scene.described(phrase, words, "organisation", named=named), 0.75, "a body, in the article's words")


def campaign(scene: Scene, head: str, at: int) -> Answer | None:
    """Return whose "the campaign" is: the last one of somebody named before it, else of the one in mind."""
    noun = "administration" if head == "administration" else "campaign"
    pattern = re.compile(rf"[A-Z][\w-]+(?:['’]s?)?\s(?:\w+\s)?{noun}\b")
    found: tuple[int, Entity] | None = None
    for m in pattern.finditer(scene.text, max(0, at - 8000), at):
        owners = [e for _, e in scene.cast.within(Span(m.start(), m.end())) if e is not None]
        if owners:
            found = (m.start(), scene.body(campaign_of(owners[0], noun)))
    for mention in scene.timeline.before(at, 200):
        if mention.entity.kind == "organisation" and mention.entity.name.endswith(f" {noun}"):
            if found is None or mention.at > found[0]:
                found = (mention.at, mention.entity)
            break
    if found is not None:
        return Answer(found[1], 0.75, f"“the {head}”: “{found[1].name}”, named last")
    governs = noun == "administration"
    scored = scene.timeline.salience(at, lambda e: e.kind == "person" and (not governs or e.roles["president"] > 0))
    if scored:
        return Answer(scene.body(campaign_of(scored[0][1], noun)), 0.5, f"“the {head}” of “{scored[0][1].name}”")
    return None


# -- documents and groups -------------------------------------------------------------------------------------------


def _document(scene: Scene, phrase: Phrase) -> Answer:
    words = " ".join(phrase.words.translate(_QUOTES).split())
    at = phrase.core.start
    if not phrase.indefinite:
        kin = anaphora.family(phrase.head)
        extra = phrase.modifiers
        for m in scene.timeline.before(at, 200):
            e = m.entity
            if e.kind == "document" and any(e.roles[x] for x in kin) and all(e.roles[x] for x in extra):
                return Answer(e, 0.75, f"“{words}”: “{e.name}”, spoken of before")
        if not phrase.modifiers and phrase.definite and (first := _first(scene, phrase.head, at)):
            entity = scene.described(
                phrase,
                first,
                "document",
                named=phrase.head in AUTHORED or any(w[0].isupper() for w in first.split()[1:]),
            )
            return Answer(entity, 0.6, f"“{words}”: “{first}”, spoken of before")
    entity = scene.described(phrase, words, "document", named=phrase.named_inside or _authored(phrase))
    return Answer(entity, 0.75, "a document, in the article's words")


def _authored(phrase: Phrase) -> bool:
    """Whether a document is of the kind whose author or issuer the article mostly names."""
    return phrase.head in AUTHORED and not phrase.modifiers & {"police", "news", "any"}


def _first(scene: Scene, head: str, at: int) -> str | None:
    """Return the words in which a document was brought up before `at`: "a new report from ..."."""
    found = re.compile(rf"\b(?:an?|its|his|her|their|new)\s(?:[\w’'.-]+\s){{0,4}}{re.escape(head)}\b").search(
        scene.text, max(0, at - 4000), at
    )
    return found.group() if found else None


def _group(scene: Scene, k: int, phrase: Phrase) -> Answer:
    at = phrase.core.start
    whole = wording(scene, k, phrase)
    words = _clean(whole.core.of(scene.text))
    end = max((s.end for s in scene.statements[k].source), default=phrase.core.end)
    tail = scene.text[phrase.core.end : end]
    members = _INCLUDING.search(scene.text, phrase.core.start, end)
    named = members is not None and any(
        e is not None and e.kind == "person" for _, e in scene.cast.within(Span(members.end(), end))
    )
    if members is not None and members.group().strip(" ,") != "including" and named:
        words = " ".join(scene.text[phrase.core.start : end].split()).rstrip(" ,")
    if phrase.definite and not phrase.modifiers and not tail.strip(" ,"):
        for m in scene.timeline.before(at, 120):
            if m.entity.kind == "group" and m.entity.roles[phrase.head]:
                return Answer(m.entity, 0.7, f"“{words}”: “{m.entity.name}”, spoken of before")
    if phrase.head in ("us",):
        words = phrase.words
    fresh = words.lower() in ("others", "some", "many", "both", "neither")
    count = set(phrase.words.lower().split()[:2]) & {"both", "neither", "each", "either", "two"}
    if count and (phrase.head in _PAIRED or singular(phrase.head) in _PAIRED) and not _complemented(phrase):
        pair = _pair(scene, at)
        if pair is not None:
            return Answer(pair, 0.6, f"“{phrase.words}”: “{pair.name}”")
    entity = scene.described(whole, words, "group", named=named, fresh=fresh)
    return Answer(entity, 0.8, "a group, in the article's words")


def _pair(scene: Scene, at: int) -> Entity | None:
    """Return the two who were last named together."""
    for m in scene.timeline.before(at, 60):
        if m.entity.kind == "group" and m.entity.named and " and " in m.entity.name:
            return m.entity
    most = sorted(
        (e for e in scene.cast.people if anaphora.without_role(e, "candidate")), key=lambda e: -len(e.places)
    )[:2]
    if len(most) < 2:
        return None
    return scene.described(Phrase("list"), f"{most[0].name} and {most[1].name}", "group", named=True)


def _open(scene: Scene, k: int, phrase: Phrase) -> Answer:
    """Return what words mean that no list knows: a people for its country, capitals for a body, else a thing."""
    words = " ".join(phrase.words.translate(_QUOTES).split())
    low = words.lower().removeprefix("the ")
    if low in COUNTRY_OF:
        return Answer(scene.body(COUNTRY_OF[low]), 0.7, f"“{words}” for the country")
    if low in PLACES or low in CAPITALS:
        return Answer(scene.body(words.removeprefix("the ").removeprefix("The ")), 0.75, "a place for its government")
    if low in PARTIES:
        return Answer(scene.body(words), 0.5, "a party, in the article's words")
    if words[:1].isupper() and all(w[0].isupper() for w in words.split() if len(w) > 3):
        named = scene.described(phrase, _ARTICLE.sub("", words, count=1), "organisation", named=True)
        return Answer(named, 0.5, "capitals that name no person known here")
    if phrase.head.endswith("s") and not phrase.head.endswith("ss"):
        whole = wording(scene, k, phrase)
        several = scene.described(whole, _clean(whole.core.of(scene.text)), "group")
        return Answer(several, 0.5, "several, in the article's words")
    if phrase.indefinite and len(words.split()) > 1 and not phrase.head.endswith(_ABSTRACT):
        return Answer(scene.described(phrase, words, "person"), 0.4, "somebody, by the article's words")
    return Answer(scene.described(phrase, words, "document"), 0.4, "neither person nor body by its words")
