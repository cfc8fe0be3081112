"""Bank accounts that collect the benefits of many."""

from yuntai.selections import check, evidence, words


@check(
    "多人的待遇发到同一个账户",
    kind="unentitled",
    severity="medium",
    table="benefits",
    source="疑点数据核查：“假人”骗领、死亡冒领",
    verify="核对开户人与领取人的关系；养老机构、村（社区）代领要有委托书。无关的，逐人做领取资格认证，改发本人社保卡。",
)
def shared_account(benefits, account_persons):
    paid = benefits.filter(benefits.account.notnull())
    drawn = paid.group_by(["account", "person"]).aggregate(amount=paid.amount.sum(), paid_on=paid.paid_on.max())
    shared = drawn.group_by("account").mutate(persons=drawn.count())
    found = shared.filter(shared.persons >= account_persons.on(shared.paid_on))
    return evidence(
        found,
        key=found.account,
        person=found.person,
        row=found.account,
        on=found.paid_on,
        amount=found.amount,
        detail=words(found.persons, " 人共用"),
    )
