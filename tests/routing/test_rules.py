"""Which rule takes a petition, and when a person decides instead."""

from dataclasses import replace

import pytest

from pakn.routing.classifier import Classification, Guess
from pakn.routing.rules import Reason, Route, Rule, decide, first_match

LAND = Rule(20, "KT", officer="dc1", field="dat_dai")
ANYTHING = Rule(90, "VP")


def said(
    field: str = "dat_dai", probability: float = 0.9, scope: str = "pakn", kind: str = "hanh_vi"
) -> Classification:
    others = Guess("khac", 1 - probability, ())
    return Classification(
        (Guess(field, probability, ()), others), Guess(scope, 0.8, ()), Guess(kind, 0.7, ()), "1"
    )


def match(
    rules: list[Rule], field: str = "dat_dai", area: str | None = None, kind: str = "hanh_vi"
) -> Rule | None:
    return first_match(rules, field=field, area=area, kind=kind, scope="pakn")


def test_the_lowest_position_wins_however_the_rules_are_listed() -> None:
    assert match([ANYTHING, LAND]) == LAND
    assert match([LAND, ANYTHING]) == LAND


def test_a_more_exact_rule_further_down_does_not_win() -> None:
    first = Rule(1, "VP")

    assert match([LAND, first]) == first


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Rule(1, "A"), True),
        (Rule(1, "A", field="dat_dai", area="thon-1", kind="hanh_vi", scope="pakn"), True),
        (Rule(1, "A", field="moi_truong"), False),
        (Rule(1, "A", area="thon-2"), False),
        (Rule(1, "A", kind="quy_dinh"), False),
        (Rule(1, "A", scope="hoi_dap"), False),
    ],
)
def test_every_condition_of_a_rule_must_hold(rule: Rule, fits: bool) -> None:
    assert (match([rule], area="thon-1") == rule) is fits


def test_a_rule_for_an_area_does_not_take_a_petition_without_one() -> None:
    assert match([Rule(1, "A", area="thon-1")], area=None) is None


def test_the_field_other_never_matches_even_a_rule_for_anything_or_for_it() -> None:
    assert match([ANYTHING, Rule(1, "VP", field="khac")], field="khac") is None


@pytest.mark.parametrize("scope", ["khieu_nai_to_cao", "hoi_dap", "phan_anh_hien_truong", "thu_rac"])
def test_what_is_no_petition_is_left_to_a_person(scope: str) -> None:
    rules = [ANYTHING, Rule(1, "VP", scope=scope)]

    assert first_match(rules, field="dat_dai", area=None, kind=None, scope=scope) is None
    assert decide(said(scope=scope), rules, None, threshold=0.5) == Route(None, Reason.OUT_OF_SCOPE)


def test_a_sure_petition_goes_to_the_unit_of_its_rule() -> None:
    assert decide(said(), [ANYTHING, LAND], None, threshold=0.9) == Route(LAND, Reason.CONFIDENT)


def test_below_the_threshold_nothing_is_routed() -> None:
    assert decide(said(probability=0.59), [LAND], None, threshold=0.6) == Route(None, Reason.UNSURE)


def test_the_area_of_the_petition_reaches_the_rules() -> None:
    local = Rule(1, "KT2", field="dat_dai", area="thon-2")

    assert decide(said(), [local, LAND], "thon-2", threshold=0.5).rule == local
    assert decide(said(), [local, LAND], "thon-3", threshold=0.5).rule == LAND


def test_a_sure_petition_of_the_field_other_waits_in_triage() -> None:
    assert decide(said(field="khac"), [ANYTHING], None, threshold=0.5) == Route(None, Reason.FIELD_KHAC)


def test_a_sure_petition_without_a_rule_waits_in_triage() -> None:
    assert decide(said(field="moi_truong"), [LAND], None, threshold=0.5) == Route(None, Reason.NO_RULE)


def test_what_may_be_no_petition_at_all_is_read_by_a_person() -> None:
    doubtful = replace(said(), scope=Guess("pakn", 0.55, ()))

    assert decide(doubtful, [Rule(1, "kinh-te", None, None, None, None, None)], None, threshold=0.5) == Route(
        None, Reason.UNSURE
    )


def test_field_reports_are_routed_only_where_the_agency_takes_them() -> None:
    report, rules = (
        said(scope="phan_anh_hien_truong"),
        [Rule(1, "kinh-te", None, "dat_dai", None, None, None)],
    )

    left = decide(report, rules, None, threshold=0.5)
    taken = decide(report, rules, None, threshold=0.5, taken={"pakn", "phan_anh_hien_truong"})

    assert (left.reason, left.rule) == (Reason.OUT_OF_SCOPE, None)
    assert (taken.reason, taken.rule) == (Reason.CONFIDENT, rules[0])
