"""The certificate of a home: kept, renewed when it must be, and good for the home alone."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import stat
import threading
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from legato.app.certificates import HomeCertificate, certificate_for

NOW = datetime.datetime.now(datetime.UTC)
ADDRESS = "192.168.7.5"


def leaf_of(made: HomeCertificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(made.certificate_file.read_bytes())


def test_the_authority_stays_and_the_leaf_too_while_nothing_changes(tmp_path: Path) -> None:
    first = certificate_for(tmp_path, addresses=[ADDRESS], now=NOW)
    serial = leaf_of(first).serial_number
    again = certificate_for(tmp_path, addresses=[ADDRESS], now=NOW + datetime.timedelta(days=30))
    assert again.fingerprint == first.fingerprint
    assert leaf_of(again).serial_number == serial


def test_a_new_address_gets_a_new_leaf_of_the_same_authority(tmp_path: Path) -> None:
    first = certificate_for(tmp_path, addresses=[ADDRESS], now=NOW)
    other = certificate_for(tmp_path, addresses=["10.0.0.9"], now=NOW)
    assert other.authority_der == first.authority_der
    names = leaf_of(other).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert ipaddress.ip_address("10.0.0.9") in names.get_values_for_type(x509.IPAddress)


def test_a_leaf_is_made_anew_before_it_runs_out(tmp_path: Path) -> None:
    first = leaf_of(certificate_for(tmp_path, addresses=[ADDRESS], now=NOW))
    later = certificate_for(tmp_path, addresses=[ADDRESS], now=NOW + datetime.timedelta(days=370))
    assert leaf_of(later).serial_number != first.serial_number


def test_the_whole_span_of_a_leaf_is_what_phones_accept(tmp_path: Path) -> None:
    leaf = leaf_of(certificate_for(tmp_path, addresses=[ADDRESS], now=NOW))
    span = leaf.not_valid_after_utc - leaf.not_valid_before_utc
    assert span == datetime.timedelta(days=397)
    assert leaf.not_valid_before_utc < NOW


def test_keys_can_be_read_by_their_owner_alone(tmp_path: Path) -> None:
    made = certificate_for(tmp_path, addresses=[ADDRESS], now=NOW)
    for file in (made.key_file, tmp_path / "home-key.pem"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def handshake(made: HomeCertificate, *, name: str, leaf: Path | None = None, key: Path | None = None) -> None:
    """Shake hands over TLS as somebody who installed the authority."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(leaf or made.certificate_file, key or made.key_file)
    client = ssl.create_default_context(cadata=made.authority_der)
    ours, theirs = socket.socketpair()

    def answer() -> None:
        try:
            with server.wrap_socket(theirs, server_side=True) as wrapped:
                wrapped.recv(1)
        except (ssl.SSLError, OSError):
            theirs.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        with client.wrap_socket(ours, server_hostname=name) as wrapped:
            wrapped.send(b"x")
    finally:
        ours.close()
        thread.join(timeout=5)


def test_who_installed_the_authority_trusts_the_address_at_home_and_no_other(tmp_path: Path) -> None:
    made = certificate_for(tmp_path, addresses=[ADDRESS], now=NOW)
    handshake(made, name=ADDRESS)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(made, name="192.168.7.6")


def test_a_stolen_authority_cannot_vouch_for_a_bank(tmp_path: Path) -> None:
    made = certificate_for(tmp_path, addresses=[ADDRESS], now=NOW)
    authority = x509.load_pem_x509_certificate((tmp_path / "home.pem").read_bytes())
    stolen = serialization.load_pem_private_key((tmp_path / "home-key.pem").read_bytes(), password=None)
    assert isinstance(stolen, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    forged = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - datetime.timedelta(hours=1))
        .not_valid_after(NOW + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("bank.example")]), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(stolen.public_key()), critical=False
        )
        .sign(stolen, hashes.SHA256())
    )
    leaf, key_file = tmp_path / "bank.pem", tmp_path / "bank-key.pem"
    leaf.write_bytes(forged.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        handshake(made, name="bank.example", leaf=leaf, key=key_file)


def test_a_lost_key_means_a_new_authority_and_not_a_crash(tmp_path: Path) -> None:
    first = certificate_for(tmp_path, addresses=[ADDRESS], now=NOW)
    (tmp_path / "home-key.pem").unlink()
    second = certificate_for(tmp_path, addresses=[ADDRESS], now=NOW)
    assert second.fingerprint != first.fingerprint
    handshake(second, name=ADDRESS)
