"""The client of the sidecar, for callers in Python; needs grpcio and protobuf, as nothing else of the library does."""
