"""Every number that comparison and scorecard show is the one `followthrough score` finds in the same forms.

The pages are read as they are read aloud; what they should say is put together from the JSON of the command alone.
"""

import json
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner

from app.__main__ import commands
from app.reports.figures import adding_up, percent, percents, tenth
from app.reports.ranks import likely_ranks
from app.store.members import VISITOR
from app.store.searches import search_for
from app.vetting.card_sentences import COUNTS, gap_words
from app.vetting.flags import is_serious
from app.vetting.sentences import listed, signed
from app.web.scored import scored_search
from journey import vettings
from panels import INSTRUMENT
from searching import bring, made_up
from shown import main, panel, rows, said, tree
from visitor import Site

Plain = dict[str, Any]
OTHERS = ("evaluator", "candidate", "client")
WHOSE = {"evaluator": "evaluators", "candidate": "candidates", "client": "clients", "log": "their records"}
LEFT = re.compile(r"[+−]\d+(?:\.\d)?|\d+%")
TYPICAL = "+12"  # the gap that is usual, said beside every gap


def scores_of(site: Site, search_id: int, folder: Path) -> Plain:
    """What the command prints for the search, written to a file by the product."""

    def work(db: Connection) -> Plain:
        return scored_search(db, VISITOR, search_for(db, VISITOR, search_id)).panel

    file = folder / "panel.json"
    file.write_text(json.dumps(site.portal.call(site.app.state.database.read, lambda db: work(db))), "utf-8")
    printed = CliRunner().invoke(commands, ["score", str(file)])
    assert printed.exit_code == 0, printed.output
    found: Plain = json.loads(printed.stdout_bytes)
    return found


def number(exact: str) -> Fraction:
    return Fraction(exact)


def band(one: Plain) -> tuple[str, str]:
    """The band shown, and the one it borders on."""
    sure = one["posterior"]
    first, second = sorted(sure["band_probabilities"], key=lambda name: -sure["band_probabilities"][name])[:2]
    assert first == sure["band_shown"]
    return first, second if sure["borderline"] else ""


def own(one: Plain) -> Plain | None:
    return next((form for form in one["forms"] if form["source"] == "self"), None)


def told(one: Plain) -> list[str]:
    """The scored dimensions of which some form asked two questions or more."""
    asked = [Counter(INSTRUMENT.item[i].dimension for i in f["points"]) for f in one["forms"] if f["source"] != "self"]
    scored = [d for d, found in one["dimensions"].items() if found["score"]]
    return [d for d in scored if max(counts[d] for counts in asked) > 1]


def span(ends: list[float]) -> str:
    return f"{signed(ends[0])} to {signed(ends[1])}"


def red(one: Plain) -> list[str]:
    """Serious flags, each once."""
    return sorted({flag["flag"] for flag in one["flags"] if is_serious(INSTRUMENT, flag["flag"])})


def counted(many: int, word: str) -> str:
    return f"{many} {word}{'' if many == 1 else 's'}"


# ---- the comparison


def league_row(one: Plain, rank: tuple[int, int], shares: list[float]) -> list[str]:
    sure, (shown, borders) = one["posterior"], band(one)
    likely, index = span([sure["low90"], sure["high90"]]), signed(number(one["index"]))
    says = f"; says {signed(number(form['index']))} of themselves" if (form := own(one)) and form["index"] else ""
    gap = signed(number(one["say_do"]["gap"])) if "say_do" in one else "No own answers"
    flags = red(one)
    notes = len({flag["flag"] for flag in one["flags"]}) - len(flags)
    beside = [counted(len(flags), "red flag"), f"{counted(len({*flags}), 'decision')} to write"] if flags else []
    beside += [counted(notes, "note")] if notes else []
    ends = zip(("1st", "2nd", "3rd", "4th", "5th"), shares, strict=False)
    return [
        str(rank[0]) if rank[0] == rank[1] else f"{rank[0]}–{rank[1]}",
        f"Score {index}, likely {likely}{says}.",
        f"{index} {likely} {shown}" + (f" borderline: {borders}" if borders else ""),
        " ".join([f"Say–do gap {gap}", *beside]),
        " ".join(f"{place} {percent(share)}" for place, share in ends),
    ]


def ranks_of(compared: Plain) -> dict[str, tuple[int, int]]:
    """By the probabilities of the file."""
    beats = {tuple(pair.split(">")): p for pair, p in compared["p_beats"].items()}
    beats |= {(b, a): 1 - p for (a, b), p in beats.items()}
    order = tuple(compared["ranking"])
    return likely_ranks(cast(Any, SimpleNamespace(order=order, p_best=compared["p_best"], p_beats=beats)))


