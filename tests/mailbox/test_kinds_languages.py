"""Which mails somebody here can read."""

from __future__ import annotations

import pytest

from pakn.mailbox.language import is_vietnamese

FOREIGN = (
    "您好,我们公司提供优质的产品和服务,欢迎与我们联系合作。我们期待您的回复,谢谢。",
    "안녕하세요. 저희 회사는 다양한 제품을 제공하고 있습니다. 많은 관심 부탁드립니다.",
    "Здравствуйте! Предлагаем вашей компании выгодное сотрудничество и новые услуги.",
    "弊社の製品をご紹介させていただきたくご連絡いたしました。よろしくお願いいたします。",
    "We would like to offer you a very good loan for your company today, please answer soon.",
)
OURS = (
    "Đường hỏng",
    "duong lien thon bi hong da ba thang nay ma chua thay ai den sua, de nghi xa xem xet som giup dan",
    "안녕하세요. 저희 회사는 다양한 제품을 제공하고 있습니다. Đường vào thôn bị ngập, đề nghị sửa.",
    "您好",
    "",
)


@pytest.mark.parametrize("text", FOREIGN)
def test_what_is_surely_foreign_is_not_vietnamese(text):
    assert not is_vietnamese(text)


@pytest.mark.parametrize("text", OURS)
def test_the_rest_has_the_benefit_of_the_doubt(text):
    assert is_vietnamese(text)
