"""Notices: what people are told, by SMS, on the site and by e-mail; letters; the tasks that send them."""
