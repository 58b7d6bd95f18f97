// Builds a rule: groups of conditions, each a sentence with inputs in it. The hidden input holds the rule's JSON form.
import { Combobox, make } from "./combobox.js";
import { inputFor } from "./rule_inputs.js";

const STEPS_KEPT = 100;
const isGroup = (element) => element.classList.contains("jss-rule-group");
const partsOf = (group) => group.querySelector(":scope > .jss-rule-parts");
const notOf = (element) => element.querySelector(":scope > .jss-rule-head > .jss-not > input");

class RuleBuilder extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector("input[type=hidden]");
    this.catalogue = JSON.parse(this.querySelector("script").textContent);
    this.words = this.dataset;
    this.steps = [];
    this.later = [];
    this.addEventListener("input", () => this.store());
    this.addEventListener("change", () => this.store());
    this.addEventListener("keydown", (event) => this.key(event));
    this.draw(this.input.value ? JSON.parse(this.input.value).rule : { all: [] });
    this.last = this.input.value;
    this.showFaults(JSON.parse(this.dataset.faults || "[]"));
  }

  // -- from JSON to elements

  draw(rule) {
    this.root?.remove();
    // The outermost node is always a group, so that conditions can be added.
    this.root = rule.all || rule.any ? this.group(rule) : this.group({ all: [rule] });
    this.root.querySelector(".jss-rule-tools").replaceChildren(
      this.button("↶", this.words.undo, () => this.undo()), this.button("↷", this.words.redo, () => this.redo()));
    this.insertBefore(this.root, this.querySelector(":scope > jss-rule-estimate"));
    this.store();
  }

  row(rule) {
    return make("li", {}, this.node(rule));
  }

  node(rule) {
    if (rule.not) {
      // One box says "not" once: of two in a row the inner one stands in a group of its own.
      const inner = this.node(rule.not.not ? { all: [rule.not] } : rule.not);
      notOf(inner).checked = true;
      return inner;
    }
    return rule.all || rule.any ? this.group(rule) : this.condition(rule);
  }

  group(rule) {
    const join = make("select", { className: "jss-join", ariaLabel: this.words.group },
      make("option", { value: "all", textContent: this.words.all }),
      make("option", { value: "any", textContent: this.words.any }));
    join.value = rule.any ? "any" : "all";
    const parts = make("ul", { className: "jss-rule-parts" }, ...(rule.all ?? rule.any).map((part) => this.row(part)));
    // Rows change places only near their edges: else a group would give way before one could drop something into it.
    new Sortable(parts, {
      group: "jss-rule", handle: ".jss-drag", animation: 120, emptyInsertThreshold: 12,
      invertSwap: true, invertedSwapThreshold: 0.3, onEnd: () => this.store(),
    });
    return make("div", { className: "jss-rule-group" },
      make("div", { className: "jss-rule-head" }, this.handle(), this.not(), join, this.tools()), parts,
      make("div", { className: "jss-rule-foot" }, this.adder(parts), this.groupAdder(parts)));
  }

  condition(rule) {
    const kind = this.catalogue.conditions.find(({ name }) => name === rule.condition);
    const sentence = make("span", { className: "jss-rule-sentence" });
    const element = make("div", { className: "jss-rule-condition", title: kind?.help ?? "" },
      make("div", { className: "jss-rule-head" }, this.handle(), this.not(), sentence, this.tools()));
    element.rule = rule;
    element.kind = kind;
    if (!kind) {
      // A condition that is not installed any more is shown and kept as it is.
      element.classList.add("errors");
      sentence.append(make("code", { textContent: JSON.stringify(rule) }));
      return element;
    }
    kind.sentence.split(/(\{\w+\})/).forEach((text) => {
      const parameter = kind.parameters.find(({ name }) => text === `{${name}}`);
      sentence.append(parameter ? this.parameter(parameter, rule, element) : text);
    });
    return element;
  }

  parameter(parameter, rule, condition) {
    const input = inputFor(parameter, rule[parameter.name] ?? parameter.default,
      { references: this.catalogue.references, words: this.words });
    if (parameter.governs.length) {
      const show = () => {
        const taken = parameter.choices.find(({ value }) => value === input.read())?.takes ?? [];
        parameter.governs.forEach((name) => condition.classList.toggle(`jss-no-${name}`, !taken.includes(name)));
      };
      input.addEventListener("change", show);
      show();
    }
    return input;
  }

  // -- parts of rows

  handle() {
    return make("span", { className: "jss-drag", ariaHidden: "true", textContent: "⠿" });
  }

  not() {
    return make("label", { className: "jss-not" }, make("input", { type: "checkbox" }), ` ${this.words.not}`);
  }

  button(text, title, act) {
    const button = make("button", { type: "button", textContent: text, title, ariaLabel: title });
    button.addEventListener("click", () => act(button));
    return button;
  }

  tools() {
    const row = (button) => button.closest("li");
    return make("span", { className: "jss-rule-tools" },
      this.button("↑", this.words.up, (button) => this.step(row(button), -1, button)),
      this.button("↓", this.words.down, (button) => this.step(row(button), 1, button)),
      this.button("+1", this.words.copy, (button) => this.copy(row(button))),
      this.button("×", this.words.remove, (button) => this.remove(row(button))));
  }

  adder(parts) {
    const options = this.catalogue.conditions.map((kind) => ({
      value: kind.name, group: kind.group, hint: kind.help,
      label: kind.parameters.reduce((text, { name, label }) => text.replace(`{${name}}`, `[${label}]`), kind.sentence),
    }));
    const input = make("input", { type: "text", className: "jss-rule-add", placeholder: `+ ${this.words.add}`, ariaLabel: this.words.add });
    const combobox = new Combobox(input, options, ({ value }) => {
      input.value = "";
      this.insert(parts, this.row({ condition: value }));
    });
    input.addEventListener("blur", () => { input.value = ""; });
    return combobox.element;
  }

  groupAdder(parts) {
    return this.button(`+ ${this.words.addGroup}`, this.words.addGroup, () => this.insert(parts, this.row({ any: [] })));
  }

  // -- what authors do

  insert(parts, row, before = null) {
    parts.insertBefore(row, before);
    this.store();
    row.querySelector(":is(input, select)[data-parameter], [data-parameter] :is(input, select), .jss-rule-add")?.focus();
  }

  copy(row) {
    this.insert(row.parentElement, this.row(this.read(row.firstElementChild)), row.nextElementSibling);
  }

  remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    const group = row.parentElement.closest(".jss-rule-group");
    row.remove();
    this.store();
    (next?.querySelector(".jss-rule-tools button") ?? group.querySelector(":scope > .jss-rule-foot .jss-rule-add")).focus();
  }

  // One place up or down: into a group that stands there, out of one at its end.
  step(row, direction, focused) {
    const sibling = direction < 0 ? row.previousElementSibling : row.nextElementSibling;
    const outer = row.parentElement.closest("li");
    if (sibling && isGroup(sibling.firstElementChild)) {
      const parts = partsOf(sibling.firstElementChild);
      parts.insertBefore(row, direction < 0 ? null : parts.firstElementChild);
    } else if (sibling) sibling[direction < 0 ? "before" : "after"](row);
    else if (outer) outer[direction < 0 ? "before" : "after"](row);
    this.store();
    focused.focus();
  }

  key(event) {
    const row = event.target.closest("li");
    if (event.altKey && row && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      this.step(row, event.key === "ArrowUp" ? -1 : 1, event.target);
    } else if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.target.matches("input[type=text], input[type=number]")) {
      if (event.shiftKey) this.redo();
      else this.undo();
    } else return;
    event.preventDefault();
  }

  undo() {
    if (this.steps.length) this.restore(this.steps, this.later);
  }

  redo() {
    if (this.later.length) this.restore(this.later, this.steps);
  }

  restore(from, to) {
    to.push(this.last);
    const text = from.pop();
    this.last = text;
    this.draw(text ? JSON.parse(text).rule : { all: [] });
    this.root.querySelector(".jss-rule-tools button").focus();
  }

  // -- from elements to JSON

  store() {
    const rule = this.read(this.root);
    const isEmpty = rule.all?.length === 0;
    this.input.value = isEmpty ? "" : JSON.stringify({ version: 1, rule });
    if (this.last === undefined || this.input.value === this.last) return;
    this.steps = [...this.steps, this.last].slice(-STEPS_KEPT);
    this.later = [];
    this.last = this.input.value;
    this.dispatchEvent(new CustomEvent("jss-rule-changed", { bubbles: true, detail: this.input.value }));
  }

  read(element) {
    const rule = isGroup(element) ? this.readGroup(element) : this.readCondition(element);
    return notOf(element).checked ? { not: rule } : rule;
  }

  readGroup(element) {
    return { [this.joinOf(element)]: [...partsOf(element).children].map((row) => this.read(row.firstElementChild)) };
  }

  joinOf(group) {
    return group.querySelector(":scope > .jss-rule-head > .jss-join").value;
  }

  readCondition(element) {
    if (!element.kind) return element.rule;
    const inputs = [...element.querySelectorAll("[data-parameter]")]
      .filter(({ dataset }) => !element.classList.contains(`jss-no-${dataset.parameter}`));
    return { condition: element.kind.name, ...Object.fromEntries(inputs.map((input) => [input.dataset.parameter, input.read()])) };
  }

  // -- what the server found wrong: [{path, message}], each shown at the part that its path leads to

  showFaults(faults) {
    const places = new Map();
    this.locate(this.root, "rule", places);
    faults.forEach(({ path, message }) => {
      const place = [...places.keys()].filter((key) => path.startsWith(key)).sort((a, b) => b.length - a.length)[0] ?? "rule";
      const element = places.get(place) ?? this.root;
      element.classList.add("errors");
      element.append(make("p", { className: "jss-rule-fault", textContent: message }));
      element.querySelector(`[data-parameter="${CSS.escape(path.slice(place.length + 1))}"]`)?.setAttribute("aria-invalid", "true");
    });
  }

  locate(element, path, places) {
    const own = notOf(element).checked ? `${path}.not` : path;
    places.set(own, element);
    if (!isGroup(element)) return;
    [...partsOf(element).children].forEach((row, index) =>
      this.locate(row.firstElementChild, `${own}.${this.joinOf(element)}[${index}]`, places));
  }
}

customElements.define("jss-rule-builder", RuleBuilder);
