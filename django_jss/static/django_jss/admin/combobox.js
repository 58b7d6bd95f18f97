// A combobox (WAI-ARIA 1.2, list autocomplete) over options that are at hand: [{value, label, group?, hint?}].

let lists = 0;
const SHOWN_AT_MOST = 200;

// Every word of what was typed stands somewhere in the text.
const matches = (text, words) => words.every((word) => text.includes(word));

// Labels that have what was typed as it stands come first, then those that have its words, then the rest.
const rank = (label, typed, words) => (label.startsWith(typed) ? 0 : label.includes(typed) ? 1 : matches(label, words) ? 2 : 3);

export const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

export class Combobox {
  // `onPick` is told the option; `input` keeps the focus. Options are filtered by label, hint and group.
  constructor(input, options, onPick) {
    Object.assign(this, { input, options, onPick, index: -1, shown: [] });
    this.list = make("ul", { id: `jss-options-${++lists}`, className: "jss-picks", hidden: true, role: "listbox" });
    Object.entries({
      role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    }).forEach(([name, value]) => input.setAttribute(name, value));
    this.element = make("span", { className: "jss-combobox" }, input, this.list);
    input.addEventListener("focus", () => { input.select(); this.show(""); });
    input.addEventListener("input", (event) => { event.stopPropagation(); this.show(input.value); });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const row = event.target.closest("[role=option]");
      if (row) this.pick(this.shown[row.dataset.index]);
    });
  }

  show(typed) {
    const phrase = typed.toLowerCase().trim();
    const words = phrase.split(/\s+/).filter(Boolean);
    this.shown = this.options
      .filter(({ label, hint = "", group = "" }) => matches(`${label} ${hint} ${group}`.toLowerCase(), words))
      .map((option) => ({ option, place: rank(option.label.toLowerCase(), phrase, words) }))
      .sort((one, other) => one.place - other.place)
      .map(({ option }) => option)
      .slice(0, SHOWN_AT_MOST);
    let group = "";
    const rows = this.shown.flatMap((option, index) => {
      const row = make("li", { id: `${this.list.id}-${index}`, role: "option", textContent: option.label });
      row.dataset.index = index;
      if (option.hint) row.append(make("small", { textContent: option.hint }));
      const heading = option.group && option.group !== group
        ? [make("li", { className: "jss-picks-group", role: "presentation", textContent: option.group })] : [];
      group = option.group;
      return [...heading, row];
    });
    this.list.replaceChildren(...rows);
    this.list.hidden = !rows.length;
    this.input.setAttribute("aria-expanded", String(rows.length > 0));
    this.mark(words.length && rows.length ? 0 : -1);
  }

  mark(index) {
    this.index = index;
    this.list.querySelectorAll("[role=option]").forEach((row, place) => row.setAttribute("aria-selected", String(place === index)));
    const row = document.getElementById(`${this.list.id}-${index}`);
    this.input.setAttribute("aria-activedescendant", row?.id ?? "");
    row?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const last = this.shown.length - 1;
    if (event.key === "ArrowDown" && !event.altKey) {
      if (this.list.hidden) this.show("");
      this.mark(this.index < last ? this.index + 1 : 0);
    } else if (event.key === "ArrowUp" && !event.altKey && !this.list.hidden) this.mark(this.index > 0 ? this.index - 1 : last);
    else if (event.key === "Escape" && !this.list.hidden) this.close();
    else if (event.key === "Enter") {
      // What was typed matches nothing, perhaps: the form is not sent for that.
      if (!this.list.hidden) this.pick(this.shown[this.index]);
    } else return;
    event.preventDefault();
  }

  pick(option) {
    if (!option) return;
    this.close();
    this.onPick(option);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}
