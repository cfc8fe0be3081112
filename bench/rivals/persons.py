"""A rival's country template over a Parquet file of persons: read, compute four variables, write.

Run by the rival's own interpreter: ``persons.py openfisca|policyengine SOURCE TARGET``; prints the seconds of its parts.
"""

import importlib
import json
import sys
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

RIVALS = {
    "openfisca": ("openfisca_country_template", "openfisca_core"),
    "policyengine": ("policyengine_core.country_template", "policyengine_core"),
}
MONTH = "2017-01"
COLUMNS = ("age", "basic_income", "income_tax", "social_security_contribution")


def main(rival, source, target):
    template, core = RIVALS[rival]
    system = importlib.import_module(template).CountryTaxBenefitSystem()
    builder = importlib.import_module(f"{core}.simulations").SimulationBuilder()
    started = time.perf_counter()
    table = pq.read_table(source)
    simulation = builder.build_default_simulation(system, count=table.num_rows)
    simulation.set_input("birth", MONTH, table["birth"].to_numpy().astype("datetime64[D]"))
    simulation.set_input("salary", MONTH, table["salary"].to_numpy())
    if rival == "openfisca":  # PolicyEngine's template has no such variable: it taxes the salary alone
        simulation.set_input("capital_returns", MONTH, table["capital_returns"].to_numpy())
    person = table["person"]
    del table
    read = time.perf_counter()
    results = {name: np.asarray(simulation.calculate(name, MONTH)) for name in COLUMNS}
    computed = time.perf_counter()
    pq.write_table(pa.table({"person": person, **results}), target)
    written = time.perf_counter()
    print(json.dumps({"read": read - started, "compute": computed - read, "write": written - computed}))


if __name__ == "__main__":
    main(*sys.argv[1:])
