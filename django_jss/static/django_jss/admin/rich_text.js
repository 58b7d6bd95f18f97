// A rich-text editor over a text area. The text area stays what is submitted; without script it is what is edited.
import DOMPurify from "../vendor/purify.mjs";
import Squire from "../vendor/squire.mjs";

const sanitize = (html) => DOMPurify.sanitize(html, {
  RETURN_DOM_FRAGMENT: true, ADD_ATTR: ["target"], ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|jss:|[/#?.]|[^:]*$)/i,
});

const COMMANDS = {
  bold: (editor) => (editor.hasFormat("B") ? editor.removeBold() : editor.bold()),
  italic: (editor) => (editor.hasFormat("I") ? editor.removeItalic() : editor.italic()),
  h2: (editor) => setBlock(editor, "H2"),
  h3: (editor) => setBlock(editor, "H3"),
  p: (editor) => setBlock(editor, "P"),
  ul: (editor) => (editor.hasFormat("UL") ? editor.removeList() : editor.makeUnorderedList()),
  ol: (editor) => (editor.hasFormat("OL") ? editor.removeList() : editor.makeOrderedList()),
  quote: (editor) => (editor.hasFormat("BLOCKQUOTE") ? editor.decreaseQuoteLevel() : editor.increaseQuoteLevel()),
  undo: (editor) => editor.undo(),
  redo: (editor) => editor.redo(),
};

function setBlock(editor, tag) {
  editor.modifyBlocks((fragment) => {
    for (const block of [...fragment.children]) {
      if (!/^(H[1-6]|P|DIV)$/.test(block.tagName)) continue;
      const changed = document.createElement(tag);
      changed.append(...block.childNodes);
      block.replaceWith(changed);
    }
    return fragment;
  });
}

class RichText extends HTMLElement {
  connectedCallback() {
    this.source = this.querySelector("textarea");
    this.toolbar = this.querySelector(".jss-toolbar");
    this.surface = this.querySelector(".jss-rich-text");
    this.surface.setAttribute("aria-label", document.querySelector(`label[for="${this.source.id}"]`)?.textContent ?? "");
    this.surface.setAttribute("role", "textbox");
    this.surface.setAttribute("aria-multiline", "true");
    this.editor = new Squire(this.surface, { blockTag: "P", sanitizeToDOMFragment: sanitize });
    this.showSurface();
    this.editor.addEventListener("input", () => this.store());
    this.toolbar.addEventListener("click", (event) => this.command(event.target.closest("button")));
    this.toolbar.hidden = false;
  }

  // What the editor makes of the HTML is stored only once the author changes something: opening a page changes nothing.
  store() {
    this.source.value = this.editor.getHTML();
    this.source.dispatchEvent(new Event("input", { bubbles: true }));
  }

  command(button) {
    const name = button?.dataset.command;
    if (name === "source") return this.toggleSource(button);
    if (name === "link") return this.link(button);
    if (name) {
      COMMANDS[name](this.editor);
      this.editor.focus();
      this.store();
    }
  }

  link(button) {
    const range = this.editor.getSelection();
    const current = range.startContainer.parentElement?.closest("a")?.getAttribute("href") ?? "https://";
    const address = window.prompt(button.dataset.prompt, current);
    if (address === null) return;
    this.editor.setSelection(range);
    if (address) this.editor.makeLink(address);
    else this.editor.removeLink();
    this.store();
  }

  toggleSource(button) {
    const showsSource = this.source.hidden;
    button.setAttribute("aria-pressed", String(showsSource));
    if (showsSource) {
      this.source.hidden = false;
      this.surface.hidden = true;
      this.source.focus();
    } else {
      this.showSurface();
    }
  }

  showSurface() {
    this.editor.setHTML(this.source.value);
    this.surface.hidden = false;
    this.source.hidden = true;
  }
}

customElements.define("jss-rich-text", RichText);
