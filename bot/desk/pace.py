"""How fast people write, in memory alone: a restart forgets it, and nothing but the moments is known."""

from collections import OrderedDict, deque

REMEMBERED = 10_000  # people


class Pace:
    """When each person wrote their last messages, in whole seconds of Telegram's clock."""

    def __init__(self) -> None:
        self._wrote: OrderedDict[str, deque[int]] = OrderedDict()

    def too_fast(self, person: str, at: int, most: int, within: int) -> bool:
        """Whether this message is one more than `most` within so many seconds. Those that were too many count, too:
        who goes on without a rest goes on being too fast."""
        wrote = self._wrote.setdefault(person, deque(maxlen=most))
        self._wrote.move_to_end(person)
        too_fast = len(wrote) == most and at - wrote[0] < within
        wrote.append(at)
        while len(self._wrote) > REMEMBERED:
            self._wrote.popitem(last=False)
        return too_fast
