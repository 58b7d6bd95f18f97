// A page shown as somebody else would get it: its links stay in the preview, so that nothing is recorded.

// Calls `arrive` with the document of each page that the frame shows, and `follow` with the path of a link of it.
export const watch = (frame, { arrive = () => {}, follow }) => {
  const enter = () => {
    const inside = frame.contentDocument;
    if (!inside?.body || inside.URL === "about:blank") return;
    inside.addEventListener("click", (event) => intercept(event, follow));
    arrive(inside);
  };
  frame.addEventListener("load", enter);
  if (frame.contentDocument?.readyState === "complete") enter();
};

// Nothing but pages of the site is followed, and nothing leaves the preview.
export const intercept = (event, follow) => {
  const link = event.target.closest?.("a[href], area[href]");
  const address = link?.getAttribute("href");
  if (!address || address.startsWith("#")) return;
  event.preventDefault();
  if (address.startsWith("/") && !address.startsWith("//")) follow(address.split(/[?#]/)[0]);
};

const main = document.querySelector("main[data-preview]");
if (main) {
  const follow = (path) => location.assign(`?${new URLSearchParams({ item: path })}`);
  const frame = main.querySelector(":scope > .jss-frame");
  if (frame) watch(frame, { follow });
  else main.addEventListener("click", (event) => intercept(event, follow));
}
