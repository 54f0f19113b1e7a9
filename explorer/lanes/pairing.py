"""The pairing file, and the certificates that make it worth anything.

Who shares a computer makes an authority of its own, one certificate for that computer and one for
the window, and forgets the authority's key: nobody can make a third. Both ends accept these
certificates alone. The file for the window is a key to the other computer, and is kept as one.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from explorer import __version__
from explorer.boundary import typed_json
from explorer.boundary.limits import Limit
from explorer.boundary.typed_json import Malformed
from explorer.text.translation import tr

if TYPE_CHECKING:
    from distributed.security import Security

_FILE = Limit(100_000, 4, 100, 20_000)
_VALID_DAYS = 825
ADDRESS = re.compile(r"(\[[0-9a-fA-F:]{2,45}\]|[\w.-]{1,253}):\d{1,5}")
"""host:port"""
_KIND = "transformer-explorer pairing"
_CLUSTER = "transformer-explorer cluster"
_SCHEME = "tls://"
BEGINNING = f'{{"kind":"{_KIND}",'.encode()
"""How a pairing begins that comes over a connection, among whatever else comes."""
STANDARD_OUTPUT = "-"
"""The name of the pairing file of a computer that is shared over ssh: it is written to no disk."""
PACKAGES_MISSING, PORT_TAKEN, DISK_FULL = 3, 4, 5
"""How the program ends there where its packages are missing, where it cannot listen, and where it
cannot keep the certificates in a temporary file, as OpenSSL needs them."""
ENDING = ".explorer-pairing.json"
"""How the name of a pairing file ends."""


class Certificate(msgspec.Struct, frozen=True):
    """A certificate and its private key as PEM, and the authority's certificate."""

    authority: str
    certificate: str
    key: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the authority's certificate, in groups of four digits."""
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.authority)).hexdigest().upper()
        return " ".join(digest[place : place + 4] for place in range(0, len(digest), 4))

    def security(self, role: str) -> Security:
        """What Dask takes: nothing goes out or comes in without both certificates."""
        from distributed.security import Security

        files: dict[str, Any] = {
            f"tls_{role}_cert": self.certificate,
            f"tls_{role}_key": self.key,
        }
        return Security(tls_ca_file=self.authority, require_encryption=True, **files)


class Pairing(msgspec.Struct, frozen=True):
    """What a pairing file says: a computer's name, its address (host:port), the window's key."""

    kind: str
    version: str
    computer: str
    address: str
    certificate: Certificate

    @property
    def of_cluster(self) -> bool:
        """Whether it is for an existing Dask cluster, and not made by `--share`."""
        return self.kind == _CLUSTER


class Certificates(msgspec.Struct, frozen=True):
    """What the shared computer keeps: its own certificate, and the window's for pairing files."""

    computer: Certificate
    window: Certificate


def read(path: str) -> Pairing:
    """The pairing file at a path. Raises PairingDamaged."""
    # Here: the shared computer imports this file before it knows the language of such texts.
    from explorer.protocol.failures.computers import PairingDamaged

    try:
        return received(typed_json.read_bytes(path, _FILE.bytes))
    except Malformed as error:
        raise PairingDamaged(path, error.reason) from error
    except OSError as error:
        raise PairingDamaged(path, error.strerror or str(error)) from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise PairingDamaged(path, tr("a part of it is missing or was changed")) from error


def received(data: bytes) -> Pairing:
    """The pairing that bytes hold. Raises ValueError: Malformed, msgspec's, or ssl's."""
    if len(data) > _FILE.bytes:
        raise Malformed(tr("it is another kind of file"))
    typed_json.parse(data, _FILE)
    pairing = msgspec.json.decode(data, type=Pairing)
    if pairing.kind not in (_KIND, _CLUSTER):
        raise Malformed(tr("it is another kind of file"))
    if not ADDRESS.fullmatch(pairing.address):
        raise Malformed(tr("its address is not valid"))
    _ = pairing.certificate.fingerprint
    _check(pairing.certificate)
    return pairing


def _check(certificate: Certificate) -> None:
    """Whether key and certificates can be used. Raises ValueError."""
    import tempfile

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=certificate.authority)
    with tempfile.TemporaryDirectory() as folder:  # nobody else may look into it
        both = Path(folder, "both.pem")
        both.write_text(f"{certificate.certificate}\n{certificate.key}", encoding="ascii")
        try:
            context.load_cert_chain(both, password="")
        except ssl.SSLError as error:
            raise ValueError(str(error)) from error


