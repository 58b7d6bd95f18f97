"""Names of systems, browsers and makers: as people say them, whatever user agents, client hints and parsers call them."""

from __future__ import annotations

from collections.abc import Mapping

# What is offered to authors, each with other names for the same, in lower case (ua-parser's, and those of client hints).
Names = Mapping[str, tuple[str, ...]]

SYSTEMS: Names = {
    "Android": (),
    "Chrome OS": ("chromeos", "chromium os", "cros"),
    "Fire OS": (),
    "HarmonyOS": (),
    "iOS": ("iphone os", "ipados"),
    "KaiOS": (),
    "Linux": ("ubuntu", "debian", "fedora", "red hat", "centos", "suse", "arch linux", "gentoo", "mageia", "slackware"),
    "macOS": ("mac os x", "mac os", "os x"),
    "Tizen": (),
    "tvOS": ("atv os x",),
    "webOS": ("web0s",),
    "Windows": (),
    "Windows Phone": (),
}
BROWSERS: Names = {
    "Android Browser": ("android",),
    "Chrome": (
        *("chrome mobile", "chrome mobile ios", "chrome mobile webview", "google chrome"),
        *("chromium", "headlesschrome"),
    ),
    "DuckDuckGo": ("duckduckgo mobile",),
    "Edge": ("edge mobile", "microsoft edge"),
    "Facebook": (),
    "Firefox": ("firefox mobile", "firefox ios"),
    "Instagram": (),
    "Internet Explorer": ("ie", "ie mobile", "msie"),
    "Opera": ("opera mobile", "opera touch"),
    "Opera Mini": (),
    "Safari": ("mobile safari", "mobile safari ui/wkwebview"),
    "Samsung Internet": ("samsung browser",),
    "UC Browser": (),
    "Vivaldi": (),
    "Yandex Browser": ("yandex", "yabrowser"),
}
VENDORS: Names = dict.fromkeys(
    (
        *("Amazon", "Apple", "Asus", "Google", "HTC", "Huawei", "Lenovo", "LG", "Microsoft", "Motorola", "Nokia"),
        *("OnePlus", "Oppo", "Realme", "Samsung", "Sony", "Vivo", "XiaoMi"),
    ),
    (),
)


class KnownNames:
    """A list of names, by which other names for the same are found, whatever their case."""

    def __init__(self, names: Names) -> None:
        self._by_key = {other: name for name, others in names.items() for other in (name.casefold(), *others)}

    def __call__(self, text: str) -> str:
        """The name that stands in the list; what is not in it as it is."""
        return self._by_key.get(text.strip().casefold(), text)


system_name, browser_name, vendor_name = KnownNames(SYSTEMS), KnownNames(BROWSERS), KnownNames(VENDORS)
