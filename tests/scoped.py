"""Which statements read or change rows of companies without choosing whose (safety 2)."""

import re

from app.store import tables

TENANTS = {name for name, table in tables.companies.metadata.tables.items() if "company_id" in table.c}
WHO = (
    "UPDATE session SET seen_at=",
    "SELECT member.id, member.company_id,",
    "SELECT invitation.company_id, invitation.id FROM",
    "SELECT respondent_session.company_id FROM",
    "SELECT erasure.company_id,",
)  # by token or address, or of the whole installation: they say which company
GIVEN = re.compile(
    r"company_id (=|IN) [^a-z]|company\.demo"
)  # a company is named; one column alike another is not enough
ALIKE = re.compile(r"company_id = \w+\.company_id")  # enough in brackets, for the company of the query around them
INNER = re.compile(r"\(SELECT[^()]*(?:\([^()]*\)[^()]*)*\)")


def unscoped(statements: list[str]) -> list[str]:
    """Those that read or change rows of companies and do not choose by company."""
    return [said for said in statements if not said.startswith(("INSERT", *WHO)) and _careless(said)]


def _careless(said: str) -> bool:
    inner = INNER.findall(said)
    outer = INNER.sub("(query)", said)
    return _open(outer, GIVEN) or any(_open(part, GIVEN) and _open(part, ALIKE) for part in inner)


def _open(said: str, choice: re.Pattern[str]) -> bool:
    """Whether tenant tables are used and their company is not chosen in an ON or WHERE."""
    after = re.split(r"\b(?:FROM|UPDATE)\b", said, maxsplit=1)[-1]
    conditions = "".join(re.split(r"\b(?:ON|WHERE)\b", after, maxsplit=1)[1:])
    return bool(TENANTS & set(re.findall(r"\w+", after.partition("WHERE")[0]))) and not choice.search(conditions)
