// The site tree: open and close, drag and drop, and the same moves by buttons.
"use strict";

(() => {
  class Tree extends HTMLElement {
    connectedCallback() {
      this.status = this.querySelector(".jss-status");
      this.querySelectorAll("ul").forEach((list) => this.makeSortable(list));
      this.addEventListener("click", (event) => {
        const toggle = event.target.closest(".jss-toggle");
        const move = event.target.closest("[data-move]");
        if (toggle) this.toggle(toggle);
        if (move) this.step(move);
      });
      this.reopen();
    }

    makeSortable(list) {
      new Sortable(list, {
        group: "items", handle: ".jss-drag", animation: 120, fallbackOnBody: true, swapThreshold: 0.6,
        onEnd: (event) => this.moved(event.item, () => this.putBack(event)),
      });
    }

    putBack({ item, from, oldIndex }) {
      from.insertBefore(item, [...from.children].filter((row) => row !== item)[oldIndex] ?? null);
    }

    async toggle(button) {
      const row = button.closest("li");
      const list = row.querySelector(":scope > ul");
      const opens = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", String(opens));
      list.hidden = !opens;
      this.remember(row.dataset.id, opens);
      if (opens && !list.children.length) {
        const answer = await fetch(button.dataset.url);
        if (answer.ok) list.innerHTML = await answer.text();
        list.querySelectorAll("ul").forEach((inner) => this.makeSortable(inner));
      }
    }

    // Which rows are open stays in this browser.
    opened() {
      try {
        return JSON.parse(localStorage.getItem("jss-tree-open")) ?? [];
      } catch {
        return [];
      }
    }

    remember(id, opens) {
      const rest = this.opened().filter((other) => other !== id);
      localStorage.setItem("jss-tree-open", JSON.stringify(opens ? [...rest, id].slice(-200) : rest));
    }

    async reopen() {
      for (const id of this.opened()) {
        const button = this.querySelector(`li[data-id="${id}"] > .jss-row .jss-toggle[aria-expanded="false"]`);
        if (button && !button.disabled) await this.toggle(button);
      }
    }

    step(button) {
      const row = button.closest("li");
      const before = { item: row, from: row.parentElement, oldIndex: [...row.parentElement.children].indexOf(row) };
      const above = row.previousElementSibling;
      const parent = row.parentElement.closest("li");
      const { move } = button.dataset;
      if (move === "up" && above) above.before(row);
      else if (move === "down" && row.nextElementSibling) row.nextElementSibling.after(row);
      else if (move === "in" && above) above.querySelector(":scope > ul").append(row);
      else if (move === "out" && parent) parent.after(row);
      else return;
      button.focus();
      this.moved(row, () => this.putBack(before));
    }

    async moved(row, putBack) {
      const list = row.parentElement;
      const body = new FormData();
      body.set("csrfmiddlewaretoken", this.querySelector("[name=csrfmiddlewaretoken]").value);
      body.set("item", row.dataset.id);
      body.set("parent", list.dataset.parent);
      const next = row.nextElementSibling;
      body.set("before", next ? next.dataset.id : "");
      const answer = await fetch(this.dataset.moveUrl, { method: "POST", body });
      const said = await answer.json().catch(() => ({ message: answer.statusText }));
      this.status.textContent = said.message;
      this.status.classList.toggle("jss-error", !answer.ok);
      if (!answer.ok) return putBack();
      const toggle = list.closest("li")?.querySelector(":scope > .jss-row .jss-toggle");
      if (toggle) {
        toggle.disabled = false;
        toggle.setAttribute("aria-expanded", "true");
      }
    }
  }

  customElements.define("jss-tree", Tree);
  document.querySelectorAll("[data-submit-on-change]").forEach((input) => {
    input.addEventListener("change", () => input.form.submit());
  });
})();
