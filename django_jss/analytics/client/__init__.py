"""The client that asks: its address, its device, the place where it is, and what is kept of that."""
