"""REST services for front ends: layout, placeholder, dictionary and tracker; keys, CORS and the error body."""
