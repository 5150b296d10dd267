from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from mediation.accounts import queries, rules, services
from mediation.accounts.models import OneTimeCode
from mediation.core import clock
from mediation.core.db import commit, db
from mediation.core.outbox import Message
from tests.codes import another, codes_sent, last_code

PHONE = "13800000001"


@pytest.fixture(autouse=True)
def there(world):
    return world


def send(purpose: str = "test:1", phone: str = PHONE) -> str:
    services.send_code(purpose, phone=phone, language="zh-Hans")
    commit()
    return last_code()


def check(typed: str, purpose: str = "test:1") -> bool:
    good = services.check_code(purpose, typed)
    commit()
    return good


def test_a_right_code_is_right_once():
    code = send()
    assert check(code)
    assert not check(code)


def test_five_tries_and_the_right_one_comes_too_late():
    code = send()
    assert not any(check(another(code)) for _ in range(rules.CODE_TRIES))
    assert not check(code)


def test_the_fifth_try_may_still_be_right():
    code = send()
    for _ in range(rules.CODE_TRIES - 1):
        assert not check(another(code))
    assert check(code)


def test_a_code_lasts_five_minutes():
    code = send()
    with clock.set_to(clock.now() + timedelta(minutes=5, seconds=1)):
        assert not check(code)
    code = send()
    with clock.set_to(clock.now() + timedelta(minutes=4, seconds=55)):
        assert check(code)


def test_an_old_code_is_dead_after_a_new_one():
    old = send()
    new = send()
    assert old == new or not check(old)
    assert check(new)


def test_a_code_is_good_for_its_purpose_only():
    entering, signing = send("enter:a"), send("sign:a")
    assert not check(entering, "sign:a") or entering == signing
    assert not check(signing, "enter:a") or entering == signing
    assert not check(entering, "enter:b")
    assert not check(entering, "")


def test_no_code_was_sent_so_none_is_right():
    assert not check("000000", "never")
    assert not check("", "never")


def test_one_telephone_is_sent_five_an_hour_whatever_for():
    for n in range(rules.CODES_PER_HOUR):
        send(f"test:{n}")
    with pytest.raises(services.TooMany):
        send("test:another")
    db.session.rollback()
    assert codes_sent() == rules.CODES_PER_HOUR
    send("test:1", phone="13800000002")
    with clock.set_to(clock.now() + timedelta(hours=1, seconds=1)):
        send("test:another")


def test_a_refused_sixth_leaves_the_fifth_alive():
    for _ in range(rules.CODES_PER_HOUR):
        code = send()
    with pytest.raises(services.TooMany):
        send()
    db.session.rollback()
    assert check(code)


def test_sixty_guesses_at_once_reach_five_comparisons(app):
    code = send()
    wrong = another(code)
    start = threading.Barrier(6)

    def guess() -> None:
        with app.app_context():
            start.wait()
            for _ in range(10):
                services.check_code("test:1", wrong)
                commit()

    threads = [threading.Thread(target=guess) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert db.session.query(OneTimeCode).one().tries == rules.CODE_TRIES
    assert not check(code)


def test_neither_code_nor_telephone_is_kept_in_the_clear(home):
    code = send()
    row = db.session.query(OneTimeCode).one()
    assert code not in row.code_hash
    assert PHONE not in row.address
    database = b"".join(path.read_bytes() for path in home.glob("courtyard.db*"))
    assert PHONE.encode() not in database
    assert db.session.query(Message).one().address == PHONE


def test_a_code_is_written_in_the_language_of_its_addressee():
    for language, word in (("zh-Hans", "验证码"), ("en", "Your code".lower()), ("ko", "인증")):
        services.send_code("test:1", phone=PHONE, language=language)
        commit()
        body = db.session.query(Message).order_by(Message.id.desc()).first().body
        assert word in body.lower(), body


def test_an_office_ends_with_its_day(world):
    account = queries.account("window")
    actor = queries.of_account(account)
    assert actor.holds("window")
    office = account.offices[0]
    office.to_on = clock.today()
    db.session.flush()
    assert queries.of_account(account).holds("window")
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert not queries.of_account(account).holds("window")
    db.session.rollback()
