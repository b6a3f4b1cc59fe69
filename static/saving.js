// Keeps every answer from the moment it is given (queue.js) and says in one line how it stands: never that it is saved
// while something newer is not. Without this file each "Next question" saves its question.
const PAUSE = 800; // ms after the last key
const MOST = 2000; // ms that typing without a pause is kept back at most
const SOON = 300; // ms a save may take before the page speaks of it
const OURS = ["whole", "seen", "device", "sequence", "who", "once"];
const call = document.querySelector("[data-form]");
const queue = new Queue(call.dataset.form, call.dataset.who, call.dataset.whose, heard);
const shown = document.getElementById("save-shown");
let touched = 0; // when the typing began that is not in the queue yet
let typing; // the timer that ends it
let slow; // the timer after which a save is spoken of
let leaving = null; // what to do once nothing waits any more

const asked = () => document.querySelector("form.q[data-item]");
const many = (count) => (count === 1 ? "One answer is" : `${count} answers are`);

// What the form says now, into the queue; `back` and the like go along, what the queue adds itself does not.
function keep() {
  clearTimeout(typing);
  const form = asked();
  if (!form) return;
  touched = 0;
  const { item, question, save, seen } = form.dataset;
  const fields = [...new FormData(form)].filter(([name]) => !OURS.includes(name));
  for (const entry of queue.waiting) if (entry.item === item && entry.state) queue.drop(entry); // this one is newer
  queue.put({ item, question, url: save, fields, seen });
  say();
}

// What became of one save.
function heard(entry, told) {
  if (told.saved) {
    call.dataset.clock = told.saved.clock;
    for (const form of [asked(), ...(window.turned?.values() ?? [])]) {
      if (form?.dataset.item !== entry.item) continue;
      form.dataset.seen = form.elements.seen.value = told.saved.version;
    }
    for (const part of told.page.querySelectorAll("[data-into]")) fill(part);
  }
  if (told.html) entry.html = told.html;
  say();
  if (leaving && !queue.waiting.length) { const go = leaving; leaving = null; go(); }
}

function fill(part) {
  const place = document.getElementById(part.dataset.into);
  if (!place) return;
  place.replaceChildren(...part.childNodes);
  for (const link of place.querySelectorAll("[data-dimension]")) link.toggleAttribute("aria-current", false);
  const here = place.querySelector(`[data-dimension="${asked()?.dataset.dimension}"]`);
  here?.setAttribute("aria-current", "step");
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
  document.addEventListener("submit", (e) => { // a form the browser sends takes its own fields along
  if (e.defaultPrevented || e.target !== asked() || "turns" in e.target.dataset) return;
  clearTimeout(typing);
  touched = 0;
  for (const entry of queue.waiting) if (entry.item === e.target.dataset.item) queue.drop(entry);
});
document.getElementById("save-again").hidden = kind !== "failed" && kind !== "kept";
  document.getElementById("save-both").hidden = kind !== "changed";
  const offline = !navigator.onLine || queue.trouble === "offline";
  const banner = document.getElementById("offline");
  banner.hidden = !offline;
  const waiting = queue.waiting.length;
  const where = queue.waiting.every((entry) => entry.kept) ? "kept on this device and go up by themselves when the connection is back" : "on this page only: keep it open";
  document.getElementById("offline-count").textContent = waiting ? `${many(waiting)} ${where}.` : "";
  const refused = queue.waiting.find((entry) => entry.state === "refused");
  const place = asked()?.querySelector("[data-refused]");
  if (place) {
    place.hidden = refused?.item !== asked().dataset.item;
    place.textContent = refused?.sentence ?? "";
  }
  document.dispatchEvent(new CustomEvent("standing", { detail: kind }));
}

// A number, ticks, and the choices instead of them: the one given last.
function apart(target) {
  const form = asked();
  const others = [...form.querySelectorAll("[data-clears]")];
  if (target.name === "value") for (const other of others) other.type === "checkbox" ? (other.checked = false) : (other.value = "");
  else if ("clears" in target.dataset) for (const choice of form.querySelectorAll("input[type=radio][name=value]")) choice.checked = false;
}

document.addEventListener("change", (e) => {
  if (!asked() || e.target.form !== asked()) return;
  apart(e.target);
  keep();
});
document.addEventListener("input", (e) => {
  if (!asked() || e.target.form !== asked() || !e.target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
  touched ||= Date.now();
  apart(e.target);
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
function lay(form) {
  const entry = form && queue.last(form.dataset.item);
  if (!entry) return;
  const given = new Map();
  for (const [name, value] of entry.fields) given.set(name, [...(given.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || OURS.includes(field.name) || field.type === "hidden" || field.type === "submit") continue;
    const values = given.get(field.name) ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}
lay(asked());
if (document.getElementById("save").dataset.kind === "saved") call.dataset.clock = shown.textContent.replace("Saved at ", "");
if (queue.waiting.length) queue.again();
say();
