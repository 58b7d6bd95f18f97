"""Bots, as far as they say so."""

from __future__ import annotations

import re
from functools import lru_cache

try:
    from crawleruseragents import is_crawler as _is_crawler
except ImportError:  # the extra "ua" is not installed
    _is_crawler = None

_LONGEST = 500
_BRIEF = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|facebookexternalhit|headless|lighthouse|pingdom|uptime|preview|scrapy|"
    r"^(?:curl|wget|python|java|go-http|okhttp|libwww|httpclient|axios|node|undici|postman)",
    re.IGNORECASE,
)


def is_installed() -> bool:
    """Whether there is a kept list of crawlers, for which the extra "ua" is needed, and not just a brief one of ours."""
    return _is_crawler is not None


@lru_cache(maxsize=8192)
def is_bot(user_agent: str) -> bool:
    """Whether a user agent is that of a crawler, a monitor or a program; nobody who says nothing is taken for one.

    The list is gone through once for each user agent, since that takes about a millisecond.
    """
    cut = user_agent[:_LONGEST]
    return bool(_BRIEF.search(cut)) or (_is_crawler is not None and _is_crawler(cut))
