"""Word lists that tell what a noun phrase names: general English words, no person or outlet of any article."""

from __future__ import annotations


def vocabulary(words: str) -> frozenset[str]:
    """Return the words that stand in a string, white space between them."""
    return frozenset(words.split())


MALE = vocabulary(
    """aaron abdul adam adrian ahmed al alan albert alex alexander ali allen andre andrew andy anthony antonio arnold
    arthur barry ben benjamin bernard bernie bill billy bob bobby boris brad bradley brandon brent brett brian bruce
    bryan carl carlos chad charles charlie chris christian christopher chuck clarence clark cliff cody colin corey
    craig curt curtis dale dan daniel danny darren dave david dean dennis derek dick dmitry dominic don donald doug
    douglas drew duncan dwight earl ed eddie edgar eduardo edward edwin eli elliott emmanuel eric erik ernest ethan
    eugene evan felix fernando frank franklin fred frederick gabriel gary gavin gene geoffrey george gerald gilbert
    glenn gordon graham greg gregory gus guy hank hans harold harry harvey hassan hector henry herbert herman howard
    hugh ian igor isaac ivan jack jacob jaime jake james jamie jared jason javier jay jean jeff jeffrey jeremy
    jerome jerry jesse jim jimmy joe joel john johnny jon jonah jonathan jorge jose joseph josh joshua juan julian
    julio justin karl keith ken kenneth kent kevin kurt kyle lance larry lawrence lee leo leon leonard lewis lloyd
    louis lucas luis luke manuel marc marco marcus mario mark marshall martin marvin matt matthew maurice max
    michael miguel mike mikhail mitch mohammed mohammad muhammad nathan neil nelson nicholas nick nigel noah norman
    oliver omar oscar otto pablo patrick paul pavel pedro perry pete peter phil philip phillip pierre rafael ralph
    ramon randall randy ray raymond reggie ricardo richard rick ricky rob robert roberto rodney roger roland ron
    ronald ross roy russ russell ryan salman sam samuel scott sean sebastian sergei sergey seth shane shaun sheldon
    sidney simon spencer stan stanley stefan stephen steve steven stewart stuart ted terrence terry thad theodore
    thomas tim timothy toby todd tom tommy tony travis trevor tyler victor vincent vladimir wallace walter warren
    wayne wesley will william xavier yuri zach zachary"""
)
FEMALE = vocabulary(
    """abby abigail agnes alice alicia alison allison alyssa amanda amber amy ana andrea angela angelica anita ann anna
    anne annie april ashley audrey barbara beatrice becky beth betty beverly bonnie brenda brianna brooke camille
    candace carla carly carmen carol caroline carolyn carrie catherine cathy charlotte chelsea cheryl chloe
    christina christine cindy claire claudia connie courtney crystal cynthia daisy dana danielle dawn deborah debbie
    debra denise diana diane dianne dina donna doris dorothy eileen elaine eleanor elena elizabeth ellen emily emma
    erica erin esther eva evelyn fatima fiona florence frances gabrielle gail georgia gina ginger gloria grace
    gretchen gwen hannah heather heidi helen hillary hilary holly hope irene ingrid jackie jacqueline jan jane janet
    janice jasmine jean jeanne jen jennifer jenny jessica jill joan joanna jodi joyce juanita judith judy julia
    juliana julie karen kate katherine kathleen kathryn kathy katie kayla kellie kelly kim kimberly kirsten kristen
    kristin laura lauren leah leslie lily linda lindsay lisa liz lois loretta lori lorraine louise lucia lucy lynn
    madeleine maggie margaret maria marie marilyn marina marjorie martha mary maureen megan melanie melinda melissa
    mia michele michelle mildred miranda molly monica nadia nancy naomi natalia natalie natasha nicole nina nora
    norma olga olivia pamela patricia patty paula pauline peggy penny phyllis rachel rebecca regina renee rhonda
    rita roberta robin rosa rose roxanne ruth sally samantha sandra sara sarah sharon sheila shelley shirley sonia
    sophia stacey stacy stella stephanie sue susan susanna suzanne sylvia tamara tammy tanya tara teresa theresa
    tiffany tina tracy valerie vanessa veronica vicki victoria virginia vivian wendy whitney yolanda yvonne zoe"""
)
FIRST_NAMES = MALE | FEMALE
MALE_TITLES = vocabulary("mr mr. sir lord king prince congressman chairman assemblyman councilman father brother")
FEMALE_TITLES = vocabulary(
    "mrs mrs. ms ms. miss dame lady madam queen princess congresswoman chairwoman sister baroness"
)

