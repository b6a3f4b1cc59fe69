"""A letter as it goes over the wire: headers of one line each, plain text beside HTML, the same at every try."""

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr

from app.mail.letters import Letter, one_line
from app.store.messages import Message

ATOM = r"[!#-'*+\-/0-9=?A-Z^-~]+"
MAILBOX = re.compile(rf"({ATOM}(?:\.{ATOM})*)@([^\s@]{{1,253}})")
DOMAIN = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
NAME = re.compile(r'["<>@,;:\\()\[\]]')  # what a name would need quotes for
LONGEST_NAME = 60
BAD_ADDRESS = "This is no address a mail can go to. Check it, and ask again with the right one."


class Unsendable(Exception):
    """This mail cannot go out, however often it is tried; its text is the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends, who receives, and the mail itself."""

    sender: str
    recipient: str
    mail: EmailMessage


def envelope(letter: Letter, message: Message, mail_from: str) -> Envelope:
    """The letter in its envelope. Raises Unsendable for an address that is none.

    The Message-ID is the row's, at the sender's domain, and the date is when the mail was written: so a mail that a
    server got twice is seen to be one.
    """
    name, address = parseaddr(mail_from)
    sender, recipient = mailbox(address), mailbox(message.to_email)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(plain(name), addr_spec=sender)
    mail["To"] = Address(plain(message.to_name), addr_spec=recipient)
    mail["Subject"] = header(letter.subject)
    mail["Date"] = formatdate(message.made_at, usegmt=True)
    mail["Message-ID"] = f"<{message.message_id.partition('@')[0]}@{sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return Envelope(sender, recipient, mail)


def mailbox(address: str) -> str:
    """The address as mail servers take it, a domain in other letters in their ASCII form. Raises Unsendable."""
    found = MAILBOX.fullmatch(address)
    try:
        domain = found[2].encode("idna").decode() if found else ""
    except UnicodeError:
        domain = ""
    if not found or not DOMAIN.fullmatch(domain):
        raise Unsendable(BAD_ADDRESS)
    return f"{found[1]}@{domain}"


def plain(name: str) -> str:
    """A display name that needs no quoting and no second line."""
    return header(NAME.sub(" ", name))[:LONGEST_NAME].strip()


def header(text: str) -> str:
    """One line that the library takes as it stands: it would decode "=?…?=" in it, line ends of a forger and all."""
    return one_line(text).replace("=?", "= ?")
