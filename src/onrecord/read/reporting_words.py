"""The words that report what somebody says or thinks: which act they are, which channel and whom they show.

Tables, and nothing that decides: words with all their forms and the act that each is (lower case, straight
apostrophes); words of a reporting sentence, and sources, that show a channel; words that begin, end or are no part of
an addressee.
"""

from __future__ import annotations

import re

from onrecord.domain import Act

_VERBS: dict[Act, str] = {
    "assert": (
        "say tell write tweet retweet claim add report show accuse announce argue state note insist explain declare "
        "describe maintain contend allege warn suggest indicate reveal cite quote mention remark observe testify joke "
        "quip respond reply answer recount relate disclose assure reassure stress emphasize emphasise underscore "
        "highlight predict forecast boast brag assert post speak talk comment point reference refer imply hint "
        "publish release share recite detail outline summarize summarise inform brief notify charge caption compare "
        "convince persuade identify characterize characterise depict portray present proclaim pronounce profess "
        "shout yell whisper mutter interject elaborate signal demonstrate prove document complain protest "
        "illustrate contrast examine discuss address read promote advertise air feature entitle title coin email "
        "attribute attest swear remind cry exclaim lecture preach lie misrepresent insinuate text phone cable "
        "display estimate calculate project rank list name unveil leak convey communicate relay misstate "
        "exaggerate equate liken invoke tease chronicle detail recap posit chant sing sum clarify specify gush rant "
        "ramble stammer blurt confide reply retort broadcast print record"
    ),
    "deny": "deny refute rebut dispute contradict debunk reject gainsay repudiate contest counter discredit disprove",
    "confirm": (
        "confirm admit acknowledge agree concede reiterate echo repeat concur reaffirm restate affirm verify "
        "corroborate confess substantiate authenticate"
    ),
    "decline": (
        "decline refuse ignore dodge evade sidestep rebuff spurn demur deflect duck withhold conceal stonewall balk "
        "shrug equivocate"
    ),
    "ask": "ask wonder question query inquire enquire depose quiz grill interrogate",
    "direct": (
        "urge demand order rule recommend push propose advise instruct encourage vote pass ban sign approve require "
        "pressure lobby invite veto bar prohibit forbid appoint nominate fire dismiss sentence subpoena allow permit "
        "beg plead implore request command caution petition summon exhort entreat advocate mandate "
        "impose restrict restrain legalize legalise outlaw enact overturn uphold strike compel force bid appeal "
        "authorize authorise elect select campaign censure suspend expel indict convict acquit suppress "
        "counsel nudge co-sponsor cosponsor sponsor block halt enjoin seek set ratify grant sue overrule repeal annul "
        "rescind revoke float admonish goad coax cajole commission deport detain extradite quash legislate regulate "
        "reinstate terminate sack oust demote fine penalize penalise sanction embargo blacklist oblige constrain"
    ),
    "commit": (
        "promise vow pledge threaten plan intend commit offer decide guarantee undertake volunteer aim prepare resolve "
        "choose opt schedule embark settle acquiesce"
    ),
    "judge": (
        "criticise criticize welcome praise blame support oppose feel like fear mock blast slam condemn denounce "
        "decry deride ridicule endorse back favor favour applaud commend laud hail celebrate admire respect trust "
        "distrust mistrust hate loathe dislike love enjoy lament regret mourn worry fret grouse gripe "
        "grumble bemoan attack assail rip trash knock hit bash pan lambaste lampoon berate scold chastise rebuke "
        "chide castigate excoriate disparage insult belittle deplore disapprove disagree object resent tout target "
        "thank congratulate honor honour salute cheer jeer boo embrace defend champion disavow scorn shun vilify "
        "malign smear skewer savage pillory call dub brand deem term tarnish care prefer appreciate challenge "
        "sympathize sympathise empathize downplay minimize minimise misjudge overestimate underestimate rail "
        "lash vent fume rage bristle galvanize impress delight thrill disappoint concern upset pound second-guess "
        "anger frustrate alarm spook irk irritate annoy unsettle trouble horrify outrage offend idolize worship "
        "revere sour stump incite paint judge rate assess evaluate credit fault chafe deserve heckle vouch satisfy "
        "scoff sneer deride cringe relish boycott disdain detest despise abhor unload shock resist dread bless "
        "begrudge envy pity flatter ostracize shame humiliate cherish adore root clash spar feud snub slight gloat "
        "rejoice commiserate caricature scapegoat impugn undercut undermine romanticize glorify whitewash "
        "trivialize agonize bemuse perplex puzzle baffle dismay intrigue fascinate enrage infuriate sadden embarrass "
        "amuse grapple"
    ),
    "believe": (
        "think believe expect assume suspect doubt conclude suppose presume anticipate consider imagine reckon guess "
        "figure foresee envision seem appear regard view bet gamble buy theorize speculate surmise infer deduce"
    ),
    "know": (
        "know learn find see hear recall remember realize realise understand notice discover recognize recognise "
        "forget perceive sense witness recollect determine ascertain misunderstand experience miss watch"
    ),
    "want": "want hope wish desire crave yearn aspire dream covet",
}

