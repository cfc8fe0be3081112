"""People and rights: accounts, persons, employers, units, who may act for whom, who sees what, who looked."""
