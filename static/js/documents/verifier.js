// The offline verifier: one page, no network. It is put into the page by documents/verifier.py, with the installation's
// public key and the words of three languages as JSON; its policy lets nothing else run and nothing be fetched.
(() => {
  "use strict";
  const given = JSON.parse(document.getElementById("given").textContent);
  const at = id => document.getElementById(id);
  const chosen = {paper: null, receipt: null};
  let language = document.documentElement.lang;
  let told = null; // what was found, to be told again in another language
  let asked = 0; // of two checks under way the newer one tells

  // Words

  const said = (key, values = {}) =>
    given.words[language][key].replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");

  function speak(code) {
    language = document.documentElement.lang = code;
    document.title = said("title");
    for (const one of document.querySelectorAll("[data-say]")) one.textContent = said(one.dataset.say, given.values);
    for (const one of document.querySelectorAll("[data-language]"))
      one.setAttribute("aria-pressed", String(one.dataset.language === code));
    tell();
  }

  const moment = text => new Intl.DateTimeFormat(language, {timeZone: "Asia/Shanghai", dateStyle: "full",
    timeStyle: "medium"}).format(new Date(text));
  const day = text => new Intl.DateTimeFormat(language, {timeZone: "UTC", dateStyle: "full"}).format(new Date(text));
  const grouped = hex => hex.match(/.{1,4}/g).join(" ");

  // What is checked

  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const hex = buffer => [...new Uint8Array(buffer)].map(byte => byte.toString(16).padStart(2, "0")).join("");
  const digest = async data => hex(await crypto.subtle.digest("SHA-256", data));
  const written = value => new TextEncoder().encode(canonical(value));

  // RFC 8785 for texts, whole numbers, lists and objects with ASCII names: all that a receipt holds.
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    return `{${Object.keys(value).sort().map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }

  async function isSigned(receipt, signature) {
    const key = await crypto.subtle.importKey("spki", bytes(given.key), {name: "ECDSA", namedCurve: "P-256"}, false,
      ["verify"]);
    return crypto.subtle.verify({name: "ECDSA", hash: "SHA-256"}, key, bytes(signature.value), written(receipt));
  }

  async function isEntered(receipt) {
    const {ledger, ...facts} = receipt;
    const claim = await digest(written(facts));
    const entry = [ledger.entry, ledger.previous, receipt.paper.sha256, claim];
    return await digest(written(entry)) === ledger.hash;
  }

  // "unread": no receipt at all; "foreign": of another key; "forged": of ours, and changed; "other": not of this file.
  async function check(paper, text) {
    const sha256 = await digest(paper);
    let receipt, signature;
    try {
      ({receipt, signature} = JSON.parse(text));
      if (receipt.format !== given.format || !Array.isArray(receipt.signers)) throw new TypeError("not a receipt");
      if (signature.key !== given.fingerprint) return {answer: "foreign", sha256};
      if (!(await isSigned(receipt, signature)) || !(await isEntered(receipt))) return {answer: "forged", sha256};
    } catch {
      return {answer: receipt?.format === given.format ? "forged" : "unread", sha256};
    }
    return {answer: receipt.paper.sha256 === sha256 ? "same" : "other", sha256, receipt};
  }

  // What is told

  const PASSED = {same: ["signature", "ledger", "file"], other: ["signature", "ledger"]};
  const FAILED = {other: ["file"], forged: ["signature"], foreign: ["signature"], unread: ["receipt"]};

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function fact(list, key, value, className) {
    const row = element("div");
    row.append(element("dt", said(key)), element("dd", value, className));
    list.append(row);
  }

  function signers(receipt) {
    const list = element("ol");
    for (const one of receipt.signers) {
      const line = element("li");
      line.append(element("b", one.name), ` ${one.as}`);
      if (one.at) line.append(element("span", moment(one.at), "when"));
      list.append(line);
    }
    return list;
  }

  function facts(receipt) {
    const list = element("dl"), {paper, ledger} = receipt;
    fact(list, "paper", paper.title);
    fact(list, "number", paper.number);
    fact(list, "complete_on", day(paper.complete_on));
    fact(list, "released_at", moment(receipt.released_at));
    fact(list, "way", said(paper.way === "paper" ? "by_hand" : "on_screen"));
    fact(list, "address", receipt.check, "hex");
    fact(list, "entry", said("entry_of", {entry: ledger.entry}));
    fact(list, "entry_hash", grouped(ledger.hash), "hex");
    return list;
  }

  function tell() {
    const result = at("result");
    result.replaceChildren();
    result.hidden = !told;
    if (!told) return;
    const {answer, receipt, sha256} = told;
    const good = answer === "same";
    result.className = good ? "sheet good" : "sheet bad";
    result.append(element("h2", `${good ? "✓" : "✗"} ${said(answer)}`), element("p", said(`${answer}_then`)));
    const marks = element("ul", "", "marks");
    for (const one of PASSED[answer] ?? []) marks.append(element("li", `✓ ${said(`${one}_passed`)}`, "passed"));
    for (const one of FAILED[answer] ?? []) marks.append(element("li", `✗ ${said(`${one}_failed`)}`, "failed"));
    result.append(marks);
    if (good) result.append(element("h3", said("signers")), signers(receipt), facts(receipt));
    const list = element("dl");
    fact(list, "files", `${chosen.paper.name} · ${chosen.receipt.name}`);
    fact(list, "sha256", grouped(sha256), "hex");
    fact(list, "checked_at", moment(told.at));
    result.append(list);
  }

  async function look() {
    const mine = ++asked;
    told = null;
    tell(); // an older answer is not for these files
    if (chosen.paper && chosen.receipt) {
      at("state").textContent = said("working");
      try {
        const found = await check(await chosen.paper.arrayBuffer(), await chosen.receipt.text());
        if (mine === asked) told = {...found, at: new Date().toISOString()};
      } catch {
        at("state").textContent = said("unreadable"); // the disk, or a stick that was pulled
        return;
      }
    }
    if (mine !== asked) return;
    at("state").textContent = told ? "" : said(chosen.paper || chosen.receipt ? "one_more" : "none");
    at("print").hidden = !told;
    tell();
  }

  // What is done

  for (const name of ["paper", "receipt"])
    at(name).addEventListener("change", event => {
      chosen[name] = event.target.files[0] ?? null;
      look();
    });
  for (const one of document.querySelectorAll("[data-language]"))
    one.addEventListener("click", () => speak(one.dataset.language));
  at("print").addEventListener("click", () => print());
  at("choose").hidden = !crypto.subtle;
  at("unable").hidden = Boolean(crypto.subtle);
  const wish = navigator.languages.map(one => ({zh: "zh-Hans", en: "en", ko: "ko"})[one.slice(0, 2)]).find(Boolean);
  speak(wish ?? language);
})();
