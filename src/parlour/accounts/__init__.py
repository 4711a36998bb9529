"""People: accounts and guests, names, passwords, sessions."""
