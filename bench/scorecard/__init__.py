"""The page docs/matching.md and its charts, from the figures in bench/figures."""