# Abbreviated titles and the role that each stands for.
SHORT_TITLES = {
    "sen": "senator", "sens": "senators", "rep": "representative", "reps": "representatives", "gov": "governor",
    "gen": "general", "lt": "lieutenant", "col": "colonel", "sgt": "sergeant", "capt": "captain", "rev": "reverend",
    "prof": "professor", "dr": "doctor", "pres": "president", "atty": "attorney", "adm": "admiral", "supt":
    "superintendent", "det": "detective", "cmdr": "commander", "maj": "major", "hon": "judge", "cong": "congressman",
    "pm": "minister", "ceo": "ceo", "cfo": "cfo", "vp": "president", "mr": "", "mrs": "", "ms": "", "messrs": "",
    "miss": "", "mx": "", "st": "",
}  # fmt: skip

# Nouns that name one human by what he or she does or is; plurals are made from these.
ROLES = vocabulary(
    """president senator governor representative congressman congresswoman lawmaker legislator assemblyman
    assemblywoman councilman councilwoman councillor councilor chairman chairwoman chair chairperson speaker mayor
    minister chancellor king queen prince princess pope sir lord lady dame ambassador attorney general lieutenant
    colonel sergeant captain reverend pastor bishop archbishop cardinal rabbi imam priest father professor doctor
    judge justice secretary director leader chief ceo cfo officer executive founder co-founder cofounder spokesman
    spokeswoman spokesperson manager strategist adviser advisor aide assistant counsel lawyer prosecutor
    investigator inspector detective sheriff deputy trooper policeman commander admiral major marshal commissioner
    superintendent administrator treasurer coordinator consultant analyst expert economist scientist historian
    scholar researcher physician surgeon nurse pediatrician psychologist psychiatrist teacher student principal dean
    author writer journalist reporter correspondent editor columnist commentator pundit broadcaster host anchor
    producer actor actress singer musician comedian artist designer photographer pitcher player coach athlete
    quarterback star billionaire millionaire businessman businesswoman mogul tycoon entrepreneur developer investor
    banker trader owner publisher candidate nominee contender front-runner frontrunner hopeful rival opponent
    politician democrat republican conservative liberal independent socialist libertarian official diplomat envoy
    negotiator operative surrogate supporter backer donor ally critic foe advocate activist organizer lobbyist
    veteran soldier agent spy witness victim suspect defendant plaintiff driver pilot passenger resident neighbor
    neighbour voter delegate superdelegate member colleague friend husband wife son daughter brother sister mother
    mom dad parent uncle aunt cousin nephew niece widow boyfriend girlfriend fiance fiancee man woman boy girl
    person individual someone somebody anyone anybody source insider attendee participant caller user customer
    worker employee farmer engineer programmer architect whistleblower whistle-blower informant pollster
    statistician demographer chaplain monk nun vicar dictator premier monarch emperor sheik sheikh ayatollah
    first-lady successor predecessor incumbent newcomer associate partner constituent narrator moderator interviewer
    translator lecturer fellow firefighter paramedic contractor figure native heir heiress celebrity guest ombudsman
    auditor regulator coroner magistrate clerk solicitor barrister reader viewer listener interlocutor respondent
    recipient beneficiary tenant landlord teenager kid child baby immigrant refugee migrant hacker intruder
    terrorist militant rebel fighter gunman shooter attacker killer pm vp guy counterpart proponent bystander
    passer-by taxpayer kin juror appointee sponsor skeptic loyalist reformer dissident protester demonstrator
    petitioner campaigner fundraiser bundler"""
)
GROUPS = vocabulary(
    """people folks men women children kids parents voters fans crowd crowds public media press audience both everyone
    everybody no-one nobody others other many some most few several none all neither each either sides side
    democrats republicans conservatives liberals progressives libertarians socialists independents evangelicals
    christians muslims jews catholics americans elites elite electorate base community communities allies police
    authorities troops forces personnel staff staffers family families relatives enemies brass camps camp rank left
    right masses citizens residents viewers readers listeners guys ladies thinkers faithful you any lawyers justices
    workers circles establishment attendees sources superdelegates delegates populace minorities minority majority
    majorities hispanics latinos blacks whites millennials seniors vets veterans members percent field couple pair
    trio duo team two three four five six"""
)
"""Nouns and quantifiers that name several humans."""
ORGANISATIONS = vocabulary(
    """campaign administration company government governments committee department network newspaper newspapers paper
    party university college school bank agency agencies court ministry council commission group groups association
    foundation institute institution union firm firms board military army navy force pac congress senate house
    parliament legislature assembly bureau office service services corporation corp corp. inc inc. co co. ltd ltd.
    llc plc organization organisation organizations organisations federation league club church center centre
    society fund trust alliance coalition press news times post journal tribune herald gazette daily weekly magazine
    tabloid channel radio broadcaster publication outlet outlets website site blog studio studios airline airlines
    hospital hotel operation operations task panel delegation embassy consulate mission state states city county
    town country countries nation nations republic kingdom empire capital capitals regime junta kremlin pentagon
    brothers partners holdings industries motors motor airways systems technologies management leadership conference
    caucus chamber authority cabinet secretariat treasury exchange reserve museum library academy laboratory lab
    labs startup bureaucracy judiciary presidency think-tank watchdog super-pac insurer utility charity nonprofit
    non-profit restaurant store retailer manufacturer maker automaker carmaker lender lenders team movement chain
    employer tribunal jury militia faction intelligence watch project initiative action america district"""
)
DOCUMENTS = vocabulary(
    """report reports study studies poll polls survey surveys letter letters memo memos memorandum lawsuit lawsuits
    suit law laws bill bills statement statements article articles story stories document documents email emails
    e-mail e-mails message messages filing filings complaint complaints ad ads advertisement commercial video videos
    post posts tweet tweets editorial editorials op-ed op-eds column columns book books paper papers text texts
    transcript transcripts record records data figures statistics analysis review reviews audit assessment
    investigation probe inquiry affidavit indictment ruling rulings decision decisions verdict opinion order
    resolution amendment treaty constitution legislation act statute regulation regulations rule rules policy plan
    proposal draft manifesto platform questionnaire census index website page headline headlines caption sign banner
    slogan note notes dossier file files cable cables diary journal essay speech remarks interview testimony piece
    version comment comments program programme episode show broadcast film movie documentary joke meme image
    screenshot photo photograph picture voiceover voice-over voice warrant subpoena petition brief motion claim
    evidence research reporting comparison estimate estimates forecast projections findings results disclosure
    disclosures spreadsheet chart graphic release communique communiqué correspondence communications newsletter
    pamphlet brochure leaflet flyer contract agreement accord deal lines line summary summaries copy clause section
    chapter passage paragraph guidelines directive decree edict charter code covenant"""
)
AUTHORED = vocabulary(
    """report study letter editorial piece article story op-ed column book memo summary decision ruling filing lawsuit
    suit complaint indictment affidavit statement plan findings document documents articles editorials ad ads
    advertisement bill act testimony review audit investigation voice voiceover voice-over opinion order dossier
    inquiry probe survey biography memoir manifesto"""
)
"""Documents of which an article that quotes them mostly says whose they are."""
COLLECTIVES = vocabulary("none both neither each either most many some all few several others any")
INDEFINITE = vocabulary(
    "a an one another some any every many several few most no two three four five six seven eight nine ten"
)
SEATS = {
    "kremlin", "white house", "pentagon", "downing street", "capitol hill", "wall street", "state department",
    "élysée", "vatican", "holy see", "whitehall", "foggy bottom", "justice department", "silicon valley",
}  # fmt: skip

