"""The proceeding: who, what, when, with what effect. `core` is the ground; every other folder looks left of itself."""
