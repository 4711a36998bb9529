"""People and what concerns them alone: finding somebody, talking to him directly."""
