// Preview as …: what the visitor's form says is shown at once; links within the preview stay in it.

import { intercept, watch } from "../preview.js";

const PAUSE = 400;

class PreviewAs extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.result = this.querySelector(".jss-result");
    this.journey = "";
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.show(); });
    this.form.addEventListener("input", (event) => { if (!event.target.matches("[data-contact], [data-goal]")) this.later(); });
    this.form.addEventListener("change", (event) => { if (event.target.name === "mode") this.restart(); });
    this.on("[data-trigger]", () => this.show({ goal: this.querySelector("[data-goal]").value, seen: "" }));
    this.on("[data-restart]", () => this.restart());
    this.on("[data-open-contact]", () => {
      const address = new URL(location.href);
      address.search = new URLSearchParams({ contact: this.querySelector("[data-contact]").value, language: this.form.elements.language.value });
      location.assign(address);
    });
    this.result.addEventListener("click", (event) => { if (event.target.closest(".jss-drawn")) intercept(event, (path) => this.follow(path)); });
    this.watch();
  }

  on(selector, act) {
    this.querySelector(selector)?.addEventListener("click", act);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), PAUSE);
  }

  restart() {
    this.journey = "";
    this.querySelector(".jss-journey").hidden = this.form.elements.mode.value !== "journey";
    this.show();
  }

  // A link to a page of the site shows that page here; the page left is one that was seen.
  follow(path) {
    this.show({ path, seen: this.path });
  }

  watch() {
    const frame = this.result.querySelector(".jss-frame");
    if (frame) watch(frame, { follow: (path) => this.follow(path), arrive: (inside) => this.arrive(inside) });
  }

  // The same page is shown where it was scrolled to, and what was chosen is noted on it.
  arrive(inside) {
    if (this.shown === this.path) inside.documentElement.scrollTop = this.scrolled;
    this.shown = this.path;
    inside.querySelectorAll("jss-noted").forEach((noted) => note(noted, () => this.explain(noted.dataset.uid)));
  }

  explain(uid) {
    const reasons = document.getElementById(`why-${uid}`);
    reasons?.setAttribute("open", "");
    reasons?.querySelector("summary").focus();
  }

  get path() {
    return this.result.querySelector("[data-path]")?.dataset.path ?? "";
  }

  async show(more = {}) {
    const body = new FormData(this.form);
    Object.entries({ path: this.path, journey: this.journey, ...more }).forEach(([name, value]) => body.append(name, value));
    const question = this.question = Symbol("question");
    this.result.setAttribute("aria-busy", "true");
    const answer = await fetch(this.dataset.url, { method: "POST", body }).catch(() => null);
    if (question !== this.question) return;
    this.result.removeAttribute("aria-busy");
    if (!answer?.ok) return;
    const open = [...this.result.querySelectorAll("details[open]")].map(({ id }) => id).filter(Boolean);
    this.scrolled = this.result.querySelector(".jss-frame")?.contentDocument?.documentElement.scrollTop ?? 0;
    this.result.innerHTML = await answer.text();
    this.watch();
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    const shown = this.result.querySelector("[data-path]");
    if (!shown) return;
    this.journey = shown.dataset.journey;
    this.form.elements.language.value = shown.dataset.language;
  }
}

// An outline around what was drawn, and a label at its corner that leads to the reasons.
const note = (noted, explain) => {
  noted.style.display = "contents";
  const drawn = noted.firstElementChild;
  if (!drawn) return;
  const label = noted.ownerDocument.createElement("button");
  label.textContent = noted.dataset.note;
  Object.assign(drawn.style, { outline: "3px solid #e0a400", outlineOffset: "-3px" });
  if (getComputedStyle(drawn).position === "static") drawn.style.position = "relative";
  Object.assign(label.style, { position: "absolute", inset: "0 0 auto auto", zIndex: 99, border: 0, padding: ".2rem .7rem", font: "600 14px system-ui, sans-serif", background: "#e0a400", color: "#000", cursor: "pointer" });
  label.addEventListener("click", explain);
  drawn.append(label);
};

customElements.define("jss-preview-as", PreviewAs);
