// Below a rule builder: how many of the visitors of the last 30 days the rule would match, asked while it is edited.
import { make } from "./combobox.js";

const PAUSE = 500;

class RuleEstimate extends HTMLElement {
  connectedCallback() {
    this.builder = this.closest("jss-rule-builder");
    this.builder.addEventListener("jss-rule-changed", () => this.later());
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    // An answer that comes late, to a question that was asked before another one, is thrown away.
    const question = this.question = Symbol("question");
    const body = new FormData();
    body.append("rule", this.builder.querySelector("input[type=hidden]").value);
    body.append("csrfmiddlewaretoken", this.closest("form").querySelector("[name=csrfmiddlewaretoken]").value);
    this.setAttribute("aria-busy", "true");
    if (!this.childElementCount) this.replaceChildren(make("p", { textContent: this.dataset.waiting }));
    const answer = await fetch(this.dataset.url, { method: "POST", body }).catch(() => null);
    const told = answer?.ok ? await answer.json() : null;
    if (question !== this.question) return;
    this.removeAttribute("aria-busy");
    const isOpen = this.querySelector("details")?.open ?? false;
    this.replaceChildren(...(told ? this.shown(told, isOpen) : [make("p", { textContent: this.dataset.failed })]));
  }

  shown({ sentence, examples }, isOpen) {
    const groups = examples.filter(({ contacts }) => contacts.length).map(({ title, contacts }) => make("div", {},
      make("h4", { textContent: title }),
      make("ul", {}, ...contacts.map(({ name, url, why }) => make("li", {},
        make("a", { href: url, textContent: name }),
        make("ul", {}, ...why.map((line) => make("li", { textContent: line }))))))));
    const more = groups.length ? [make("details", { open: isOpen }, make("summary", { textContent: examples[0].summary }), ...groups)] : [];
    return [make("p", { textContent: sentence }), ...more];
  }
}

customElements.define("jss-rule-estimate", RuleEstimate);
