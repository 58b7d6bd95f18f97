"""Questions about what the visitor uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from django_jss.engine.conditions.base import Group, Predicate, condition
from django_jss.engine.conditions.comparing import (
    PARTIAL_TEXT,
    SEPARATOR,
    EntryNumber,
    EntryText,
    known_entry,
    text_predicate,
    yes_or_no,
)
from django_jss.engine.devices import KnownNames, browser_name, system_name, vendor_name
from django_jss.engine.facts import Fact, Facts
from django_jss.engine.logic import Verdict
from django_jss.engine.parameters import BrowserName, DeviceKinds, Name, SystemName, TextComparison, VendorName

DEVICE_HELP = _("As the browser says of itself. Unknown where it does not say.")
NAME_HELP = _("Choose from the list or type another name; case does not count. Unknown where the browser does not say.")
SIZE_HELP = _("In CSS pixels of the window. Known only of browsers that were asked for it by client hints.")


@condition(
    "device_type",
    group=Group.DEVICE,
    sentence=_("the visitor uses {kinds}"),
    help_text=DEVICE_HELP,
    cost=2,
)
@dataclass(frozen=True, slots=True)
class DeviceType:
    """Whether the device is of one of these kinds."""

    kinds: DeviceKinds
    needs: ClassVar = frozenset({Fact.DEVICE})

    def compile(self) -> Predicate:
        kinds, fact = frozenset(self.kinds), str(Fact.DEVICE)

        def predicate(facts: Facts) -> Verdict:
            device = facts[fact]
            kind = device.get("type") if isinstance(device, Mapping) else None
            return kind in kinds if isinstance(kind, str) else None

        return predicate


@condition(
    "touch_screen", group=Group.DEVICE, sentence=_("the device has a touch screen"), help_text=DEVICE_HELP, cost=2
)
@dataclass(frozen=True, slots=True)
class TouchScreen:
    """Whether the device is used by touch; of desktops that is not known."""

    needs: ClassVar = frozenset({Fact.DEVICE})

    def compile(self) -> Predicate:
        return yes_or_no(str(Fact.DEVICE), "is_touch")


@condition(
    "preferred_language",
    group=Group.DEVICE,
    sentence=_("the language that the browser asks for first is {language}"),
    help_text=_("A code such as da; it stands for da-DK and the like as well."),
    cost=1,
)
@dataclass(frozen=True, slots=True)
class PreferredLanguage:
    """Whether the first language of the browser is this one, or a variety of it."""

    language: Name
    needs: ClassVar = frozenset({Fact.LANGUAGES})

    def compile(self) -> Predicate:
        code, fact = self.language.lower(), str(Fact.LANGUAGES)

        def predicate(facts: Facts) -> Verdict:
            languages = facts[fact]
            if not isinstance(languages, tuple) or not languages:
                return None
            return languages[0] == code or languages[0].startswith(f"{code}-")

        return predicate


@dataclass(frozen=True, slots=True)
class EntryName(EntryText):
    """Base of conditions about a name that has several spellings; `named` finds the one that all of them stand for."""

    named: ClassVar[KnownNames]

    def compile(self) -> Predicate:
        (fact, entry), named = self.source, self.named

        def read(facts: Facts) -> object:
            name = known_entry(facts, fact, entry)
            return named(name) if isinstance(name, str) else name

        return text_predicate(read, self.comparison, self._wanted())

    def _wanted(self) -> str:
        """The value, its names spelt as `named` spells them; parts of names and expressions are left alone."""
        if self.comparison is TextComparison.ONE_OF:
            return SEPARATOR.join(self.named(name) for name in self.value.split(SEPARATOR))
        return self.value if self.comparison in PARTIAL_TEXT | {TextComparison.MATCHES} else self.named(self.value)


@condition(
    "operating_system",
    group=Group.DEVICE,
    sentence=_("the operating system {comparison} {value}"),
    help_text=NAME_HELP,
    cost=2,
)
@dataclass(frozen=True, slots=True)
class OperatingSystem(EntryName):
    """The name of the system, such as Android, iOS, Windows or macOS."""

    value: SystemName = ""  # type: ignore[assignment]
    named: ClassVar = system_name
    source: ClassVar = (Fact.DEVICE, "os")
    needs: ClassVar = frozenset({Fact.DEVICE})


@condition(
    "operating_system_version",
    group=Group.DEVICE,
    sentence=_("the major version of the operating system {comparison} {value} {upper}"),
    help_text=DEVICE_HELP,
    cost=2,
)
@dataclass(frozen=True, slots=True)
class OperatingSystemVersion(EntryNumber):
    """The part of the version before its first dot."""

    source: ClassVar = (Fact.DEVICE, "os_version")
    needs: ClassVar = frozenset({Fact.DEVICE})


@condition("browser", group=Group.DEVICE, sentence=_("the browser {comparison} {value}"), help_text=NAME_HELP, cost=2)
@dataclass(frozen=True, slots=True)
class Browser(EntryName):
    """The name of the browser, such as Firefox, Chrome or Safari, on whatever device."""

    value: BrowserName = ""  # type: ignore[assignment]
    named: ClassVar = browser_name
    source: ClassVar = (Fact.DEVICE, "browser")
    needs: ClassVar = frozenset({Fact.DEVICE})


@condition(
    "browser_version",
    group=Group.DEVICE,
    sentence=_("the major version of the browser {comparison} {value} {upper}"),
    help_text=DEVICE_HELP,
    cost=2,
)
@dataclass(frozen=True, slots=True)
class BrowserVersion(EntryNumber):
    """The part of the version before its first dot."""

    source: ClassVar = (Fact.DEVICE, "browser_version")
    needs: ClassVar = frozenset({Fact.DEVICE})


@condition(
    "device_vendor",
    group=Group.DEVICE,
    sentence=_("the maker of the device {comparison} {value}"),
    help_text=NAME_HELP,
    cost=2,
)
@dataclass(frozen=True, slots=True)
class DeviceVendor(EntryName):
    """Who made the device, such as Samsung."""

    value: VendorName = ""  # type: ignore[assignment]
    named: ClassVar = vendor_name
    source: ClassVar = (Fact.DEVICE, "vendor")
    needs: ClassVar = frozenset({Fact.DEVICE})


@condition(
    "device_model",
    group=Group.DEVICE,
    sentence=_("the model of the device {comparison} {value}"),
    help_text=DEVICE_HELP,
    cost=2,
)
@dataclass(frozen=True, slots=True)
class DeviceModel(EntryText):
    """The model as its maker calls it."""

    source: ClassVar = (Fact.DEVICE, "model")
    needs: ClassVar = frozenset({Fact.DEVICE})


@condition(
    "screen_width",
    group=Group.DEVICE,
    sentence=_("the width of the window {comparison} {value} {upper}"),
    help_text=SIZE_HELP,
    cost=2,
)
@dataclass(frozen=True, slots=True)
class ScreenWidth(EntryNumber):
    """Pixels across."""

    source: ClassVar = (Fact.DEVICE, "screen_width")
    needs: ClassVar = frozenset({Fact.DEVICE})


@condition(
    "screen_height",
    group=Group.DEVICE,
    sentence=_("the height of the window {comparison} {value} {upper}"),
    help_text=SIZE_HELP,
    cost=2,
)
@dataclass(frozen=True, slots=True)
class ScreenHeight(EntryNumber):
    """Pixels from top to bottom."""

    source: ClassVar = (Fact.DEVICE, "screen_height")
    needs: ClassVar = frozenset({Fact.DEVICE})
