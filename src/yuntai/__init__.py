"""Yuntai (云台): a policy is written once, as a dated and cited rule, and used five ways."""

__version__ = "0.1.0"
