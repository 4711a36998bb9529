"""Who is connected, and what they hear: the only part of the chat that lives on the event loop."""
