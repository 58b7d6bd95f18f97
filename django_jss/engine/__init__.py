"""The core in plain Python, without tables or HTTP: rules and what they compile to, the layout plan, GUIDs."""
