"""What people type about offers, one module per audience."""
