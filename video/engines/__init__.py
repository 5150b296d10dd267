"""What carries sound and picture, by kind: our own media node, or a Janus. One seam, one contract suite over all."""
