"""Contacts, devices, visits, page views and events; marketing definitions; ingest, consent, retention."""
