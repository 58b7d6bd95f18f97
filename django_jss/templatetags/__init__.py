"""Template tags for sites rendered by Django."""
