"""The law as data: each limit and ground with its article, by date."""
