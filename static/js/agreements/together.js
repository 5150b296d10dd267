// The agreement beside the pictures: drawn by the house, and again whenever a word of it changes.
import { Pane } from "../sittings/pane.js";

const FIRST_AFTER_MS = 1500; // sound and picture come first
const element = document.querySelector("[data-together]");
const nothing = () => {};
const pane = new Pane(element, { url: element.dataset.url, words: {}, changed: nothing, trouble: nothing });
const look = () => pane.refresh().catch(nothing); // offline: asked again with the next hint

document.addEventListener("hinted", ({ detail }) => detail === "agreement" && look());
setTimeout(look, FIRST_AFTER_MS);
