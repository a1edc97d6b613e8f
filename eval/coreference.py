"""Measure whether sources are led to the right one, on the chains of GUM (all its kinds of text but news).

python eval/coreference.py [--shared DIR] [--wrong]      print a table; --wrong lists what was answered wrong, too

Measured is each mention of a chain that stands right before a reporting word ("the old man said", "she has admitted"):
the resolver is given it as the source of a statement. Left out are mentions in the first and second person, for in
letters, talks and forums they are whoever writes or speaks, and possessives.

An answer is right if it is more like what its chain is called (the mentions but the pronouns, and the title that GUM
gives it; articles and titles of persons aside) than like what any other chain is: one holds all words of the other, and
the fewer are left over, the liker they are. Chains of pronouns alone are left out.

Sentences are those of GUM; one that does not end in a full stop or the like (a heading) ends its paragraph.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus import SHARED
from onrecord.domain import Article, Block, Span, Statement
from onrecord.read.reporting_words import WORDS
from onrecord.read.speakers import resolve
from onrecord.read.speakers.words import vocabulary
from onrecord.text import paragraphs

ACTS = ("assert", "deny", "confirm", "decline", "ask", "believe", "know", "want")
"""Acts whose words are nearly always verbs of saying or thinking after a subject."""
_LEFT_OUT = vocabulary("i me we us you my our your his its their whose mine ours yours myself")
_PERSONAL = vocabulary("he she him her himself herself who")
_PRONOUNS = vocabulary("they it them themselves itself which that this these those") | _PERSONAL | _LEFT_OUT
_BETWEEN = vocabulary("has have had also never always once then later often still just already first")
_TITLES = vocabulary("mr mrs ms miss dr sir lady lord professor president captain king queen the a an")
_DETERMINERS = vocabulary("the a an this that these those some many his her its their my our your one most")
_MARK = re.compile(r"\((\d+)\)|\((\d+)|(\d+)\)")
_CLOSING = vocabulary(". , ; : ! ? ) ] } ’ ” % 's ’s n't 'm 're 've 'll 'd ’m ’re ’ve ’ll ’d")
_OPENING = vocabulary("( [ { ‘ “ $ #")


@dataclass(frozen=True, slots=True)
class Document:
    """One text of GUM: its words put together, where each token stands, its sentences and chains as token ranges."""

    name: str
    text: str
    tokens: tuple[Span, ...]
    sentences: tuple[range, ...]
    chains: dict[str, list[range]]


def documents(root: Path) -> Iterator[Document]:
    """Yield the texts of `root` (conll/ with the chains, tsv/ with the sentences) in the order of their names.

    One whose two files do not have the same tokens is passed over.
    """
    for path in sorted((root / "conll").glob("*.conll")):
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line[:1].isdigit()]
        words = [row[1] for row in rows]
        tsv = (root / "tsv" / f"{path.stem}.tsv").read_text(encoding="utf-8")
        found = sentences(tsv)
        if sum(map(len, found)) != len(words):
            continue
        text, tokens = joined(words, found)
        yield Document(path.stem, text, tokens, found, merged(chains([row[2] for row in rows]), identities(tsv)))


def sentences(tsv: str) -> tuple[range, ...]:
    """Return the sentences of a WebAnno file as ranges of token numbers."""
    counts: Counter[str] = Counter(m[1] for m in re.finditer(r"^(\d+)-\d+\t", tsv, re.MULTILINE))
    out: list[range] = []
    for count in counts.values():
        begin = out[-1].stop if out else 0
        out.append(range(begin, begin + count))
    return tuple(out)


def chains(marks: list[str]) -> dict[str, list[range]]:
    """Return the mentions of each chain, as token ranges, from the last column of a CoNLL file."""
    out: dict[str, list[range]] = defaultdict(list)
    begun: dict[str, list[int]] = defaultdict(list)
    for k, mark in enumerate(marks):
        for whole, opens, closes in _MARK.findall(mark):
            if whole:
                out[whole].append(range(k, k + 1))
            elif opens:
                begun[opens].append(k)
            elif begun[closes]:
                out[closes].append(range(begun[closes].pop(), k + 1))
    return {chain: sorted(found, key=lambda r: (r.start, -r.stop)) for chain, found in out.items()}


def identities(tsv: str) -> dict[range, str]:
    """Return which mentions of a WebAnno file have an article of an encyclopedia, and its title, by token range."""
    where: dict[str, range] = {}
    title: dict[str, str] = {}
    for k, row in enumerate(r.split("\t") for r in tsv.splitlines() if re.match(r"\d+-\d+\t", r)):
        for value in row[6].split("|"):
            if value != "_":
                number = m[1] if (m := re.search(r"\[(\d+)\]$", value)) else f"token {k}"
                where[number] = range(where[number].start if number in where else k, k + 1)
                title[number] = re.sub(r"\[\d+\]$", "", value).replace("_", " ")
    return {where[number]: title[number] for number in where}


def merged(found: dict[str, list[range]], titles: dict[range, str]) -> dict[str, list[range]]:
    """Join the chains that have mentions of the same title: one person's mentions are sometimes in several chains."""
    out: dict[str, list[range]] = {}
    for chain, mentions in found.items():
        title = next((titles[m] for m in mentions if m in titles), chain)
        out[title] = sorted([*out.get(title, []), *mentions], key=lambda r: (r.start, -r.stop))
    return out


