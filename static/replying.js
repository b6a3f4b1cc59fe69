// Keeps what a respondent gives from the moment they give it (queue.js), and says in one line how it stands. Without
// this file each Next saves its question.
const PAUSE = 800; // ms after the last key
const MOST = 2000; // ms that typing without a pause is kept back at most
const OURS = ["whole", "seen", "device", "sequence", "who"];
const line = document.getElementById("save-line");
const here = () => document.getElementById("turn");
const asked = () => document.getElementById("q");
const replies = new Queue(line.dataset.form, line.dataset.who, "", heard);
let since = 0; // when the typing began that is not on its way yet
let leaving = null; // what to do once nothing waits any more

function keep(typing) {
  since = typing ? since || Date.now() : 0;
  const wait = typing ? Math.max(0, Math.min(PAUSE, since + MOST - Date.now())) : 0;
  const { item, question, save } = here().dataset;
  const fields = [...new FormData(asked())].filter(([name]) => !OURS.includes(name));
  leaving = null;
  for (const entry of replies.waiting) if (entry.item === item && entry.state) replies.drop(entry); // this one is newer
  replies.put({ item, question, url: save, fields, seen: asked().elements.seen.value }, wait);
  back();
  tell();
}

// The form itself takes along which save it repeats, so that sent both ways an answer counts once.
function stamp() {
  since = 0;
  replies.hurry();
  const last = replies.last(here().dataset.item);
  asked().elements.device.value = replies.device;
  asked().elements.sequence.value = last?.device === replies.device ? last.sequence : "";
}

function heard(entry, told) {
  if (told.html) entry.html = told.html;
  if (told.saved) {
    since = 0;
    line.dataset.clock = told.saved.clock;
    for (const node of [here(), ...(window.turned?.values() ?? [])]) {
      if (node?.dataset.item === entry.item) node.querySelector("[name=seen]").value = told.saved.version;
    }
  }
  tell();
  leave();
}

// The link was opened again, perhaps, since this page was told that it may not save.
function back() {
  if (replies.trouble === "ended") replies.again();
}

// Go where Next leads as soon as nothing waits any more.
function leave() {
  if (!leaving || replies.waiting.length) return;
  const go = leaving;
  leaving = null;
  go();
}

const many = (count) => (count === 1 ? "One answer is" : `${count} answers are`);

// How it stands: a kind, which is said aloud when it changes, and its sentence.
function standing() {
  const bad = replies.waiting.find((entry) => entry.state);
  if (bad?.state === "changed") return ["changed", `${bad.question} was changed elsewhere.`];
  if (bad) return ["refused", `${bad.question} was not saved. ${bad.sentence}`];
  if (replies.trouble === "ended") return ["ended", replies.sentence];
  if (replies.trouble === "other") return ["other", "This form belongs to somebody else now. Open your own link again."];
  const where = replies.waiting.every((entry) => entry.kept) ? "kept on this device" : "on this page only, so keep it open";
  const away = replies.trouble === "offline" || !navigator.onLine;
  if (away) return ["offline", `You are offline. Keep going.${replies.waiting.length ? ` ${many(replies.waiting.length)} ${where}.` : ""}`];
  if (replies.trouble) return ["failed", `Not saved yet. ${many(replies.waiting.length)} ${where}, and sent again by itself.`];
  if (replies.waiting.length) return ["saving", "Saving"];
  if (line.dataset.clock) return ["saved", `Saved at ${line.dataset.clock}`];
  return ["idle", document.getElementById("save").textContent];
}

function tell() {
  const [kind, sentence] = standing();
  const bad = replies.waiting.find((entry) => entry.state);
  document.getElementById("save").textContent = sentence;
  if (kind !== "saving" && kind !== line.dataset.kind) {
    document.getElementById("save-said").textContent = kind === "saved" ? "All saved" : sentence;
    line.dataset.kind = kind;
  }
  document.getElementById("save-both").hidden = kind !== "changed";
  const open = document.getElementById("save-open");
  open.hidden = kind !== "refused" || bad.item === here()?.dataset.item;
  if (!open.hidden) open.href = bad.url;
}

// A number or a line below it: the one given last.
function apart(target) {
  const number = asked().querySelector("[data-clears]");
  if (!number) return;
  if (target === number && number.value) for (const one of asked().querySelectorAll("[name=value]")) one.checked = false;
  if (target.name === "value") number.value = "";
}

document.addEventListener("input", (e) => {
  if (e.target.form !== asked() || !asked()) return;
  apart(e.target);
  keep(e.target.name !== "value");
});
document.addEventListener("submit", (e) => {
  if (e.target === asked()) stamp();
  else if (e.target.action.endsWith("/decline")) for (const entry of replies.waiting) replies.drop(entry);
  else if ("waits" in e.target.dataset && replies.waiting.length) {
    e.preventDefault();
    replies.again();
    tell();
  }
});
document.getElementById("save-both").addEventListener("click", () => {
  const entry = replies.waiting.find((each) => each.state === "changed");
  const both = new DOMParser().parseFromString(entry.html, "text/html").querySelector(".both");
  const place = here() ?? document.querySelector("main");
  place.replaceChildren(both);
  both.addEventListener("click", (e) => { if (e.target.closest("[data-keep]")) replies.drop(entry); });
  both.querySelector("h1").focus();
});
addEventListener("online", () => replies.again());
addEventListener("offline", tell);
addEventListener("focus", back);
addEventListener("pagehide", () => replies.hurry());
addEventListener("pageshow", (e) => { if (e.persisted && here()) location.reload(); });

// What an earlier page has left waits in this browser: it is laid over what the server showed, and sent.
function lay() {
  const entry = replies.last(here().dataset.item);
  if (!entry) return;
  const given = new Map(entry.fields);
  for (const field of asked().elements) {
    if (field.type === "radio") field.checked = given.get(field.name) === field.value;
    else if (["number", "note"].includes(field.name)) field.value = given.get(field.name) ?? "";
  }
}
if (here()) lay();
else if (replies.waiting.length) leaving = () => location.reload(); // what the review shows is older
if (replies.waiting.length) replies.again();
