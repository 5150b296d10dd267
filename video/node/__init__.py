"""The media process: carries conferences by forwarding RTP. No Flask, no database, no decoder.

It is declarative and forgetful. The web process sends whole routing tables to the control port (`control.py`), reads
what happened from `/events`, and keeps everything that has to outlive a restart. See `docs/decisions/media-node.md`.
"""
