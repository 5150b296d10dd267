from __future__ import annotations

from collections.abc import Sequence

from flask import current_app

from mediation.core import outbox, settings, words
from mediation.core.db import writing
from mediation.matters import services as matters
from mediation.notices.queries import Addressee, Letter


@writing
def tell(letters: Sequence[Letter]) -> None:
    """Write each message in its addressee's language, and with it a way in of their own.

    A calendar entry goes along where the channel can carry it; the page of the sitting offers it too.
    """
    for letter in letters:
        matter, to = letter.matter, letter.to
        link = _link(to) if "%(link)s" in letter.text else ""
        outbox.send(
            outbox.Channel.SMS if to.phone else outbox.Channel.MAIL,
            to.phone or to.mail or "",
            subject="" if to.phone else "Courtyard",
            purpose=letter.act,
            body=words.translate(letter.text, to.language, link=link, **letter.values),
            attachment=letter.calendar,
            matter_id=matter.id,
            organisation_id=matter.organisation_id,
            key_name=matter.key_name,
        )


def _link(to: Addressee) -> str:
    """A party's own way in; people at work come in by their account."""
    config: settings.Settings = current_app.extensions["settings"]
    path = f"i/{matters.make_link(to.seat).public_id}" if to.seat and to.by_link else "today"
    return f"{config.public_url}/{path}"
