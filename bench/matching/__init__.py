"""What bench/match.py is made of: lists, damage, the library and its peers as searchers, measures, report."""
