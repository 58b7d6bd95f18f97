"""A project that is served below a path, with our URLs below another one."""

from tests.settings import *  # noqa: F403

FORCE_SCRIPT_NAME = "/intranet"
ROOT_URLCONF = "tests.projects.below_a_path_urls"
