// Preview as …: what the visitor's form says is shown at once; links within the preview stay in it.

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
    this.result.addEventListener("click", (event) => this.follow(event));
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
  follow(event) {
    const link = event.target.closest(".jss-page a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    const here = this.path;
    const path = link.getAttribute("href").split(/[?#]/)[0];
    if (path.startsWith("/")) this.show({ path, seen: here });
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
    this.result.innerHTML = await answer.text();
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    this.journey = this.result.querySelector("[data-journey]")?.dataset.journey ?? this.journey;
  }
}

customElements.define("jss-preview-as", PreviewAs);
