// Keeps every answer from the moment it is given (queue.js) and says in one line how it stands: never that it is saved
// while something newer is not. Without this file each "Next question" saves its question, and "Save" the whole page.
// A page holds one part that is saved by itself, or many: what is marked data-save. The names of its fields begin with
// its data-at, which the server never sees.
const PAUSE = 800; // ms after the last key
const MOST = 2000; // ms that typing without a pause is kept back at most
const SOON = 300; // ms a save may take before the page speaks of it
const OURS = ["whole", "seen", "device", "sequence", "who", "once"];
const call = document.querySelector("[data-form]");
const queue = new Queue(call.dataset.form, call.dataset.who, call.dataset.whose, heard);
const shown = document.getElementById("save-shown");
let touched = 0; // when the typing began that is not in the queue yet
let typedIn = null; // and the part it is in
let typing; // the timer that ends it
let slow; // the timer after which a save is spoken of
let leaving = null; // { go, says }: what to do once nothing waits any more, and what the page says of it

const parts = () => [...document.querySelectorAll("[data-save]")];
const at = (part) => part.dataset.at ?? "";
const formOf = (part) => part.closest("form");
const partOf = (field) => parts().find((part) => formOf(part) === field.form && field.name.startsWith(at(part)));
const controls = (part) => [...formOf(part).elements].filter((field) => field.name && field.name.startsWith(at(part)));
const named = (part, name) => formOf(part).elements[at(part) + name];
const many = (count) => (count === 1 ? "One answer is" : `${count} answers are`);

// What a part says now, into the queue; `back` and the like go along, what the queue adds itself does not.
function keep(part = typedIn) {
  clearTimeout(typing);
  touched = 0;
  typedIn = null;
  leaving = null; // whoever goes on answering stays
  if (!part) return;
  const { item, question, save, seen } = part.dataset;
  const given = [...new FormData(formOf(part))].filter(([name]) => name.startsWith(at(part)));
  const fields = given.map(([name, value]) => [name.slice(at(part).length), value]).filter(([name]) => !OURS.includes(name));
  for (const entry of queue.waiting) if (entry.item === item && entry.state) queue.drop(entry); // this one is newer
  queue.put({ item, question, url: save, fields, seen });
  say();
}

// What became of one save.
function heard(entry, told) {
  if (told.saved) {
    call.dataset.clock = told.saved.clock;
    for (const part of [...parts(), ...(window.turned?.values() ?? [])]) {
      if (part.dataset.item === entry.item) part.dataset.seen = named(part, "seen").value = told.saved.version;
    }
    for (const news of told.page.querySelectorAll("[data-into]")) fill(news);
  }
  if (told.html) entry.html = told.html;
  say();
  if (!leaving || queue.waiting.length) return;
  const { go } = leaving;
  leaving = null;
  go();
}

// The outline as it is now. Where all questions are on this page its links lead to them here.
function fill(news) {
  const place = document.getElementById(news.dataset.into);
  if (!place) return;
  place.replaceChildren(...news.childNodes);
  const here = document.querySelector("form.q").dataset.dimension;
  for (const link of place.querySelectorAll("[data-dimension]")) {
    const { dimension } = link.dataset;
    link.toggleAttribute("aria-current", false);
    if (dimension === here) link.setAttribute("aria-current", "step");
    if (document.getElementById(dimension)) link.href = `#${dimension}`;
  }
}

// How it stands: a kind, and its words.
function standing() {
  const waiting = queue.waiting;
  const bad = waiting.find((entry) => entry.state);
  if (bad?.state === "changed") return ["changed", "Changed elsewhere."];
  if (bad) return ["failed", `Not saved. ${bad.question}: ${bad.sentence}`];
  if (queue.trouble === "ended") return ["ended", "Your session ended. Sign in to save."];
  if (queue.trouble === "other") return ["other", `Not saved: these are ${call.dataset.whose}’s answers.`];
  if (queue.trouble === "failed") return ["failed", "Not saved."];
  if (waiting.length && (queue.trouble || !navigator.onLine)) return ["kept", `Kept on this device, ${waiting.length} waiting`];
  if (waiting.length || touched) return ["saving", "Saving"];
  return call.dataset.clock ? ["saved", `Saved at ${call.dataset.clock}`] : ["idle", shown.textContent];
}

