"""What the log of the web server says of requests that cannot be answered."""

from __future__ import annotations

import logging

from yuntai.people.fields import PERSONAL_NUMBER


class OneLine(logging.Filter):
    """A request that is itself at fault (4xx) is one line: no traceback, no number of a person that stood in the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
            record.msg, record.args = PERSONAL_NUMBER.sub("…", record.getMessage()), ()
        return True
