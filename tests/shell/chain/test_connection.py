"""What a reader of a node is told where somebody wrote bytes that are no text."""

from eth_abi.abi import encode

from tallystick.shell.chain.connection import Connection


def test_text_that_is_none_comes_with_marks_and_stops_no_reader() -> None:
    """Anybody may write bytes into an event where its interface says text."""
    said = encode(["bytes", "uint256"], [b"https://\xff\xfe", 3])
    assert tuple(Connection("http://127.0.0.1:1")._web3.codec.decode(["string", "uint256"], said)) == ("https://��", 3)
