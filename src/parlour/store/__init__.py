"""Where everything is kept: transactions for readers on any thread, one writer with group commit."""

from parlour.store.database import LoopStore, Store
from parlour.store.tx import Tx

__all__ = ["LoopStore", "Store", "Tx"]
