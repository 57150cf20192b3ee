"""Which addresses an outgoing request may reach: public ones, and those that the operator allows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, Self

from yarl import URL

type Address = IPv4Address | IPv6Address

# IANA's special-purpose registries, written out: `is_global` of the standard library has changed from
# one patch release to the next, and calls multicast and some reserved blocks global.
_SPECIAL_IPV4: Final = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' own (CGNAT)
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, where clouds answer with credentials
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_IPV6: Final = IPv6Network("2000::/3")
_SPECIAL_IPV6: Final = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocols' own, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4: given up by everyone (RFC 7526), and it may lead to a private IPv4 address
        "3fff::/20",
    )
)
# IPv6 addresses that lead to the IPv4 one in their last 32 bits.
_EMBEDDING: Final = (
    IPv6Network("::ffff:0:0/96"),
    IPv6Network("64:ff9b::/96"),  # NAT64: how a host with IPv6 alone reaches the IPv4 internet
)
# What `inet_aton`, and so a resolver, takes for an address: its last part is a number, be it octal or hex.
_NUMERIC: Final = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.IGNORECASE)


class NotAllowed(Exception):
    """A URL or an address that must not be asked for; the text says why, and names no address."""


def is_public(address: Address) -> bool:
    """Whether anyone on the internet would reach the same host there."""
    if isinstance(address, IPv6Address):
        embedded = find_embedded(address)
        if embedded is None:
            is_special = any(address in block for block in _SPECIAL_IPV6)
            return address in _GLOBAL_IPV6 and not is_special
        address = embedded
    return not any(address in block for block in _SPECIAL_IPV4)


def find_embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped or NAT64 address leads to."""
    if any(address in block for block in _EMBEDDING):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def find_address(host: str) -> Address | None:
    """The address that `host`, as in a URL and without brackets, is written as; None for a name.

    Raises NotAllowed for the forms that only `inet_aton` reads (2130706433, 0x7f.1, 127.1, 0177.0.0.1),
    and for zones (fe80::1%eth0): nobody writes them but to get past a guard.
    """
    try:
        address = ip_address(host)
    except ValueError:
        if ":" in host or _NUMERIC.fullmatch(host.rstrip(".")):
            raise NotAllowed("the address is written in an unusual form") from None
        return None
    if "%" in host:
        raise NotAllowed("the address has a zone")
    return address


@dataclass(frozen=True, slots=True)
class AllowList:
    """Private hosts and networks that may be reached all the same."""

    hosts: frozenset[str]
    networks: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def parse(cls, entries: Iterable[str]) -> Self:
        """Read names (`wiki.internal`), addresses and networks (`10.1.0.0/16`). Raises ValueError."""
        hosts, networks = set(), []
        for entry in entries:
            try:
                networks.append(ip_network(entry, strict=False))
            except ValueError:
                if "/" in entry:
                    raise
                hosts.add(_plain(entry))
        return cls(frozenset(hosts), tuple(networks))

    def has_host(self, host: str) -> bool:
        """Whether the name itself is listed, whatever it leads to."""
        return _plain(host) in self.hosts

    def may_reach(self, address: Address) -> bool:
        """Whether the address is public or listed; a mapped one counts as the IPv4 one it is."""
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        return is_public(address) or any((mapped or address) in network for network in self.networks)


def _plain(host: str) -> str:
    """As it is asked for: without a dot at its end, small, and in ASCII (bücher.internal is xn--bcher-kva.internal)."""
    return (URL.build(scheme="http", host=host).raw_host or "").rstrip(".").lower()
