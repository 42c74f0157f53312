"""The log page, and the dialog for a fault."""
