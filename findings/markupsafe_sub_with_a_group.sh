#!/usr/bin/env bash
# MarkupSafe 3.0.4 on Python 3.11: re.sub over a Markup escapes the replacement, but only where it refers to a group.
# Guess: re.sub takes text for text: what is put in stays as it is written, whether it names a group or not.
# Behaviour: without a group the replacement goes in as written. With one, Python puts it together by the join of an empty piece of the
#        subject (`match.string[:0].join`); of a Markup that is Markup.join, which escapes each literal piece. Both results are plain
#        str, so that the next template escapes what is not escaped yet, and the first kind twice.
# Seen:  without a group '<b>12</b> cases' (str), with one '&lt;b&gt;12&lt;/b&gt; cases' (str)
# Who meets it: whoever writes a filter for Jinja2 that escapes a text first and then marks numbers or names in it.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check markupsafe==3.0.4
"$folder/venv/bin/python" - <<'P'
import re

from markupsafe import Markup

subject = Markup("12 cases")
plain = re.sub("[0-9]+", "<b>12</b>", subject)
grouped = re.sub("[0-9]+", r"<b>\g<0></b>", subject)
print(repr(plain), type(plain).__name__, "|", repr(grouped), type(grouped).__name__)
assert (plain, type(plain)) == ("<b>12</b> cases", str), "a replacement without a group is treated otherwise now"
assert (grouped, type(grouped)) == ("&lt;b&gt;12&lt;/b&gt; cases", str), "a replacement with a group is no longer escaped"
P
