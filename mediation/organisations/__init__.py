"""Places from city to grid, the bodies that work there, and the numbers these bodies give."""
