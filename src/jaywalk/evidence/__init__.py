"""Where numbers come from: the register of references and the assumption ledger."""

from jaywalk.evidence.ledger import LEDGER_GRADES, Entry, Ledger, LedgerGrade, Numbered, ledger
from jaywalk.evidence.register import GRADES, Grade, Reference, Register

__all__ = [
    "GRADES",
    "LEDGER_GRADES",
    "Entry",
    "Grade",
    "Ledger",
    "LedgerGrade",
    "Numbered",
    "Reference",
    "Register",
    "ledger",
]
