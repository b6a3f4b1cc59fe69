"""Naming the owner of a company that has none, without a server: by whoever runs it."""

import asyncio
import time
from contextlib import closing

from sqlalchemy import Connection

from app.actions.name_owner import name_owner
from app.mail.links import link
from app.refusals import Refusal
from app.settings import Settings
from app.store.company import ownerless
from app.store.database import Database
from app.store.keys import keys_of
from app.store.wall import for_all
from app.verifying import CannotVerify, checked, chosen
from app.web.sign_in_link import is_address

NONE = "Every company has an owner. Owners make others owners, on the page Members."
WHICH = "Several companies have no owner. Say which with --company, by its number: {}."
NO_ADDRESS = "“{}” is no address. Write one, like ana@example.com."
DONE = "{} is an owner of {} now, and signs in as before."
ASKED = "{} is asked to join {} as its owner. They open this link within five days: {}"


def own(settings: Settings, email: str, company: str | None) -> str:
    """Returns the sentence to print. Raises CannotVerify."""
    email = email.strip().lower()
    if not is_address(email):
        raise CannotVerify(NO_ADDRESS.format(email))
    with checked(settings) as db:
        without = ownerless(db)
    if not without:
        raise CannotVerify(NONE)
    wanted = chosen(without, company)
    if len(wanted) > 1:
        raise CannotVerify(WHICH.format(", ".join(f"{number} ({name})" for number, name in wanted)))
    with closing(Database(settings)) as database:
        try:
            return asyncio.run(database.write(_named, settings, *wanted[0], email))
        except Refusal as refused:
            raise CannotVerify(refused.sentence) from refused


@for_all("whoever runs the server acts for a company that has nobody to")
def _named(db: Connection, settings: Settings, company_id: int, company: str, email: str) -> str:
    now = int(time.time())
    asked = name_owner(db, company_id, company, email, settings.invitations_a_day, now)
    if asked is None:
        return DONE.format(email, company)
    address = link(keys_of(db), settings.public_url, "member_invitation", asked.id, asked.salt)
    return ASKED.format(email, company, address)
