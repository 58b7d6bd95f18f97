"""HTTP that is not API: media."""
