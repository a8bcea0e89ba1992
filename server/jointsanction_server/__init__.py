"""The sidecar (gRPC server): thin adapters from the wire contract to the library, and a life of its own around them."""
