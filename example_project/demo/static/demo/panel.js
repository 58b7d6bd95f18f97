// The panel behind the page: which rules were asked, what they said, and the answer that the page was drawn from.
import { escape } from "./components.js";

const VERDICTS = { true: "panel-true", false: "panel-false", null: "panel-unknown" };

function drawRendering({ componentName, variant, tried }, phrase) {
  const rows = tried.map(
    ({ name, rule, verdict }) =>
      `<li data-verdict="${verdict}"><b>${escape(name)}</b><span>${escape(rule)}</span><em>${escape(phrase(VERDICTS[verdict]))}</em></li>`,
  );
  const shown = tried.find((entry) => entry.variant === variant)?.name;
  const outcome = shown ? `${phrase("panel-shown")}: ${shown}` : phrase("panel-default");
  return `<h4>${escape(componentName)}</h4><ol>${rows.join("")}</ol><p class="outcome">${escape(outcome)}</p>`;
}

function drawActions({ query }, phrase) {
  const campaign = query.includes("utm_campaign=spring") ? ["plain", "panel-plain-address"] : ["spring", "panel-spring"];
  return [["sign", "panel-sign"], campaign, ["end", "panel-end"], ["forget", "panel-forget"]]
    .map(([action, label]) => `<button data-action="${action}">${escape(phrase(label))}</button>`)
    .join("");
}

export function drawPanel({ answer, reasons, place, phrase, isOpen }) {
  const { renderings, visit, goals } = reasons;
  const chosen = renderings.flatMap(({ variant, tried }) => tried.filter((entry) => entry.variant === variant));
  const summary = [visit && `${phrase("panel-visit")} ${visit}`, ...chosen.map(({ name }) => name)].filter(Boolean).join(" · ");
  const why = renderings.length ? renderings.map((entry) => drawRendering(entry, phrase)).join("") : `<p>${escape(phrase("panel-plain"))}</p>`;
  const done = goals.map(({ name, count }) => `${name} × ${count}`).join(", ") || "0";
  return `<details${isOpen ? " open" : ""}>
    <summary><b>${escape(phrase("panel-title"))}</b> <span>${escape(summary)}</span></summary>
    <div class="inside">
      <section><h3>${escape(phrase("panel-why"))}</h3>${why}<p class="visitor">${escape(phrase("panel-visit"))} ${visit ?? "–"}, ${escape(phrase("panel-goals"))}: ${escape(done)}</p></section>
      <section><h3>${escape(phrase("panel-try"))}</h3><p class="actions">${drawActions(place, phrase)}</p></section>
      <section><h3>${escape(phrase("panel-answer"))}</h3><p class="request"><a href="${escape(answer.url)}&tracking=false">GET ${escape(decodeURIComponent(answer.url.split("&sc_site")[0]))}</a> ${answer.status}</p>
        <pre tabindex="0">${escape(JSON.stringify(answer.data, null, 2))}</pre></section>
    </div></details>`;
}
