"""Universal signature forgery, signature wrapping, rollback and plain damage: bytes changed, moved or cut off."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf

from tests.documents.forging.cases import Case
from tests.documents.forging.classes import CONTENTS, FORGERIES, Forgery, Make, forgery, one_of, with_instead

_RANGE = re.compile(rb"/ByteRange\s*\[([^]]*)\]")
_VALUE = re.compile(rb"/Contents\s*(<[0-9a-fA-F]{1000,}>)")

# What a signature says it covers.

_RANGES = {
    "null": b"null", "empty": b"[]", "zeros": b"[0 0 0 0]", "negative": b"[0 -1 10 20]", "three": b"[0 10 20]",
    "five": b"[0 10 20 30 4]", "overlapping": b"[0 900 100 900]", "short_tail": b"[0 100 200 5]",
    "shifted_start": b"[1 100 200 300]", "fraction": b"[0 1.5 2 3]", "huge": b"[0 9 99999 9999999]",
    "beyond": b"[0 10 20 99999999999]", "text": b"(0 1 2 3)",
}  # fmt: skip


def _ranged(value: bytes) -> Make:
    def make(case: Case) -> bytes:
        match = one_of(case, _RANGE)
        entry = b"/ByteRange " + value
        assert len(entry) <= len(match.group())
        return with_instead(case, match.start(), match.end(), entry.ljust(len(match.group())))
    return make


for _name, _value in _RANGES.items():
    FORGERIES[f"byte_range_{_name}"] = Forgery(_ranged(_value), frozenset({"readable", "intact", "whole"}))


@forgery("readable", "intact", "whole")
def byte_range_twice(case: Case) -> bytes:
    """The second entry of the same name says less; there is room for it in the padding of the first."""
    match = one_of(case, _RANGE)
    tight = b"/ByteRange[" + b" ".join(match.group(1).split()) + b"]"
    more = b"/ByteRange[0 1 2 3]"
    if len(tight) + len(more) > len(match.group()):
        tight, more = b"/ByteRange[0 1 2 3]", b"/ByteRange[0 1 2]"[:len(match.group()) - 19]
    return with_instead(case, match.start(), match.end(), (tight + more).ljust(len(match.group())))


_CONTENTS = {"missing": b"", "null": b"/Contents null", "empty": b"/Contents <>", "zero": b"/Contents <00>",
             "text": b"/Contents (00)"}  # fmt: skip


def _filled(value: bytes) -> Make:
    def make(case: Case) -> bytes:
        match = one_of(case, _VALUE)
        return with_instead(case, match.start(), match.end(), value.ljust(len(match.group())))
    return make


for _name, _value in _CONTENTS.items():
    FORGERIES[f"contents_{_name}"] = Forgery(_filled(_value), frozenset({"readable", "intact", "whole"}))


@forgery("readable", "intact")
def contents_zeroed(case: Case) -> bytes:
    match = one_of(case, CONTENTS)
    return with_instead(case, match.start(1), match.end(1), b"0" * len(match.group(1)))


@forgery("intact")
def contents_padded_with_hidden_bytes(case: Case) -> bytes:
    match = list(CONTENTS.finditer(case.file))[-1]
    return with_instead(case, match.end(1) - 8, match.end(1), b"deadbeef")


@forgery("intact")
def contents_in_small_letters(case: Case) -> bytes:
    match = list(CONTENTS.finditer(case.file))[-1]
    return with_instead(case, match.start(1), match.end(1), match.group(1).lower())


@forgery("readable", "intact", "signers")
def a_signature_put_into_another_field(case: Case) -> bytes:
    first, second = case.dice.sample([match.group(1) for match in CONTENTS.finditer(case.unstamped)], 2)
    return case.file.replace(second, first.ljust(len(second), b"0")[:len(second)])


@forgery("readable", "intact", "whole", "signers", "inert", "shown", "chain", "revisions", "attachments")
def one_changed_bit(case: Case) -> bytes:
    """Anywhere: which rule refuses it depends on where it stands."""
    forged = bytearray(case.file)
    forged[case.dice.randrange(len(forged))] ^= 1 << case.dice.randrange(8)
    return bytes(forged)


# Signature wrapping.


@forgery("readable", "intact", "whole")
def moved_second_range(case: Case) -> bytes:
    """What was signed is moved back, and something else stands in the gap."""
    match = one_of(case, _RANGE)
    begin, length, second, rest = (int(edge) for edge in match.group(1).split())
    extra = b"\n99 0 obj\n<< /Type /Catalog >>\nendobj\n"
    moved = f"/ByteRange [{begin} {length} {second + len(extra)} {rest}]".encode()
    file = case.file[:second] + extra + case.file[second:]
    return file[:match.start()] + moved.ljust(len(match.group()))[:len(match.group())] + file[match.end():]


@forgery("readable", "intact", "whole")
def bytes_in_front_of_the_second_range(case: Case) -> bytes:
    match = one_of(case, CONTENTS)
    return with_instead(case, match.end(), match.end(), b"% moved\n")


@forgery("readable", "intact")
def table_that_points_into_the_gap(case: Case) -> bytes:
    """The last table's address leads into the uncovered hexadecimal string."""
    match = list(CONTENTS.finditer(case.file))[-1]
    start = list(re.finditer(rb"startxref\s+(\d+)", case.file))[-1]
    return with_instead(case, start.start(1), start.end(1), str(match.start(1) + 4).zfill(len(start.group(1))).encode())


