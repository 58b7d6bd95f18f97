"""Inputs that the admin's pages are built of."""
