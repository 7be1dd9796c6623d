"""Django's own Turkish formats refuse 23.11.2026, the way people in Türkiye write a date; these put it first."""
