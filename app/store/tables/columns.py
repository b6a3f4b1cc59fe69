"""The kinds of columns every table is made of: keys, references, moments."""

from typing import Any, cast

from sqlalchemy import BigInteger, Integer, Table
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {  # so that a migration can name what it changes
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Key = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for plain INTEGER


def key() -> Any:
    """A primary key the database numbers."""
    return Field(default=None, primary_key=True, sa_type=Key)


def to(table: str, **kwargs: Any) -> Any:
    """A foreign key that is indexed and goes when its parent goes."""
    return Field(**({"index": True} | kwargs), foreign_key=f"{table}.id", ondelete="CASCADE", sa_type=Key)


def maybe(table: str) -> Any:
    """A foreign key that is emptied when its parent goes."""
    return Field(default=None, foreign_key=f"{table}.id", ondelete="SET NULL", index=True, sa_type=Key)


def seconds(**kwargs: Any) -> Any:
    """A moment: whole seconds since 1970 in UTC, the same on both engines."""
    return Field(sa_type=BigInteger, **kwargs)


def rows_of(model: type[SQLModel]) -> Table:
    """The model as a Core table: queries read rows, not objects (stack.md: object loading is the cost)."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]
