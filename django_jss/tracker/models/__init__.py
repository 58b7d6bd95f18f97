"""Tables that link content and analytics."""

from django_jss.tracker.models.triggers import Trigger

__all__ = ["Trigger"]
