"""The layout plan: a page as ready-made bytes, with slots where something depends on the visitor."""
