"""Tables of the sites domain."""

from django_jss.sites.models.api_keys import ApiKey
from django_jss.sites.models.languages import Language
from django_jss.sites.models.revisions import Revision
from django_jss.sites.models.sites import Hostname, Site

__all__ = ["ApiKey", "Hostname", "Language", "Revision", "Site"]