_OTHER_WORDS: dict[Act, str] = {
    "assert": (
        "claim claims accusation accusations allegation allegations allegedly assertion assertions argument arguments "
        "statement statements comment comments remark remarks warning warnings prediction predictions report reports "
        "announcement announcements suggestion suggestions explanation testimony description according via "
        "contention insistence self-proclaimed self-described message messages tweet tweets post complaint complaints"
    ),
    "deny": "denial denials rebuttal refutation repudiation rejection",
    "confirm": "admission admissions confirmation acknowledgment acknowledgement concession agreement affirmation",
    "decline": "refusal coy silent silence noncommittal unavailable mum",
    "ask": "question questions query queries inquiry inquiries",
    "direct": (
        "demand demands order orders ruling recommendation recommendations proposal proposals request requests "
        "instruction instructions appeal ban bans vote votes decree mandate law lawsuit push advice injunction "
        "invitation urging subpoena directive petition restrictions nomination calls appointment firing dismissal "
        "advocacy"
    ),
    "commit": (
        "promise promises vow vows pledge pledges threat threats plan plans intention intentions intent commitment "
        "commitments offer offers decision decisions choice ready willing determined agenda strategy purpose goal "
        "prepared"
    ),
    "judge": (
        "criticism criticisms praise support supporter supporters opposition opponent endorsement endorsements "
        "attack attacks condemnation blame fear fears concern concerns worry worries anger outrage disappointment "
        "regret regrets approval disapproval backing backer backers proponent critic critics "
        "fan admirer favorite sympathy admiration respect contempt love hatred insult insults assault stance stances "
        "bias embrace chagrin discomfort opposed worried concerned angry furious unhappy happy glad proud "
        "grateful sorry disappointed pleased afraid wary critical supportive thrilled troubled upset frustrated "
        "impressed uncomfortable comfortable okay excited ashamed embarrassed relief delighted dismayed irritated "
        "appalled shocked stunned surprised alarmed spooked sympathetic neutral outspoken furor backlash ire "
        "displeasure dissatisfaction enthusiastic enthusiasm unease against defender detractor cheerleader aversion "
        "reaction reactions disagreement disagreements frustration mockery posture tepid lukewarm antipathy animosity "
        "hostility affection resentment revulsion disgust disgusted distaste sadness surprise joy pride "
        "jealousy misgivings qualms reservations objection objections resistance hostile bitter bullish bearish "
        "appreciative satisfied dissatisfied nervous anxious terrified scared leery suspicious fond mad incensed "
        "bewildered confused dismissive zealous"
    ),
    "believe": (
        "belief beliefs view views opinion opinions expectation expectations assumption suspicion suspicions doubt "
        "doubts notion notions estimate skepticism scepticism skeptical sceptical doubtful confident confidence sure "
        "certain convinced optimistic pessimistic faith impression thinking theory conviction"
    ),
    "know": (
        "knowledge memory memories recollection recollections aware unaware awareness understanding recognition "
        "unclear familiar unfamiliar"
    ),
    "want": (
        "wish wishes hope hopes desire desires eager interest interested keen hopeful reluctance reluctant unwilling "
        "appetite"
    ),
}