def joined(words: list[str], found: tuple[range, ...]) -> tuple[str, tuple[Span, ...]]:
    """Put tokens together as they are printed; return the text and where each token stands."""
    text, tokens, inside = "", [], False
    for sentence in found:
        for k in sentence:
            word = words[k]
            after = words[k - 1] if k else ""
            closing = word in _CLOSING or (word == '"' and inside)
            opened = after in _OPENING or (after == '"' and inside)
            if text and not text.endswith("\n") and not closing and not opened:
                text += " "
            inside = inside != (word == '"')
            tokens.append(Span(len(text), len(text) + len(word)))
            text += word
        if len(sentence) and words[sentence[-1]] not in '.!?"”’)':
            text, inside = text + "\n", False
    return text, tuple(tokens)


def sources(document: Document) -> list[tuple[str, range, int]]:
    """Return the mentions to be measured, in text order: the chain, the mention, the token of its reporting word."""
    out: dict[int, tuple[str, range, int]] = {}
    word = [t.of(document.text).lower() for t in document.tokens]
    for sentence in document.sentences:
        for chain, mentions in document.chains.items():
            for m in mentions:
                if m.start not in sentence or m.stop > sentence.stop - 1 or word[m.start] in _LEFT_OUT:
                    continue
                verb = m.stop + (word[m.stop] in _BETWEEN or word[m.stop].endswith("ly"))
                if verb >= sentence.stop or WORDS.get(word[verb]) not in ACTS or word[m.stop - 1] in ("'s", "’s", "'"):
                    continue
                if verb not in out or len(m) > len(out[verb][1]):
                    out[verb] = (chain, m, verb)
    return sorted(out.values(), key=lambda found: found[1].start)


def statements(document: Document, found: list[tuple[str, range, int]]) -> list[Statement]:
    """Return a statement for each source: the mention, its reporting word, and what stands after that."""
    out = []
    for n, (_, mention, verb) in enumerate(found):
        sentence = next(s for s in document.sentences if verb in s)
        source = Span(document.tokens[mention[0]].start, document.tokens[mention[-1]].end)
        said = (
            (Span(document.tokens[verb + 1].start, document.tokens[sentence[-1]].end),) if verb < sentence[-1] else ()
        )
        out.append(Statement(f"s{n}", None, (source,), (document.tokens[verb],), said, 1.0))
    return out


