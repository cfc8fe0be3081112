"""技能人才。"""

from yuntai.selections import figure, rows

SKILLED, HIGHLY = "skill", 3
"""A certificate of a level of skill; from level three (高级工) to one (高级技师) it is a high one."""


@figure("技能等级证书", unit="份")
def certificates_issued(certificates):
    found = certificates.filter(certificates.kind == SKILLED)
    return rows(found, on=found.issued_on, level=found.level, occupation=found.occupation, part=1)


@figure("新增高技能人才", unit="人")
def highly_skilled(certificates):
    """The first certificate of a high level of a person."""
    high = certificates.filter((certificates.kind == SKILLED) & (certificates.level <= HIGHLY))
    first = high.group_by("person").aggregate(on=high.issued_on.min())
    return rows(first, on=first.on, person=first.person, part=1)


@figure("新增技师和高级技师", unit="人")
def technicians(certificates):
    high = certificates.filter((certificates.kind == SKILLED) & (certificates.level <= HIGHLY - 1))
    first = high.group_by("person").aggregate(on=high.issued_on.min())
    return rows(first, on=first.on, person=first.person, part=1)
