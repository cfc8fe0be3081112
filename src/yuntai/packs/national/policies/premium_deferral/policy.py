"""阶段性缓缴社会保险费, 2022 (deferral of social-insurance premiums), R71."""

from yuntai.rules import FAR, Choice, Date, Policy, YesNo, when

LAST_NOTICE = "2022年9月人社部办公厅等《关于进一步做好阶段性缓缴社会保险费政策实施工作有关问题的通知》"
FIRST = "人社厅发〔2022〕16号"
SECOND = "人社部发〔2022〕31号"

policy = Policy(
    title="阶段性缓缴社会保险费（2022年）",
    subject="employers",
    theme="employers",
    gives="employer",
    source=f"{FIRST}；{SECOND}",
    begins="2022-04-01",
    ends="2023-12-31",
    followed_by="生产经营确有困难的单位，2025年7月起可以按国办发〔2025〕25号申请阶段性缓缴，办法由各省定，江苏的没有查到",
    published="2022-05-12",
)

policy.fact(
    "group",
    Choice(
        {
            "hardest": "餐饮、零售、旅游、民航、公路水路铁路运输（5个特困行业）",
            "hard": "扩大范围的17个困难行业（农副食品加工、纺织、汽车制造、文化体育娱乐等）",
            "small": "其他行业的中小微企业、以单位方式参保的个体工商户",
            "other": "都不是",
        }
    ),
    ask="单位属于哪一类？",
)
policy.fact("in_difficulty", YesNo(), ask="受疫情影响，生产经营出现暂时困难吗？")
policy.fact(
    "insurance",
    Choice(
        {
            "pension": "企业职工基本养老保险",
            "unemployment": "失业保险",
            "injury": "工伤保险",
            "other": "医疗保险等其他保险",
        }
    ),
    ask="要缓缴哪一种保险费？",
)
policy.fact("party", Choice({"employer": "单位应缴的部分", "worker": "职工个人应缴的部分"}), ask="是哪一部分？")
policy.fact("month", Date(), ask="哪个月的费款？（所属期，写当月1日）")


@policy.condition("养老、失业、工伤三项之一", source=f"{FIRST} 一")
def is_deferrable(insurance):
    return insurance != "other"


@policy.condition("单位应缴的部分", source=f"{FIRST} 一")
def employers_part(party):
    return party == "employer"


@policy.condition("属于可以缓缴的单位", source=f"{FIRST} 一；{SECOND} 一、二")
def is_covered(group):
    return group != "other"


@policy.condition("特困行业，或者生产经营出现暂时困难", source=f"{SECOND} 一、二")
def hit(group, in_difficulty):
    return (group == "hardest") | in_difficulty


@policy.step("能缓缴的最后一个月", source=f"{FIRST} 二；{SECOND}")
def last_month(last_months, group, insurance):
    return last_months[group, insurance]


@policy.condition("费款所属期在可以缓缴的月份内", source=f"{FIRST} 二；{SECOND}")
def in_window(month, first_month, last_month):
    return (month >= first_month) & (month <= last_month)


@policy.result("可以缓缴", YesNo(), source=f"{FIRST}；{SECOND}")
def deferrable(entitled):
    return entitled


@policy.aside("缓缴期间免收滞纳金", YesNo(), source=f"{FIRST}；{SECOND}")
def free_of_surcharge(entitled, surcharge_waived):
    return entitled & surcharge_waived


@policy.aside("最晚补缴到哪天", Date(none="不缓缴"), source=LAST_NOTICE)
def repay_by(entitled, repaid_until):
    return when(entitled, repaid_until, FAR)


policy.says("[deferrable?可以缓缴][free_of_surcharge?，免收滞纳金][，最晚{repay_by}补缴]。")
