"""服务事项和网点。"""

from yuntai.selections import figure, rows


@figure("服务事项", unit="项")
def matters_served(matters, today):
    return rows(matters, on=today, audience=matters.audience, part=1)


@figure("网办事项", unit="项")
def matters_online(matters, today):
    online = matters.filter(matters.online)
    return rows(online, on=today, audience=online.audience, part=1)


@figure("网上能办的事项", unit="%")
def online_share(matters, today):
    return rows(matters, on=today, audience=matters.audience, part=matters.online, whole=1)


@figure("自助终端能办的事项", unit="项")
def matters_at_terminals(matters, today):
    here = matters.filter(matters.terminal)
    return rows(here, on=today, audience=here.audience, part=1)


@figure("网上或自助终端能办的事项", unit="项")
def matters_near(matters, today):
    here = matters.filter(matters.online | matters.terminal)
    return rows(here, on=today, audience=here.audience, part=1)


@figure("网上或自助终端能办的占比", unit="%")
def near_share(matters, today):
    return rows(matters, on=today, audience=matters.audience, part=matters.online | matters.terminal, whole=1)


@figure("窗口能办的事项", unit="项")
def matters_at_counters(matters, today):
    here = matters.filter(matters.counter)
    return rows(here, on=today, audience=here.audience, part=1)


@figure("下沉到街道社区办的事项", unit="项")
def matters_delegated(matters, today):
    below = matters.filter(matters.level.isin(["street", "community"]))
    return rows(below, on=today, audience=below.audience, level=below.level, part=1)


@figure("只能查询的事项", unit="项")
def enquiry_matters(policies, today):
    """Policies by which no matter decides: they can be asked about, not applied under."""
    asked = policies.filter(~policies.decides)
    return rows(asked, on=today, policy=asked.policy, part=1)


@figure("办事指南", unit="份")
def guides(matters, today):
    written = matters.filter(matters.guide)
    return rows(written, on=today, audience=written.audience, part=1)


@figure("一件事套餐", unit="个")
def bundles_offered(bundles, today):
    return rows(bundles, on=today, bundle=bundles.bundle, part=1)


@figure("街道社区经办网点", unit="个")
def outlets(units, today):
    here = units.filter(units.outlet == "outlet")
    return rows(here, on=today, unit=here.unit, level=here.level, part=1)
