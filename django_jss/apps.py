"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DjangoJssConfig(AppConfig):
    name = "django_jss"
    label = "django_jss"
    verbose_name = _("JSS")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django_jss import checks, middleware
        from django_jss.analytics.channels import create_standard_channels
        from django_jss.content import watching as content
        from django_jss.personalization import watching as personalization
        from django_jss.sites import watching as sites
        from django_jss.tracker import watching as tracker

        post_migrate.connect(create_standard_channels, sender=self)
        for room in (checks, sites, content, personalization, tracker, middleware):
            room.connect()
        # What apps add, in their modules `jss`; ours is one of them.
        autodiscover_modules("jss")
