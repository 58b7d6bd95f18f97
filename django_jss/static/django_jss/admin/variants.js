// The variants of a rendering: add, order, remove; the order of the rows is the order in which they are tried.
"use strict";

(() => {
  class Variants extends HTMLElement {
    connectedCallback() {
      this.list = this.querySelector("ol");
      new Sortable(this.list, { handle: ".jss-drag", animation: 120, onEnd: () => this.number() });
      const button = this.querySelector(":scope > button[data-add]");
      button?.addEventListener("click", () => this.add());
      // Until here a click would have been lost.
      if (button) button.disabled = false;
      this.querySelector("[data-back-test]")?.addEventListener("click", (event) => this.backTest(event.target.dataset.backTest));
      this.addEventListener("click", (event) => {
        const button = event.target.closest(".jss-variant > .jss-row [data-move]");
        if (button) this.step(button);
      });
      this.addEventListener("change", (event) => this.showParts(event.target.closest(".jss-variant")));
      [...this.list.children].forEach((row) => this.showParts(row));
      this.number();
    }

    add(after = this.list.lastElementChild, fill = () => {}) {
      const total = this.querySelector("input[name$=-TOTAL_FORMS]");
      const html = this.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
      const row = document.createRange().createContextualFragment(html).querySelector("li");
      total.value = Number(total.value) + 1;
      fill(row);
      if (after) after.after(row);
      else this.list.append(row);
      this.showParts(row);
      this.number();
      row.querySelector("input[type=text]").focus();
    }

    // A new row with the same values but for the id: inputs are matched by the end of their names.
    duplicate(row) {
      const partOf = ({ name }) => name.replace(/^.*?-\d+-/, "");
      const values = new Map([...row.querySelectorAll("[name]")].map((input) => [partOf(input), input]));
      this.add(row, (twin) => twin.querySelectorAll("[name]").forEach((input) => {
        const original = values.get(partOf(input));
        if (!original || ["guid", "ORDER", "DELETE"].includes(partOf(input))) return;
        input.value = original.value;
        if (input.type === "checkbox") input.checked = original.checked;
        const shown = original.closest("jss-picker")?.querySelector("[role=combobox]").value;
        if (shown) input.closest("jss-picker").querySelector("[role=combobox]").value = shown;
      }));
    }

    // What these variants would have shown to those who viewed the page lately; nothing is saved.
    async backTest(url) {
      const place = this.querySelector(".jss-back-test");
      place.setAttribute("aria-busy", "true");
      const answer = await fetch(url, { method: "POST", body: new FormData(this.closest("form")) }).catch(() => null);
      place.removeAttribute("aria-busy");
      if (answer?.ok) place.innerHTML = await answer.text();
    }

    step(button) {
      const row = button.closest(".jss-variant");
      const { move } = button.dataset;
      if (move === "copy") return this.duplicate(row);
      if (move === "up") row.previousElementSibling?.before(row);
      else if (move === "down") row.nextElementSibling?.after(row);
      else return this.remove(row);
      button.focus();
      this.number();
    }

    // Hidden, not gone: the form set learns from DELETE that it shall not be kept.
    remove(row) {
      row.querySelector("input[name$=-DELETE]").checked = true;
      row.hidden = true;
      row.querySelectorAll("[required]").forEach((input) => input.removeAttribute("required"));
      if (!row.querySelector("input[name$=-name]").value) row.querySelector("input[name$=-name]").value = "-";
    }

    number() {
      [...this.list.children].forEach((row, index) => { row.querySelector("input[name$=-ORDER]").value = index + 1; });
    }

    showParts(row) {
      const action = row?.querySelector("select[name$=-action]")?.value;
      row?.querySelectorAll("[data-action] > [data-for]").forEach((part) => {
        part.hidden = !part.dataset.for.split(" ").includes(action);
      });
    }
  }

  customElements.define("jss-variants", Variants);
})();
