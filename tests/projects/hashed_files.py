"""A project whose static files have names with hashes, which must be found in our templates and style sheets."""

import tempfile

from tests.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
STATIC_ROOT = tempfile.mkdtemp(prefix="django-jss-static-")