def plain(words: str) -> tuple[str, ...]:
    """Return the words of a name or description in lower case, articles and titles left out."""
    low = re.findall(r"\w+", re.sub(r"['’]s\b", "", words).lower())
    return tuple(w for w in low if w not in _TITLES) or tuple(low)


def known(document: Document) -> dict[str, set[tuple[str, ...]]]:
    """Return what each chain is called: its mentions but the pronouns, and its title, as plain words."""
    out = {}
    for chain, mentions in document.chains.items():
        words = [document.text[document.tokens[m[0]].start : document.tokens[m[-1]].end] for m in mentions]
        out[chain] = {plain(w) for w in words if w.lower() not in _PRONOUNS}
        if not chain.isdigit():
            out[chain].add(plain(re.sub(r" \(.*", "", chain)))
    return out


def likeness(answer: tuple[str, ...], called: set[tuple[str, ...]]) -> float:
    """Return how like one of its names an answer is: Dice of the words where one holds all of the other's, else 0."""
    have = set(answer)
    fit = [2 * len(have & set(c)) / (len(have) + len(set(c))) for c in called if have <= set(c) or set(c) <= have]
    return max(fit, default=0.0)


def right(answer: str, chain: str, called: dict[str, set[tuple[str, ...]]]) -> bool:
    """Whether an answer is more like what its chain is called than like what any other is."""
    have = plain(answer)
    others = max((likeness(have, names) for other, names in called.items() if other != chain), default=0.0)
    return likeness(have, called[chain]) > others


def kind_of(words: str) -> str:
    """Return what kind of words a mention is: a row of the table."""
    low = words.lower()
    if low in _PRONOUNS:
        return "he, she" if low in _PERSONAL else "they, it"
    return "name" if words[0].isupper() and low.split()[0] not in _DETERMINERS else "description"


def measure(root: Path, wrong: list[str]) -> dict[str, Counter[str]]:
    """Count what became of the sources of all texts, by what kind of words they are."""
    counts = {kind: Counter[str]() for kind in ("name", "description", "he, she", "they, it")}
    for document in documents(root):
        found, called = sources(document), known(document)
        read = statements(document, found)
        blocks = tuple(Block(Span(a, b), "body") for a, b in paragraphs(document.text))
        labels = resolve(Article(document.name, document.text, blocks), read).labels
        for (chain, _, _), statement, label in zip(found, read, labels, strict=True):
            if not called[chain]:
                continue  # pronouns alone: there is nothing that the answer could be
            words = statement.source[0].of(document.text)
            verdict = "declined"
            if label.speaker is not None:
                verdict = "right" if right(label.speaker, chain, called) else "wrong"
            counts[kind_of(words)][verdict] += 1
            if verdict == "wrong":
                gold = " / ".join(" ".join(names) for names in sorted(called[chain], key=len)[:3])
                wrong.append(f"{document.name} {words!r}: {label.speaker}, gold {gold} | {label.reason}")
    return counts


def print_row(name: str, c: Counter[str]) -> None:
    answered = c["right"] + c["wrong"]
    share, of_all = 100 * c["right"] / max(answered, 1), 100 * c["right"] / max(sum(c.values()), 1)
    print(f"{name:12s} {sum(c.values()):8d} {answered:9d} {c['right']:6d} {c['declined']:9d}", end=" ")
    print(f"{share:18.1f} {of_all:13.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument("--wrong", action="store_true", help="list what was answered wrong")
    options = parser.parse_args()
    root = options.shared / "data/coref/gum"
    if not root.is_dir():
        raise SystemExit(f"{root}: not here, so nothing is measured. Say where the data lies with --shared.")
    wrong: list[str] = []
    counts = measure(root, wrong)
    print("sources       mentions  answered  right  declined  right of answered  right of all")
    for kind, count in counts.items():
        print_row(kind, count)
    print_row("all", sum(counts.values(), Counter()))
    if options.wrong:
        print(*wrong, sep="\n")


if __name__ == "__main__":
    main()
