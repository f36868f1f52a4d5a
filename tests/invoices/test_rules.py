"""What may stand on an invoice, and which moves it may make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.invoices import rules
from commerce.invoices.errors import NotAPdf
from commerce.invoices.models import Invoice
from commerce.invoices.states import INVOICE
from kernel.errors import IllegalMove, Invalid

REAL = "91440300708461136T"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"
GOES = {
    ("requested", "issue"), ("requested", "reject"), ("requested", "withdraw"), ("issued", "recall"),
    ("issued", "flush"), ("to_flush", "flush"),
}  # fmt: skip


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_of_a_tax_number_is_noticed(place, character):
    typed = REAL[:place] + character + REAL[place + 1 :]
    assert rules.is_tax_number(typed) == (typed == REAL)


@pytest.mark.parametrize("typed", ["", "91110108551385082", "91110108551385082I", "9111010855138508２Q"])
def test_what_is_no_tax_number(typed):
    assert not rules.is_tax_number(typed)


def test_a_company_needs_its_name_and_number_a_person_neither():
    company = rules.checked_title("company", " 腾讯  计算机 ", " 9144 0300 7084 6113 6t ", "a@example.com")
    assert (company.title, company.tax_number) == ("腾讯 计算机", REAL)
    assert rules.checked_title("personal", "", REAL, "") == rules.Title("personal", "个人")
    for kind, title, number, email, field in (
        ("company", "", REAL, "", "title"), ("company", "某公司", "1", "", "tax_number"), ("x", "", "", "", "kind"),
        ("personal", "", "", "nobody", "email"), ("personal", "长" * 101, "", "", "title"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            rules.checked_title(kind, title, number, email)
        assert refusal.value.field == field


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90", "PDF 格式"), (b"%PDF-1.7 no end", "PDF 格式"), (PDF[:-6] + b"/JavaScript %%EOF", "脚本或附件"),
        (b"%PDF-" + b"x" * rules.MOST_BYTES + b"%%EOF", "2 MB"), (b"", "PDF 格式"),
    ],
)  # fmt: skip
def test_only_a_plain_small_pdf_is_kept(content, words):
    with pytest.raises(NotAPdf, match=words):
        rules.checked_pdf(content)
    assert rules.checked_pdf(PDF) == PDF


@pytest.mark.parametrize("state", sorted(INVOICE.states))
@pytest.mark.parametrize("verb", sorted(INVOICE.verbs))
def test_only_these_moves_are_possible(state, verb):
    row = Invoice(state=state)
    assert INVOICE.can(row, verb) == ((state, verb) in GOES)
    if (state, verb) not in GOES:
        with pytest.raises(IllegalMove):
            INVOICE.move(row, verb)
