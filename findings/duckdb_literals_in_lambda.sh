#!/usr/bin/env bash
# DuckDB 2.0.1 (Python): a constant inside a lambda is no constant.
# Guess: map([...], [...]) of literals is folded once, wherever it stands, so a lookup costs the same inside
#        list_transform([x], lambda it: map(...)[it])[1] as outside, but for the list around it.
# Behaviour: inside a lambda it is built anew for each vector of rows, also where a CASE leaves a few rows of it: looking up
#        one row in a hundred among 200 words costs over ten times what the same lookup costs outside the lambda.
# Seen:  outside 0.010 s, inside 0.060 s and more for 400,000 rows of which 4,000 are looked up; without any lookup 0.005 s
# Who meets it: whoever binds a value with a lambda because CASE does not share common expressions.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check duckdb==2.0.1
"$folder/venv/bin/python" - <<'P'
import time

import duckdb

connection = duckdb.connect()
connection.execute("SET threads = 1")
connection.execute("CREATE TABLE t AS SELECT 'w' || (hash(i) % 300) || 'abc' AS x, hash(i) % 100 = 0 AS rare FROM range(400000) r(i)")
words = ", ".join(f"'w{n}abc'" for n in range(200))
lookup = f"map([{words}], [{words}])"


def seconds(expression: str) -> float:
    taken = []
    for _ in range(5):
        begun = time.process_time()
        found = connection.execute(f"SELECT count(CASE WHEN rare THEN {expression} END) FROM t").fetchone()
        taken.append(time.process_time() - begun)
    print(f"{min(taken):.3f} s, {found[0]} found: {expression[:40]}")
    return min(taken)


nothing = seconds("x")
outside = seconds(f"{lookup}[x]")
inside = seconds(f"list_transform([x], lambda it: {lookup}[it])[1]")
bound = seconds("list_transform([x], lambda it: it || 'a')[1]")
assert inside - bound > 3 * (outside - nothing) + 0.01, "the constant is folded inside a lambda now"
P
