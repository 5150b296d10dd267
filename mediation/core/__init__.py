"""The ground every feature stands on: database, state tables, door, wall, record, deadlines, jobs, words."""
