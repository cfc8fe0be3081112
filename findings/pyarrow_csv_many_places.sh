#!/usr/bin/env bash
# pyarrow 26.0.1: zeros of a DECIMAL(18, 8) column become 0E-8 in a CSV.
# Guess: a decimal column keeps its scale in a CSV, as 0.00000000 (DuckDB, pandas and psql write it so), and as the
#        same column does with six places.
# Behaviour: from the seventh place on small values are written in scientific form; others of the same column are not.
# Seen:  "eight","six"
#        0E-8,0.000000
#        4.50000000,4.500000
#        1.0E-7,0.000001
# Who meets it: a count of months as DECIMAL(18, 8), opened in a spreadsheet, shows 0.00E+00 in some rows.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pyarrow==26.0.1
"$folder/venv/bin/python" - <<'P'
import io
from decimal import Decimal

import pyarrow as pa
from pyarrow import csv

table = pa.table(
    {
        "eight": pa.array([Decimal("0"), Decimal("4.5"), Decimal("0.0000001")], pa.decimal128(18, 8)),
        "six": pa.array([Decimal("0"), Decimal("4.5"), Decimal("0.000001")], pa.decimal128(18, 6)),
    }
)
out = io.BytesIO()
csv.write_csv(table, out)
print(out.getvalue().decode(), end="")
assert out.getvalue().decode().splitlines() == ['"eight","six"', "0E-8,0.000000", "4.50000000,4.500000", "1.0E-7,0.000001"]
P
