"""Import and export of sites: read, compare, apply, write."""