def dimension_cell(one: Plain, dimension: str, best: bool) -> str:
    if dimension not in told(one):
        return "One question only" if one["dimensions"][dimension]["score"] else "Too few answers"
    score, says = number(one["dimensions"][dimension]["score"]), one["source_dimensions"].get("self", {}).get(dimension)
    apart = f" says {signed(number(says))}" if says and abs(number(says) - score) >= 20 else ""
    return f"{signed(score)}{' best' if best else ''}{apart} likely {span(one['dimension_ranges'][dimension])}"


def leads(all_: list[Plain], one: Plain, dimension: str) -> bool:
    ranges = [(other["dimension_ranges"][dimension], other is one) for other in all_ if dimension in told(other)]
    mine = [low for (low, _), is_mine in ranges if is_mine]
    return len(ranges) > 1 and bool(mine) and all(high < mine[0] for (_, high), is_mine in ranges if not is_mine)


def belief_cells(one: Plain) -> list[str]:
    """How each cell of “Can you believe them” begins."""
    gap = number(one["say_do"]["gap"]) if "say_do" in one else None
    shares = sorted(one["rests_on"].items(), key=lambda pair: -number(pair[1]))
    agree = f"±{one['agreement']['AD_decimal']:.1f} " if "agreement" in one else ""
    return [
        "No own answers" if gap is None else f"{signed(gap)} {gap_words(gap)}",
        agree,
        " ".join(
            f"{text} {WHOSE[source]}"
            for text, (source, _) in zip(percents([number(s) for _, s in shares]), shares, strict=True)
        ),
        f"{len(red(one))} " if red(one) else "None",
    ]


def record_cells(one: Plain) -> list[str]:
    if "log" not in one:
        return ["No records shared"] * 3
    shares = [one["log"][name] for name in ("loop", "seven_day")]
    days = one["log"]["longest_silence_median"]
    return [
        f"{percent(Fraction(k, n))} {k} of {counted(n, 'person').replace('persons', 'people')}" for k, n in shares
    ] + [f"{counted(days, 'day')} half waited no longer"]


def check_comparison(page: Any, scores: Plain) -> None:
    compared, found = scores["comparison"], scores["recruiters"]
    order, ranks = compared["ranking"], ranks_of(compared)
    assert said(tree(page).get_element_by_id("verdict")) == compared["headline"]
    assert compared["lead"] in said(tree(page).get_element_by_id("firm"))
    assert compared["levelling"] in main(page)
    shares = compared["smaa"]["rank_acceptability"]
    assert [[row[0], *row[2:]] for row in rows(page, "league")] == [
        league_row(found[id], ranks[id], shares[id][: min(5, len(order))]) for id in order
    ]
    columns = [found[id] for id in order[:5]]
    heads = [said(head) for head in tree(page).xpath("//table[@class='matrix']/thead//th")[1:]]
    assert heads == [f"{one['name']} {signed(number(one['index']))} {band(one)[0]}" for one in columns]
    table = [row[1:] for row in rows(page, "matrix") if len(row) > 1]
    everybody = [found[id] for id in order]
    dimensions = list(INSTRUMENT.dimension)
    assert table[:7] == [[dimension_cell(c, d, leads(everybody, c, d)) for c in columns] for d in dimensions]
    for cells, expected in zip(table[7:11], zip(*map(belief_cells, columns), strict=True), strict=True):
        for cell, beginning in zip(cells, expected, strict=True):
            assert cell.startswith(beginning), (cell, beginning)
    assert table[11:] == [list(row) for row in zip(*map(record_cells, columns), strict=True)]


# ---- the scorecard


def by_others(one: Plain, dimension: str) -> list[str]:
    """Who says what of a dimension, in words."""
    evaluators = [form for form in one["forms"] if form["source"] == "evaluator"]
    scored = [(form["respondent"], form["dimensions"][dimension]["score"]) for form in evaluators]
    shares = {s: number(x) for s, x in one["source_shares"][dimension].items() if s != "evaluator"}
    parts = [share * number(one["source_dimensions"][s][dimension]) for s, share in shares.items()]
    says = one["source_dimensions"].get("self", {}).get(dimension)
    return [
        *(f"{who} {signed(number(score))}" for who, score in scored if score),
        *([f"references and records {signed(sum(parts) / sum(shares.values()))}"] if parts else []),
        *([f"own claim {signed(number(says))}"] if says else []),
        f"likely {span(one['dimension_ranges'][dimension])}",
    ]


def why_rows(one: Plain, weights: dict[str, Fraction]) -> list[list[str]]:
    exact = {d: number(part) for d, part in one["contributions_by_dimension"].items()}
    points = dict(zip(exact, adding_up([*exact.values()], number(one["index"])), strict=True))
    scored = [d for d, found in one["dimensions"].items() if found["score"]]
    expected = []
    for d in INSTRUMENT.dimension:
        name = INSTRUMENT.dimension[d].name
        share = percent(weights[d] / sum(weights[s] for s in scored)) if d in scored else "–"
        if d in told(one):
            score = signed(number(one["dimensions"][d]["score"]))
            expected.append([name, share, ", ".join(by_others(one, d)), score, "", tenth(points[d])])
        else:
            expected.append([name, share, tenth(points[d]) if d in points else "–"])
    return expected


