"""The verbs: the only writers of offers and placements. Each owns its transaction, takes the lock, moves, records."""
