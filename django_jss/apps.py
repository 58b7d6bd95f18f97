"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DjangoJssConfig(AppConfig):
    name = "django_jss"
    label = "django_jss"
    verbose_name = _("JSS")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django_jss import checks
        from django_jss.content import watching as content
        from django_jss.personalization import watching as personalization
        from django_jss.sites import watching as sites

        for room in (checks, sites, content, personalization):
            room.connect()
        # What apps add, in their modules `jss`; ours is one of them.
        autodiscover_modules("jss")
