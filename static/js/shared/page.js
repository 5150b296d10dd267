// Small comforts for every page; nothing depends on them.

// A second tap on a slow line must not send the form twice. The button comes back when the page does, or after a while
// (a download leaves the page where it is).
const PATIENCE_MS = 8000;
const release = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(release, PATIENCE_MS, form);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

// The menu of one's own name closes like any menu: by Escape, or by a tap elsewhere.
const menu = document.querySelector("details.me");
if (menu) {
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
}
