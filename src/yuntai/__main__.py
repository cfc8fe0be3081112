"""``python -m yuntai``."""

from yuntai.cli import main

main()
