"""The visitor: who asks, as far as the request and our records tell. Nothing is read until something is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from django_jss.analytics.client.bots import is_bot
from django_jss.analytics.client.kept import Client
from django_jss.analytics.consent import Consent, Tracking, behaves_like_a_bot, consent_on, keep_consent, permission
from django_jss.analytics.cookies import GlobalCookie, is_ours, new_device_guid, read_cookie
from django_jss.analytics.history import identifier_sources, past_channels, past_events, past_pages
from django_jss.analytics.identity import identify
from django_jss.analytics.ingest import current_sink
from django_jss.analytics.models import Device
from django_jss.analytics.origins import NoOrigin, Origin
from django_jss.analytics.recognition import KnownVisit, KnownVisitor, database, recognise
from django_jss.analytics.records import EventRecord, Happenings, Record, count_goals
from django_jss.conf import settings
from django_jss.engine.history import PastEvent, PastPage
from django_jss.engine.patterns import Tally, read_tallies
from django_jss.sites import directory
from django_jss.sites.directory import SiteInfo


class Visitor:
    """A device, its contact and its visit.

    What rules ask for is *prospective*: the number of the visit that this request belongs to or will start, and the
    goals of that visit, those included that the request itself is about to trigger. All questions together cost at
    most one query, and one more if they are asked again after something was recorded; `past_events` and `past_pages`
    cost one each.
    """

    def __init__(self, origin: Origin | None = None, *, is_imagined: bool = False) -> None:
        self._origin = origin or NoOrigin()
        # Of somebody who is not here nothing is ever stored.
        self._is_imagined = is_imagined
        # Where the visitor is; consent is given site by site.
        self.site: SiteInfo | None = None
        # Set when something was stored, of others than bots: then the response carries the cookie.
        self.was_recorded = False
        # Set when the visitor chose whether to be tracked: then the response carries that.
        self.has_chosen = False
        # What the request triggers by itself, such as a campaign; None while nobody has looked.
        self.arrival: Sequence[EventRecord] | None = None
        # What rules decided about this request, so that they are not asked again.
        self.decided: dict[Hashable, Any] = {}
        self._has_changed = False
        self._is_human = False

    def enter(self, site: SiteInfo | None) -> None:
        """Tell the visitor which site this request is for, before anything is asked that depends on consent."""
        if site is not None and site != self.site:
            self.site = site
            for name in ("consent", "tracking"):
                self.__dict__.pop(name, None)

    @cached_property
    def consent(self) -> Consent:
        """What the visitor chose on the site."""
        return consent_on(self.site, self._origin.consent_cookie) if self.site else Consent.NOT_ASKED

    @property
    def is_bot(self) -> bool:
        """Whether the user agent says so, whatever may be recorded. No query."""
        return is_bot(self.client.user_agent)

    @property
    def permission(self) -> Tracking:
        """What the request itself says about tracking on the site: choice, browser, user agent. No query."""
        allowed = permission(self.site, self.consent, has_privacy_signal=self._origin.has_privacy_signal)
        return Tracking.BOT if allowed is Tracking.ON and self.is_bot else allowed

    @cached_property
    def tracking(self) -> Tracking:
        """Whether what this visitor does is recorded on the site, or why not. A device that is known may cost a query."""
        allowed = self.permission
        may_be_suspected = settings.BOT_PAGES_A_MINUTE or settings.BOT_PAGES_UNIDENTIFIED
        if allowed is Tracking.ON and may_be_suspected and behaves_like_a_bot(self.known, self.now):
            return Tracking.SUSPECTED_BOT
        return allowed

    @property
    def may_be_tracked(self) -> bool:
        """Whether what this visitor does may be stored; without it nothing ever is."""
        if self._is_imagined:
            return False
        return self.tracking is Tracking.ON or (self.tracking.is_about_bots and settings.BOTS == "flag")

    @property
    def may_be_known(self) -> bool:
        """Whether rules may ask what is kept of the visitor; of bots there is nothing to ask. No query."""
        return self._is_imagined or self.permission is Tracking.ON

    @cached_property
    def client(self) -> Client:
        """Where the request comes from."""
        return self._origin.client()

    @property
    def source(self) -> Mapping[str, str]:
        """Where the visit comes from, as `client.source` says."""
        return self.open_visit.source if self.open_visit else self.client.source

    @property
    def first_source(self) -> Mapping[str, str]:
        """Where the contact's first visit came from."""
        return self.known.first_source if self.known else self.source

    @property
    def visit_number(self) -> int:
        """How many visits the contact has made, this one included: 1 on the first."""
        if visit := self.open_visit:
            return visit.number
        return self.known.visit_count + 1 if self.known else 1

    @property
    def visit_goal_counts(self) -> Mapping[str, int]:
        """How often each goal was triggered in this visit, by the goal's GUID (lower case, dashed)."""
        return self._with_arrival(self.open_visit.goal_counts if self.open_visit else {})

    @property
    def contact_goal_counts(self) -> Mapping[str, int]:
        """How often the contact ever triggered each goal, by the goal's GUID (lower case, dashed)."""
        return self._with_arrival(self.known.goal_counts if self.known else {})

    @property
    def visit_tallies(self) -> Mapping[str, Tally]:
        """What the scored page views of this visit add up to, by profile GUID; the page being viewed is not in it."""
        return read_tallies(self.open_visit.profile_tallies) if self.open_visit else {}

    @property
    def contact_tallies(self) -> Mapping[str, Tally]:
        """What all scored page views of the contact add up to, by profile GUID; the page being viewed is not in it."""
        return read_tallies(self.known.profile_tallies) if self.known else {}

    @property
    def visit_value(self) -> int:
        """The points that this visit has gained."""
        return (self.open_visit.engagement_value if self.open_visit else 0) + self._arriving_points

    @property
    def contact_value(self) -> int:
        """The points that the contact has gained in all visits."""
        return (self.known.engagement_value if self.known else 0) + self._arriving_points

    @property
    def visit_started_at(self) -> datetime:
        """When this visit began; now, if the request starts it."""
        return self.open_visit.started_at if self.open_visit else self.now

    @property
    def first_visit_at(self) -> datetime:
        """When the contact's first visit began; now, if the request starts it."""
        return (self.known.first_visit_at if self.known else None) or self.visit_started_at

    @property
    def previous_visit_at(self) -> datetime | None:
        """When the contact's visit before this one began, on whatever device; None on the first."""
        if visit := self.open_visit:
            return visit.previous_visit_at
        return self.known.last_visit_at if self.known else None

    @property
    def visit_campaign_guid(self) -> UUID | None:
        """The campaign that has the credit for this visit."""
        if self.open_visit and self.open_visit.campaign_guid:
            return self.open_visit.campaign_guid
        return next((event.definition_guid for event in self.arrival or () if event.campaign_id is not None), None)

    @property
    def visit_channel_guid(self) -> UUID | None:
        """The channel that was decided on when the visit started; None for a visit that has yet to start."""
        return self.open_visit.channel_guid if self.open_visit else None

    @cached_property
    def past_events(self) -> tuple[PastEvent, ...]:
        """The latest events of the contact, the newest first, those included that the request is about to trigger."""
        credited = self.open_visit.campaign_id if self.open_visit else None
        coming = [
            PastEvent(
                kind=str(event.kind),
                definition=str(event.definition_guid or ""),
                at=event.at,
                visit_number=self.visit_number,
                value=float(event.monetary_value or 0),
                data=event.data,
                name=event.name,
            )
            for event in reversed(self.arrival or ())
            if event.campaign_id is None or event.campaign_id != credited
        ]
        return (*coming, *(past_events(self.known.contact_id) if self.known else ()))

    @cached_property
    def past_pages(self) -> tuple[PastPage, ...]:
        """The latest page views of the contact that are stored, the newest first."""
        return past_pages(self.known.contact_id) if self.known else ()

    @cached_property
    def past_channels(self) -> tuple[PastEvent, ...]:
        """The channels of the contact's latest visits, the newest first."""
        return past_channels(self.known.contact_id) if self.known else ()

    @cached_property
    def identifier_sources(self) -> tuple[str, ...]:
        """The sources that know the contact; a query only if it is identified."""
        known = self.known
        return identifier_sources(known.contact_id) if known and known.identified_at else ()

    @property
    def open_visit(self) -> KnownVisit | None:
        """The visit that goes on with this request; None if one would start."""
        visit = self.known.latest_visit if self.known else None
        return visit if visit and visit.goes_on(self.now) else None

    def is_on(self, path: str) -> bool:
        """Whether the page that the visitor saw last, in this visit, is the one at `path`."""
        return self.open_visit is not None and self.open_visit.path == path

    @cached_property
    def known(self) -> KnownVisitor | None:
        """What our records hold of the device; None before its first record."""
        return recognise(self.device_guid) if self._has_changed else self._recognised[1]

    @property
    def device_guid(self) -> UUID:
        """The id of the device: that of its cookie or session, else a new one."""
        return self._recognised[0]

    @property
    def seed(self) -> str:
        """What decides of the contact's shares in draws; it does not change when the contact becomes known."""
        return str((self.known.seed if self.known else None) or self.device_guid)

    @property
    def is_new_device(self) -> bool:
        """Whether there was no record of the device when the request came."""
        return self._recognised[1] is None

    @property
    def cookie(self) -> GlobalCookie:
        """The cookie by which the device is known the next time."""
        known = self._recognised[1]
        return GlobalCookie(self.device_guid, is_human=self._is_human or (known is not None and known.is_human))

    @cached_property
    def now(self) -> datetime:
        """The instant at which the request happens."""
        return timezone.now()

    def record(
        self,
        records: Sequence[Record],
        *,
        site_id: int,
        language: str = "",
        channel_id: int | None = None,
        clock_skew_ms: int | None = None,
    ) -> None:
        """Store what the visitor did, in order; site, language and channel describe the visit, should one start.

        Raises what the sink raises, `DatabaseError` for the default one; nothing is stored then.
        """
        self.enter(directory.current().site_by_id(site_id))
        if not records or not self.may_be_tracked:
            return
        is_bot = self.tracking.is_about_bots
        happenings = Happenings(
            device_guid=self.device_guid,
            known=self.known,
            at=self.now,
            site_id=site_id,
            language=language,
            client=self.client,
            records=tuple(records),
            channel_id=channel_id,
            is_bot=is_bot,
            clock_skew_ms=clock_skew_ms,
        )
        is_new = self.known is None
        current_sink().store(happenings)
        self.was_recorded, self.arrival = self.was_recorded or not is_bot, ()
        self._forget()
        self._keep_earlier_consent(is_new=is_new)

    def identify(self, source: str, value: str, attributes: Mapping[str, Any] | None = None) -> UUID | None:
        """Say who the visitor is: see `identity.identify`. The contact's GUID; None, and nothing done, if not tracked."""
        if not self.may_be_tracked:
            return None
        is_new = self.known is None
        identified = identify(self.device_guid, source, value, attributes)
        self.was_recorded = True
        self._forget()
        self._keep_earlier_consent(is_new=is_new)
        return identified.contact_guid

    def choose(self, consent: Consent) -> None:
        """Give or refuse the consent to be tracked on the site entered; kept as proof once the contact is known.

        Refusing takes the cookie away; what is stored stays until it is erased.
        """
        if self.site is None:
            raise ValueError("The visitor has not entered a site.")
        self.has_chosen = True
        if self.known:
            keep_consent(self.known.contact_id, self.site.id, consent, self.now)
        self.__dict__.pop("tracking", None)
        self.__dict__["consent"] = consent

    def _keep_earlier_consent(self, *, is_new: bool) -> None:
        """Keep the consent that was given before there was a contact to keep it with, as it is where sites require it."""
        if is_new and self.consent is Consent.GIVEN and self.site and self.known:
            keep_consent(self.known.contact_id, self.site.id, self.consent, self.now)

    @property
    def site_key(self) -> str:
        """By which name the consent cookie knows the site."""
        return self.site.guid.hex if self.site else ""

    def show_human(self) -> bool:
        """Note that a person uses the device, who has seen a page; False if there is nothing to note that on.

        One who was taken for a bot, being quick, no longer is.
        """
        known = self.known if self.may_be_known and not self._is_imagined else None
        if not (known and known.latest_visit and known.latest_visit.page_view_count):
            return False
        Device.objects.using(database()).filter(pk=known.device_id).update(is_human=True)
        self._is_human = self.was_recorded = True
        self._forget()
        return True

    def start_over(self) -> None:
        """Be somebody new from now on: another device, of which nothing is known."""
        if self._recognised[1] is not None and not self._is_imagined:
            self.__dict__["_recognised"] = (new_device_guid(), None)
            self.was_recorded = True
            self._forget()

    def end_visit(self) -> None:
        """Let the next activity start a new visit; nothing happens if there is none."""
        if self.may_be_tracked and self.open_visit:
            current_sink().end_visit(self.device_guid, self.now)
            self._forget()

    def _forget(self) -> None:
        self._has_changed = True
        for name in ("known", "tracking", "past_events", "past_pages", "past_channels", "identifier_sources"):
            self.__dict__.pop(name, None)

    @cached_property
    def _recognised(self) -> tuple[UUID, KnownVisitor | None]:
        """The device and what was known of it at first.

        An id that came from outside counts if we know it, or if it bears our mark: then other requests
        with the same cookie may be on their way, and all must arrive at one contact.
        """
        guid = self._claimed_device()
        known = recognise(guid) if guid else None
        if guid is None or not (known or is_ours(guid)):
            guid = new_device_guid()
        return guid, known

    def _claimed_device(self) -> UUID | None:
        if text := self._origin.cookie:
            cookie = read_cookie(text)
            return cookie.device_guid if cookie else None
        return self._origin.linked_device()

    @property
    def _arriving_points(self) -> int:
        return sum(event.points for event in self.arrival or ())

    def _with_arrival(self, counts: Mapping[str, int]) -> Mapping[str, int]:
        return Counter(counts) + count_goals(self.arrival) if self.arrival else counts
