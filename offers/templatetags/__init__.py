"""Words about offers, one module per audience."""
