"""Which addresses a run asks at all, by the patterns of the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable


class Choice:
    """Asks what a pattern of `include` is found in, or everything without one, less what one of `exclude` is found in.

    The patterns are regular expressions over the whole address in its normal form.
    """

    def __init__(self, include: Iterable[str], exclude: Iterable[str]) -> None:
        self._include = tuple(map(re.compile, include))
        self._exclude = tuple(map(re.compile, exclude))

    def takes(self, url: str, *, led_here: bool) -> bool:
        """Say whether `url` is asked; where a redirect of an address that was chosen led here, `include` is met."""
        chosen = led_here or not self._include or any(pattern.search(url) for pattern in self._include)
        return chosen and not any(pattern.search(url) for pattern in self._exclude)
