"""What people have planned for later: messages that are to be sent, and what they want to be reminded of."""
