"""Cases (办件): one run of a procedure each, as a log of events from which state, holder and clock are derived."""
