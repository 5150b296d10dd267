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
// What the browser kept of a page is never shown again: on a screen that others use it would be somebody else's.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

// What is still being made is there in a moment: such a page looks again by itself, more and more rarely, and stops.
const soon = document.querySelector("[data-soon]");
const looks = `looked ${location.pathname}`;
if (soon) {
  const times = Number(sessionStorage.getItem(looks));
  if (times < 12) {
    setTimeout(() => {
      sessionStorage.setItem(looks, times + 1);
      location.reload();
    }, 1500 * 1.3 ** times);
  }
} else {
  sessionStorage.removeItem(looks);
}

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
