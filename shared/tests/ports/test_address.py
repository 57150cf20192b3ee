"""Which addresses are public, in whatever form they are written."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.ports.address import AllowList, NotAllowed, find_address, is_public

PRIVATE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "64:ff9b:1::1",
    "64:ff9b::7f00:1",
    "::ffff:10.0.0.1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:101:101::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]
PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:80b::200e",
]


@pytest.mark.parametrize("text", PRIVATE)
def test_private_and_special_addresses_are_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_others_are_public(text: str) -> None:
    assert is_public(ip_address(text))


def forms(address: IPv4Address) -> list[IPv6Address]:
    """IPv6 addresses that lead to the same host: mapped and NAT64."""
    return [IPv6Address((prefix << 32) | int(address)) for prefix in (0xFFFF, 0x64FF9B << 64)]


@given(st.ip_addresses(v=4))
def test_an_embedded_address_is_judged_as_itself(address: IPv4Address) -> None:
    assert {is_public(form) for form in forms(address)} == {is_public(address)}


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_public(address: IPv4Address | IPv6Address) -> None:
    mapped_or_self = address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
    if not mapped_or_self.is_global or mapped_or_self.is_multicast:
        assert not is_public(address)


@pytest.mark.parametrize(
    "text",
    [
        "2130706433",
        "0x7f000001",
        "0x7F.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "010.0.0.1",
        "1.2.3.4.5",
        "256.1.1.1",
        "0",
        "0x",
        "evil.0x7f",
        "::ffff:127.1",
        "fe80::1::2",
        "fe80::1%eth0",
        "2606:4700:4700::1111%eth0",
    ],
)
def test_odd_forms_of_addresses_are_refused(text: str) -> None:
    with pytest.raises(NotAllowed):
        find_address(text)


@pytest.mark.parametrize(
    "text", ["localhost", "a.example", "1.example", "0x7f.example", "dead.beef", "127.0.0.1.nip.example"]
)
def test_a_name_is_no_address(text: str) -> None:
    assert find_address(text) is None


def test_a_canonical_address_is_one() -> None:
    assert find_address("127.0.0.1") == IPv4Address("127.0.0.1")
    assert find_address("::1") == IPv6Address("::1")


def test_what_is_allowed_may_be_reached() -> None:
    allowed = AllowList.parse(("10.1.0.0/16", "fd00::/8", "192.168.1.7", "Wiki.Internal"))

    assert allowed.may_reach(ip_address("10.1.2.3"))
    assert allowed.may_reach(ip_address("::ffff:10.1.2.3"))
    assert allowed.may_reach(ip_address("fd12::1"))
    assert allowed.may_reach(ip_address("192.168.1.7"))
    assert not allowed.may_reach(ip_address("10.2.0.1"))
    assert not allowed.may_reach(ip_address("192.168.1.8"))
    assert allowed.has_host("wiki.internal.")
    assert not allowed.has_host("evil.wiki.internal")


def test_a_host_is_allowed_by_its_own_name_and_not_by_one_above_or_below() -> None:
    allowed = AllowList.parse(("wiki.internal.", "Bücher.internal", "xn--caf-dma.internal"))

    for host in ("wiki.internal", "WIKI.INTERNAL.", "xn--bcher-kva.internal", "xn--caf-dma.internal"):
        assert allowed.has_host(host), host
    for host in ("internal", "a.wiki.internal", "wiki.internal.example", "wikixinternal"):
        assert not allowed.has_host(host), host


def test_an_allowed_network_is_no_leave_for_the_forms_that_hide_it() -> None:
    allowed = AllowList.parse(("10.1.0.0/16",))

    assert not allowed.may_reach(ip_address("64:ff9b::a01:203"))  # a NAT64 gateway's 10.1.2.3 is another's
    assert not allowed.may_reach(ip_address("2002:a01:203::"))
    assert not allowed.may_reach(ip_address("::10.1.2.3"))


def test_a_malformed_network_is_an_error() -> None:
    with pytest.raises(ValueError, match="33"):
        AllowList.parse(("10.0.0.0/33",))
