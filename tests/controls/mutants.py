"""Guards, each with what the code would be without it and the test that must then go red.

A mutant exists only in the memory of the process that tries it (tests/controls/cutting.py); no file is changed.
`old` stands exactly once in its file: a guard that was rewritten or removed makes its control fail loudly.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One guard removed. guard: what it prevents; test: the node that must fail, by its assertion or its body."""

    guard: str
    path: str
    old: str
    new: str
    test: str


SETTLEMENT, PAYMENTS, STOCK = (
    "commerce/orders/settlement.py", "commerce/payments/actions.py", "commerce/inventory/actions.py",
)  # fmt: skip
GROUPS, TILL, HOOKS = "commerce/promotions/groupbuy/actions.py", "commerce/checkout/actions.py", "wechat/hooks.py"
QUEUE, OUTBOX, DB, SHIP = "jobs/queue.py", "jobs/outbox.py", "kernel/db.py", "commerce/fulfilment/actions.py"
LETTERS, LIMITS, MONEY = "wechat/letters.py", "commerce/orders/limits.py", "kernel/money.py"
ORDERS = "commerce/orders/actions.py"
SETTLING, NOTICES, RACES = (
    "tests/orders/test_settlement.py::", "tests/wechat/test_notices.py::", "tests/checkout/test_races.py::",
)  # fmt: skip
BUYING, HOLDING, GROUPING = (
    "tests/checkout/test_actions.py::", "tests/inventory/test_actions.py::",
    "tests/promotions/groupbuy/test_actions.py::",
)  # fmt: skip
REFUNDS, CASES = "commerce/orders/refunds.py", "commerce/aftersale/actions/"
AFTERSALE, SIDES = "tests/aftersale/test_money.py::", "tests/aftersale/test_sides.py::"

