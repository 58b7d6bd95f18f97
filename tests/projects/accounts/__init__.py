"""Users of the project with a user model of its own."""
