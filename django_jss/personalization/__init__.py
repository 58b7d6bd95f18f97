"""Rule sets, personalization variants and the facts that their rules ask for."""
