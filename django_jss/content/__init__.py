"""Templates, items and their versions, renderings, dictionary and media; routing, publishing, the tree, field types."""
