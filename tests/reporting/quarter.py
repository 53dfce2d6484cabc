"""Quarter III of 2026 (15/06 to 14/09) in one commune, small enough to be counted by hand.

 no  what happened                                            standing        unit      field
  1  answered 15/7 of 22/7, published 16/7 of 17/7            done on time    economy   land
  2  answered 15/7 of 22/7, published 20/7 of 17/7            done late       economy   land
  3  answered 23/7 of 22/7                                    done late       culture   civil
  4  refused 2/7 of 3/7                                       done on time    culture   civil
  5  forwarded 9/7 of 8/7                                     done late       none      land
  6  supplement asked 6/7 of 8/7                              done on time    none      none
  7  the same petition supplemented 20/7, due 10/8, open      open late       economy   none
  8  due 14/9, open                                           open on time    culture   civil
  9  due 15/9, answered 16/9, after the period                open on time    economy   land
 10  carried over, answered 15/6 of 22/6                      done on time    economy   land
 11  lapsed 1/8, 12 withdrawn 2/8, 13 supplement asked again  in neither rate

Rate A: on time 1 4 6 8 9 10 = 6 of 10, 60,00 %.  Rate B: on time 1 4 10 of 1 2 3 4 5 10 = 3 of 6, 50,00 %.
By unit:  economy 1 9 10 of 1 2 7 9 10 = 3 of 5;  culture 4 8 of 3 4 8 = 2 of 3;  none 6 of 5 6 = 1 of 2.
By field: land 1 9 10 of 1 2 5 9 10 = 3 of 5;  civil 4 8 of 3 4 8 = 2 of 3;  none 6 of 6 7 = 1 of 2.
"""

from __future__ import annotations

from pakn.petitions.models import EndAct, Leg, LegCause
from pakn.sla.models import Step
from tests.reporting.world import World, at


def small_quarter(world: World) -> dict[int, Leg]:
    """Write it down; the legs by their numbers above."""
    economy = {"unit": world.economy, "topic": world.land}
    culture = {"unit": world.culture, "topic": world.civil}
    asked, again = world.petition(101), world.petition(102)
    legs = {
        1: world.leg(at("1/7"), "22/7", (EndAct.APPROVED, at("15/7")), **economy),
        2: world.leg(at("1/7"), "22/7", (EndAct.APPROVED, at("15/7")), **economy),
        3: world.leg(at("1/7"), "22/7", (EndAct.APPROVED, at("23/7", 0)), **culture),
        4: world.leg(at("1/7"), "22/7", (EndAct.REFUSED, at("2/7")), "3/7", **culture),
        5: world.leg(at("1/7"), "22/7", (EndAct.FORWARDED, at("9/7")), "8/7", topic=world.land),
        6: world.leg(at("1/7"), "22/7", (EndAct.SUPPLEMENT_ASKED, at("6/7")), "8/7", petition=asked),
        7: world.leg(at("20/7"), "10/8", petition=asked, cause=LegCause.SUPPLEMENTED, unit=world.economy),
        8: world.leg(at("24/8"), "14/9", **culture),
        9: world.leg(at("25/8"), "15/9", (EndAct.APPROVED, at("16/9")), **economy),
        10: world.leg(at("1/6"), "22/6", (EndAct.APPROVED, at("15/6", 0)), **economy),
        11: world.leg(at("1/7"), "22/7", (EndAct.LAPSED, at("1/8"))),
        12: world.leg(at("1/7"), "22/7", (EndAct.WITHDRAWN, at("2/8"))),
    }
    world.leg(at("1/6"), "22/6", (EndAct.SUPPLEMENT_ASKED, at("5/6")), "8/6", petition=again)
    legs[13] = world.leg(
        at("10/6"),
        "1/7",
        (EndAct.SUPPLEMENT_ASKED, at("17/6")),
        "17/6",
        petition=again,
        cause=LegCause.SUPPLEMENTED,
    )
    world.deadline(legs[1], Step.PUBLISH, "17/7", at("15/7"), at("16/7"))
    world.deadline(legs[2], Step.PUBLISH, "17/7", at("15/7"), at("20/7"))
    # Not of this quarter, or not of this commune.
    world.leg(at("1/5"), "25/5", (EndAct.APPROVED, at("20/5")), **economy)
    world.leg(at("15/9", 0), "6/10", **economy)
    world.leg(at("1/7"), "22/7", (EndAct.APPROVED, at("30/7")), agency=world.neighbour)
    return legs
