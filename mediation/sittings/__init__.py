"""The people of a dispute come together once, by video or in a room: planned, opened, held, ended, with minutes."""