# Past and participle of the verbs above that do not take -ed.
_IRREGULAR = {
    "say": "said", "tell": "told", "write": "wrote written", "speak": "spoke spoken", "think": "thought",
    "know": "knew known", "find": "found", "see": "saw seen", "hear": "heard", "feel": "felt", "hit": "hit",
    "show": "shown", "swear": "swore sworn", "forget": "forgot forgotten", "choose": "chose chosen",
    "understand": "understood", "misunderstand": "misunderstood", "seek": "sought", "set": "set", "bet": "bet",
    "strike": "struck", "forbid": "forbade forbidden", "read": "read", "uphold": "upheld", "withhold": "withheld",
    "lie": "lying", "undertake": "undertook undertaken", "foresee": "foresaw foreseen", "bid": "bid", "learn": "learnt",
    "overestimate": "overestimated", "dream": "dreamt", "miss": "missing", "sue": "suing",
}  # fmt: skip
_DOUBLES = re.compile(r"(?:admit|refer|rip|ban|bar|slam|plan|commit|pan|beg|confer|opt|nod|dub|bet|set|hit|quip|"
                      r"brag|rebut|permit|compel|equip|expel|chat|quiz|grin|unwrap|nix|demur|shrug|bid"
                      r"|acquit)$")  # fmt: skip


def _forms(verb: str) -> set[str]:
    """Return a verb's forms, regular ones and those listed."""
    stem = verb + verb[-1] if _DOUBLES.match(verb) else verb[:-1] if verb.endswith("e") else verb
    third = verb + "es" if re.search(r"(?:s|sh|ch|x|z|o)$", verb) else verb + "s"
    past = stem + "ed"
    if re.search(r"[^aeiou]y$", verb):
        third, past = verb[:-1] + "ies", verb[:-1] + "ied"
    going = verb + "ing" if verb.endswith("ee") else stem + "ing"
    return {verb, third, past, going, *_IRREGULAR.get(verb, "").split()}


def _table() -> dict[str, Act]:
    """Spell out the tables; where a form is in several, the later verb wins, and any verb wins over the rest."""
    out: dict[str, Act] = {}
    for act, verbs in _VERBS.items():
        for verb in verbs.split():
            out.update((form, act) for form in _forms(verb))
    for act, others in _OTHER_WORDS.items():
        for word in others.split():
            out.setdefault(word, act)
    return out


WORDS: dict[str, Act] = _table()
"""From each word in each of its forms to its act."""

_GENERIC = (
    "say says said saying tell tells told telling write writes wrote written writing tweet tweeted speak spoke spoken "
    "speaking talk talked talking add added statement respond responded reply replied post posted publish published "
    "release released recite reciting quote quotes quoted quoting remarks comments"
)
GENERIC = frozenset(_GENERIC.split())
"""Words that only say that something was said: a participle or a purpose after them says what it was ("wrote,
criticising", "spoke to defend")."""

_LIGHT = "seem seems seemed seeming appear appears appeared appearing view views offering"
LIGHT = frozenset(_LIGHT.split())
"""Words that count only where no other word of the cue does."""

TELLING = re.compile(
    r"\b(?:t[eo]ll(?:s|ing)?|told|ask(?:s|ed|ing)?|urg(?:e|es|ed|ing)|inform(?:s|ed|ing)?|remind(?:s|ed|ing)?"
    r"|assur(?:e|es|ed|ing)|advis(?:e|es|ed|ing)|order(?:s|ed|ing)?|encourag(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:up)?on"
    r"|instruct(?:s|ed|ing)?|invit(?:e|es|ed|ing)|begg(?:ed|ing)|notif(?:y|ies|ied|ying)|persuad\w+|convinc\w+"
    r"|warn(?:s|ed|ing)?|(?:e-?mail|text|address|rall|lectur)(?:s|ed|ing|ied|ying)"
    r"|implor\w+|challeng(?:e|es|ed|ing)|lobb(?:y|ies|ied|ying)|brief(?:s|ed|ing)?|command(?:s|ed)|promis(?:e|es|ed"
    r"|ing))\b\W*(?=\w|$)",
    re.IGNORECASE,
)
"""Cues after which comes who is told."""

