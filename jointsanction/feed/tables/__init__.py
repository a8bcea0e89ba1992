"""One reader for each kind of file; ``jointsanction.feed.open_table`` chooses."""
