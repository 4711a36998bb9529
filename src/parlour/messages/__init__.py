"""Messages: posting them at their place, reading them back, rendering their text."""
