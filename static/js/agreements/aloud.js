// "Read aloud", where the browser has a voice for the page's language. Without one the button never appears.

const language = document.documentElement.lang;
const voice = () => speechSynthesis.getVoices().find((one) => one.lang.slice(0, 2) === language.slice(0, 2));

const offer = () => {
  for (const button of document.querySelectorAll("[data-speak]")) button.hidden = !voice();
};

if ("speechSynthesis" in window) {
  offer();
  speechSynthesis.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", () => speechSynthesis.cancel());
  for (const button of document.querySelectorAll("[data-speak]")) {
    button.addEventListener("click", () => {
      const speaking = speechSynthesis.speaking;
      speechSynthesis.cancel();
      if (speaking) return; // a second press stops it
      const said = new SpeechSynthesisUtterance(button.closest("section").querySelector("[data-aloud]").textContent);
      said.lang = language;
      said.voice = voice();
      speechSynthesis.speak(said);
    });
  }
}
