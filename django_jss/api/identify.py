"""Identification: the site's server tells who a visitor is."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from django_jss.analytics.consent import Tracking, kept_consent, permission
from django_jss.analytics.cookies import read_cookie
from django_jss.analytics.identity import InvalidIdentity, check_identity, identify
from django_jss.analytics.recognition import recognise
from django_jss.api.bodies import parse_body, read_body
from django_jss.api.errors import ServiceError
from django_jss.api.schema import describe
from django_jss.api.throttles import KeyThrottle
from django_jss.api.tracker_schema import identify_schema
from django_jss.api.visitors import VisitorView
from django_jss.conf import settings
from django_jss.sites.models.api_keys import Service
from django_jss.tracker.entries import shown

SIGNATURE_HEADER = "X-JSS-Signature"
_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})", re.ASCII)


class IdentifyView(VisitorView):
    """`POST …/identify`: the body is signed with the key's secret, which no browser has.

    The visitor is the one whose cookie comes along, or, if the server itself calls, the one whose cookie's value it
    passes as `device`.
    """

    service = Service.IDENTIFY
    throttle_classes = [KeyThrottle]

    @describe(**identify_schema)
    def post(self, request: Request) -> Response:
        """Answer with the GUID of the contact; null if the visitor is not tracked."""
        body = read_body(request._request)
        self.require_signature(request.headers.get(SIGNATURE_HEADER, ""), body)
        told = parse_body(body)
        if not isinstance(told, dict):
            raise ServiceError("body_invalid", f"expected an object, got {shown(told)}")
        try:
            check_identity(told.get("source"), told.get("identifier"), _attributes(told))
        except InvalidIdentity as error:
            raise ServiceError("identity_invalid", error.message, field=error.field) from error
        guid = self.identify(told)
        return Response({"contact": str(guid) if guid else None})

    def identify(self, told: Mapping[str, Any]) -> UUID | None:
        """The contact of the device that the body names, else of the visitor who asks."""
        source, value, attributes = told["source"], told["identifier"], _attributes(told)
        if told.get("device") is None:
            self.visitor.enter(self.site())
            return self.visitor.identify(source, value, attributes)
        device = read_cookie(told["device"]) if isinstance(told["device"], str) else None
        known = recognise(device.device_guid) if device else None
        if device is None or known is None:
            raise ServiceError("device_unknown", "No device is known by that cookie.", field="device")
        site = self.site()
        kept = kept_consent(known.contact_id, site.id)
        if permission(site, kept, has_privacy_signal=False) is not Tracking.ON:
            return None
        return identify(device.device_guid, source, value, attributes).contact_guid

    def require_signature(self, text: str, body: bytes) -> None:
        """Raises `ServiceError` unless the body was signed with the key's secret a short time ago."""
        assert self.key is not None
        found = _SIGNATURE.fullmatch(text.strip())
        if found is None:
            message = f"The header {SIGNATURE_HEADER} is needed: t=<seconds since 1970>,v1=<signature>."
            raise ServiceError("signature_missing", message, status=403, field=SIGNATURE_HEADER)
        is_right = hmac.compare_digest(found[2], signature(self.key.signing_secret, int(found[1]), body))
        if not self.key.signing_secret or not is_right:
            message = "The signature does not go with the body."
            raise ServiceError("signature_invalid", message, status=403, field=SIGNATURE_HEADER)
        if abs(time.time() - int(found[1])) > settings.IDENTIFY_MAX_AGE:
            message = "The signature is too old, or a clock is wrong."
            raise ServiceError("signature_expired", message, status=403, field=SIGNATURE_HEADER)


def signature(secret: str, at: int, body: bytes) -> str:
    """HMAC-SHA256 of `<seconds since 1970>.<body>` with the secret, in hex."""
    return hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()


def _attributes(told: Mapping[str, Any]) -> Any:
    attributes = told.get("attributes")
    return {} if attributes is None else attributes
