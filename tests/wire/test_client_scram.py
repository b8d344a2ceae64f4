"""SCRAM as the RFCs write it down."""

from __future__ import annotations

import pytest

from minikafka.engine.errors import KafkaError
from minikafka.wire.client_scram import Scram

NONCE = "rOprNGfwEbeRWgbNEkqO"
SERVER_FIRST = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
PROOF = b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
SERVER_FINAL = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


@pytest.fixture
def scram() -> Scram:
    return Scram("sha256", "user", "pencil", NONCE)


def test_the_exchange_of_rfc_7677(scram: Scram) -> None:
    assert scram.first() == b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
    assert scram.final(SERVER_FIRST) == PROOF
    scram.ensure_server(SERVER_FINAL)


def test_a_server_that_does_not_know_the_password_is_refused(scram: Scram) -> None:
    scram.final(SERVER_FIRST)
    with pytest.raises(KafkaError, match="SCRAM exchange is wrong"):
        scram.ensure_server(b"v=AAAA")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        SERVER_FIRST[:-4] + b"4095",
        b"r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        SERVER_FIRST + b"0000000",
        SERVER_FIRST[:-4] + b"many",
    ],
)
def test_an_answer_that_cannot_be_is_refused(scram: Scram, answer: bytes) -> None:
    with pytest.raises(KafkaError, match="SCRAM exchange is wrong"):
        scram.final(answer)


def test_commas_and_equals_signs_in_a_name_are_escaped() -> None:
    assert Scram("sha256", "a=b,c", "", NONCE).first().startswith(b"n,,n=a=3Db=2Cc,")


def test_every_exchange_has_a_nonce_of_its_own() -> None:
    assert Scram("sha256", "user", "pencil").first() != Scram("sha256", "user", "pencil").first()
