"""What people set beside the answers: the weights of a search, under a name."""

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.store.tables.columns import key, maybe, seconds, to


class Weighting(SQLModel, table=True):
    """Weights of a search under a name, from `made_at` on; rows are only ever added, so that they are its history."""

    id: int = key()
    company_id: int = to("company")
    search_id: int = to("search")
    name: str
    weights: dict[str, str] = Field(sa_type=JSON)  # dimension → "num/den"
    made_by: int | None = maybe("member")
    made_at: int = seconds()
