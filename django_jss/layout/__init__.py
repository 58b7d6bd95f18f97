"""Deliver and explain a page: find it, get its plan, fill the slots."""
