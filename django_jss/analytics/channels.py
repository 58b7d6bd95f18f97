"""The standard channels, and which of them a visit came by if no rule of the site says otherwise."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connections, router

from django_jss.analytics.models import Channel

_NAMESPACE = uuid.UUID("6f1c2f0e-4f9b-4b1d-9a55-2f8f0a1b7c3d")
# Types, their groups, and the channels of these: alias and name.
STANDARD: Mapping[tuple[str, str], Mapping[tuple[str, str], Mapping[str, str]]] = {
    ("online", "Online"): {
        ("direct-group", "Direct"): {"direct": "Direct"},
        ("search", "Search"): {"organic-search": "Organic search", "paid-search": "Paid search"},
        ("social", "Social"): {"social-network": "Social network", "paid-social": "Paid social"},
        ("email-group", "E-mail"): {"email": "E-mail"},
        ("referral-group", "Referral"): {
            "referral": "Referral",
            "assistant": "AI assistant",
            "affiliate": "Affiliate",
        },
        ("advertising", "Advertising"): {"display": "Display", "video": "Video"},
        ("messaging", "Messaging"): {"sms": "SMS", "push": "Push notification"},
        ("other-online-group", "Other"): {"other-online": "Other online"},
    },
    ("offline", "Offline"): {
        ("print-group", "Print"): {"print": "Print", "qr-code": "QR code"},
        ("personal", "Personal"): {"event": "Event", "phone": "Phone", "store": "Store"},
    },
}
# What `utm_medium` says, in lower case, and the channel that it means.
_MEDIA: Mapping[str, str] = {
    **dict.fromkeys(("email", "e-mail", "e_mail", "newsletter", "mail"), "email"),
    **dict.fromkeys(("cpc", "ppc", "paidsearch", "paid-search", "paid_search", "sem"), "paid-search"),
    **dict.fromkeys(("paidsocial", "paid-social", "paid_social", "social-paid", "social_paid"), "paid-social"),
    **dict.fromkeys(("social", "social-network", "social-media", "sm", "social_network"), "social-network"),
    **dict.fromkeys(("display", "banner", "cpm", "interstitial", "expandable"), "display"),
    **dict.fromkeys(("affiliate", "affiliates", "partner"), "affiliate"),
    **dict.fromkeys(("video", "cpv"), "video"),
    **dict.fromkeys(("referral", "link", "app"), "referral"),
    **dict.fromkeys(("organic",), "organic-search"),
    **dict.fromkeys(("sms",), "sms"),
    **dict.fromkeys(("push", "mobile", "notification", "web-push"), "push"),
    **dict.fromkeys(("qr", "qrcode", "qr-code", "qr_code"), "qr-code"),
    **dict.fromkeys(("print", "flyer", "leaflet", "poster"), "print"),
}
# What was found of the referrer, and the channel that it means; the first that is there decides.
_REFERRERS: Mapping[str, str] = {
    "search_engine": "organic-search",
    "network": "social-network",
    "mail": "email",
    "assistant": "assistant",
    "referrer_host": "referral",
}


def standard_channel(source: Mapping[str, str]) -> str:
    """The alias of the channel that a source, as `source_of` tells it, means: by UTM medium, click id, referrer, in that order."""
    if medium := source.get("utm_medium", "").casefold():
        return _MEDIA.get(medium, "other-online")
    if "paid" in source:
        return "paid-social" if "network" in source else "paid-search"
    return next((alias for entry, alias in _REFERRERS.items() if entry in source), "direct")


def create_standard_channels(using: str | None = None, **kwargs: Any) -> None:
    """Store the standard channels if there are none at all; receives `post_migrate`."""
    database = using or router.db_for_write(Channel)
    rows = Channel.objects.using(database)
    is_there = Channel._meta.db_table in connections[database].introspection.table_names()
    if not is_there or rows.exists():
        return
    for type_, groups in STANDARD.items():
        top = rows.create(**_columns(*type_))
        for group, channels in groups.items():
            above = rows.create(parent=top, **_columns(*group))
            rows.bulk_create(Channel(parent=above, **_columns(alias, name)) for alias, name in channels.items())


def _columns(alias: str, name: str) -> dict[str, Any]:
    return {"guid": uuid.uuid5(_NAMESPACE, alias), "alias": alias, "name": name}
