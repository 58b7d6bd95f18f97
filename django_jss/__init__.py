"""The server that a Sitecore JSS front end expects, as a reusable Django app: layout, personalization, analytics."""

__version__ = "0.1.0"
