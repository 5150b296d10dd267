// Copy the address of this place, for another browser.
const button = document.querySelector("[data-copy]"), place = document.querySelector("[data-address]");
place.textContent = new URL(place.textContent, location.href).href;
button.hidden = false;
button.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(place.textContent);
    document.querySelector("[data-copied]").hidden = false;
  } catch {
    getSelection().selectAllChildren(place); // the app forbids it: at least it is marked
  }
});
