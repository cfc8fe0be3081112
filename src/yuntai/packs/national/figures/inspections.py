"""劳动保障监察。"""

from yuntai.selections import figure, rows


def _of(inspections, on, **counted):
    return rows(
        inspections, on=on, unit=inspections.unit, employer=inspections.employer, batch=inspections.batch, **counted
    )


@figure("双随机检查", unit="家次")
def inspected(inspections):
    done = inspections.filter(inspections.result != "gone")
    return _of(done, done.inspected_on, part=1)


@figure("纠正违法行为", unit="件")
def violations_corrected(inspections):
    done = inspections.filter(inspections.result == "corrected")
    return _of(done, done.corrected_on, part=done.violations)


@figure("检查发现问题的改正率", unit="%")
def correction_rate(inspections):
    """Of the firms in which something was found."""
    found = inspections.filter(inspections.result.isin(["corrected", "uncorrected", "punished"]))
    return _of(found, found.inspected_on, part=found.result == "corrected", whole=1)
