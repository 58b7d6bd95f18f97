"""Sites, their hostnames, languages and API keys; and the revision number that tells every process of a change."""
