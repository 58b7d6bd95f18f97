"""Regular expressions that authors write: linear in time whatever they say, by the RE2 library (extra `regex`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

try:
    import re2
except ImportError:
    re2 = None

MAX_SUBJECT = 2000
_MEMORY = 1 << 20


@lru_cache(maxsize=1000)
def matcher(pattern: str) -> Callable[[str], bool]:
    """A test whether a text holds a match of the pattern, case put aside; only its first `MAX_SUBJECT` characters count.

    Raises `ValueError` for what is no regular expression of RE2, and if the extra is not installed.
    """
    if re2 is None:
        raise ValueError(_("regular expressions need the extra: pip install 'django-jss[regex]'"))
    options = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = False, False, _MEMORY
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(str(_("not a regular expression: {error}")).format(error=_text(error))) from error
    return lambda text: compiled.search(text[:MAX_SUBJECT]) is not None


def _text(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