_STOP = (
    "that in on at during to not as by with for he she they it we i about how if whether why what when after "
    "before over "
    "via from last this earlier later yesterday today tonight monday tuesday wednesday thursday friday saturday sunday "
    "there is was are were has had have will would should could may might can who which while because so but or said "
    "says again repeatedly simply never also through into against near outside inside between under without "
    "until since several twice two three four five six ago"
)
STOP = frozenset(_STOP.split())
"""Words that end the name of an addressee."""

TITLE = re.compile(
    r"^(?:.*\b)?(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Rev|Prof|Sens|Reps|President|Chairman|Chairwoman"
    r"|Secretary|Senator"
    r"|Representative|Governor|General|Speaker|Minister|Mayor|Justice|Judge|Director|Pope|King|Queen|Prince"
    r"|Princess|host|anchor"
    r"|editor|reporter|correspondent|columnist|leader|candidate|nominee|chief|Editor(?:-in-[Cc]hief)?|Reporter|Correspondent|Columnist|Host|Anchor|Moderator"
    r"|Journalist)\b\.?\s+(?=[A-Z])"
)
"""What stands before a name and is no part of it."""

_SHORT_FORMS = "Mr Mrs Ms Dr Sen Rep Gov Gen Lt Sgt Rev Prof St Jr Sr U.S Inc Corp Co"
SHORT_FORMS = frozenset(_SHORT_FORMS.split())
"""Abbreviations whose full stop ends nothing."""

_NOT_NAMES = "you the a an his their our my its himself herself themselves everyone people him a lot more less"
NOT_NAMES = frozenset(_NOT_NAMES.split())
"""What names nobody."""

AUDIENCE = re.compile(
    r"^(?:an?|the|his|her|its|their|our)\b|\b(?:\w+s|staff|police|people|congress|press|media|men|women|children)$",
    re.IGNORECASE,
)
"""Descriptions that may be addressees though no name begins them."""

PROGRAMME = re.compile(r"[“\"]|\b(?:Week|Show|Today|Tonight|Morning|Live|Hour|Radio|TV|Podcast)$")
"""Addressees that are programmes."""

INTERVIEWER = re.compile(
    r"(?<!\w)((?:[A-Z][\w.&]+ )*?(?!(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|In|During|On|The|A|An|At"
    r"|From)\b)[A-Z][\w.&]+)['’]?s? interview"
)
"""Whose interview it is."""

RESPOND = re.compile(r"\b(?:respon\w+|repl\w+|comment\w*|return\w*)\b(?:[^,]* to\b)?\W*", re.IGNORECASE)
"""Cues after which comes whose request is meant."""

LISTENERS = re.compile(
    r"\b(?:reporters|journalists|supporters|an? audience|an? crowd"
    r"|(?:the )?(?:[A-Z]\w+ )?parliament)\b",
    re.IGNORECASE,
)
"""Listeners that stand in the words that show the channel."""

AUDIENCES = (
    (
        re.compile(r"\b(?:reporters|journalists|the press|(?:news|press) (?:briefing|conference))$", re.IGNORECASE),
        "press_conference",
    ),
    (re.compile(r"\b(?:show|programme|program|(?:television|radio) (?:station|network))$", re.IGNORECASE), "broadcast"),
    (
        re.compile(
            r"\b(?:crowd|audience|supporters|attendees|rally|voters|delegates|convention|graduates|parliament)\b",
            re.IGNORECASE,
        ),
        "speech",
    ),
    (re.compile(r"\b(?:committee|subcommittee)\b", re.IGNORECASE), "other"),
)
"""Addressees that show the channel."""

PERFECT = re.compile(
    r"\b(?:has|have|had|hasn['’]t|haven['’]t|previously|earlier|often|repeatedly|once|always|never|long|later)\b",
    re.IGNORECASE,
)
"""Cue words that speak of no one occasion."""

ROLE = re.compile(
    r"\W*(?:the |his |her |its |[A-Z][\w.]+['’]s )[a-z][a-z ]{2,40}, ((?:[A-Z][\w.’'-]+ ){1,3}[A-Z][\w’'-]+)(?:,|\W*$)"
)
"""A name that its office stands before: "the board's chair, Ada Okafor"."""
