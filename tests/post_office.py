"""A mail server of the tests: takes mail over real SMTP, and at a word of the test fails as mail servers do."""

import asyncio
import email
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, cast

from aiosmtpd import smtp
from aiosmtpd.smtp import Envelope, Session

PHASES = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "QUIT")  # BODY: the answer to the mail itself
OK = "250 OK"


@dataclass
class PostOffice:
    """`with PostOffice() as office:` listens on `office.port`; `office.taken` is what it answered 250 to, in order.

    `office.at["RCPT"] = "550 no such user"` answers so from now on; "drop" hangs up without an answer, and "slow" takes
    `office.pause` seconds to answer. A CONNECT can only be dropped.
    """

    at: dict[str, str] = field(default_factory=dict)
    pause: float = 0.05
    taken: list[tuple[float, str, EmailMessage]] = field(default_factory=list)  # when, to whom, what
    recipients: list[str] = field(default_factory=list)  # of every RCPT, also of what was not taken
    port: int = 0

    def __enter__(self) -> "PostOffice":
        self._ready = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), daemon=True)
        self._thread.start()
        assert self._ready.wait(10), "the post office did not open"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(10)

    def open_again(self) -> None:
        """As new: for the next test."""
        self.at.clear()
        self.taken.clear()
        self.recipients.clear()
        self.pause = 0.05

    @property
    def counts(self) -> Counter[str]:
        """Message-ID → how often a mail with it was taken."""
        return Counter(str(mail["Message-ID"]) for _, _, mail in self.taken)

    async def _serve(self) -> None:
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._answering, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._closing.wait()
        server.close()
        await asyncio.sleep(0.05)  # whoever is connected is hung up on with the loop

    def _answering(self) -> asyncio.BaseProtocol:
        return HangsUp() if self.at.get("CONNECT") == "drop" else Conversation(self)

    async def say(self, phase: str, conversation: Any, usual: str = OK) -> str:
        said = self.at.get(phase, usual)
        if said == "slow":
            await asyncio.sleep(self.pause)
            return usual
        if said == "drop":
            conversation.transport.abort()
            await asyncio.sleep(3600)
        return said

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's names
        self, server: Any, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        said = await self.say("EHLO", server)
        return responses if said == OK else [said]

    async def handle_HELO(  # noqa: N802 - what a client tries after a refused EHLO
        self, server: Any, session: Session, _envelope: Envelope, hostname: str
    ) -> str:
        session.host_name = hostname
        return await self.say("EHLO", server)

    async def handle_MAIL(  # noqa: N802
        self, server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        said = await self.say("MAIL", server)
        if said == OK:
            envelope.mail_from = address
        return said

    async def handle_RCPT(  # noqa: N802
        self, server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.recipients.append(address)
        said = await self.say("RCPT", server)
        if said == OK:
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: Any, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        said = await self.say("BODY", server)
        if said == OK:
            mail = email.message_from_bytes(cast(bytes, envelope.content), policy=SMTP)
            self.taken.append((time.time(), envelope.rcpt_tos[0], mail))
            return await self.say("ANSWER", server)
        return said

    async def handle_QUIT(self, server: Any, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return await self.say("QUIT", server, "221 Bye")


class Conversation(smtp.SMTP):
    """What one client says and hears; the DATA command is answered before the mail comes."""

    def __init__(self, office: PostOffice) -> None:
        super().__init__(office, hostname="post.example", enable_SMTPUTF8=True)
        self._office = office

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        said = await self._office.say("DATA", self)
        if said == OK:
            await super().smtp_DATA(arg)
        else:
            await self.push(said)


class HangsUp(asyncio.Protocol):
    """Answers nobody."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast(asyncio.Transport, transport).abort()
