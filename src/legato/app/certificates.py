"""The certificate of this home: an authority of its own that can vouch for addresses inside the home and for nothing else.

Phones ask for a certificate before they let a page use the motion sensors. The authority carries name constraints, so that
even a stolen key opens no shop and no bank; its key never leaves the data folder.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

__all__ = ["HomeCertificate", "certificate_for"]

_AUTHORITY_DAYS = 3650
_LEAF_DAYS = 397  # the longest that phones accept
_RENEW_DAYS = 30
_HOME_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
_HOME_NAMES = ("local", "home.arpa", "localhost")


@dataclass(frozen=True, slots=True)
class HomeCertificate:
    """What a server on the home network shows.

    Parameters
    ----------
    certificate_file, key_file : Path
        For the server.
    authority_der : bytes
        What a phone installs.
    fingerprint : str
        SHA-256 of the authority, in pairs, to be compared by eye.
    """

    certificate_file: Path
    key_file: Path
    authority_der: bytes
    fingerprint: str


def certificate_for(folder: Path, *, addresses: Sequence[str], now: datetime.datetime) -> HomeCertificate:
    """Give the certificate of the home, made anew where addresses changed or it is about to run out.

    Parameters
    ----------
    folder : Path
        Where keys are kept, readable by the owner alone.
    addresses : sequence of str
        IPv4 addresses of this computer at home.
    now : datetime

    Returns
    -------
    HomeCertificate
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, authority_key = _authority(folder, now=now)
    leaf_file, key_file = folder / "server.pem", folder / "server-key.pem"
    if not _still_good(leaf_file, key_file, authority, addresses=addresses, now=now):
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = _leaf(authority, authority_key, key, addresses=addresses, now=now)
        _write_key(key_file, key)
        leaf_file.write_bytes(
            leaf.public_bytes(serialization.Encoding.PEM) + authority.public_bytes(serialization.Encoding.PEM)
        )
    digest = authority.fingerprint(hashes.SHA256()).hex().upper()
    pairs = ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))
    return HomeCertificate(
        leaf_file, key_file, authority.public_bytes(serialization.Encoding.DER), fingerprint=pairs
    )


def _authority(
    folder: Path, *, now: datetime.datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Read the authority of this home, or make it once."""
    file, key_file = folder / "home.pem", folder / "home-key.pem"
    if file.exists() and key_file.exists():
        kept = x509.load_pem_x509_certificate(file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        if isinstance(key, ec.EllipticCurvePrivateKey) and kept.not_valid_after_utc > now:
            return kept, key
    fresh = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Legato at home")])
    permitted: list[x509.GeneralName] = [x509.DNSName(one) for one in _HOME_NAMES]
    permitted += [x509.IPAddress(ipaddress.ip_network(one)) for one in _HOME_NETWORKS]
    made = (
        _builder(name, name, fresh.public_key(), now=now, days=_AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=True
        )
        .add_extension(_usage(is_authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(fresh.public_key()), critical=False)
        .sign(fresh, hashes.SHA256())
    )
    _write_key(key_file, fresh)
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return made, fresh


def _leaf(
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
    *,
    addresses: Sequence[str],
    now: datetime.datetime,
) -> x509.Certificate:
    names: list[x509.GeneralName] = [x509.DNSName("localhost")]
    names += [x509.IPAddress(ipaddress.ip_address(one)) for one in ("127.0.0.1", *addresses)]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Legato on this computer")])
    return (
        _builder(subject, authority.subject, key.public_key(), now=now, days=_LEAF_DAYS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(is_authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    *,
    now: datetime.datetime,
    days: int,
) -> x509.CertificateBuilder:
    begin = now - datetime.timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=days))
    )


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _still_good(
    file: Path,
    key_file: Path,
    authority: x509.Certificate,
    *,
    addresses: Sequence[str],
    now: datetime.datetime,
) -> bool:
    """Tell whether the certificate at hand is from this authority, lasts, and names every address."""
    if not file.exists() or not key_file.exists():
        return False
    leaf = x509.load_pem_x509_certificate(file.read_bytes())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    named = {str(one) for one in names.get_values_for_type(x509.IPAddress)}
    lasts = leaf.not_valid_after_utc - now > datetime.timedelta(days=_RENEW_DAYS)
    key_id = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    signed_by = leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    return lasts and set(addresses) <= named and signed_by == key_id


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Write a key that only its owner can read, from the first byte on."""
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    beside = file.with_suffix(".part")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)
