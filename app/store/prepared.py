"""Statements that are built once: building one takes ten times as long as running it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from sqlalchemy import Executable, bindparam

Ready = tuple[Any, dict[str, Any]]  # a statement and the values of its parameters, as `db.execute(*ready)` takes them


def prepared(build: Callable[..., Executable]) -> Callable[..., Ready]:
    """The statement that a function builds, at its first use, for the parameters that are its named arguments.

    Other arguments choose between statements: each choice is built once. A statement that changes rows may not name a
    parameter after a column.
    """
    built: dict[tuple[Any, ...], Executable] = {}

    @wraps(build)
    def ready(*which: Any, **values: Any) -> Ready:
        statement = built.get(which)
        if statement is None:
            statement = built[which] = build(*which, **{name: bindparam(name) for name in values})
        return statement, values

    return ready
