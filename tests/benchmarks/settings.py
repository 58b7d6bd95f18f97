"""Settings of the benchmarks: the test suite's, on PostgreSQL, with nothing in the way of speed."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import env

DEBUG = False
DATABASES = {
    "default": {
        **env.db("BENCHMARK_DATABASE_URL", default="postgres://postgres@127.0.0.1:5432/django_jss_benchmark"),
        "CONN_MAX_AGE": None,
    }
}
CACHES = {"default": env.cache("CACHE_URL", default="rediscache://127.0.0.1:6379/5")}
ROOT_URLCONF = "tests.benchmarks.urls"
LOGGING_CONFIG = None
# The driver's visitors are quicker than people.
DJANGO_JSS = {"BOT_PAGES_A_MINUTE": 0, "TRACKER_RATE_PER_VISITOR": None}
BENCHMARK_BYTES = os.environ.get("BENCHMARK_BYTES", "")
