"""和谐园区、乡镇（街道）的七条标准 (the seven points of a harmonious park, town or street), R55."""

from yuntai.packs.national.harmony import BEGINS, OPINION
from yuntai.rules import Policy, Whole, YesNo, when

policy = Policy(
    title="工业园区、乡镇（街道）和谐劳动关系创建标准",
    subject="employers",
    theme="employers",
    source=f"{OPINION}五（二）",
    begins=BEGINS,
    published=BEGINS,
    audience="staff",
)

policy.fact("party_led", YesNo(), ask="党委领导、政府负责，三方协商机制健全吗？")
policy.fact("firms_lawful", YesNo(), ask="辖区企业普遍依法用工、接近创建标准吗？")
policy.fact("contracts_spread", YesNo(), ask="企业建立集体协商、集体合同制度，小企业有区域性、行业性合同吗？")
policy.fact("bodies_sound", YesNo(), ask="工会、企业代表组织、调解组织和应急机制健全，重大争议及时报告吗？")
policy.fact("affairs_open", YesNo(), ask="厂务公开、职工代表大会普遍，小企业有区域性的吗？")
policy.fact("incidents_prevented", YesNo(), ask="有安全生产和群体性事件的防范机制吗？")
policy.fact("station_there", YesNo(), ask="有服务站点（标识统一、场所固定、设施和内容齐全）和协调员吗？")


@policy.condition("党委领导，三方协商机制健全", source=f"{OPINION}五（二）1")
def led_together(party_led):
    return party_led


@policy.condition("企业普遍守法、接近标准", source=f"{OPINION}五（二）2")
def firms_near_standard(firms_lawful):
    return firms_lawful


@policy.condition("集体合同和工资协商普遍，小企业有区域性、行业性合同", source=f"{OPINION}五（二）3")
def collective_contracts(contracts_spread):
    return contracts_spread


@policy.condition("工会、企业组织、调解组织、应急机制健全，重大争议及时报告", source=f"{OPINION}五（二）4")
def bodies_and_reports(bodies_sound):
    return bodies_sound


@policy.condition("厂务公开、职工代表大会普遍，小企业有区域性的", source=f"{OPINION}五（二）5")
def open_management(affairs_open):
    return affairs_open


@policy.condition("有安全生产、群体性事件防范机制", source=f"{OPINION}五（二）6")
def safety(incidents_prevented):
    return incidents_prevented


@policy.condition("有服务站点和劳动关系协调员", source=f"{OPINION}五（二）7")
def station(station_there):
    return station_there


@policy.result("达到的条数", Whole(0, 7, unit="条"), source=f"{OPINION}五（二）")
def points_met(
    led_together, firms_near_standard, collective_contracts, bodies_and_reports, open_management, safety, station
):
    points = (
        led_together,
        firms_near_standard,
        collective_contracts,
        bodies_and_reports,
        open_management,
        safety,
        station,
    )
    return sum(when(met, 1, 0) for met in points)


@policy.result("达到创建标准", YesNo(), source=f"{OPINION}五（二）")
def reached(entitled):
    return entitled


policy.says("[reached?七条都做到了，达到创建标准]。")
policy.says("没有达到创建标准，没有做到{because}[，一共做到{points_met}]。", status="not_entitled")
