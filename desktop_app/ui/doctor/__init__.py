"""The Doctor page: what works, what does not, what to do; and a report without secrets to hand on."""
