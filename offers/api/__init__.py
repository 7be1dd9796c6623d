"""The API's doors around offers: what they look like, and one module per audience."""
