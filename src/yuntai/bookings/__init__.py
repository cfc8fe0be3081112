"""Sessions (场次): a time and a place with seats; who has taken one, who waits, who came."""
