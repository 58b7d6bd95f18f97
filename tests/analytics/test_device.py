"""What user agents and client hints tell of devices, and of languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jss.analytics.client.device import device_of, languages_of
from django_jss.engine.devices import BROWSERS, SYSTEMS

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 "
    "Mobile/15E148 Safari/604.1"
)
TABLET = (
    "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
)
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"
LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:126.0) Gecko/20100101 Firefox/126.0"
CONSOLE = "Mozilla/5.0 (PlayStation 4 3.11) AppleWebKit/537.73 (KHTML, like Gecko)"
TV = "Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/5.0 TV Safari/537.36"
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        (IPHONE, "phone"),
        (PHONE, "phone"),
        (TABLET, "tablet"),
        (LINUX, "desktop"),
        (MAC, "desktop"),
        (WINDOWS, "desktop"),
        (CONSOLE, "console"),
        (TV, "tv"),
        (GOOGLE, "bot"),
        ("curl/8.5.0", "bot"),
        ("", None),
        ("something else", None),
    ],
)
def test_kind_of_device_is_told_by_the_user_agent(user_agent, kind):
    assert device_of({"User-Agent": user_agent}).get("type") == kind


def test_system_browser_and_maker_are_named_with_their_versions():
    assert device_of({"User-Agent": IPHONE}) == {
        "type": "phone",
        "is_touch": True,
        "os": "iOS",
        "os_version": 17,
        "browser": "Safari",
        "browser_version": 17,
        "vendor": "Apple",
        "model": "iPhone",
    }


AGENTS = {
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36": (
        "macOS",
        "Chrome",
    ),
    MAC: ("macOS", "Safari"),
    IPHONE: ("iOS", "Safari"),
    f"{IPHONE.replace('Version/17.0', 'CriOS/120.0.0.0')}": ("iOS", "Chrome"),
    f"{IPHONE.replace('Version/17.0', 'FxiOS/120.0')}": ("iOS", "Firefox"),
    PHONE: ("Android", "Chrome"),
    PHONE.replace("Pixel 8)", "Pixel 8; wv)").replace("Chrome/", "Version/4.0 Chrome/"): ("Android", "Chrome"),
    f"{PHONE} EdgA/120.0.0.0": ("Android", "Edge"),
    "Mozilla/5.0 (Android 13; Mobile; rv:109.0) Gecko/118.0 Firefox/118.0": ("Android", "Firefox"),
    PHONE.replace("Chrome/", "SamsungBrowser/21.0 Chrome/"): ("Android", "Samsung Internet"),
    WINDOWS: ("Windows", "Firefox"),
    f"{LINUX.replace('X11; Linux', 'Windows NT 10.0; Win64')} Edg/120.0.0.0": ("Windows", "Edge"),
    f"{LINUX} OPR/105.0.0.0": ("Linux", "Opera"),
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/118.0": ("Linux", "Firefox"),
    LINUX.replace("Linux x86_64", "CrOS x86_64 14541.0.0"): ("Chrome OS", "Chrome"),
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko": ("Windows", "Internet Explorer"),
}


@pytest.mark.parametrize(("agent", "names"), AGENTS.items())
def test_names_are_those_that_authors_choose_from(agent, names):
    found = device_of({"User-Agent": agent})

    assert (found["os"], found["browser"]) == names
    assert found["os"] in SYSTEMS
    assert found["browser"] in BROWSERS


@pytest.mark.parametrize(
    ("platform", "version", "expected"),
    [
        ("macOS", "14.1.0", ("macOS", 14)),
        ("Windows", "15.0.0", ("Windows", 11)),
        ("Windows", "10.0.0", ("Windows", 10)),
        ("Chromium OS", "1.0", ("Chrome OS", 1)),
        ("Android", "14", ("Android", 14)),
    ],
)
def test_names_of_client_hints_are_the_same(platform, version, expected):
    hints = {"Sec-CH-UA-Platform": f'"{platform}"', "Sec-CH-UA-Platform-Version": f'"{version}"'}

    found = device_of({"User-Agent": LINUX, **hints})

    assert (found["os"], found["os_version"]) == expected


def test_what_is_not_said_is_not_there():
    assert device_of({}) == {}
    assert "is_touch" not in device_of({"User-Agent": WINDOWS})


def test_client_hints_stand_above_the_user_agent():
    hints = {
        "User-Agent": LINUX,
        "Sec-CH-UA-Mobile": "?1",
        "Sec-CH-UA-Platform": '"Android"',
        "Sec-CH-UA-Platform-Version": '"14.0.0"',
        "Sec-CH-UA-Model": '"Pixel 8"',
        "Sec-CH-Viewport-Width": "390",
    }

    found = device_of(hints)

    assert (found["type"], found["os"], found["os_version"], found["model"]) == ("phone", "Android", 14, "Pixel 8")
    assert found["screen_width"] == 390
    assert "screen_height" not in found


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        ("da-DK,en;q=0.5,de;q=0.7", ("da-dk", "de", "en")),
        ("en", ("en",)),
        ("*", ()),
        ("", ()),
        ("da;q=0, sv", ("sv",)),
        ("da;q=x", ("da",)),
        ("<script>, en", ("en",)),
    ],
)
def test_languages_are_read_in_their_order(header, languages):
    assert languages_of(header) == languages


@given(st.text(), st.text())
def test_no_header_is_too_strange(agent, languages):
    assert isinstance(device_of({"User-Agent": agent, "Sec-CH-Viewport-Width": languages}), dict)
    assert isinstance(languages_of(languages), tuple)
