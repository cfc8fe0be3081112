"""The rivals' environments, each of its own under ``bench/.rivals``: they are AGPL, and never imported by the project."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).parent / ".rivals"
PACKAGES = {
    "openfisca": ("openfisca-core==46.0.1", "openfisca-country-template==8.2.0", "pyarrow"),
    "policyengine": ("policyengine-core==3.33.12", "pyarrow"),
    "france": ("openfisca-france==176.1.8",),  # holds OpenFisca-Core below 45
}


def interpreter(rival: str) -> Path:
    """The Python of a rival's environment, which is made if it is not there."""
    folder = FOLDER / rival
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        print(f"installing {', '.join(PACKAGES[rival])}", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES[rival]], check=True
        )
        (folder / "ready").touch()
    return python


def template_tests() -> Path:
    """The folder of the country template's YAML tests in its installed wheel."""
    interpreter("openfisca")
    return next((FOLDER / "openfisca" / "lib").glob("python*/site-packages/openfisca_country_template/tests"))
