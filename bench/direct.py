"""The same work as the product's, in the most direct Python: what `speed.py` compares with, and checks it against."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from math import erf, exp, pi, prod, sqrt
from typing import Any

from app.vetting.answers import Response
from app.vetting.instrument import Instrument

Scores = dict[str, Fraction]
SHARES = {"evaluator": lambda n: Fraction(8 * n, n + 24), "candidate": lambda n: Fraction(n, n + 6)}
SHARES["client"] = SHARES["candidate"]


def scored(
    instrument: Instrument, forms: Sequence[Response]
) -> tuple[Fraction, Scores, dict[tuple[str, str], Fraction]]:
    """Index, dimensions and what every answer adds; for forms that are filled in without a blank."""
    sources: dict[str, list[Response]] = {}
    for form in forms:
        if form.source != "self":
            sources.setdefault(form.source, []).append(form)
    dimensions: Scores = {}
    parts: dict[tuple[str, str], Fraction] = {}
    for dimension in instrument.dimensions:
        omegas = {source: SHARES[source](len(given)) for source, given in sources.items()}
        dimensions[dimension.id] = Fraction(0)
        for source, given in sources.items():
            share = omegas[source] / sum(omegas.values()) / len(given)
            for form in given:
                items = [item for item in instrument.items if item.form == source and item.dimension == dimension.id]
                weight = sum(item.weight for item in items)
                for item in items:
                    value = share * item.weight / weight * 50 * (worth(instrument, form, item.id) - 2)
                    dimensions[dimension.id] += value
                    parts[form.respondent, item.id] = value / 7
    return sum(dimensions.values(), Fraction(0)) / 7, dimensions, parts


def worth(instrument: Instrument, form: Response, id: str) -> int:
    item, answer = instrument.item[id], form.answers[id]
    if item.type == "checklist":
        return len(answer.ticks or ())
    if item.type == "number":
        table = instrument.number_maps[item.map or ""]
        for row in table.rows:
            number = answer.number or Fraction(0)
            if (row.le is not None and number <= row.le) or (row.ge is not None and number >= row.ge):
                return row.points
        return table.otherwise
    caps = {level.id: level.cap for level in instrument.support_levels}
    return min(answer.points or 0, caps[answer.support or ""] if item.support else 4)


def of_rows(instrument: Instrument, rows: Iterable[tuple[Any, ...]]) -> Iterator[float]:
    """The index of form after form, from rows of answers in their order; for forms filled in without a blank.

    A row: form, item, points, number and ticks as texts, support.
    """
    about = {item.id: (item.dimension, item.weight, item.type, item.map or "") for item in instrument.items}
    caps = {level.id: level.cap for level in instrument.support_levels}
    tables = {name: (table.rows, table.otherwise) for name, table in instrument.number_maps.items()}
    pushed: dict[str, int] = {}
    weights: dict[str, int] = {}
    current = None
    for form, item, points, number, ticks, support in rows:
        if form != current:
            if current is not None:
                yield _index(pushed, weights)
            current, pushed, weights = form, {}, {}
        dimension, weight, kind, name = about[item]
        if kind == "number":
            points = _by_table(*tables[name], int(number))
        elif kind == "checklist":
            points = ticks.count(",") + 1 if len(ticks) > 2 else 0
        elif support:
            points = min(points, caps[support])
        pushed[dimension] = pushed.get(dimension, 0) + weight * (points - 2)
        weights[dimension] = weights.get(dimension, 0) + weight
    if current is not None:
        yield _index(pushed, weights)


def _by_table(rows: Sequence[Any], otherwise: int, number: int) -> int:
    for row in rows:
        if (row.le is not None and number <= row.le) or (row.ge is not None and number >= row.ge):
            return int(row.points)
    return otherwise


def _index(pushed: Mapping[str, int], weights: Mapping[str, int]) -> float:
    return 50 * sum([pushed[d] / weights[d] for d in pushed]) / len(pushed)


def p_best(beliefs: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Recruiter → P(best) from (mean, sd), by Simpson in 400 steps."""
    low = min(mean - 8 * sd for mean, sd in beliefs.values())
    high = max(mean + 8 * sd for mean, sd in beliefs.values())
    step, found = (high - low) / 400, {}
    for who, (mean, sd) in beliefs.items():
        whole = 0.0
        for i in range(401):
            x = low + step * i
            value = exp(-(((x - mean) / sd) ** 2) / 2) / (sd * sqrt(2 * pi))
            for other, (their_mean, their_sd) in beliefs.items():
                if other != who:
                    value *= (1 + erf((x - their_mean) / their_sd / sqrt(2))) / 2
            whole += value * (1 if i in (0, 400) else 4 if i % 2 else 2)
        found[who] = whole * step / 3
    return found


def flips(indices: Scores, profiles: Mapping[str, Scores]) -> dict[tuple[str, str], tuple[object, ...]]:
    """For every pair, the first not behind: least weight to move, single weights, worst lead within half, share."""
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for a, b in permutations(indices, 2):
        if indices[a] > indices[b] or (indices[a] == indices[b] and a < b):
            leads = {d: profiles[a][d] - profiles[b][d] for d in profiles[a]}
            found[a, b] = (least_moved(leads), single(leads), within_half(leads), share(leads))
    return found


def least_moved(leads: Scores) -> Fraction | None:
    n, order = len(leads), sorted(leads.values(), reverse=True)
    missing, moved = sum(order, Fraction(0)) / n, Fraction(0)
    if order[-1] >= 0:
        return None
    for lead in order:
        if missing > 0 and lead > order[-1]:
            amount = min(Fraction(1, n), missing / (lead - order[-1]))
            moved, missing = moved + amount, missing - amount * (lead - order[-1])
    return moved


def single(leads: Scores) -> dict[str, Fraction | None]:
    found: dict[str, Fraction | None] = {}
    for d, lead in leads.items():
        rest = (sum(leads.values(), Fraction(0)) - lead) / (len(leads) - 1)
        level = rest / (rest - lead) if rest != lead else None
        found[d] = level if level is not None and 0 <= level <= 1 else None
    return found


def within_half(leads: Scores) -> Fraction:
    n, left = len(leads), Fraction(1, 2)
    worst = sum(leads.values(), Fraction(0)) / n / 2
    for lead in sorted(leads.values()):
        extra = min(left, Fraction(1, n))
        worst, left = worst + extra * lead, left - extra
    return worst


def share(leads: Scores) -> Fraction | None:
    values = [*leads.values()]
    if all(v >= 0 for v in values) or all(v <= 0 for v in values):
        return Fraction(any(v > 0 for v in values))
    if len({*values}) < len(values):
        return None
    power = len(values) - 1
    return sum((v**power / prod(v - o for o in values if o != v) for v in values if v > 0), Fraction(0))


def smaa(profiles: Mapping[str, Scores], draws: int = 4000) -> dict[str, list[float]]:
    """Recruiter → share of weightings in which they come first, second, …, for profiles that are never level."""
    rng = random.Random(7)  # noqa: S311 - the published seed
    names = [*profiles]
    counts = {who: [0] * len(names) for who in names}
    scores = {who: [float(score) for score in profiles[who].values()] for who in names}
    for _ in range(draws):
        even = [rng.expovariate(1.0) for _ in range(7)]
        weights = [0.5 / 7 + 0.5 * each / sum(even) for each in even]
        totals = {who: sum(w * s for w, s in zip(weights, scores[who], strict=True)) for who in names}
        for place, who in enumerate(sorted(names, key=lambda who: -totals[who])):
            counts[who][place] += 1
    return {who: [count / draws for count in ranks] for who, ranks in counts.items()}
