"""A network between two programs that fails at a word of the test: it stalls, hangs up, resets, or forgets."""

import asyncio
import socket
import struct
import threading
from dataclasses import dataclass, field
from typing import Literal

Fault = Literal["well", "stall", "hang up", "reset", "forget"]
FAULTS: tuple[Fault, ...] = ("stall", "hang up", "reset")
RESET = struct.pack("ii", 1, 0)  # to close without a goodbye


@dataclass(eq=False)
class Link:
    """One connection and its continuation on the other side; a `forgotten` one stays open and carries nothing."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    forgotten: bool = False


@dataclass
class Wire:
    """`with Wire(port) as wire:` carries what comes to `wire.port` to that port of this machine.

    `wire.now("reset")` resets what is open and whatever is opened, until `wire.now("well")`. "stall" carries nothing
    and loses nothing, "hang up" says goodbye, and "forget" keeps what is open open for good without carrying anything.
    """

    to: int
    port: int = 0
    fault: Fault = "well"
    _links: set[Link] = field(default_factory=set)

    def __enter__(self) -> "Wire":
        self._ready = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), daemon=True)
        self._thread.start()
        assert self._ready.wait(10), "the wire was not laid"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(10)

    def now(self, fault: Fault) -> None:
        """From here on."""
        self._loop.call_soon_threadsafe(self._change, fault)

    def _change(self, fault: Fault) -> None:
        self.fault = fault
        self._carries.set() if fault == "well" else self._carries.clear()
        for link in list(self._links):
            if fault == "forget":
                link.forgotten = True
            elif fault in ("hang up", "reset"):
                self._end(link)

    def _end(self, link: Link) -> None:
        if link not in self._links:
            return
        self._links.discard(link)
        for side in (link.near, link.far):
            if self.fault == "reset":
                side.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                side.transport.abort()
            else:
                side.close()

    async def _serve(self) -> None:
        self._loop, self._closing, self._carries = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        self._carries.set()
        server = await asyncio.start_server(self._opened, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._closing.wait()
        server.close()
        self._carries.set()
        for link in list(self._links):
            self._end(link)
        await asyncio.sleep(0.05)  # in which each hears that it has ended

    async def _opened(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        if self.fault in ("hang up", "reset"):
            near.close()
            return
        try:
            other, far = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:  # nobody listens there just now
            near.close()
            return
        link = Link(near, far)
        self._links.add(link)
        await asyncio.gather(self._carry(link, reader, far), self._carry(link, other, near))
        if not link.forgotten:
            self._end(link)

    async def _carry(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What comes, as long as somebody sends; then the other side hears that it has ended."""
        try:
            while some := await reader.read(65_536):
                await self._carries.wait()
                if not link.forgotten:
                    writer.write(some)
                    await writer.drain()
        except OSError:
            pass
        if not link.forgotten:
            writer.close()