MUTANTS = (
    # money in
    Mutant("a sum that differs pays nothing", SETTLEMENT, ' or settlement.total_fen != payment.total_fen', "",
           SETTLING + "test_a_settlement_one_fen_short_changes_nothing_and_is_laid_out"),
    Mutant("another currency pays nothing", SETTLEMENT, 'settlement.currency != "CNY" or ', "",
           NOTICES + "test_a_sum_or_number_that_does_not_fit_is_laid_out_and_pays_nothing[other_currency-amount_differs]"),
    Mutant("a settled payment is not settled again", SETTLEMENT, 'if payment.state == "settled":', "if False:",
           SETTLING + "test_paying_an_order_tells_the_rest_of_the_shop_once"),
    Mutant(
        "order and payment are locked while money is taken in", SETTLEMENT,
        "order = lock(Order, found.order_id)\n    payment = lock(Payment, found.id)",
        "find = __import__('kernel.db').db.find\n    order = find(Order, found.order_id)\n    payment = find(Payment, found.id)",
        RACES + "test_one_settlement_told_50_times_at_once_has_one_effect"),
    Mutant("late money takes the goods only when they are there", SETTLEMENT,
           "    except SoldOut:\n        return \"订单已关闭，商品已售完\"", "    except SoldOut:\n        return \"\"",
           SETTLING + "test_money_that_comes_after_the_close_goes_back_when_the_goods_are_gone"),
    Mutant("late money for a group goes back", SETTLEMENT, 'and order.kind == "plain"', "",
           SETTLING + "test_money_for_a_closed_group_order_goes_back"),
    Mutant("signatures are checked", LETTERS, 'key.verify(raw, ', "(lambda *_: None)(raw, ",
           NOTICES + "test_a_forged_letter_is_refused_and_changes_nothing[bad_signature]"),
    Mutant("old letters are refused", LETTERS, "abs(at.timestamp() - int(stamp)) > SKEW_S", "False",
           NOTICES + "test_a_forged_letter_is_refused_and_changes_nothing[old_timestamp]"),
    Mutant("a letter is about this very shop's merchant number", HOOKS,
           "(taken.mchid, taken.appid) != (found.own_mchid, found.appid) or not _is_ours(found, letter)",
           "taken.appid != found.appid",
           NOTICES + "test_a_letter_about_another_account_is_refused_and_shown_to_a_person[wrong_mchid]"),
    Mutant("a letter is about this very shop's app", HOOKS,
           "(taken.mchid, taken.appid) != (found.own_mchid, found.appid) or not _is_ours(found, letter)",
           "not _is_ours(found, letter)",
           NOTICES + "test_a_letter_about_another_account_is_refused_and_shown_to_a_person[wrong_appid]"),
    Mutant("a notice has one row", PAYMENTS, ".on_conflict_do_nothing().returning(Notice.id)", ".returning(Notice.id)",
           "tests/payments/test_refunds.py::test_the_same_notice_is_taken_in_once"),
    # money back
    Mutant("refunds never pass the payment", PAYMENTS,
           "    if refund_fen > left_fen:\n        raise OverRefund(f\"最多还能退 {left_fen / 100:.2f} 元\")\n    number", "    number",
           "tests/payments/test_refunds.py::test_refunds_never_pass_what_was_paid"),
    Mutant("one cause is one refund", PAYMENTS, "    if existing is not None:\n        return existing\n", "",
           "tests/payments/test_refunds.py::test_one_cause_is_one_refund"),
    Mutant("a settled refund is final", PAYMENTS, '    if refund.state == "settled":\n        return refund\n', "",
           "tests/payments/test_refunds.py::test_a_settled_refund_stays_settled"),
    Mutant("the books balance", "commerce/ledger/rules.py", "if sum(side.amount_fen for side in self.sides) != 0:", "if False:",
           "tests/ledger/test_rules.py::test_a_posting_that_does_not_balance_cannot_be_made"),
    Mutant("an effect is posted once", "commerce/ledger/actions.py", "values(rows).on_conflict_do_nothing()", "values(rows)",
           "tests/ledger/test_posting.py::test_the_same_effect_of_the_same_cause_is_posted_once"),
    Mutant("shares add up to the fen", MONEY, "for i in by_remainder[:left]:", "for i in by_remainder[:0]:",
           "tests/kernel/test_money.py::test_shares_add_up_to_the_fen_and_none_is_off_by_more_than_one"),
    # stock and limits
    Mutant("nothing is sold that is not there", STOCK, "if sellable < wanted:", "if False:",
           HOLDING + "test_a_hold_that_falls_short_changes_nothing"),
    Mutant("stock is locked while it is taken", STOCK,
           "    .with_for_update(key_share=True)\n    .execution_options(populate_existing=True)\n)\n",
           "    .execution_options(populate_existing=True)\n)\n",
           RACES + "test_200_buyers_of_one_unit_make_exactly_one_order"),
    Mutant("several stocks are locked in one order", STOCK, "    .order_by(Stock.id)\n",
           "    .order_by(__import__('sqlalchemy').func.random())\n",
           RACES + "test_baskets_in_any_order_of_skus_do_not_deadlock"),
    Mutant("a count stays above what is held", STOCK, "    if on_hand < stock.reserved:", "    if False:",
           HOLDING + "test_a_count_below_what_orders_hold_is_refused_in_words"),
    Mutant("a sale elsewhere counts once", STOCK,
           "if db.session.scalar(select(Movement.id).where(Movement.cause == cause, Movement.stock_id == stock.id)):\n            return 0",
           "if False:\n            return 0",
           HOLDING + "test_a_sale_elsewhere_counts_once_and_says_what_was_missing"),
    Mutant("the limit per person counts over orders", LIMITS,
           "                where=MemberPurchase.quantity + quantity <= limit,\n", "",
           BUYING + "test_a_limit_per_person_counts_over_orders_and_forgets_closed_ones"),
    Mutant("late money counts for the limit per person", SETTLEMENT, "            limits.take_again(order)\n", "",
           SETTLING + "test_money_that_comes_after_the_close_goes_back_when_the_limit_per_person_is_used_up"),
    Mutant("a close counts back before it touches stock", ORDERS,
           "    limits.give_back(order)\n    inventory.release(order.id)\n",
           "    inventory.release(order.id)\n    limits.give_back(order)\n",
           RACES + "test_a_purchase_and_the_end_of_another_of_the_same_person_do_not_deadlock[close]"),
    Mutant("a refund counts back before it touches stock", ORDERS,
           "    limits.give_back(order)\n    if was_unshipped:\n        inventory.restock(order.id, by=by)\n",
           "    if was_unshipped:\n        inventory.restock(order.id, by=by)\n        limits.give_back(order)\n",
           RACES + "test_a_purchase_and_the_end_of_another_of_the_same_person_do_not_deadlock[refund of all]"),
    Mutant("only what counted is given back", LIMITS, "if line.is_counted and line.product_id is not None and quantity:",
           "if line.product_id is not None and quantity:",
           SETTLING + "test_what_was_bought_before_the_limit_takes_nothing_off_the_count"),
    Mutant("no order is closed while a payment of it is open", ORDERS,
           "if payments.give_up_unseen(order.id, at=at):", "if False:",
           "tests/storefront/test_paying_at_once.py::test_a_cancel_beside_a_second_tab_that_pays_closes_both_payments"),
    Mutant("what was closed meanwhile cannot be paid", "storefront/checkout.py",
           'if payment.state != "prepared" or payment.prepay_id is None:', "if False:",
           "tests/storefront/test_paying_at_once.py::test_an_order_cancelled_while_wechat_prepares_is_not_offered_for_payment"),
    # the till
    Mutant("a key stands for one content", TILL, "if existing.request_fingerprint != placing.fingerprint:", "if False:",
           BUYING + "test_the_same_key_with_another_content_is_refused"),
    Mutant("the same tap is one order", TILL, "    if existing is not None:", "    if False:",
           BUYING + "test_the_same_key_gives_the_same_order"),
    Mutant("one purchase at a time per person", TILL, "member = lock(Member, placing.member_id)",
           "member = __import__('kernel.db').db.find(Member, placing.member_id)",
           RACES + "test_the_same_tap_ten_times_is_one_order"),
    Mutant("the till charges what was confirmed", TILL, "basket.quote.total_fen != placing.expected_total_fen", "False",
           BUYING + "test_what_the_shopper_saw_must_be_what_is_charged"),
    Mutant("quantities make sense", TILL, "any(not 1 <= quantity <= MAX_QUANTITY for quantity in quantities.values())", "False",
           BUYING + "test_senseless_quantities_are_refused"),
    # groups and parcels
    Mutant("a group is never fuller than full", GROUPS, "if group.seats_taken >= group.size:", "if False:",
           GROUPING + "test_a_full_group_refuses_the_next_one"),
    Mutant("the group is locked for the last seat", GROUPS, "        group = lock(Group, group_id)\n        if group.activity_id",
           "        group = find(Group, group_id)\n        if group.activity_id",
           RACES + "test_10_joiners_of_the_last_seat_are_exactly_one"),
    Mutant("nobody joins the own group", GROUPS, "    _refuse_second_seat(activity_id, member_id)\n    if", "    if",
           GROUPING + "test_nobody_joins_the_own_group_twice"),
    Mutant("a group in time is not given up", GROUPS, " or (group.expires_at is not None and group.expires_at > at):", ":",
           GROUPING + "test_a_group_in_time_is_not_failed"),
    Mutant("a seat whose money went back is not paid", GROUPS,
           'is_lost = states[place.order_id] == "refunded"', "is_lost = False",
           "tests/promotions/groupbuy/test_refunded.py::test_a_refund_before_the_relay_ran_leaves_the_seat_free"),
    Mutant("a group is not whole with a refunded seat", GROUPS, "        free += _without_refunded(group, states)\n", "",
           "tests/promotions/groupbuy/test_refunded.py::test_a_group_never_becomes_whole_with_a_seat_that_was_refunded"),
    Mutant("closing several seats locks all groups first", "commerce/promotions/groupbuy/handlers.py",
           "actions.release_seats([fact.order_id for fact in facts])",
           "[actions.release_seat(fact.order_id) for fact in facts]",
           RACES + "test_seats_set_free_together_do_not_deadlock_with_a_joiner"),
    Mutant("a group that fails takes all locks before it pays back", GROUPS,
           '    _pay_back(places, reason=FAILED_REASON, by="system")\n',
           '    [_pay_back([each], reason=FAILED_REASON, by="system") for each in places]\n',
           RACES + "test_two_groups_that_fail_at_once_do_not_deadlock"),
    Mutant("an unfinished group is not shipped", SHIP, 'if order.is_blocked and order.kind == "groupbuy":', "if False:",
           "tests/fulfilment/test_actions.py::test_an_order_of_a_running_group_waits"),
    Mutant("no more is shipped than is left", SHIP, "if quantity > _left(by_id[line_id]):", "if False:",
           "tests/fulfilment/test_actions.py::test_more_than_is_left_is_refused"),
    Mutant("only listed moves are made", "kernel/states.py", "if row.state not in sources:", "if False:",
           "tests/kernel/test_states.py::test_every_pair_is_a_listed_move_or_refused"),
    # after-sale
    Mutant("a line never gives back more than was paid for it", REFUNDS, "if part.refund_fen > left_fen:", "if False:",
           AFTERSALE + "test_the_guard_under_the_lock_refuses_a_fen_too_much_per_line_and_per_order"),
    Mutant("freight goes back once", REFUNDS, "if freight_fen > order.freight_fen - order.freight_refunded_fen:", "if False:",
           AFTERSALE + "test_the_guard_under_the_lock_refuses_a_fen_too_much_per_line_and_per_order"),
    Mutant("an order never gives back more than was paid", REFUNDS,
           "if sum(part.refund_fen for part in parts) + freight_fen > order.total_fen - order.refunded_fen:", "if False:",
           AFTERSALE + "test_the_guard_under_the_lock_refuses_a_fen_too_much_per_line_and_per_order"),
    Mutant("no piece is asked about twice", "commerce/aftersale/worth.py", "if quantity > free:", "if False:",
           AFTERSALE + "test_no_more_pieces_than_were_bought_whatever_is_open_or_done"),
    Mutant("pieces somebody asks about are not shipped", SHIP, "return line.shippable", "return line.unsent",
           AFTERSALE + "test_pieces_in_an_open_case_wait_and_the_rest_is_shipped"),
    Mutant("order and case are locked for a move", CASES + "moving.py",
           "order = lock(Order, found.order_id)\n    return Held(lock(Case, case_id), order)",
           "return Held(found, find(Order, found.order_id))",
           "tests/aftersale/test_races.py::test_two_clerks_agree_at_once_and_the_money_goes_back_once"),
    Mutant("a case is its own member's", CASES + "moving.py",
           "if member_id is not None and found.member_id != member_id:", "if False:",
           SIDES + "test_who_may_ask_and_until_when"),
    Mutant("silence is never answered for early", CASES + "outcomes.py", " or case.deadline_at > moment():", ":",
           SIDES + "test_silence_is_answered_for_once_and_never_early[applied-refunding]"),
    Mutant("four eyes on a large refund", CASES + "paying.py", "if by == case.agreed_by:", "if False:",
           AFTERSALE + "test_a_sum_above_the_limit_waits_for_a_second_person"),
    Mutant("evidence is the uploader's own", "storefront/evidence.py", "if owner == member_id:", "if True:",
           "tests/aftersale/test_storefront.py::test_evidence_is_uploaded_by_its_owner_and_cannot_be_borrowed"),
    Mutant("a case of a batch is agreed to once", CASES + "bulk.py", "if line.outcome is not None:", "if False:",
           "tests/aftersale/test_queue.py::test_a_line_of_a_batch_has_one_outcome_and_the_limit_is_the_shops"),
    Mutant("a large refund is not agreed to in bulk", CASES + "bulk.py", "if case.asked_fen > limit_fen():", "if False:",
           "tests/aftersale/test_queue.py::test_a_batch_agrees_to_what_fits_and_says_why_the_rest_is_left"),
    Mutant("a picture in use is never cleared away", "commerce/catalog/strays.py", "case((Media.kind == STRAY, KEPT)",
           "case((Media.kind == STRAY, STRAY)",
           "tests/aftersale/test_evidence.py::test_what_no_case_used_is_cleared_away_after_a_day_and_only_that"),
    Mutant("pictures handed in are counted", "commerce/aftersale/evidence.py",
           "if of_order >= rules.UPLOADS_OF_AN_ORDER or of_member >= rules.UPLOADS_A_DAY:", "if False:",
           "tests/aftersale/test_evidence.py::test_a_member_and_an_order_have_a_quota_of_a_day"),
    Mutant("a side does not flood a case", CASES + "talking.py",
           "if int(db.session.scalar(recent) or 0) >= rules.MESSAGES_AN_HOUR:", "if False:",
           "tests/aftersale/test_talk.py::test_a_side_that_says_too_much_in_an_hour_waits"),
    Mutant("a return exception counts only when confirmed", TILL, "and not placing.knows_exclusions:", "and False:",
           "tests/aftersale/test_exclusions.py::test_the_exception_is_confirmed_at_the_purchase_or_nothing_is_bought"),
    # facts and jobs
    Mutant("a handler's effect happens once", OUTBOX, "                if _mark_handled([fact], name):", "                if True:",
           "tests/jobs/test_outbox.py::test_only_the_failing_handler_runs_again"),
    Mutant("an older hand cannot finish", QUEUE, ".where(Job.id == job_id, Job.fence == fence)", ".where(Job.id == job_id)",
           "tests/jobs/test_queue.py::test_an_older_hand_cannot_finish_what_another_has_taken_over"),
    Mutant("a lease keeps other hands out", QUEUE,
           "run_after <= now()\n  AND (lease_until IS NULL OR lease_until < now())\nRETURNING", "run_after <= now()\nRETURNING",
           "tests/jobs/test_queue.py::test_a_lease_keeps_other_hands_out_and_runs_out"),
    Mutant("waiting work is not asked for twice", "jobs/schedule.py", "values(rows).on_conflict_do_nothing()", "values(rows)",
           "tests/jobs/test_schedule.py::test_work_still_waiting_is_not_asked_for_twice"),
    # shops apart
    Mutant("nothing is read without a shop", DB, "if any(issubclass(mapper.class_, TenantModel) for mapper in state.all_mappers):", "if False:",
           "tests/house/test_tenancy.py::test_ring_1_refuses_to_read_without_a_scope"),
    Mutant("no row is written for another shop", DB, "elif scope not in (tenancy.EVERY_TENANT, row.tenant_id):", "elif False:",
           "tests/house/test_tenancy.py::test_ring_1_refuses_a_row_of_another_shop"),
    Mutant("a prepared statement names its shop", "kernel/prepared.py", "statement = statement.options(_OF_ONE_SHOP)", "pass",
           "tests/house/test_tenancy.py::test_ring_1_is_written_into_prepared_statements"),
    Mutant("reading cannot write", "kernel/envelope.py", '"; SET LOCAL transaction_read_only = on"', '""',
           "tests/house/test_tenancy.py::test_reading_cannot_write"),
    # people
    Mutant("wrong passwords are slowed", "tenants/logins.py", "if max(waits) > 0:", "if False:",
           "tests/tenants/test_logins.py::test_another_account_is_not_held_up"),
    Mutant("a right is needed for every move", "admin/access.py", "        raise Forbidden()\n", "        pass\n",
           "tests/admin/test_orders_moves.py::test_without_the_right_nothing_happens"),
    Mutant("every form carries its token", "web/security.py", "    csrf.init_app(app)\n", "",
           "tests/admin/test_orders_moves.py::test_writes_need_the_token"),
)  # fmt: skip
