"""Languages that content is written in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class LanguageManager(models.Manager["Language"]):
    def get_by_natural_key(self, code: str) -> Language:
        return self.get(code=code)


class Language(models.Model):
    """A language of content, such as `en` or `da-DK`; sites choose among them."""

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", _("A language code such as en or da-DK."))],
    )
    name = models.CharField(_("name"), max_length=100)
    fallback = models.ForeignKey(
        "self",
        verbose_name=_("fallback language"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown where something has no version in this language, on sites that use language fallback."),
    )

    objects = LanguageManager()

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def clean(self) -> None:
        """Refuse a chain of fallbacks that leads back to this language."""
        seen, language = {self.pk}, self.fallback
        while language is not None:
            if language.pk in seen:
                raise ValidationError({"fallback": _("This chain of fallbacks leads back to its start.")})
            seen.add(language.pk)
            language = language.fallback
