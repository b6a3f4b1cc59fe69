"""What scoring and comparing cost beside the most direct Python, and beside the page they are for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from time import perf_counter
from typing import Any

from app.store.members import VISITOR
from app.store.recruiters import Vetting
from app.store.responses import Filled
from app.store.searches import Search
from app.vetting.answers import Response
from app.vetting.comparison import Comparison, Entrant, compare, side_by_side
from app.vetting.scoring import score
from app.vetting.uncertainty import posterior
from app.vetting.workspace import workspace
from app.web import scored as on_pages
from app.web.compare import _scored_page
from app.web.pages import Shell, render
from app.web.weighing import Asked
from bench import direct
from bench.table import Figure, figure
from bench.world import INSTRUMENT, World, project

ROUNDS = 15
FORMS = 8
MOST = 10  # times the rendering of the page that the whole comparison may cost
Work = Callable[[], Any]


def parts() -> Iterator[Figure]:
    """The parts of a comparison, then all of it."""
    yield from five(people(5))
    yield from twenty(people(20))


def people(count: int) -> dict[str, list[Response]]:
    """Recruiters with three evaluators, three candidates, a client and themselves, all filled in."""
    given = [one for number in range(count // 5 + 1) for one in project(number, World())]
    forms = {}
    for n in range(count):
        another = replace(given[n + 1].references[0], respondent="candidate 9")
        forms[str(n + 1)] = [*given[n].evaluators, *given[n].references, another, given[n].own]
    return forms


def five(given: Mapping[str, list[Response]]) -> list[Figure]:
    """The parts of a comparison of five recruiters, each beside the same in the most direct Python."""
    names = {id: f"Recruiter {id}" for id in given}
    cards = {id: score(INSTRUMENT, forms) for id, forms in given.items()}
    again: Callable[[], Comparison] = partial(side_by_side, INSTRUMENT, names, cards, INSTRUMENT.weights)
    known = again()
    beliefs = {id: (found.mean, found.sd) for id, found in known.posteriors.items()}
    profiles = {id: {d: s for d, s in card.dimensions.items() if s is not None} for id, card in cards.items()}
    agree(known, {id: direct.scored(INSTRUMENT, forms) for id, forms in given.items()})
    pairs: dict[str, tuple[Work, Work]] = {
        f"5 recruiters × {FORMS} forms scored": (
            lambda: [score(INSTRUMENT, forms) for forms in given.values()],
            lambda: [direct.scored(INSTRUMENT, forms) for forms in given.values()],
        ),
        "P(best) of 5": (lambda: again().p_best, lambda: direct.p_best(beliefs)),
        "all flips between 5": (lambda: again().firmness, lambda: direct.flips(known.indices, profiles)),
        "ranks of 5 under 4,000 weightings": (lambda: again().acceptability, lambda: direct.smaa(profiles)),
    }
    return [timed(what, "direct Python", *works) for what, works in pairs.items()]


def agree(found: Comparison, scores: Mapping[str, tuple[Fraction, direct.Scores, Mapping[Any, Fraction]]]) -> None:
    """The direct way gives the same answers, or the comparison of the two would say nothing."""
    profiles = {id: dimensions for id, (_, dimensions, _) in scores.items()}
    beliefs = {id: (p.mean, p.sd) for id, p in found.posteriors.items()}
    for id, (index, dimensions, parts) in scores.items():
        card = found.cards[id]
        assert (card.index, card.dimensions) == (index, dimensions)
        assert {(p.respondent, p.item): p.value for p in card.contributions} == parts
        assert abs(direct.p_best(beliefs)[id] - found.p_best[id]) < 1e-9
        assert max(abs(a - b) for a, b in zip(direct.smaa(profiles)[id], found.acceptability[id], strict=True)) < 1e-9
    ours = {pair: (f.shift and f.shift.mass, f.single, f.worst_lead, f.share) for pair, f in found.firmness.items()}
    assert ours == direct.flips(found.indices, profiles)


def twenty(given: Mapping[str, list[Response]]) -> list[Figure]:
    """What the page of a comparison of twenty says, from their answers, beside making that page of it."""
    entrants = {id: Entrant(f"Recruiter {id}", forms) for id, forms in given.items()}
    known = shown(entrants)
    page = _scored_page(VISITOR, known, Asked(1, {}), [])
    shell = Shell("nonce", "once", "", VISITOR, "/searches/1/compare", "")
    render(page, shell)  # compiles the templates, which happens once
    what = f"20 recruiters × {FORMS} forms compared, cold"
    work = partial(whole, entrants)
    made = partial(_made, known, shell)
    return [
        timed(what, "making its page", work, made, MOST),
        timed(f"{what}, template alone", "rendering its template", work, lambda: render(page, shell), MOST),
    ]


def _made(known: on_pages.Scored, shell: Shell) -> str:
    return render(_scored_page(VISITOR, known, Asked(1, {}), []), shell)


def whole(entrants: Mapping[str, Entrant]) -> tuple[Any, ...]:
    """Everything the page says, with nothing kept from before."""
    found = compare(INSTRUMENT, entrants)
    ranges = [posterior(INSTRUMENT, index, found.cards[id].respondents) for id, index in found.indices.items()]
    firm = found.firmness_of(*found.by_index[:2])
    return ranges, found.ranks, found.p_best, found.p_beats, firm, found.acceptability


def shown(entrants: Mapping[str, Entrant]) -> on_pages.Scored:
    """What the page of a search with these recruiters starts from."""
    search = Search(1, 1, "Company", False, "Search", ("", ""), "full", INSTRUMENT.weights, "open", False, 0)
    found = compare(INSTRUMENT, entrants)
    seen = tuple(_entrant(search, int(id), one, found) for id, one in entrants.items())
    return on_pages.Scored(search, INSTRUMENT, seen, found, workspace(INSTRUMENT, ()))


def _entrant(search: Search, id: int, given: Entrant, found: Comparison) -> on_pages.Entrant:
    card = found.cards[str(id)]
    forms = tuple(
        Filled(
            id=n,
            company_id=1,
            vetting_id=id,
            member_id=n,
            source=r.source,
            respondent=r.respondent,
            length=r.length,
            state="submitted",
            impression="",
            summary="",
            started_at=0,
            submitted_at=0,
            relationship="",
            consent=False,
            from_notes=False,
            receipt="",
            reopened_at=None,
            reopened_why="",
            stamp="",
            answers=r.answers,
            versions={},
            times={},
        )
        for n, r in enumerate(given.responses)
    )
    index = card.index or Fraction(0)
    return on_pages.Entrant(
        vetting=Vetting(id, search, id, given.name, "Firm"),
        forms=forms,
        log=None,
        decisions=(),
        own=None,
        expected=frozenset(),
        asked=False,
        panel=(),
        evaluators_in=3,
        references=4,
        own_answers=True,
        hidden=False,
        result=on_pages.Result(card, index, posterior(INSTRUMENT, index, card.respondents)),
    )


def timed(what: str, beside: str, ours: Work, other: Work, most: float | None = None) -> Figure:
    """Alternating, so that whatever else the machine does falls on both."""
    pairs = [(_milliseconds(ours), _milliseconds(other)) for _ in range(ROUNDS)]
    return figure("", what, beside, "ms", pairs, most=most)


def _milliseconds(work: Work) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000