# Words for a country's people, and the country.
COUNTRY_OF = {
    "american": "United States", "british": "Britain", "english": "England", "scottish": "Scotland",
    "french": "France", "german": "Germany", "italian": "Italy", "spanish": "Spain", "russian": "Russia",
    "ukrainian": "Ukraine", "polish": "Poland", "turkish": "Turkey", "israeli": "Israel", "iranian": "Iran",
    "iraqi": "Iraq", "syrian": "Syria", "saudi": "Saudi Arabia", "egyptian": "Egypt", "chinese": "China",
    "japanese": "Japan", "korean": "Korea", "north korean": "North Korea", "south korean": "South Korea",
    "indian": "India", "pakistani": "Pakistan", "afghan": "Afghanistan", "canadian": "Canada", "mexican": "Mexico",
    "brazilian": "Brazil", "australian": "Australia", "irish": "Ireland", "greek": "Greece", "dutch": "Netherlands",
    "swedish": "Sweden", "norwegian": "Norway", "danish": "Denmark", "finnish": "Finland", "belgian": "Belgium",
    "austrian": "Austria", "swiss": "Switzerland", "hungarian": "Hungary", "czech": "Czech Republic",
    "cuban": "Cuba", "venezuelan": "Venezuela", "colombian": "Colombia", "libyan": "Libya", "yemeni": "Yemen",
    "palestinian": "Palestinian Authority", "lebanese": "Lebanon", "jordanian": "Jordan", "georgian": "Georgia",
    "taiwanese": "Taiwan", "vietnamese": "Vietnam", "philippine": "Philippines", "nigerian": "Nigeria",
    "kenyan": "Kenya", "argentine": "Argentina", "chilean": "Chile", "portuguese": "Portugal", "european": "Europe",
    "romanian": "Romania", "serbian": "Serbia", "thai": "Thailand", "indonesian": "Indonesia",
}  # fmt: skip
ADJECTIVES = vocabulary(
    """jewish muslim christian catholic islamic arab hispanic latino western eastern african asian protestant
    evangelical european latin nordic baltic federal presidential congressional"""
)
"""Words with a capital that qualify and name nobody."""
CAPITALS = {
    "beijing": "China", "moscow": "Russia", "kyiv": "Ukraine", "kiev": "Ukraine", "tehran": "Iran",
    "pyongyang": "North Korea", "london": "Britain", "paris": "France", "berlin": "Germany", "tokyo": "Japan",
    "ankara": "Turkey", "damascus": "Syria", "riyadh": "Saudi Arabia", "delhi": "India", "islamabad": "Pakistan",
    "havana": "Cuba", "caracas": "Venezuela", "ottawa": "Canada", "canberra": "Australia", "rome": "Italy",
    "madrid": "Spain", "warsaw": "Poland", "budapest": "Hungary", "seoul": "South Korea", "jerusalem": "Israel",
    "washington": "United States", "brussels": "European Union",
}  # fmt: skip
STATES = vocabulary(
    """alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
    indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri
    montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington
    wisconsin wyoming u.s. us u.k. uk un u.n. eu e.u. iraq"""
)
_OF_TWO_WORDS = {
    "new york", "new jersey", "new mexico", "new hampshire", "north carolina", "south carolina", "north dakota",
    "south dakota", "west virginia", "rhode island", "puerto rico", "new york city", "los angeles", "san francisco",
    "las vegas", "new orleans", "hong kong", "northern ireland", "sri lanka", "costa rica", "west bank", "gaza strip",
}  # fmt: skip
PLACES = (
    frozenset(c.lower() for c in [*COUNTRY_OF.values(), *CAPITALS.values()])
    | STATES
    | frozenset(CAPITALS)
    | frozenset(_OF_TWO_WORDS)
)
PARTIES = vocabulary(
    "democratic republican gop tory labour labor conservative liberal green libertarian democrat socialist"
)
FUNCTION_WORDS = vocabulary(
    """the a an and or but nor so yet if when while as because although though since until unless after before once
    that this these those he she it they we i you who whom whose which what where why how his her its their our your
    my him them us me in on at by for from to of with without about against between into through during over under
    again further then there here all any both each few more most other some such no not only own same than too very
    is are was were be been being have has had do does did will would shall should can could may might must also
    still even just now yes well meanwhile however instead indeed moreover perhaps maybe according asked speaking
    like unlike despite among amid around along across behind beyond within upon toward towards per via whether
    either neither another one two three four five six seven eight nine ten many much several every everyone nobody
    nothing something someone anyone monday tuesday wednesday thursday friday saturday sunday january february march
    april june july august september october november december today yesterday tomorrow last next first second third
    let let's it's that's he's she's we're i'm they're don't didn't thanks hello please sure ok okay earlier later
    previously recently finally currently actually really editor correction update updated breaking exclusive story
    photo video watch read click share christmas easter thanksgiving god"""
)
"""Words that are no name although they may have a capital."""


