"""Media: files of the library, images also in other sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views import View

from django_jss.content.media_serving import MediaFile, find_media, sized

MAX_AGE = 3600
CHUNK = 64 * 1024
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
# What a browser may show from this host, for it runs nothing that is inside; all else is downloaded.
SHOWN = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/svg+xml",
    "image/vnd.microsoft.icon",
    "application/pdf",
    "video/",
    "audio/",
    "text/plain",
)
# Opened as a page of its own, an SVG image may run nothing and load nothing. Browsers do not show PDF under a policy
# such as this, and run what is inside apart from this host anyway.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class MediaView(View):
    """`GET /-/media/{site}/{path}`: needs no key, sets no cookie, counts nothing; cacheable, with ETag and ranges."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, path: str) -> HttpResponseBase:
        media = find_media(path)
        if media is None:
            raise Http404
        try:
            return served(request, sized(media, request.GET))
        except FileNotFoundError as error:
            raise Http404 from error

    head = get


def served(request: HttpRequest, file: MediaFile) -> HttpResponseBase:
    """The file, part of it, or the word that the browser has it already."""
    etag, changed_at = f'"{file.checksum}"', int(file.changed_at.timestamp())
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=changed_at)
    if response is None:
        response = _content(request, file, etag)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed_at)
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    if file.mime_type != "application/pdf":
        response["Content-Security-Policy"] = POLICY
    response["Access-Control-Allow-Origin"] = "*"
    # The element of a page on another host may show it, whatever the project says of its own pages.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Disposition"] = "inline" if file.mime_type.startswith(SHOWN) else "attachment"
    return response


def _content(request: HttpRequest, file: MediaFile, etag: str) -> HttpResponseBase:
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(content_type=file.mime_type)
        response["Content-Length"] = str(file.size)
        return response
    window = _window(request, file.size, etag)
    if window is None:
        response = FileResponse(file.open(), content_type=file.mime_type)
        response["Content-Length"] = str(file.size)
        return response
    first, last = window
    if first > last:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{file.size}"
        return response
    response = StreamingHttpResponse(_part(file.open(), first, last), status=206, content_type=file.mime_type)
    response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    response["Content-Length"] = str(last - first + 1)
    return response


def _part(stream: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with stream:
        stream.seek(first)
        left = last - first + 1
        while left and (chunk := stream.read(min(left, CHUNK))):
            left -= len(chunk)
            yield chunk


def _window(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte that are asked for; the first behind the last if they lie outside; None for all of it.

    RFC 9110, section 14: what is asked in another way than as one range of bytes is ignored, and so is a range that
    ends before it begins.
    """
    match = RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None or not any(match.groups()) or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if not first:
        return max(size - int(last), 0), size - 1
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1
