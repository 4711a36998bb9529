"""What concerns each person: messages that call or answer him, reactions to his, words that he waits for."""
