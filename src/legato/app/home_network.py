"""What the pages say about phones at home: addresses, ports, the certificate, the code that lets the next phone in."""

from __future__ import annotations

from dataclasses import dataclass, field

from legato.app.certificates import HomeCertificate
from legato.app.pairing import Pairing

__all__ = ["HomeNetwork"]


@dataclass
class HomeNetwork:
    """What the pages say about phones at home.

    Parameters
    ----------
    addresses : tuple of str
        Of this computer.
    port : int
        For pages.
    push_port : int
        For recorder apps; 0 where they are not listened to.
    certificate : HomeCertificate or None
    pairing : Pairing or None
        None where no phone is let in.
    """

    addresses: tuple[str, ...] = ()
    port: int = 0
    push_port: int = 0
    certificate: HomeCertificate | None = None
    pairing: Pairing | None = None
    is_open: bool = field(default=False, init=False)

    def url(self, path: str) -> str:
        """Give the address of a page for a phone."""
        return f"https://{self.addresses[0]}:{self.port}{path}"
