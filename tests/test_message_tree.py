"""A conversation with branches: what is in sight, and what is kept beside it."""

from __future__ import annotations

from explorer.features.chat.export import markdown
from explorer.features.chat.message_tree import Message, MessageTree
from explorer.features.generation.protocol import Turn

TALK = (Turn("user", "a"), Turn("assistant", "b"), Turn("user", "c"), Turn("assistant", "d"))


def contents(tree: MessageTree) -> str:
    return "".join(message.content for message in tree.path)


def test_a_branch_leaves_the_former_one_with_all_that_followed() -> None:
    tree = MessageTree(TALK)
    tree.branch(0, Message("user", "A"))
    assert contents(tree) == "A"
    tree.add(Message("assistant", "B"))
    assert tree.branches(0) == (1, 2)
    assert tree.branches(1) == (0, 1)
    tree.turn_to(0, 0)
    assert contents(tree) == "abcd"
    tree.turn_to(0, 7)  # no further than there are
    assert contents(tree) == "AB"


def test_a_message_that_is_removed_gives_its_place_to_its_neighbour() -> None:
    tree = MessageTree(TALK)
    other = Message("assistant", "D")
    tree.branch(3, other)
    assert contents(tree) == "abcD"
    tree.remove(other)
    assert contents(tree) == "abcd"
    assert tree.branches(3) == (0, 1)
    tree.remove(tree.path[0])
    assert tree.path == ()


def test_markdown_says_who_said_what_in_order() -> None:
    text = markdown(TALK[:2], "s\n", "tiny")
    assert text == (
        "# A conversation with tiny\n\n## System message\n\ns\n\n## You\n\na\n\n## tiny\n\nb\n"
    )
    assert "System" not in markdown(TALK[:2], " ", "tiny")
