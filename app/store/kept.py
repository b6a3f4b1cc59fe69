"""What is worked out is kept as long as there is room, beside exactly what it was worked out from."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """One value at each place, of `most` values or of so much of what `size` says of each; the oldest go first.

    A value comes with what it rests on. Whoever asks says what that is now, and gets the value only where the two are
    equal: so it cannot be out of date, whichever process changed what, and cannot be what somebody else may see.
    """

    def __init__(self, most: int, size: Callable[[V], int] = lambda _: 1) -> None:
        self._most, self._size = most, size
        self.held = 0  # of `most`
        self._kept: OrderedDict[Hashable, tuple[Any, V]] = OrderedDict()
        self._alone = Lock()  # on PostgreSQL pages are read in several threads

    def at(self, place: Hashable, rests_on: Any) -> V | None:
        """What is kept there, if it rests on just this."""
        with self._alone:
            found = self._kept.get(place)
            if found is None or found[0] != rests_on:
                return None
            self._kept.move_to_end(place)
            return found[1]

    def keep(self, place: Hashable, rests_on: Any, value: V) -> V:
        """Put it there, instead of what was there before."""
        with self._alone:
            self._drop(place)
            self._kept[place] = rests_on, value
            self.held += self._size(value)
            while self.held > self._most:
                self._drop(next(iter(self._kept)))
        return value

    def of(self, place: Hashable, rests_on: Any, made: Callable[[], V]) -> V:
        """The value that is kept there, or is made now and kept."""
        found = self.at(place, rests_on)
        return self.keep(place, rests_on, made()) if found is None else found

    def clear(self) -> None:
        """Forget everything."""
        with self._alone:
            self._kept.clear()
            self.held = 0

    def _drop(self, place: Hashable) -> None:
        if place in self._kept:
            self.held -= self._size(self._kept.pop(place)[1])