def of_cluster(address: str, authority: str, certificate: str, key: str) -> Pairing:
    """The pairing with an existing cluster: its scheduler's address (tls://host:port), and the
    paths of the PEM files that its other clients use. Raises PairingDamaged.
    """
    from explorer.protocol.failures.computers import ClusterFileDamaged

    place = address.strip().removeprefix(_SCHEME)
    if not ADDRESS.fullmatch(place):
        raise ClusterFileDamaged(address, tr("its address is not valid"))
    read: list[str] = []
    for path in (authority, certificate, key):
        try:
            read.append(typed_json.read_bytes(path, _FILE.bytes).decode("ascii"))
        except OSError as error:
            raise ClusterFileDamaged(path, error.strerror or str(error)) from error
        except Malformed as error:
            raise ClusterFileDamaged(path, error.reason) from error
        except UnicodeDecodeError as error:
            raise ClusterFileDamaged(path, tr("it is not a PEM file")) from error
    own = Certificate(*read)
    try:
        _ = own.fingerprint
        _check(own)
    except ValueError as error:
        why = tr("certificate, key and authority do not belong together")
        raise ClusterFileDamaged(certificate, why) from error
    return Pairing(_CLUSTER, __version__, place.rpartition(":")[0].strip("[]"), place, own)


def cluster_file(address: str, authority: str, certificate: str, key: str) -> str:
    """The path of a pairing file, as `of_cluster`, that its owner alone may read."""
    from explorer.boundary.own_data import clusters
    from explorer.protocol.failures.computers import ClusterFileDamaged

    cluster = of_cluster(address, authority, certificate, key)
    path = clusters() / f"{re.sub(r'[^A-Za-z0-9._-]', '-', cluster.address)}{ENDING}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_secret(path, msgspec.json.encode(cluster))
    except OSError as error:
        raise ClusterFileDamaged(str(path), error.strerror or str(error)) from error
    return str(path)


def write(path: Path, name: str, address: str, certificate: Certificate) -> None:
    """Write a pairing file that its owner alone may read. Raises OSError."""
    _write_secret(path, line(name, address, certificate))


def line(name: str, address: str, certificate: Certificate) -> bytes:
    """A pairing as one line, which begins with `BEGINNING`."""
    return msgspec.json.encode(Pairing(_KIND, __version__, name, address, certificate))


def certificates(file: Path) -> Certificates:
    """The certificates kept in a file; made and kept there where there are none that are valid.

    Raises OSError where it cannot be written, ImportError without the package cryptography.
    """
    from cryptography import x509

    try:
        saved = msgspec.json.decode(file.read_bytes(), type=Certificates)
        _check(saved.computer)
        _check(saved.window)
        root = x509.load_pem_x509_certificate(saved.window.authority.encode())
        if root.not_valid_after_utc > _now():
            return saved
    except (OSError, ValueError, msgspec.MsgspecError):
        pass
    new = make()
    file.parent.mkdir(parents=True, exist_ok=True)
    _write_secret(file, msgspec.json.encode(new))
    return new


def _write_secret(path: Path, data: bytes) -> None:
    """For the owner's eyes from the first byte on."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def make() -> Certificates:
    """A new authority, and a certificate for each end; the authority's key is kept nowhere.

    Raises ImportError without the package cryptography.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    begin = _now() - datetime.timedelta(days=1)
    end = begin + datetime.timedelta(days=_VALID_DAYS)

    def named(name: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

    issuer, issuer_key = named("transformer-explorer"), ec.generate_private_key(ec.SECP256R1())

    def signed(name: x509.Name, key: ec.EllipticCurvePrivateKey, authority: bool) -> str:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        certificate = builder.sign(issuer_key, hashes.SHA256())
        return str(certificate.public_bytes(Encoding.PEM), "ascii")

    root = signed(issuer, issuer_key, True)

    def signed_pair(name: str) -> Certificate:
        key = ec.generate_private_key(ec.SECP256R1())
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return Certificate(root, signed(named(name), key, False), secret)

    return Certificates(
        signed_pair("transformer-explorer computer"), signed_pair("transformer-explorer window")
    )
