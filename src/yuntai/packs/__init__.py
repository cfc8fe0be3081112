"""The packs that come with Yuntai: nation, Jiangsu, Nanjing. Content only; the engine is :mod:`yuntai.rules`."""

from pathlib import Path

FOLDER = Path(__file__).parent
