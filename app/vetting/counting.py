"""Which numbers an item can be answered with: days may be halved, counts are whole and no more than there are."""

import re
from fractions import Fraction

from app.vetting.instrument import Instrument, Item

MOST_DAYS = 3660
COUNT_OF = re.compile(r"of (?:the last )?(\d+)$")


def refusal(item: Item, number: Fraction, instrument: Instrument) -> str | None:
    """Why `number` cannot answer `item`, as a sentence without a beginning; None if it can."""
    unit = instrument.number_maps[item.map or ""].unit
    if "days" in unit:
        return f"the number is in {unit}, and this is more than ten years" if number > MOST_DAYS else None
    counted = COUNT_OF.search(unit)
    if number.denominator != 1:
        return f"the number counts {'people' if not counted else unit}, so it must be whole"
    if counted and number > int(counted[1]):
        return f"the number is {unit}, so it cannot be more than {counted[1]}"
    return None
