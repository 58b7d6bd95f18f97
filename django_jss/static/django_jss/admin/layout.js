// A page's layout: drag components between placeholders that allow them, and the same by buttons.
"use strict";

(() => {
  class LayoutTree extends HTMLElement {
    connectedCallback() {
      this.status = this.querySelector(":scope > .jss-status");
      this.lists().forEach((list) => new Sortable(list, {
        group: { name: "components", put: (to, from, row) => this.allows(to.el, row) },
        handle: ".jss-drag", animation: 120, fallbackOnBody: true, swapThreshold: 0.6,
        onEnd: ({ item, from, oldIndex, to, newIndex }) => {
          if (from !== to || oldIndex !== newIndex) this.move(item, () => this.put(item, from, oldIndex));
        },
      }));
      this.addEventListener("click", (event) => {
        const button = event.target.closest("[data-move]");
        if (button) this.step(button);
      });
    }

    lists() {
      return this.querySelectorAll("ul[data-placeholder]");
    }

    allows(list, row) {
      return !row.contains(list) && list.dataset.allowed.split(" ").includes(row.dataset.component);
    }

    put(row, list, index) {
      list.insertBefore(row, [...list.children].filter((other) => other !== row)[index] ?? null);
    }

    // At the end of its placeholder a component goes on into the next one that allows it.
    step(button) {
      const row = button.closest("li");
      if (button.dataset.move === "out") return this.remove(row, button);
      const down = button.dataset.move === "down";
      const { parentElement: from } = row;
      const index = [...from.children].indexOf(row);
      const beside = down ? row.nextElementSibling : row.previousElementSibling;
      if (beside) down ? beside.after(row) : beside.before(row);
      else {
        const allowing = [...this.lists()].filter((list) => list === from || this.allows(list, row));
        const to = allowing[allowing.indexOf(from) + (down ? 1 : -1)];
        if (!to) return;
        down ? to.prepend(row) : to.append(row);
      }
      button.focus();
      this.move(row, () => this.put(row, from, index));
    }

    async move(row, putBack) {
      const list = row.parentElement;
      const done = await this.post(this.dataset.url, {
        uid: row.dataset.uid, placeholder: list.dataset.placeholder, parent: list.dataset.parent,
        position: [...list.children].indexOf(row),
      });
      if (!done) putBack();
    }

    async remove(row, button) {
      if (window.confirm(button.dataset.confirm) && await this.post(button.dataset.url, { uid: row.dataset.uid })) row.remove();
    }

    async post(url, fields) {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", this.querySelector("[name=csrfmiddlewaretoken]").value);
      body.set("language", this.dataset.language);
      body.set("lock", this.dataset.lock);
      Object.entries(fields).forEach(([name, value]) => body.set(name, value));
      const answer = await fetch(url, { method: "POST", body });
      const said = await answer.json().catch(() => ({ message: answer.statusText }));
      this.status.textContent = said.message;
      this.status.classList.toggle("jss-error", !answer.ok);
      if (answer.ok) {
        this.dataset.lock = said.lock;
        this.querySelectorAll("input[name=lock]").forEach((input) => { input.value = said.lock; });
      }
      return answer.ok;
    }
  }

  // What is typed is the author's own: it takes the tick from "use the fallback".
  class Fallback extends HTMLElement {
    connectedCallback() {
      const box = this.querySelector("input[type=checkbox]");
      const input = this.closest(".jss-field").querySelector(".jss-input");
      const show = () => input.classList.toggle("jss-inherits", box.checked);
      box.addEventListener("change", show);
      input.addEventListener("input", () => { box.checked = false; show(); });
      show();
    }
  }

  customElements.define("jss-layout", LayoutTree);
  customElements.define("jss-fallback", Fallback);
})();
