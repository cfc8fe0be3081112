"""Sessions: the list that everybody may book from, one's own bookings, and the desk of those who plan."""
