"""The best linear prediction of the truth from every answer: what a scorer who knew this world would get."""

from collections.abc import Sequence
from operator import mul

PENALTY = 30.0  # keeps the coefficients of answers that say little from following chance
Rows = Sequence[Sequence[float]]


class Sums:
    """Products of the features with each other and with the truth, from as many projects as are added."""

    def __init__(self, features: int) -> None:
        self.squares = [[0.0] * features for _ in range(features)]
        self.truths = [0.0] * features

    def add(self, rows: Rows, truths: Sequence[float]) -> None:
        """The recruiters of one project; only differences between them matter to who is first."""
        columns = [_centred(column) for column in zip(*rows, strict=True)]
        target = _centred(truths)
        for i, column in enumerate(columns):
            self.truths[i] += sum(map(mul, column, target))
            for j in range(i + 1):
                self.squares[i][j] += sum(map(mul, column, columns[j]))

    def join(self, other: "Sums") -> None:
        for i, row in enumerate(other.squares):
            self.squares[i] = [a + b for a, b in zip(self.squares[i], row, strict=True)]
        self.truths = [a + b for a, b in zip(self.truths, other.truths, strict=True)]

    def coefficients(self) -> list[float]:
        """Ridge: (X'X + λ) b = X'y, by Cholesky."""
        lower = _cholesky([[*row] for row in self.squares])
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


def _centred(values: Sequence[float]) -> list[float]:
    mean = sum(values) / len(values)
    return [value - mean for value in values]


def _cholesky(squares: list[list[float]]) -> list[list[float]]:
    lower: list[list[float]] = []
    for i, row in enumerate(squares):
        found: list[float] = []
        for j in range(i):
            found.append((row[j] - sum(map(mul, found, lower[j]))) / lower[j][j])
        found.append((row[i] + PENALTY - sum(map(mul, found, found))) ** 0.5)
        lower.append(found)
    return lower
