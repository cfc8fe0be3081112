"""Messages from and to other offices' systems: each with the other's number and limit, each answer sent until it has arrived."""
