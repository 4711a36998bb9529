"""Words that people wait for: whoever says one is in their inbox. Looked for after the fact, in what the search has."""
