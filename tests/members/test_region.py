"""Choosing province, city and district of an address, list by list."""

from tests.support.factories import ADDRESS, a_member
from tests.support.shopper import SHOP, sign_in


def test_choosing_a_province_offers_its_cities_and_forgets_the_other_district(shop, client):
    page = client.get("/me/addresses/region?province=浙江省&city=上海市&district=静安区", base_url=SHOP).text

    assert ('<option value="杭州市"' in page, "静安区" in page) == (True, False)
    assert '<option value="浙江省" selected>' in page


def test_without_scripts_a_saved_form_comes_back_with_the_next_list(shop, client):
    phone = sign_in(client, a_member())
    typed = ADDRESS | {"province": "浙江省", "city": "", "district": ""}

    answer = phone.post("/me/addresses", data=typed, base_url=SHOP)

    assert answer.status_code == 422
    assert ("请选择城市" in answer.text, '<option value="杭州市"' in answer.text) == (True, True)
    assert ADDRESS["detail"] in answer.text
