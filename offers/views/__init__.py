"""Doors to offers, one module per audience."""
