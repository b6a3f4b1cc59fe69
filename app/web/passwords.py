"""Passwords: argon2id with the parameters of safety.md, at most four at once, never in the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

HASHER = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))
WORKERS = ThreadPoolExecutor(4, thread_name_prefix="followthrough-passwords")
NOBODY = HASHER.hash("nobody has this password")  # so that an unknown address takes as long as a known one


async def hashed(password: str) -> str:
    """The hash to keep."""
    return await asyncio.get_running_loop().run_in_executor(WORKERS, HASHER.hash, password)


async def is_right(password: str, kept: str | None) -> bool:
    """Whether the password belongs to the hash; as slow when there is none."""
    loop = asyncio.get_running_loop()
    right = await loop.run_in_executor(WORKERS, HASHER.verify, password, kept or NOBODY)
    return right and kept is not None
