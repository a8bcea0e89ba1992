"""Decisions in Chinese, for the officer who has to act on them."""
