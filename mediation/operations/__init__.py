"""Running the house: start and watch its processes, test it, check it. Nothing imports this but `wsgi.py`."""
