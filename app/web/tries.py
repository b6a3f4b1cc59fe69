"""Counting a try before its password, code or address is looked at; too many are refused for a while."""

from app.actions.limit import Try, count_tries, forgive_tries
from app.refusals import TooMany
from app.store.limits import (
    CODE_5_MINUTES,
    CODE_DAY,
    CODE_HOUR,
    PROOF,
    SIGN_IN,
    SIGN_IN_ACCOUNT,
    SIGN_IN_ADDRESS,
    network,
)
from app.web.doors import Visit


def of_sign_in(visit: Visit, email: str) -> list[Try]:
    """Known and unknown addresses are counted alike, by what was typed."""
    account = email.strip().lower()
    return [(SIGN_IN_ADDRESS, network(visit.member.address)), (SIGN_IN_ACCOUNT, account), (SIGN_IN, "everybody")]


def of_code(account_id: int | None) -> list[Try]:
    """A code of the second factor, wherever it is typed."""
    return [(limit, str(account_id)) for limit in (CODE_5_MINUTES, CODE_HOUR, CODE_DAY)]


def of_proof(account_id: int | None) -> list[Try]:
    """The password of somebody who is signed in: nobody outside can use these up."""
    return [(PROOF, str(account_id))]


async def counted(visit: Visit, tries: list[Try], instead: str = "") -> None:
    """Count one try of each. Raises TooMany where one has none left; `instead` says what can be done meanwhile."""
    wait = await visit.database.write(count_tries, tries)
    if wait is not None:
        raise TooMany(wait, instead)


async def forgiven(visit: Visit, tries: list[Try]) -> None:
    """Put the tries back: it was the right person."""
    await visit.database.write(forgive_tries, tries)
