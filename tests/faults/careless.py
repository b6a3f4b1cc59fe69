"""The server as somebody could have written it: its commits do not wait for the disk. Its test must see that."""

from app.__main__ import main
from app.store import database

if __name__ == "__main__":
    kept = [pragma for pragma in database.PRAGMAS if pragma != "synchronous=FULL"]
    setattr(database, "PRAGMAS", (*kept, "synchronous=NORMAL"))  # noqa: B010 - a constant to the types
    main()
