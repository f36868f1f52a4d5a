"""The deck of disasters: nothing is left out, and the seed decides."""

from tests.soak.plan import BAD_LINES, GOOD_LINE, KINDS, NOTICES, Deck


def dealt(deck, count):
    return [deck.deal() for _ in range(count)]


def test_one_deck_holds_every_kind_and_the_seed_decides_its_order():
    first = dealt(Deck(7), len(KINDS))
    assert sorted(card.kind for card in first) == sorted(KINDS)
    assert first == dealt(Deck(7), len(KINDS)) != dealt(Deck(8), len(KINDS))


def test_one_deck_spoils_every_line_and_notice_in_every_way():
    first = dealt(Deck(7), len(KINDS))
    assert {card.line for card in first} >= set(BAD_LINES)
    assert all(wish in [card.notices for card in first] for wish in NOTICES)


def test_chosen_kinds_come_in_their_order():
    assert [card.kind for card in dealt(Deck(7, ("valkey", "K3")), 3)] == ["valkey", "K3", "valkey"]


def test_a_card_that_hit_nobody_comes_again_in_the_same_round_with_a_sound_line():
    deck = Deck(7, ("valkey", "K3"))
    deck.put_back(deck.deal())
    cards = dealt(deck, 3)
    assert [card.kind for card in cards] == ["K3", "valkey", "valkey"]
    assert cards[1].line == GOOD_LINE


def test_a_card_that_never_hits_does_not_hold_up_the_others():
    deck, seen = Deck(7, ("valkey", "K3")), []
    for _ in range(12):
        card = deck.deal()
        seen.append(card.kind)
        if card.kind == "K3":
            deck.put_back(card)
    assert seen[:5] == ["valkey", "K3", "K3", "K3", "valkey"]
