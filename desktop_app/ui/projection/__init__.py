"""From an account's life to what the views show: pure functions of state, stored facts and time. No Qt here."""
