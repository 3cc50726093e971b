"""What the words of a status most likely mean."""

import re

# the first that is found counts: "not paid" and "partially paid" before "paid"
_MEANINGS = {
    "CANCELED": r"cancel|refunded$|^refund|void|fail|declin|reject|return|storn|erstatt|annul|rembours|fehlgeschlagen",
    "CREATED": r"not |un|pending|await|open|new|hold|draft|created|wait|partially|offen|neu|ausstehend|wart|attente",
    "FULFILLED": r"complet|fulfil|ship|deliver|done|closed|sent|finish|abgeschlossen|versandt|geliefert|livr|expédi",
    "PAID": r"paid|process|success|captured|confirmed|accept|bezahlt|bearbeitung|pay|ok$",
}


def meaning(text: str) -> str | None:
    """One of our statuses; none where the words do not tell."""
    return next((status for status, pattern in _MEANINGS.items() if re.search(pattern, text.strip().lower())), None)