function say() {
  const [kind, words] = standing();
  if (kind === "saving") {
    slow ??= setTimeout(() => { if (standing()[0] === "saving") tell("saving", "Saving"); }, SOON);
    if (document.getElementById("save").dataset.kind === "saved") tell("saving", "Saving", true);
    return;
  }
  clearTimeout(slow);
  slow = undefined;
  tell(kind, words);
}

// The live region speaks when the kind changes; `quiet` takes back what is no longer true before it is worth a word.
function tell(kind, words, quiet = false) {
  const save = document.getElementById("save");
  if (save.dataset.kind !== kind && !quiet && kind !== "saving") {
    document.getElementById("save-said").textContent = kind === "saved" ? "All saved" : words;
  }
  save.dataset.kind = kind;
  shown.textContent = quiet ? "" : words;
  const refused = kind === "failed" && queue.waiting.find((entry) => entry.state === "refused");
  document.getElementById("save-again").hidden = refused || (kind !== "failed" && kind !== "kept");
  const open = document.getElementById("save-open"); // trying again would be refused again
  open.hidden = !refused || parts().some((part) => part.dataset.item === refused.item);
  if (refused) open.href = refused.url;
  document.getElementById("save-both").hidden = kind !== "changed";
  const offline = !navigator.onLine || queue.trouble === "offline";
  const banner = document.getElementById("offline");
  banner.hidden = !offline;
  const waiting = queue.waiting.length;
  const where = queue.waiting.every((entry) => entry.kept) ? `kept on this device and ${waiting === 1 ? "goes up by itself" : "go up by themselves"} when the connection is back` : "on this page only: keep it open";
  document.getElementById("offline-count").textContent = waiting ? `${many(waiting)} ${where}.` : "";
  for (const part of parts()) {
    const wrong = queue.waiting.find((entry) => entry.state === "refused" && entry.item === part.dataset.item);
    const place = part.querySelector("[data-refused]");
    if (!place) continue;
    place.hidden = !wrong;
    place.textContent = wrong?.sentence ?? "";
  }
  document.dispatchEvent(new CustomEvent("standing", { detail: kind }));
}

// A number, ticks, and the choices instead of them: the one given last.
function apart(target, part) {
  const choices = controls(part).filter((field) => field.type === "radio" && field.name === `${at(part)}value`);
  const others = controls(part).filter((field) => "clears" in field.dataset);
  if (choices.includes(target)) for (const other of others) other.type === "checkbox" ? (other.checked = false) : (other.value = "");
  else if ("clears" in target.dataset) for (const choice of choices) choice.checked = false;
}

document.addEventListener("change", (e) => {
  const part = e.target.name && partOf(e.target);
  if (!part) return;
  apart(e.target, part);
  keep(part);
});
document.addEventListener("input", (e) => {
  const part = e.target.matches("textarea, input:not([type=radio], [type=checkbox])") && partOf(e.target);
  if (!part) return;
  if (typedIn && typedIn !== part) keep();
  touched ||= Date.now();
  typedIn = part;
  apart(e.target, part);
  clearTimeout(typing);
  typing = setTimeout(keep, Math.max(0, Math.min(PAUSE, touched + MOST - Date.now())));
  say();
});
document.getElementById("save-again").addEventListener("click", () => { queue.again(); say(); });
addEventListener("online", () => queue.again());
addEventListener("offline", say);
addEventListener("focus", () => { if (queue.trouble) queue.again(); });
addEventListener("pagehide", () => { if (touched) keep(); queue.hurry(); });
addEventListener("beforeunload", (e) => { if (touched || queue.waiting.some((entry) => !entry.kept)) e.preventDefault(); });
addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });

// What an earlier page has left waits in this browser: it is laid over what the server showed, and sent.
function lay(part) {
  const entry = queue.last(part.dataset.item);
  if (!entry) return;
  const given = new Map();
  for (const [name, value] of entry.fields) given.set(name, [...(given.get(name) ?? []), value]);
  for (const field of controls(part)) {
    const name = field.name.slice(at(part).length);
    if (OURS.includes(name) || field.type === "hidden" || field.type === "submit") continue;
    const values = given.get(name) ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}
parts().forEach(lay);
if (document.getElementById("save").dataset.kind === "saved") call.dataset.clock = shown.textContent.replace("Saved at ", "");
if (queue.waiting.length) queue.again();
say();
