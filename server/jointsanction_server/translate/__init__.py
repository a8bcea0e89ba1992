"""Between the wire and the library: messages into dataclasses, dataclasses and stored JSON into messages."""
