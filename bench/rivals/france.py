"""OpenFisca's France model: a year's disposable income of so many persons. Run by its own interpreter: ``france.py COUNT``."""

import json
import sys
import time

from openfisca_core.simulations import SimulationBuilder
from openfisca_france import FranceTaxBenefitSystem


def main(count):
    started = time.perf_counter()
    system = FranceTaxBenefitSystem()
    loaded = time.perf_counter()
    simulation = SimulationBuilder().build_default_simulation(system, count=count)
    for month in range(1, 13):
        simulation.set_input("salaire_de_base", f"2024-{month:02}", [3000.0] * count)
    simulation.calculate("revenu_disponible", "2024")
    done = time.perf_counter()
    print(json.dumps({"variables": len(system.variables), "load": loaded - started, "compute": done - loaded}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
