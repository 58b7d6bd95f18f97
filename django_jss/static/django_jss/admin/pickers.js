// Finding an item or a media item by typing part of its name; lists of them in order; links of several kinds.
"use strict";

(() => {
  let lists = 0;

  // A combobox (WAI-ARIA 1.2, list autocomplete) over a URL that answers {"results": [{"id", "text", "hint", "thumbnail"}]}.
  class Picker extends HTMLElement {
    connectedCallback() {
      this.box = this.querySelector("[role=combobox]");
      this.hidden_ = this.querySelector("input[type=hidden]");
      this.list = Object.assign(document.createElement("ul"), { id: `jss-picks-${++lists}`, className: "jss-picks", hidden: true });
      this.list.setAttribute("role", "listbox");
      this.box.setAttribute("aria-controls", this.list.id);
      this.append(this.list);
      this.box.addEventListener("input", () => this.search());
      this.box.addEventListener("focus", () => this.search());
      this.box.addEventListener("keydown", (event) => this.key(event));
      this.box.addEventListener("blur", () => setTimeout(() => this.close(), 150));
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        this.pick(event.target.closest("li"));
      });
    }

    async search() {
      if (this.hidden_ && !this.box.value) this.choose({ id: "", text: "" });
      const asked = (this.asked = this.box.value);
      const answer = await fetch(`${this.dataset.url}&q=${encodeURIComponent(asked)}`, { headers: { Accept: "application/json" } });
      if (asked !== this.asked || !answer.ok || document.activeElement !== this.box) return;
      this.show((await answer.json()).results);
    }

    show(results) {
      this.results = results;
      this.list.replaceChildren(...results.map((result, index) => {
        const row = Object.assign(document.createElement("li"), { id: `${this.list.id}-${index}`, textContent: result.text });
        row.setAttribute("role", "option");
        if (result.hint) row.append(Object.assign(document.createElement("small"), { textContent: result.hint }));
        if (result.thumbnail) row.prepend(Object.assign(document.createElement("img"), { src: result.thumbnail, alt: "" }));
        return row;
      }));
      this.list.hidden = !results.length;
      this.box.setAttribute("aria-expanded", String(Boolean(results.length)));
      this.mark(-1);
    }

    mark(index) {
      this.index = index;
      [...this.list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === index)));
      const row = this.list.children[index];
      this.box.setAttribute("aria-activedescendant", row?.id ?? "");
      row?.scrollIntoView({ block: "nearest" });
    }

    key(event) {
      if (event.key === "Escape") this.close();
      if (this.list.hidden) return;
      const last = this.list.children.length - 1;
      if (event.key === "ArrowDown") this.mark(this.index < last ? this.index + 1 : 0);
      else if (event.key === "ArrowUp") this.mark(this.index > 0 ? this.index - 1 : last);
      else if (event.key === "Enter" && this.index >= 0) this.pick(this.list.children[this.index]);
      else return;
      event.preventDefault();
    }

    pick(row) {
      if (!row) return;
      this.choose(this.results[[...this.list.children].indexOf(row)]);
      this.close();
    }

    choose(result) {
      if (this.hidden_) {
        this.hidden_.value = result.id;
        this.box.value = result.text;
        const thumb = this.querySelector(".jss-thumb");
        if (thumb) thumb.replaceChildren(...(result.thumbnail ? [Object.assign(document.createElement("img"), { src: result.thumbnail, alt: "" })] : []));
        this.hidden_.dispatchEvent(new Event("input", { bubbles: true }));
      } else {
        this.box.value = "";
      }
      this.dispatchEvent(new CustomEvent("jss-picked", { bubbles: true, detail: result }));
    }

    close() {
      this.list.hidden = true;
      this.box.setAttribute("aria-expanded", "false");
      if (this.hidden_ && !this.hidden_.value) this.box.value = "";
    }
  }

  class PickerList extends HTMLElement {
    connectedCallback() {
      const list = this.querySelector("ol");
      new Sortable(list, { handle: ".jss-drag", animation: 120 });
      this.addEventListener("jss-picked", (event) => {
        if (!event.detail.id) return;
        const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
        row.querySelector("input").value = event.detail.id;
        row.querySelector(".jss-chosen-label").textContent = event.detail.text;
        list.append(row);
        this.changed();
      });
      list.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button) this.move(button.closest("li"), button);
      });
    }

    move(row, button) {
      const { move } = button.dataset;
      if (move === "up") row.previousElementSibling?.before(row);
      else if (move === "down") row.nextElementSibling?.after(row);
      else row.remove();
      if (move !== "out") button.focus();
      this.changed();
    }

    changed() {
      this.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  class Link extends HTMLElement {
    connectedCallback() {
      const kind = this.querySelector("select");
      const show = () => this.querySelectorAll("[data-for]").forEach((part) => {
        part.hidden = !part.dataset.for.split(" ").includes(kind.value);
      });
      kind.addEventListener("change", show);
      show();
    }
  }

  customElements.define("jss-picker", Picker);
  customElements.define("jss-picker-list", PickerList);
  customElements.define("jss-link", Link);
})();
