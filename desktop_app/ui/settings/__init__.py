"""The Settings page: its values, its rows, and what stands behind it."""
