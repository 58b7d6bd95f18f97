"""Plans: built, filled and explained."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from django_jss.engine.compiler import compile_rule
from django_jss.engine.encoding import encode
from django_jss.engine.facts import Facts
from django_jss.engine.plan.explaining import explain_plan
from django_jss.engine.plan.filling import Decision, fill
from django_jss.engine.plan.nodes import (
    Alternative,
    Choice,
    Dynamic,
    Elements,
    Plan,
    Run,
    Static,
    array,
    joined,
    needs_of,
)
from django_jss.engine.rules import read_rule

HERO, BOX, FRIENDS, REGULARS = (uuid.UUID(int=number) for number in range(1, 5))


def visits_at_least(number):
    rule = {"condition": "visit_number", "comparison": "at_least", "value": number}
    return compile_rule(read_rule({"version": 1, "rule": rule}))


DEFAULT = Static(b'"default"')


def hero(*alternatives, default=DEFAULT, uid=HERO):
    return Choice(uid, "Hero", alternatives, default)


def shows(number, node, variant=FRIENDS):
    return Alternative(variant, f"from visit {number}", visits_at_least(number), node)


def filled(node, visits=1, request=None):
    return fill(Plan(node, needs_of(node)), Facts({"visit_number": visits}), request)


def test_plan_without_slots_is_bytes():
    plan = Plan(joined([Static(b'{"a":'), array([Static(b"1"), Static(b"2")]), Static(b"}")]), frozenset())

    assert plan.root == Static(b'{"a":[1,2]}')
    assert not plan.has_slots
    assert fill(plan, Facts()).body == b'{"a":[1,2]}'


def test_first_alternative_whose_rule_holds_is_shown():
    node = hero(shows(5, Static(b'"regulars"'), REGULARS), shows(2, Static(b'"friends"')))

    assert [filled(node, visits).body for visits in (1, 2, 5)] == [b'"default"', b'"friends"', b'"regulars"']


def test_default_is_shown_when_nothing_is_known():
    assert filled(hero(shows(1, Static(b'"friends"'))), visits=None).body == b'"default"'


def test_decisions_tell_what_was_chosen_for_each_rendering():
    node = array([hero(shows(2, None)), hero(shows(3, None), uid=BOX)])

    assert filled(node, visits=2).decisions == (Decision(HERO, FRIENDS), Decision(BOX, None))


def test_hidden_rendering_leaves_no_comma():
    hidden = hero(shows(1, None))
    elements = [hidden, Static(b"1"), hidden, Static(b"2"), Static(b"3"), hidden]

    assert filled(array(elements)).body == b"[1,2,3]"
    assert filled(array([hidden])).body == b"[]"
    assert filled(array([])).body == b"[]"


def test_neighbouring_bytes_are_merged_when_the_plan_is_built():
    slot = hero()

    assert joined([Static(b"a"), joined([Static(b"b"), slot]), Static(b"c"), Static(b"d")]) == Run(
        (Static(b"ab"), slot, Static(b"cd"))
    )
    assert array([Static(b"1"), Static(b"2"), slot, Static(b"3")]) == Elements((Static(b"1,2"), slot, Static(b"3")))


def test_rendering_inside_a_chosen_variant_is_decided_too():
    inner = hero(shows(3, Static(b'"inner friends"')), uid=BOX)
    outer = hero(shows(2, joined([Static(b'{"placeholders":'), array([inner]), Static(b"}")])))

    assert filled(outer, visits=3).body == b'{"placeholders":["inner friends"]}'
    assert filled(outer, visits=3).decisions == (Decision(HERO, FRIENDS), Decision(BOX, FRIENDS))
    assert filled(outer, visits=1).decisions == (Decision(HERO, None),)


def test_dynamic_node_is_made_of_the_request():
    node = array([Dynamic(lambda request: request), Static(b"2")])

    assert filled(node, request=b"1").body == b"[1,2]"
    assert filled(node, request=None).body == b"[2]"


def test_plan_needs_the_facts_of_all_its_rules():
    inner = hero(shows(3, None), uid=BOX)

    assert needs_of(array([hero(default=array([inner]))])) == {"visit_number"}
    assert needs_of(hero()) == frozenset()


@dataclass
class Model:
    """A page as plain data beside the plan that must say the same."""

    node: object
    value: object


HIDDEN = object()


def run_of(parts):
    pieces, value = [Static(b"{")], {}
    for index, part in enumerate(part for part in parts if part.value is not HIDDEN):
        pieces += [Static((b"," if index else b"") + encode(str(index)) + b":"), part.node]
        value[str(index)] = part.value
    return Model(joined([*pieces, Static(b"}")]), value)


def choice_of(rank, shown, default):
    """Shown from the visit of that rank on; the facts of the test say visit 2."""
    alternative = Alternative(FRIENDS, "", visits_at_least(rank), shown.node)
    return Model(hero(alternative, default=default.node), shown.value if rank <= 2 else default.value)


def array_of(parts):
    return Model(
        array([part.node for part in parts if part.node is not None]),
        [part.value for part in parts if part.value is not HIDDEN],
    )


leaves = st.one_of(
    st.integers(0, 9).map(lambda number: Model(Static(encode(number)), number)),
    st.integers(0, 9).map(lambda number: Model(Dynamic(lambda request: encode(number)), number)),
)
models = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(array_of),
        st.lists(inner, max_size=3).map(run_of),
        st.builds(choice_of, st.integers(1, 4), st.one_of(inner, st.just(Model(None, HIDDEN))), inner),
    ),
    max_leaves=15,
)


@given(st.lists(models, max_size=4).map(array_of))
def test_filled_plan_is_the_json_of_what_was_chosen(model):
    assert json.loads(filled(model.node, visits=2).body) == model.value


@given(st.lists(models, max_size=4).map(array_of), st.one_of(st.none(), st.integers(1, 5)))
def test_explanation_of_a_plan_agrees_with_what_is_delivered(model, visits):
    plan = Plan(model.node, needs_of(model.node))
    facts = Facts({"visit_number": visits})

    explained = explain_plan(plan, facts)

    assert tuple(Decision(entry.rendering, entry.chosen) for entry in explained) == fill(plan, facts).decisions


def test_explanation_of_a_plan_names_the_variants_tried_in_order():
    node = array([hero(shows(5, None, REGULARS), shows(2, Static(b"1")), shows(1, Static(b"2")))])

    [explained] = explain_plan(Plan(node, needs_of(node)), Facts({"visit_number": 3}))

    answer = explained.as_json()
    assert answer["uid"] == str(HERO)
    assert answer["componentName"] == "Hero"
    assert answer["variant"] == str(FRIENDS)
    assert [(tried["variant"], tried["name"], tried["verdict"]) for tried in answer["tried"]] == [
        (str(REGULARS), "from visit 5", False),
        (str(FRIENDS), "from visit 2", True),
    ]
    assert answer["tried"][0]["rule"] == "the number of visits is at least 5"
    assert answer["tried"][0]["trace"]["seen"] == {"visit_number": 3}
