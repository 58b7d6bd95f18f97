// What a click is answered with on pages that the server rendered; the tracker reports it by itself.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-thanks]");
  if (!button) return;
  button.textContent = button.dataset.thanks;
  button.disabled = true;
  jssTracker.flush();
});
