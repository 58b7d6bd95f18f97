// The inputs of a condition's parameters, by the type that the catalogue gives them. Each element has `read()`.
import { Combobox, make } from "./combobox.js";

const PLAIN = {
  number: { type: "number" }, decimal: { type: "number", step: "any" }, date: { type: "date" },
  datetime: { type: "datetime-local" }, time: { type: "time" },
};
const SELECT_AT_MOST = 20;
const SEPARATOR = ";";

// The id of a list with these texts, made once.
function listOf(texts) {
  const id = `jss-suggestions-${texts[0].replace(/\W/g, "")}-${texts.length}`;
  if (!document.getElementById(id)) document.body.append(make("datalist", { id }, ...texts.map((value) => make("option", { value }))));
  return id;
}

function plain(parameter, value) {
  const input = make("input", { ...(PLAIN[parameter.type] ?? { type: "text" }), value: value ?? "" });
  if (parameter.suggestions?.length) input.setAttribute("list", listOf(parameter.suggestions));
  const isNumber = parameter.type === "number" || parameter.type === "decimal";
  input.read = () => (isNumber && input.value !== "" ? Number(input.value) : input.value);
  return input;
}

// Several texts, with semicolons between them.
function texts(parameter, value) {
  const input = make("input", { type: "text", value: (value ?? []).join(`${SEPARATOR} `), placeholder: "a; b; c" });
  input.read = () => input.value.split(SEPARATOR).map((text) => text.trim()).filter(Boolean);
  return input;
}

function several(parameter, value) {
  const box = make("span", { className: "jss-several", role: "group" });
  parameter.choices.forEach(({ value: choice, label }) => {
    const input = make("input", { type: "checkbox", checked: (value ?? []).includes(choice) });
    input.choice = choice;
    box.append(make("label", {}, input, ` ${label}`));
  });
  box.read = () => [...box.querySelectorAll(":checked")].map((input) => input.choice);
  return box;
}

// Some of very many, each found by typing and then shown with a button that takes it away.
function codes(parameter, value, { words }) {
  const chosen = make("span", { className: "jss-codes" });
  const label = (code) => parameter.choices.find((choice) => choice.value === code)?.label ?? code;
  const changed = () => box.dispatchEvent(new Event("change", { bubbles: true }));
  const add = (code) => {
    if ([...chosen.children].some((each) => each.dataset.code === code)) return;
    const button = make("button", { type: "button", textContent: `${label(code)} ×`, ariaLabel: `${words.remove}: ${label(code)}` });
    button.dataset.code = code;
    button.addEventListener("click", () => { button.remove(); changed(); input.focus(); });
    chosen.append(button);
  };
  const input = make("input", { type: "text", placeholder: words.choose });
  const combobox = new Combobox(input, parameter.choices, (option) => { add(option.value); input.value = ""; changed(); });
  const box = make("span", { className: "jss-several", role: "group" }, chosen, combobox.element);
  (value ?? []).forEach(add);
  input.addEventListener("blur", () => { input.value = ""; });
  box.read = () => [...chosen.children].map(({ dataset }) => dataset.code);
  return box;
}

function select(options, value, words) {
  const input = make("select", {}, make("option", { value: "", textContent: words.choose, disabled: true }),
    ...options.map(({ value: option, label }) => make("option", { value: option, textContent: label })));
  if (value && !options.some((option) => option.value === value)) input.append(make("option", { value, textContent: value }));
  input.value = value ?? "";
  input.read = () => input.value;
  return input;
}

// One of many, found by typing.
function search(options, value, words) {
  const input = make("input", { type: "text", placeholder: words.choose });
  let chosen = value ?? "";
  const label = () => options.find((option) => option.value === chosen)?.label ?? chosen;
  const combobox = new Combobox(input, options, (option) => {
    chosen = option.value;
    input.value = option.label;
    combobox.element.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.value = label();
  input.addEventListener("blur", () => { input.value = label(); });
  combobox.element.read = () => chosen;
  return combobox.element;
}

const BY_TYPE = { texts, several, codes };

export function inputFor(parameter, value, { references, words }) {
  const options = parameter.reference ? references[parameter.reference] ?? [] : parameter.choices;
  const isChoice = parameter.type === "choice" || parameter.reference;
  const element = isChoice
    ? (options.length > SELECT_AT_MOST ? search : select)(options, value, words)
    : (BY_TYPE[parameter.type] ?? plain)(parameter, value, { words });
  element.dataset.parameter = parameter.name;
  (element.querySelector("[role=combobox]") ?? element).ariaLabel = parameter.label;
  return element;
}
