"""Paper: rendering, signing, keeping and verifying. It is given kinds and facts; it knows no party and no law."""