@forgery("readable", "intact", "whole")
def prefixed_bytes(case: Case) -> bytes:
    return b"MZ\x90\0 hello " + case.file


# Something behind the end.


@forgery("whole", "readable")
def body_appended_without_a_table(case: Case) -> bytes:
    return case.file + b"999 0 obj\n<< /Type /Catalog /OpenAction << /S /JavaScript /JS (x) >> >>\nendobj\n"


@forgery("whole", "readable")
def body_appended_with_a_trailer_alone(case: Case) -> bytes:
    """A forgiving reader rebuilds the table and takes the newest catalog."""
    return case.file + b"999 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 999 0 R /Size 1000 >>\n%%EOF\n"


@forgery("whole", "readable")
def body_appended_with_a_table_and_no_trailer(case: Case) -> bytes:
    at = len(case.file)
    body = b"999 0 obj\n<< /Type /Catalog >>\nendobj\n"
    table = f"xref\n999 1\n{at:010} 00000 n \nstartxref\n{at + len(body)}\n%%EOF\n"
    return case.file + body + table.encode()


@forgery("whole", "readable", "revisions")
def hybrid_cross_reference_table(case: Case) -> bytes:
    """Old readers see one table, new ones the other."""
    at, root = len(case.file), re.findall(rb"/Root\s+(\d+)", case.file)[-1].decode()
    before = re.findall(rb"startxref\s+(\d+)", case.file)[-1].decode()
    entries = "<< /Type /XRef /Size 999 /W [1 1 1] /Index [998 1] /Length 3 >>\nstream\n\1\0\0\nendstream"
    body = f"998 0 obj\n{entries}\nendobj\n"
    table = f"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 999 /Root {root} 0 R /Prev {before} /XRefStm {at} >>\n"
    return case.file + f"{body}{table}startxref\n{at + len(body)}\n%%EOF\n".encode()


@forgery("whole", "readable")
def trailing_bytes(case: Case) -> bytes:
    return case.file + case.dice.choice((b"\n% and one more thing\n", b" ", b"\n", b"\r\n%%EOF\r\n"))


@forgery("whole", "readable")
def trailing_zero(case: Case) -> bytes:
    return case.file + b"\0" * case.dice.randrange(1, 2000)


@forgery("whole", "readable", "revisions")
def two_papers_in_one_file(case: Case) -> bytes:
    return case.file + case.file


# Damage, and other programs.


@forgery("readable", "intact", "signers", "whole")
def cut_somewhere(case: Case) -> bytes:
    return case.file[:case.dice.randrange(1, len(case.unstamped) - 1)]


@forgery("readable", "signers")
def not_a_pdf(case: Case) -> bytes:
    return case.dice.choice((b"<html>agreement</html>", b"PK\3\4agreement", case.dice.randbytes(500)))


@forgery("readable", "signers")
def empty(case: Case) -> bytes:
    return b""


def _rewritten(case: Case, **save: Any) -> bytes:
    sink = io.BytesIO()
    with pikepdf.open(io.BytesIO(case.file)) as pdf:
        pdf.save(sink, **save)
    return sink.getvalue()


@forgery("readable", "intact", "whole")
def rewritten_with_object_streams(case: Case) -> bytes:
    return _rewritten(case, object_stream_mode=pikepdf.ObjectStreamMode.generate)


@forgery("readable", "intact", "inert")
def rewritten_linearised(case: Case) -> bytes:
    return _rewritten(case, linearize=True)


@forgery("readable")
def encrypted(case: Case) -> bytes:
    return _rewritten(case, encryption=pikepdf.Encryption(owner="owner", user="", R=6))


# Rollback: an older state is a perfect file; only who must have signed tells, or the register.


def _cut(case: Case, signatures: int) -> bytes:
    ends = [match.end() for match in re.finditer(rb"%%EOF\r?\n?", case.unstamped)]
    return case.unstamped[:ends[-1 - signatures]]


@forgery("signers")
def rolled_back_by_one_signature(case: Case) -> bytes:
    return _cut(case, 1)


@forgery("signers")
def rolled_back_to_the_first_signature(case: Case) -> bytes:
    return _cut(case, len(case.people) - 1)


@forgery("signers", "intact")
def rolled_back_to_the_unsigned_paper(case: Case) -> bytes:
    return case.base


@forgery("known", unknown=True)
def rolled_back_to_before_its_timestamp(case: Case) -> bytes:
    """Everybody has signed it and nobody has released it: it still waited for its timestamp."""
    return case.unstamped if case.stamps else case.signed(case.base)


@forgery("known", unknown=True)
def signed_a_second_time(case: Case) -> bytes:
    """The same paper signed by the same people once more is another file, and was never released."""
    return case.stamped(case.signed(case.base))
