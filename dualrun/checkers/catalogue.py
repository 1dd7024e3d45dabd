"""Which invariants there are. Adding one is one file and one line here."""

from dualrun.checkers.checker import Checker
from dualrun.checkers.i01_no_order_lost import NoOrderLost
from dualrun.checkers.i02_one_financial_order import OneFinancialOrder
from dualrun.checkers.i03_indeterminate_is_honest import IndeterminateIsHonest
from dualrun.checkers.i04_idempotent_replay import IdempotentReplay
from dualrun.checkers.i05_stock_adds_up import StockAddsUp
from dualrun.checkers.i06_quantity_chain import QuantityChain
from dualrun.checkers.i07_price_and_tax import PriceAndTax
from dualrun.checkers.i08_credit import Credit
from dualrun.checkers.i09_legal_transition import LegalTransition
from dualrun.checkers.i10_correlation_trail import CorrelationTrail
from dualrun.checkers.i11_consumer_order import ConsumerOrder
from dualrun.checkers.i12_published_once import PublishedOnce
from dualrun.checkers.i13_message_balance import MessageBalance
from dualrun.checkers.i14_dual_run_equality import DualRunEquality
from dualrun.checkers.i15_cross_reference import CrossReference
from dualrun.checkers.i16_sticky_book import StickyBook
from dualrun.checkers.i17_rollback import Rollback
from dualrun.checkers.i18_monotone_cutover import MonotoneCutover
from dualrun.checkers.i19_shadow_is_silent import ShadowIsSilent
from dualrun.checkers.i21_numbering import Numbering
from dualrun.checkers.i22_retry_discipline import RetryDiscipline
from dualrun.checkers.i23_webhook import Webhook
from dualrun.checkers.i24_liveness import Liveness
from dualrun.checkers.i26_tenant_scope import TenantScope
from dualrun.checkers.i28_crash_atomicity import CrashAtomicity

CHECKERS: tuple[type[Checker], ...] = (
    NoOrderLost,
    OneFinancialOrder,
    IndeterminateIsHonest,
    IdempotentReplay,
    StockAddsUp,
    QuantityChain,
    PriceAndTax,
    Credit,
    LegalTransition,
    CorrelationTrail,
    ConsumerOrder,
    PublishedOnce,
    MessageBalance,
    DualRunEquality,
    CrossReference,
    StickyBook,
    Rollback,
    MonotoneCutover,
    ShadowIsSilent,
    Numbering,
    RetryDiscipline,
    Webhook,
    Liveness,
    TenantScope,
    CrashAtomicity,
)


def all_checkers() -> tuple[Checker, ...]:
    """Give a fresh checker of every invariant; a checker serves one rehearsal."""
    return tuple(checker() for checker in CHECKERS)
