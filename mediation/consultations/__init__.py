"""A question both parties have agreed on goes to the judge on duty, and the judge comes into the joint room with it."""
