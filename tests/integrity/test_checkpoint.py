"""Checkpoints: a log's name, size and root, signed; two that do not fit together tell on the log."""

from __future__ import annotations

import pytest

from engine.integrity import checkpoint
from engine.integrity.checkpoint import Checkpoint, compare
from engine.integrity.merkle import EMPTY, InMemory, consistency_path, leaf_hash, root
from engine.integrity.strict import DoesNotHold, Malformed
from integrity.making import KEY, ORIGIN, signer

TREE = InMemory(leaf_hash(b"%d" % number) for number in range(20))
OTHER = InMemory(leaf_hash(b"%d" % (number + (number == 7))) for number in range(20))
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def at(size: int, tree: InMemory = TREE, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, root(tree, size))


def test_the_example_of_the_format_is_read_and_written() -> None:
    text = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"
    read = checkpoint.parsed(text)
    assert (read.origin, read.size, read.root.hex()[:8]) == ("example.com/behind-the-sofa", 20852163, "0ac5186a")
    assert read.text == text


def test_lines_of_which_nothing_is_known_are_kept() -> None:
    text = f"{ORIGIN}\n1\n{ROOT}\nextended\n— and more\n"
    assert checkpoint.parsed(text).extensions == ("extended", "— and more")
    assert checkpoint.parsed(text).text == text


@pytest.mark.parametrize("size", [0, 1, 19])
def test_what_is_signed_is_opened_as_it_was(size: int) -> None:
    assert checkpoint.opened(checkpoint.signed(at(size), KEY), KEY.verifier) == at(size)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"{ORIGIN}\n",
        f"{ORIGIN}\n1\n",
        f"{ORIGIN}\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"{ORIGIN}\n\n{ROOT}\n",
        f"{ORIGIN}\n01\n{ROOT}\n",
        f"{ORIGIN}\n-1\n{ROOT}\n",
        f"{ORIGIN}\n+1\n{ROOT}\n",
        f"{ORIGIN}\n1.0\n{ROOT}\n",
        f"{ORIGIN}\n ١\n{ROOT}\n",
        f"{ORIGIN}\n１\n{ROOT}\n",
        f"{ORIGIN}\n{2**53}\n{ROOT}\n",
        f"{ORIGIN}\n{10**400}\n{ROOT}\n",
        f"{ORIGIN}\n1\n{ROOT[:-1]}\n",
        f"{ORIGIN}\n1\n{ROOT[4:]}\n",
        f"{ORIGIN}\n1\nAAAA{ROOT}\n",
        f"{ORIGIN}\n1\n{ROOT.replace('2I=', '2J=')}\n",
        f"{ORIGIN}\n0\n{ROOT}\n",
        f"{ORIGIN}\n1\n{ROOT}\n\n",
        f"{ORIGIN}\n1\n{ROOT}\n\nmore\n",
        f"{ORIGIN}\n1 \n{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(Malformed):
        checkpoint.parsed(text)
    if text.endswith("\n"):
        with pytest.raises(Malformed):
            checkpoint.opened(KEY.signed(text), KEY.verifier)


def test_what_cannot_be_a_checkpoint_is_not_made() -> None:
    for values in (("", 1, EMPTY), ("a\nb", 1, EMPTY), ("a", 1, b""), ("a", 0, bytes(32)), ("a", 1, EMPTY, ("",))):
        with pytest.raises(Malformed):
            Checkpoint(*values)


def test_a_key_signs_for_its_own_log_alone() -> None:
    with pytest.raises(DoesNotHold, match=r"the key is that of 'other\.example'"):
        checkpoint.signed(at(3), signer("other.example"))
    with pytest.raises(DoesNotHold, match=r"It is a checkpoint of 'other\.example'"):
        checkpoint.opened(KEY.signed(at(3, origin="other.example").text), KEY.verifier)


@pytest.mark.parametrize("first", range(1, 20))
def test_a_later_checkpoint_goes_on_from_an_earlier_one(first: int) -> None:
    for second in range(first + 1, 21):
        path = consistency_path(TREE, first, second)
        for pair in ((at(first), at(second)), (at(second), at(first))):
            assert compare(*pair, path).verdict == "extends"
            assert compare(*pair).verdict == "unproven"
            assert compare(*pair, path[:-1]).verdict == "unproven"
        rewritten = compare(at(first), at(second, OTHER), consistency_path(OTHER, first, second)).verdict
        assert rewritten == ("extends" if first <= 7 else "unproven")


def test_two_histories_at_one_size_are_a_fork() -> None:
    assert compare(at(9), at(9)).verdict == "same"
    forked = compare(at(9), at(9, OTHER))
    assert forked.verdict == "fork"
    assert "two different histories of 9 entries" in forked.message
    assert compare(at(9), at(9, OTHER), consistency_path(TREE, 9, 9)).verdict == "fork"
    assert compare(at(7), at(7, OTHER)).verdict == "same"


def test_logs_of_two_names_are_not_compared() -> None:
    assert compare(at(9), at(9, origin="other.example")).verdict == "other-log"


def test_every_log_begins_empty() -> None:
    assert compare(at(0), at(9)).verdict == "extends"
    assert compare(at(0), at(0)).verdict == "same"


def test_extensions_do_not_make_a_fork() -> None:
    assert compare(at(9), Checkpoint(ORIGIN, 9, root(TREE, 9), ("more",))).verdict == "same"


def test_what_is_lacking_is_said() -> None:
    assert compare(at(3), at(9)).message.endswith("not shown: it takes a proof between them")
    assert compare(at(3), at(9), (EMPTY,)).message.endswith("not shown: the proof does not fit them")
    assert compare(at(9), at(3), consistency_path(TREE, 3, 9)).message == (
        "The log of 9 entries begins with the 3 of the earlier one"
    )
