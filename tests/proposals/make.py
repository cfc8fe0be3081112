"""Two officers do together what takes two."""

from __future__ import annotations

from bs4 import BeautifulSoup

from tests.city import signed_in
from yuntai.people.models import User
from yuntai.proposals.models import Proposal
from yuntai.proposals.proposing import confirm, shown


def confirmed(proposal: Proposal, by: User) -> Proposal:
    """The proposal, which ``by`` has seen and confirmed."""
    return confirm(proposal.pk, by, shown(proposal)[1])


def confirm_on_page(proposal: Proposal, by: User) -> BeautifulSoup:
    """The page on which ``by`` lands who opens the proposal and confirms what it shows."""
    client, address = signed_in(by), f"/account/proposals/{proposal.pk}/"
    page = BeautifulSoup(client.get(address).content, "html.parser")
    seen = page.find("input", attrs={"name": "seen"})["value"]
    return BeautifulSoup(client.post(address, {"answer": "confirm", "seen": seen}, follow=True).content, "html.parser")