def agreement_told(one: Plain) -> list[str]:
    totals = [number(f["index"]) for f in one["forms"] if f["source"] == "evaluator" and f["index"]]
    index = signed(number(one["index"]))
    return [
        f"Your {COUNTS[len(totals)]} evaluators’ totals were {listed(signed(total) for total in sorted(totals))}.",
        f"A typical answer lies {one['agreement']['AD_decimal']:.1f} points from the evaluators’ mean",
        *(
            f"Without {who}: {signed(number(left['index']))} instead of {index}."
            for who, left in one["leave_one_out"].items()
        ),
    ]


def check_scorecard(page: Any, one: Plain, weights: dict[str, Fraction]) -> None:
    text, index, sure = main(page), number(one["index"]), one["posterior"]
    assert said(tree(page).xpath("//p[@class='score']")[0]) == signed(index)
    assert f"Likely {span([sure['low90'], sure['high90']])}" in text
    shown = [[*row[:2], row[-1]] if len(row) < 6 else row for row in rows(page, "why")]
    assert shown == why_rows(one, weights)
    why = panel(page, "h-why")
    assert f"Start at 0, add the points {tenth(round(index, 1))} Shown as {signed(index)};" in why
    exact = one["index"].removesuffix("/1").replace("-", "−")
    assert f"exactly {exact}." in why
    if one["lo"] != one["hi"]:
        assert f"it would lie between {signed(number(one['lo']))} and {signed(number(one['hi']))}." in why
    given = sum(points is not None for form in one["forms"] for points in form["points"].values())
    assert f"All {counted(given, 'answer')}" in text
    if one["status"] == "provisional" and one["coverage"]:
        assert f"the evaluators answered {round(number(one['coverage']) * 100)}% of what applies" in text
    for sentence in agreement_told(one) if "agreement" in one else ():
        assert sentence in text
    if "say_do" in one:
        gap, facets = number(one["say_do"]["gap"]), one["say_do"]["facets_matched"]
        assert f"Say–do gap {signed(gap)} {gap_words(gap)} on {counted(facets, 'matched question')}." in text
    assert {*LEFT.findall(text.replace(f"exactly {exact}.", ""))} <= known(one, weights)
    if red(one):
        assert counted(len(red(one)), "red flag") in text


def known(one: Plain, weights: dict[str, Fraction]) -> set[str]:
    """Every signed number and percentage the command knows of a recruiter, as a page writes it."""
    plain = re.findall(r'"(-?\d+/\d+)"', json.dumps(one))
    ranges = [end for ends in one["dimension_ranges"].values() for end in ends]
    sure = one["posterior"]
    tenths = [*(row[-1] for row in why_rows(one, weights)), tenth(round(number(one["index"]), 1))]
    numbers = [*map(number, plain), *ranges, sure["low90"], sure["high90"]]
    by_weight = {row[1] for row in why_rows(one, weights)}
    references = re.findall(r"[+−]\d+", " ".join(" ".join(by_others(one, d)) for d in told(one)))
    tenths += percents([number(share) for share in one["rests_on"].values()])
    return {*map(signed, numbers), *tenths, *by_weight, *references, *map(percent, numbers), TYPICAL}


@pytest.mark.parametrize("seed", range(4))
def test_the_pages_show_what_the_command_finds(site: Site, tmp_path: Path, seed: int) -> None:
    made = made_up(seed, recruiters=(2, 4, 7, 9)[seed], evaluators=1 + seed % 3)
    search = bring(site, made)
    visitor = site.visitor()
    scores = scores_of(site, search, tmp_path)
    assert scores["constants"]["mean"] != 0
    check_comparison(visitor.get(f"/searches/{search}/compare"), scores)
    weights = {d: number(weight) for d, weight in scores["weights"].items()}
    for vetting in vettings(visitor, search):
        check_scorecard(visitor.get(f"/vettings/{vetting}/score"), scores["recruiters"][f"{vetting}"], weights)


def test_a_wrong_number_would_be_seen(site: Site, tmp_path: Path) -> None:
    search = bring(site, made_up(0, recruiters=2))
    scores = scores_of(site, search, tmp_path)
    page = site.visitor().get(f"/searches/{search}/compare")
    check_comparison(page, scores)
    first = scores["recruiters"][scores["comparison"]["ranking"][0]]
    first["index"] = str(number(first["index"]) + 1)
    with pytest.raises(AssertionError):
        check_comparison(page, scores)
