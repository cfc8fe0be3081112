#!/usr/bin/env bash
# waitress 3.0.2 on Python 3.11: while a worker thread sends an answer, the main thread goes round its loop without a pause.
# Guess: a server with one thread for sockets and some for answers sleeps in poll() until there is something for it to do.
# Behaviour: a channel says that it is writable as soon as a byte of an answer waits, so poll() returns at once; but the thread that has
#        the answer sends it itself and holds the lock for it, so the main thread finds nothing to do and asks again, thousands of times
#        while a send takes a fifth of a second. With one busy interpreter lock a send takes as long as the thread waits for
#        the lock, and these rounds are a tenth of all that the process does.
# Seen:  rounds while one answer of two bytes is sent within 0.2 s: 12646, on another run 21783; where the main thread looks away: 6 and 7
# Who meets it: whoever serves CPU-bound pages with waitress from several threads.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check waitress==3.0.2
"$folder/venv/bin/python" - <<'P'
import socket
import threading
import time
from http.client import HTTPConnection

from waitress import wasyncore
from waitress.server import create_server

send = wasyncore.dispatcher.send


def slowly(*given, **named):
    time.sleep(0.2)
    return send(*given, **named)


wasyncore.dispatcher.send = slowly


def answer(environment, start):
    start("200 OK", [("Content-Length", "2")])
    return [b"12"]


def rounds(looks_away):
    server = create_server(answer, sockets=[socket.create_server(("127.0.0.1", 0))], threads=1, asyncore_use_poll=True)
    if looks_away:
        class Channel(server.channel_class):
            def writable(self):
                return not self.requests and super().writable()

        server.channel_class = Channel
    connection = HTTPConnection(*server.socket.getsockname())

    def ask():
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"12"

    asking = threading.Thread(target=ask)
    asking.start()
    count = 0
    while asking.is_alive():
        wasyncore.loop(timeout=0.1, use_poll=True, map=server._map, count=1)
        count += 1
    connection.close()
    server.close()
    return count


as_it_is, that_looks_away = rounds(False), rounds(True)
print(f"rounds while an answer is sent: {as_it_is}; where the main thread looks away: {that_looks_away}")
assert that_looks_away < 20, "the comparison does not hold"
assert as_it_is > 500, "the main thread rests by now while another thread sends"
P
