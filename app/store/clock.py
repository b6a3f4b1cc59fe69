"""A clock that was put right: nothing is good before it was made, nor for longer than it lasts (safety 40)."""

AHEAD = 60  # seconds by which servers' clocks may differ, or one be put back, and nobody notices


def is_living(ends_at: int, lasts: int, now: int) -> bool:
    """Whether what is good for `lasts` seconds, until `ends_at`, is good now.

    What would last for longer than that was made by a clock that was ahead.
    """
    return now < ends_at <= now + lasts + AHEAD
