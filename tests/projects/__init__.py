"""Projects as users have them: other admin themes, another user model, another place for the URLs."""
