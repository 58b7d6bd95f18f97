// Puts the name of a campaign into an address as it is typed.
function linkOf(address, parameter, value) {
  try {
    const url = new URL(address);
    if (!/^https?:$/.test(url.protocol) || !url.hostname) return "";
    url.searchParams.set(parameter, value);
    return url.href;
  } catch {
    return "";
  }
}

for (const builder of document.querySelectorAll(".jss-link-builder")) {
  const address = builder.querySelector("[data-jss-link-address]");
  const output = builder.querySelector("[data-jss-link]");
  const update = () => { output.value = linkOf(address.value, builder.dataset.parameter, builder.dataset.value); };
  address.addEventListener("input", update);
  builder.querySelector("[data-jss-copy]").addEventListener("click", () => navigator.clipboard?.writeText(output.value));
  update();
}
