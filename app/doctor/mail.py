"""The mail server: whether there is one, whether its password can be overheard, and whether it takes us."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

from aiosmtplib import SMTPException

from app.doctor.findings import Finding, look, ok, unsafe
from app.mail.smtp import refusal, server
from app.settings import LOOPBACK, Settings

PATIENCE = 10  # seconds


def findings(settings: Settings) -> Iterator[Finding]:
    """Nothing is sent: we connect, sign in where a user is set, and say goodbye."""
    if not settings.smtp_host:
        yield look("No mail server is set, so every mail is read and copied by hand. Set FOLLOWTHROUGH_SMTP_HOST.")
        return
    if settings.smtp_security == "none" and settings.smtp_host not in LOOPBACK:
        yield unsafe(
            "Mails and the password go to the mail server as anybody on the way can read them. Set "
            "FOLLOWTHROUGH_SMTP_SECURITY to starttls or tls."
        )
    yield asyncio.run(greeted(settings))


async def greeted(settings: Settings) -> Finding:
    """What the mail server says to us."""
    client, where = server(settings), f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        async with asyncio.timeout(PATIENCE):
            await client.connect()
            await client.ehlo()
            with suppress(SMTPException, OSError):
                await client.quit()
    except (SMTPException, OSError, ValueError) as failure:
        return look(f"{refusal(failure, settings)} Look at FOLLOWTHROUGH_SMTP_HOST and what follows it.")
    finally:
        client.close()
    return ok(f"The mail server {where} takes mail from us.")
