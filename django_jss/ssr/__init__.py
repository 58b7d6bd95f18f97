"""A delivered page becomes HTML: by Django templates, one for each component."""
