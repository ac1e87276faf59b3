"""Offices, sellers, vehicles and users: who they are, how they come in, and what each may see."""

from logistics.parties.principal import Principal, principal_of
from logistics.parties.sign_in import Refused, SignedIn, sign_in
from logistics.parties.visibility import rule, visible_to, within

__all__ = ["Principal", "Refused", "SignedIn", "principal_of", "rule", "sign_in", "visible_to", "within"]