def singular(word: str) -> str | None:
    """Return the singular of a plural role noun ("lawyers": "lawyer"), None where it is no such plural."""
    if word.endswith(("men", "man")):
        one = word[:-2] + "an"
        return one if one != word and (one in ROLES or len(word) > 5) else None
    for end, put in (("ies", "y"), ("s", ""), ("es", ""), ("wives", "wife")):
        if word.endswith(end) and (word[: -len(end)] + put) in ROLES:
            return word[: -len(end)] + put
    return None


_PLURALS = GROUPS.union(
    *((r + "s", r + "es") for r in ROLES),
    (r.removesuffix("y") + "ies" for r in ROLES if r.endswith("y")),
    (r.removesuffix("fe") + "ves" for r in ROLES if r.endswith("wife")),
)
"""What names several humans by these lists, as `singular` has it."""


def is_role(word: str) -> bool:
    """Whether a lower-case noun names one human by what he or she does."""
    return word in ROLES or (
        len(word) > 6 and word[-1] in "nt" and word.endswith(("woman", "sman", "ologist", "person", "ician"))
    )


def is_plural_role(word: str) -> bool:
    """Whether a lower-case noun names several humans."""
    return (
        word in _PLURALS
        or (word.endswith("men") and singular(word) is not None)
        or (len(word) > 6 and word.endswith(("ists", "ians", "women", "ologists")))
    )


def gender_of_first_name(first: str) -> str | None:
    """Return "m" or "f" for a common first name, None for others and for those that either may have."""
    first = first.lower().rstrip(".")
    male, female = first in MALE, first in FEMALE
    return None if male == female else "m" if male else "f"
