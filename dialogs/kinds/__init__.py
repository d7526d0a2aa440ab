"""The kinds of page; one file is one kind: what editors write of it and how it behaves."""

from dialogs.kinds.article import Article
from dialogs.kinds.ask import Ask
from dialogs.kinds.assessment import Assessment
from dialogs.kinds.callback import Callback
from dialogs.kinds.checkin import CheckIn
from dialogs.kinds.checklist import Checklist
from dialogs.kinds.consent import Consent
from dialogs.kinds.directory import Directory
from dialogs.kinds.discreet import Discreet
from dialogs.kinds.firms import Firms
from dialogs.kinds.form import Form
from dialogs.kinds.hide import Hide
from dialogs.kinds.language import LanguageChoice
from dialogs.kinds.menu import Menu
from dialogs.kinds.mydata import MyData
from dialogs.kinds.page import Page
from dialogs.kinds.phrases import Phrases
from dialogs.kinds.quiz import Quiz
from dialogs.kinds.referral import ReferralConsent
from dialogs.kinds.requests import Requests
from dialogs.kinds.rules import Rules
from dialogs.kinds.stop import Stop
from dialogs.kinds.survey import Survey
from dialogs.kinds.trip import Trip
from dialogs.kinds.urgent import UrgentHelp

KINDS: dict[str, type[Page]] = {
    "menu": Menu,
    "article": Article,
    "directory": Directory,
    "phrases": Phrases,
    "trip": Trip,
    "checkin": CheckIn,
    "ask": Ask,
    "assessment": Assessment,
    "quiz": Quiz,
    "rules": Rules,
    "checklist": Checklist,
    "form": Form,
    "survey": Survey,
    "firms": Firms,
    "language": LanguageChoice,
    "consent": Consent,
    "urgent": UrgentHelp,
    "hide": Hide,
    "requests": Requests,
    "mydata": MyData,
    "stop": Stop,
    "referral": ReferralConsent,
    "discreet": Discreet,
    "callback": Callback,
}

__all__ = ["KINDS", "Page"]
