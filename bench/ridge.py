"""The best linear prediction of the truth from every answer: what a scorer who knew this world would get."""

from collections.abc import Iterable, Sequence
from operator import mul

PENALTY = 30.0  # keeps the coefficients of answers that say little from following chance
Rows = Sequence[Sequence[float]]


class Sums:
    """Products of the features with each other and with the truth, from as many projects as are joined."""

    def __init__(self, projects: Iterable[tuple[Rows, Sequence[float]]]) -> None:
        """Each project has a row of features and a truth per recruiter; only differences between them matter."""
        features: list[tuple[float, ...]] = []
        truths: list[float] = []
        for rows, target in projects:
            features += zip(*map(_centred, zip(*rows, strict=True)), strict=True)
            truths += _centred(target)
        columns = [*zip(*features, strict=True)]
        self.squares = [[sum(map(mul, one, other)) for other in columns[: i + 1]] for i, one in enumerate(columns)]
        self.truths = [sum(map(mul, column, truths)) for column in columns]

    def join(self, other: "Sums") -> None:
        for i, row in enumerate(other.squares):
            self.squares[i] = [a + b for a, b in zip(self.squares[i], row, strict=True)]
        self.truths = [a + b for a, b in zip(self.truths, other.truths, strict=True)]

    def coefficients(self) -> list[float]:
        """Ridge: (X'X + λ) b = X'y, by Cholesky."""
        lower = _cholesky(self.squares)
        forward: list[float] = []
        for i, row in enumerate(lower):
            forward.append((self.truths[i] - sum(map(mul, row, forward))) / row[i])
        found = [0.0] * len(forward)
        for i in reversed(range(len(forward))):
            known = sum(lower[k][i] * found[k] for k in range(i + 1, len(found)))
            found[i] = (forward[i] - known) / lower[i][i]
        return found


def predicted(rows: Rows, coefficients: Sequence[float]) -> list[float]:
    """One number for each recruiter; only their order and differences mean anything."""
    return [sum(map(mul, row, coefficients)) for row in rows]


def _centred(values: Iterable[float]) -> list[float]:
    given = [*values]
    mean = sum(given) / len(given)
    return [value - mean for value in given]


def _cholesky(squares: Rows) -> list[list[float]]:
    lower: list[list[float]] = []
    for i, row in enumerate(squares):
        found: list[float] = []
        for j in range(i):
            found.append((row[j] - sum(map(mul, found, lower[j]))) / lower[j][j])
        found.append((row[i] + PENALTY - sum(map(mul, found, found))) ** 0.5)
        lower.append(found)
    return lower
