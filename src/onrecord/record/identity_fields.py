"""Fields of work: which nouns name which, and which two of them one person often has.

General English words. Two fields that are not listed as going together speak for two people of one name, unless an
article says both of one.
"""

from __future__ import annotations

from typing import Final

_FIELDS: Final = {
    "politics": """president vice-president premier chancellor minister secretary senator congressman congresswoman
        representative lawmaker legislator mayor governor councillor councilor councilman councilwoman alderman
        alderwoman assemblyman assemblywoman mp mep candidate nominee whip commissioner ambassador envoy diplomat
        politician king queen prince princess treasurer taoiseach congressperson statesman""",
    "law": "lawyer attorney prosecutor judge justice solicitor barrister counsel magistrate litigator",
    "nursing": "nurse midwife",
    "medicine": """doctor surgeon physician paediatrician pediatrician psychiatrist cardiologist oncologist pharmacist
        dentist epidemiologist virologist pathologist radiologist gp""",
    "rescue": "paramedic firefighter lifeguard lifeboatman",
    "forces": """constable sergeant lieutenant colonel general admiral soldier marine detective inspector trooper
        sheriff brigadier policeman policewoman superintendent commodore""",
    "science": """professor lecturer economist scientist historian researcher sociologist physicist biologist chemist
        geologist astronomer climatologist academic philosopher psychologist anthropologist archaeologist""",
    "business": """ceo cfo coo executive entrepreneur businessman businesswoman investor banker developer financier
        industrialist magnate billionaire tycoon mogul trader shopkeeper hotelier""",
    "stage": """actor actress singer musician rapper dancer comedian filmmaker composer conductor guitarist drummer
        pianist violinist soprano tenor model songwriter""",
    "letters": "novelist poet playwright author writer biographer essayist",
    "painting": "painter sculptor artist photographer illustrator",
    "media": "journalist reporter editor columnist correspondent broadcaster anchor newsreader blogger",
    "sport": """striker goalkeeper midfielder quarterback pitcher footballer golfer boxer cyclist athlete swimmer
        sprinter wrestler cricketer batsman jockey defender winger linebacker skier coach gymnast""",
    "church": "bishop priest pastor imam rabbi reverend archbishop cardinal vicar pope nun deacon monk",
    "school": "teacher headteacher headmaster headmistress",
    "learning": "student pupil undergraduate schoolboy schoolgirl",
    "farming": "farmer rancher grower shepherd beekeeper",
    "sea": "fisherman fisherwoman skipper sailor",
    "roads": "driver trucker chauffeur",
    "crafts": "plumber electrician carpenter mechanic builder bricklayer welder joiner blacksmith roofer",
    "table": "chef cook baker waiter waitress bartender barista butcher brewer",
    "engineering": "engineer architect surveyor programmer",
    "mining": "miner",
    "flying": "pilot astronaut",
}
FIELD: Final = {word: field for field, words in _FIELDS.items() for word in words.split()}
"""The field that each noun names."""

NEUTRAL: Final = frozenset(
    """spokesman spokeswoman spokesperson director chair chairman chairwoman chairperson leader head chief officer
    manager adviser advisor analyst expert activist campaigner founder co-founder owner resident captain commander
    strategist organiser organizer coordinator consultant principal dean deputy aide assistant specialist trustee
    curator librarian host star partner speaker administrator investigator critic harbourmaster guard tenant shareholder
    """.split()
)
"""Nouns that many people bear in many fields: shown as roles, no evidence for or against."""

SEATS: Final = frozenset(
    """mayor governor sheriff councillor councilor councilman councilwoman alderman alderwoman senator bishop archbishop
    vicar headteacher headmaster headmistress assemblyman assemblywoman mp congressman congresswoman""".split()
)
"""Offices of one place: who holds one of this place is not who holds it of that."""

_TOGETHER: Final = frozenset(
    frozenset(pair.split("-"))
    for pair in """politics-law politics-business politics-science politics-media politics-forces politics-letters
    law-science law-business business-science business-media business-engineering media-letters media-science
    letters-science medicine-science letters-stage letters-painting science-engineering sport-media
    business-farming law-letters medicine-letters""".split()
)


def go_together(one: str, other: str) -> bool:
    """Say whether one person often has both fields."""
    return one == other or frozenset((one, other)) in _TOGETHER


PAST: Final = frozenset("former then ex onetime one-time retired late ousted outgoing-former erstwhile".split())
"""Words before a role that say that it is over, or was held at the time that is told of."""
QUALIFIERS: Final = PAST | frozenset(
    """acting deputy vice prime foreign interim chief senior junior local lord lady assistant first second home health
    finance defence defense justice interior us u.s uk state city town county united republican democratic democrat
    labour labor conservative liberal tory green independent socialist nationalist american british english scottish
    welsh irish french german italian spanish russian chinese japanese canadian australian indian european african
    attorney surgeon managing executive general new longtime veteran current""".split()
)
"""Words before a role that name no place or body."""
SHORT: Final = {
    "sen.": "senator", "rep.": "representative", "gov.": "governor", "prof.": "professor", "gen.": "general",
    "lt.": "lieutenant", "col.": "colonel", "sgt.": "sergeant", "capt.": "captain", "rev.": "reverend",
    "cllr": "councillor", "cllr.": "councillor", "det.": "detective", "supt.": "superintendent", "adm.": "admiral",
    "pres.": "president", "amb.": "ambassador",
}  # fmt: skip
"""Shortened titles and the role that each stands for."""
COMPOUNDS: Final = {
    "attorney general": ("attorney general", "law"), "surgeon general": ("surgeon general", "medicine"),
    "secretary general": ("secretary general", "politics"), "director general": ("director general", ""),
    "press secretary": ("press secretary", ""), "secretary-general": ("secretary general", "politics"),
}  # fmt: skip
"""Two words that name one role: its noun and its field."""
