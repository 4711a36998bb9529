"""What stands unsent in somebody's composers, the same on all his devices."""
