"""Handing one mail to the mail server: it was taken, or why it was not, in a sentence."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectTimeoutError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from app.mail.envelopes import Envelope
from app.mail.letters import one_line
from app.settings import Settings

TRY = 60  # seconds for one mail, from connecting to being taken
FAREWELL = 2  # seconds for the goodbye, which changes nothing
TOKEN = re.compile(r"[A-Za-z0-9_-]{40,}")  # a server that quotes the mail in its refusal must not give a link away
LONGEST_REPLY = 160


class NotTaken(Exception):
    """The server did not take the mail; its text is the sentence. `final`: trying again would change nothing."""

    def __init__(self, sentence: str, *, final: bool = False) -> None:
        super().__init__(sentence)
        self.final = final


@asynccontextmanager
async def taken(settings: Settings, envelope: Envelope) -> AsyncIterator[None]:
    """The block runs as soon as the server has answered 250 to the whole mail, before the goodbye. Raises NotTaken."""
    client = server(settings)
    try:
        try:
            async with asyncio.timeout(TRY):
                await client.connect()
                await client.send_message(envelope.mail, sender=envelope.sender, recipients=[envelope.recipient])
        except (SMTPException, OSError, ValueError) as failure:
            raise refusal(failure, settings) from failure
        yield
        with suppress(SMTPException, OSError):
            await client.quit(timeout=FAREWELL)
    finally:
        client.close()


def server(settings: Settings) -> SMTP:
    """The mail server of the settings, not yet connected; we greet it with the name people know us by."""
    name = urlsplit(settings.public_url).hostname or "localhost"
    return SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user or None,
        password=settings.smtp_password.get_secret_value() or None,
        local_hostname=f"[{name}]" if re.fullmatch(r"[0-9.]+", name) else f"[IPv6:{name}]" if ":" in name else name,
        use_tls=settings.smtp_security == "tls",
        start_tls=settings.smtp_security == "starttls",
        timeout=TRY,
    )


def refusal(failure: Exception, settings: Settings) -> NotTaken:
    """What went wrong, in words for whoever looks after the mail."""
    match failure:
        case SMTPRecipientsRefused(recipients=[first, *_]):
            return _recipient(first)
        case SMTPAuthenticationError():
            return NotTaken("The mail server refused our user name or password.")
        case SMTPSenderRefused():
            return NotTaken(f"The mail server refused our sender address: {_reply(failure)}")
        case SMTPResponseException():
            return NotTaken(f"The mail server did not take it: {_reply(failure)}")
        case SMTPException() if "STARTTLS" in str(failure):
            return NotTaken("The mail server offers no secure connection (STARTTLS), so nothing was sent to it.")
    return NotTaken(_connection(failure, f"{settings.smtp_host}:{settings.smtp_port}"))


def _recipient(refused: SMTPResponseException) -> NotTaken:
    final = refused.code >= 500
    said = "does not take mail for this address" if final else "asked us to try this address later"
    return NotTaken(f"The mail server {said}: {_reply(refused)}", final=final)


def _connection(failure: Exception, where: str) -> str:
    causes = (failure, failure.__cause__)
    if any(isinstance(each, ssl.SSLError) for each in causes):
        return f"No secure connection to the mail server {where} could be made."
    if isinstance(failure, TimeoutError) and not isinstance(failure, SMTPConnectTimeoutError):
        return "The mail server did not answer in time."
    if isinstance(failure, SMTPServerDisconnected):
        return "The mail server closed the connection before it took the mail."
    if isinstance(failure, OSError):
        return f"The mail server {where} could not be reached."
    return f"The mail server and we did not understand each other: {_short(str(failure)).rstrip('.')}."


def _reply(refused: SMTPResponseException) -> str:
    return f"{_short(f'{refused.code} {refused.message}').rstrip('.')}."


def _short(text: str) -> str:
    return one_line(TOKEN.sub("…", text))[:LONGEST_REPLY]
