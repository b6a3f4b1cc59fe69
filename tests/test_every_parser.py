"""Everything that reads what people send, given broken input: it is taken or refused, soon (safety 61)."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_files import in_this_process, report_files

from app import files
from app.actions.reply_to_found import _wrong
from app.refusals import Mistakes
from app.reports.carried import NoRecord, record_in
from app.reports.verifying import verify
from app.vetting.exchange import PanelMistakes, read_panel, write_scores
from app.vetting.log import metrics
from app.vetting.log_reading import LogMistakes, read_log
from app.vetting.marks import read_sheet
from app.vetting.reading import InstrumentMistakes, read_instrument
from app.vetting.strict_json import NotJson, parse
from app.web import audit_filter, forms, site, words  # noqa: F401 - with the site come the forms of every page
from app.web.answer_form import FIELDS, read_answer
from app.web.recruiter_list import from_file, pasted
from app.web.view_form import mistakes_in, typed_view
from app.web.weighing import asked_for
from app.web.whole_form import read_form
from breaking import ODD, bent, broken
from endurance import Found, Tally, times
from panels import INSTRUMENT

LATE = 2.0  # seconds of processor time for one input
FOLDER = files("questionnaires") / "lgv-external-1.0.0"
OURS = {
    path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.yaml")) if path.stem not in ("cases", "examples")
}
DEMO = (files("questionnaires") / "demo-search.json").read_bytes()
LISTS = (
    b"Ana Ferreira, Northlight Search\nTom Okafor, Harbour & Wren\n",
    'Firm;Name;E-mail\r\n"Wren; & Co";Zoë Ünal;z@e.example\r\n'.encode(),
    "Name\tFirm\n李 雷\t公司\n".encode(),
)
ITEMS = INSTRUMENT.items
CALL = SimpleNamespace(items=INSTRUMENT.asked("evaluator"), instrument=INSTRUMENT)
TEXTS = [
    *(odd.decode("utf-8", "replace") for odd in ODD),
    "",
    "0",
    "1",
    "3",
    "a",
    "b",
    "na",
    "yes",
    "specific",
    "shown",
]
FORMS = forms.Form.__subclasses__()
Read = Callable[[Random], object]


@dataclass(frozen=True)
class Parser:
    """`read` makes one input and reads it; `refuses` is how it says no; how many inputs it gets."""

    name: str
    read: Read
    refuses: tuple[type[Exception], ...]
    short: int
    whole: int


def text_of(chance: Random, samples: Sequence[bytes]) -> str:
    return broken(chance, samples).decode("utf-8", "replace")


@cache
def small_panel() -> Any:
    """The demo with two recruiters, two forms of each and a short log."""
    panel = parse(DEMO.decode())
    for recruiter in panel["recruiters"][:2]:
        recruiter["forms"] = recruiter["forms"][:2]
        if recruiter["log"]:
            recruiter["log"]["cands"] = recruiter["log"]["cands"][:3]
    return {**panel, "recruiters": panel["recruiters"][:2]}


def a_panel(chance: Random) -> object:
    if chance.random() < 0.3:
        content = parse(text_of(chance, (json.dumps(small_panel(), default=float).encode(),)))
    else:
        content = bent(chance, small_panel())
    return read_panel(content, INSTRUMENT)


def a_scored_panel(chance: Random) -> object:
    """What is taken can be scored, whatever it says."""
    panel = a_panel(chance)
    return write_scores(INSTRUMENT, panel.recruiters, panel.weights, panel.constants)  # type: ignore[attr-defined]


def a_log(chance: Random) -> object:
    return metrics(read_log(bent(chance, small_panel()["recruiters"][0]["log"])))


def a_sheet(chance: Random) -> object:
    name = chance.choice(list(OURS))
    lines = OURS[name].splitlines(keepends=True)
    start = chance.randrange(len(lines))
    return read_sheet(name, text_of(chance, (b"".join(lines[start : start + 25]),)))


def an_instrument(chance: Random) -> object:
    name = chance.choice(list(OURS))
    texts = {each: content.decode() for each, content in OURS.items()}
    return read_instrument(texts | {name: text_of(chance, (OURS[name],))})


def typed(chance: Random, known: Sequence[str]) -> dict[str, list[str]]:
    """Fields as they are posted: mostly known ones, with odd texts."""
    names = [
        chance.choice(known) if chance.random() < 0.97 else chance.choice(TEXTS) for _ in range(chance.randint(0, 6))
    ]
    return {name: [chance.choice(TEXTS) for _ in range(chance.choice((1, 1, 1, 2)))] for name in names}


def an_answer(chance: Random) -> object:
    return read_answer(chance.choice(ITEMS), typed(chance, sorted(FIELDS)), INSTRUMENT)


def a_whole_form(chance: Random) -> object:
    known = [f"{item.id}-{field}" for item in CALL.items[:4] for field in sorted(FIELDS)]
    return read_form(cast(Any, CALL), typed(chance, [*known, "view-summary", "view-impression", "EV01-seen", "device"]))


def a_view(chance: Random) -> object:
    return mistakes_in(typed_view(typed(chance, ("impression", "summary", "from_notes"))), final=True)


def weights(chance: Random) -> object:
    known = [*(f"w.{dimension.id}" for dimension in INSTRUMENT.dimensions), "show", "differ", "open"]
    return asked_for(INSTRUMENT, 1, [(name, text) for name, texts in typed(chance, known).items() for text in texts])


def a_form(chance: Random) -> object:
    form = chance.choice(FORMS)
    fields = {name: texts for name, texts in typed(chance, [*form.model_fields]).items() if texts}
    return forms.read(form, fields, {})


def a_filter(chance: Random) -> object:
    known = [*audit_filter.Filter.model_fields]
    return audit_filter.asked({name: texts for name, texts in typed(chance, known).items() if texts})


def a_list(chance: Random) -> object:
    return pasted(words.clean(text_of(chance, LISTS)))


def a_file_of_recruiters(chance: Random) -> object:
    """What is taken says the same as text that is typed."""
    codec = chance.choice(("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"))
    read = from_file(broken(chance, [each.decode().encode(codec, "ignore") for each in LISTS]))
    assert pasted(read.as_text()).named == read.named
    return read


def a_proof(chance: Random) -> object:
    return _wrong(broken(chance, (b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", *LISTS)))


def a_report(chance: Random) -> object:
    return record_in(broken(chance, [report_files()[chance.choice(("json", "xlsx", "scorecard"))]]))


def a_record(chance: Random) -> object:
    return verify(json.dumps(bent(chance, json.loads(report_files()["json"]))).encode(), lambda *_: INSTRUMENT)


REFUSED = (Mistakes,)
PARSERS = (
    Parser("answers", an_answer, REFUSED, 3_000, 350_000),
    Parser("whole forms", a_whole_form, REFUSED, 500, 60_000),
    Parser("own views", a_view, REFUSED, 500, 60_000),
    Parser("forms of pages", a_form, REFUSED, 1_500, 150_000),
    Parser("weights", weights, REFUSED, 1_000, 100_000),
    Parser("filters of the trail", a_filter, REFUSED, 500, 40_000),
    Parser("lists of recruiters", a_list, REFUSED, 1_500, 100_000),
    Parser("files of recruiters", a_file_of_recruiters, REFUSED, 1_500, 100_000),
    Parser("proofs", a_proof, (), 500, 60_000),
    Parser("logs", a_log, (LogMistakes,), 500, 50_000),
    Parser("panels", a_panel, (PanelMistakes, NotJson), 300, 20_000),
    Parser("panels, scored", a_scored_panel, (PanelMistakes, NotJson), 20, 1_000),
    Parser("pieces of questionnaires", a_sheet, (), 150, 8_000),
    Parser("questionnaires", an_instrument, (InstrumentMistakes,), 4, 150),
    Parser("reports", a_report, (NoRecord,), 60, 2_500),
    Parser("reports, computed again", a_record, (NoRecord,), 3, 60),
)


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


def broke(parser: Parser, many: int) -> Iterator[str]:
    """Each input, by its seed, that was neither taken nor refused, or took too long."""
    for seed in range(many):
        began = time.process_time()
        try:
            parser.read(Random(f"{parser.name} {seed}"))
        except parser.refuses:
            pass
        except Exception as wrong:  # noqa: BLE001 - every other is what is looked for
            yield f"{parser.name}, seed {seed}: {type(wrong).__name__}: {str(wrong)[:200]}"
        if (took := time.process_time() - began) > LATE:
            yield f"{parser.name}, seed {seed}: {took:.1f} s"


@pytest.mark.soak
@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_broken_input_is_taken_or_refused(parser: Parser, tally: Tally) -> None:
    many = times(short=parser.short, whole=parser.whole)
    wrong = list(broke(parser, many))
    assert not wrong, "\n".join(wrong[:10])
    tally.note(Found(f"T61 broken {parser.name}", many, errors=len(wrong), figures=f"0 over {LATE:.0f} s"))


def test_together_they_get_a_million_inputs() -> None:
    assert sum(parser.whole for parser in PARSERS) > 1_000_000
    assert sum(parser.short for parser in PARSERS) > 10_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: (
        st.lists(inside) | st.dictionaries(st.sampled_from(["id", "recruiters", "forms", "log", "answers"]), inside)
    ),
)


@settings(max_examples=200)
@given(JSON)
def test_any_value_of_json_that_is_no_panel_is_refused(value: object) -> None:
    with pytest.raises(PanelMistakes):
        read_panel(value, INSTRUMENT)
