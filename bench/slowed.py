"""The same server on a disk of which every commit takes 6 ms more: `python -m bench.slowed serve`."""

import threading
import time

from sqlalchemy import Connection, Engine, event

from app.__main__ import main

SLOWER = 0.006  # seconds


@event.listens_for(Engine, "commit")
def slowed(_: Connection) -> None:
    """Only where something is written; the lock of the interpreter is let go, as by a disk."""
    if threading.current_thread().name == "followthrough-writer":
        time.sleep(SLOWER)


if __name__ == "__main__":
    main()
