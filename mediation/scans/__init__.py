"""Papers signed by hand come back: a heap of photos is sorted by the codes on the pages, compared, certified."""
