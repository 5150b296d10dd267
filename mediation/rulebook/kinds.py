"""The official lists: types of dispute, grounds on which mediation ends, and the ways that stay open."""

from __future__ import annotations

import enum

from mediation.core.words import N_


class DisputeType(enum.StrEnum):
    """纠纷类型, as institutions report them."""

    FAMILY = "family"
    NEIGHBOURS = "neighbours"
    HOUSING = "housing"
    CONTRACT = "contract"
    BUSINESS = "business"
    DAMAGE = "damage"
    LAND = "land"
    DEMOLITION = "demolition"
    ENVIRONMENT = "environment"
    WAGES = "wages"
    LABOUR = "labour"
    CONSUMER = "consumer"
    TRAVEL = "travel"
    ONLINE_TRADE = "online_trade"
    MEDICAL = "medical"
    TRAFFIC = "traffic"
    PROPERTY_SERVICE = "property_service"
    LOAN = "loan"
    OTHER = "other"


DISPUTE_TYPE = {
    DisputeType.FAMILY: N_("Marriage and family"),
    DisputeType.NEIGHBOURS: N_("Neighbours"),
    DisputeType.HOUSING: N_("House and homestead"),
    DisputeType.CONTRACT: N_("Contract"),
    DisputeType.BUSINESS: N_("Production and business"),
    DisputeType.DAMAGE: N_("Compensation for damage"),
    DisputeType.LAND: N_("Forest and land"),
    DisputeType.DEMOLITION: N_("Land taking and demolition"),
    DisputeType.ENVIRONMENT: N_("Pollution"),
    DisputeType.WAGES: N_("Unpaid wages of migrant workers"),
    DisputeType.LABOUR: N_("Other labour dispute"),
    DisputeType.CONSUMER: N_("Shopping and services"),
    DisputeType.TRAVEL: N_("Travel"),
    DisputeType.ONLINE_TRADE: N_("Online shopping"),
    DisputeType.MEDICAL: N_("Medical"),
    DisputeType.TRAFFIC: N_("Road accident"),
    DisputeType.PROPERTY_SERVICE: N_("Property management"),
    DisputeType.LOAN: N_("Private loan"),
    DisputeType.OTHER: N_("Something else"),
}

PAPER_BY_DEFAULT = frozenset({DisputeType.FAMILY})
"""Status and family matters are signed on paper (电子签名法 3)."""


LABOUR = frozenset({DisputeType.WAGES, DisputeType.LABOUR})
"""Of these a court confirms payments only, and only at the institution's place (劳动争议解释一 52)."""


class Ground(enum.StrEnum):
    """On what mediation ends without an agreement (OM 25, 人民调解法 17, 26)."""

    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NOT_REACHED = "not_reached"
    WITHDRAWN = "withdrawn"
    SELF_SETTLED = "self_settled"
    ONE_SIDE_UNWILLING = "one_side_unwilling"
    TOO_FAR_APART = "too_far_apart"
    PERIOD_OVER = "period_over"
    REFUSED_TO_SIGN = "refused_to_sign"
    SHAM = "sham"
    OTHER = "other"


GROUND = {
    Ground.REFUSED: (N_("The other side does not want mediation"), "人民调解法 17"),
    Ground.NO_ANSWER: (N_("The other side did not answer in time"), "OM 15"),
    Ground.NOT_REACHED: (N_("The other side could not be reached"), "OM 15, 25(3)"),
    Ground.WITHDRAWN: (N_("The application was withdrawn"), "OM 25(2)"),
    Ground.SELF_SETTLED: (N_("The sides settled it themselves"), "OM 25(2)"),
    Ground.ONE_SIDE_UNWILLING: (N_("One side no longer wants to go on"), "OM 25(4)"),
    Ground.TOO_FAR_APART: (N_("The sides are too far apart"), "OM 25(5)"),
    Ground.PERIOD_OVER: (N_("The time for mediation is over"), "OM 25(6)"),
    Ground.REFUSED_TO_SIGN: (N_("One side refused to sign"), "OM 25(7)"),
    Ground.SHAM: (N_("Suspected sham mediation"), "SI 18, OM 23"),
    Ground.OTHER: (N_("Another reason"), "OM 25(8)"),
}


class NotAccepted(enum.StrEnum):
    """Why an application is not accepted."""

    SPECIAL_ORGAN = "special_organ"
    ALREADY_WITH_AUTHORITY = "already_with_authority"
    NOT_CIVIL = "not_civil"
    NOT_OUR_AREA = "not_our_area"
    NOT_CLEAR = "not_clear"


NOT_ACCEPTED = {
    NotAccepted.SPECIAL_ORGAN: N_("The law leaves this to another office"),
    NotAccepted.ALREADY_WITH_AUTHORITY: N_("A court, the police or another office already has this matter"),
    NotAccepted.NOT_CIVIL: N_("This is not a dispute between people that mediation can settle"),
    NotAccepted.NOT_OUR_AREA: N_("Another institution is responsible for this place"),
    NotAccepted.NOT_CLEAR: N_("We could not find out what is asked for, or of whom"),
}

ROUTES = (
    N_("Bring a suit at the people's court"),
    N_("Arbitration, where it is agreed or the law provides it (labour, land contracts)"),
    N_("Ask the administrative office responsible"),
    N_("Free legal advice: 12348"),
)
"""What stays open whenever mediation is declined or fails; people must be told (人民调解法 3, 26)."""
