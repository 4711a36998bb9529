"""Search: an index that follows what is said, and what is asked of it."""
