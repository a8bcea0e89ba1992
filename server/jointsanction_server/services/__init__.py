"""The services of the contract: each method translates, asks the library, and translates back."""
