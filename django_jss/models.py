"""All tables, by domain, where Django looks for them."""

from django_jss.analytics.models import *  # noqa: F403
from django_jss.content.models import *  # noqa: F403
from django_jss.personalization.models import *  # noqa: F403
from django_jss.sites.models import *  # noqa: F403
from django_jss.tracker.models import *  # noqa: F403
